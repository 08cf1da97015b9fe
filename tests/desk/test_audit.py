"""Events are only ever added, and whoever changes one is found out."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from resources.desk import audit, schema
from resources.desk.database import transaction
from resources.errors import AuditError
from tests.conftest import NOON


@pytest.fixture
def told(database: Engine) -> Engine:
    """Tell three events."""
    schema.upgrade(database)
    for subject in ("a", "b", "c"):
        tell(database, subject)
    return database


def tell(database: Engine, subject: str) -> None:
    with transaction(database) as session:
        audit.append(session, "hide", subject, {"why": "wrong"}, member=None, now=NOON)


def count(database: Engine) -> int:
    with transaction(database) as session:
        return audit.verify(session)


def unguarded(connection: Connection) -> None:
    """Switch the triggers off, as somebody with the database in their hands can."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("ALTER TABLE event DISABLE TRIGGER event_only_added")
    else:
        connection.exec_driver_sql("DROP TRIGGER event_no_UPDATE")
        connection.exec_driver_sql("DROP TRIGGER event_no_DELETE")


def test_the_chain_holds_what_was_told(told: Engine) -> None:
    assert count(told) == 3


@pytest.mark.parametrize("deed", ["UPDATE event SET kind = 'show'", "DELETE FROM event WHERE position = 3"])
def test_the_database_refuses_to_change_an_event(told: Engine, deed: str) -> None:
    with pytest.raises(DBAPIError, match="only ever added"), told.begin() as connection:
        connection.exec_driver_sql(deed)

    assert count(told) == 3


@pytest.mark.parametrize(
    ("deed", "position", "reason"),
    [
        ("UPDATE event SET subject = 'z' WHERE position = 2", 2, "changed"),
        ("UPDATE event SET at = '2026-11-24 11:00:00' WHERE position = 2", 2, "changed"),
        ("UPDATE event SET data = '{}' WHERE position = 2", 2, "changed"),
        ("DELETE FROM event WHERE position = 2", 2, "missing"),
        ("DELETE FROM event WHERE position = 1", 1, "missing"),
        ("UPDATE event SET previous = sha256 WHERE position = 3", 3, "follow"),
    ],
)
def test_an_event_changed_behind_the_trigger_breaks_the_chain(
    told: Engine, deed: str, position: int, reason: str
) -> None:
    with told.begin() as connection:
        unguarded(connection)
        connection.exec_driver_sql(deed)

    with pytest.raises(AuditError, match=reason) as caught:
        count(told)
    assert caught.value.position == position


def test_an_event_falls_with_its_deed(told: Engine) -> None:
    def fail() -> None:
        with transaction(told) as session:
            audit.append(session, "hide", "d", {}, member=None, now=NOON)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()

    assert count(told) == 3


def test_many_who_tell_at_once_make_one_chain(told: Engine) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: tell(told, str(number)), range(40)))

    assert count(told) == 43
