"""What is written into a database is in the file that lies there, or nobody is told that it was kept."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from resources.desk import schema
from resources.desk.database import engine, transaction
from resources.desk.tables import Member
from tests.conftest import NOON

FULL = 2  # of SQLite: also where the power fails a moment later


@pytest.fixture
def path(tmp_path):
    return tmp_path / "desk.db"


@pytest.fixture
def opened(path):
    found = engine(f"sqlite:///{path}")
    schema.upgrade(found)
    yield found
    found.dispose()


def join(engine, name="Ana", then=lambda: None):
    with transaction(engine) as session:
        session.add(Member(name=name, role="contributor", joined_at=NOON))
        session.flush()
        then()


def names(engine):
    with transaction(engine) as session:
        return session.exec(text("SELECT name FROM member ORDER BY name")).scalars().all()


def take_away(path):
    """Move a database with its log, and give where it is."""
    away = path.with_name("away")
    away.mkdir()
    for one in list(path.parent.glob("desk.db*")):
        one.rename(away / one.name)
    return away / path.name


def test_deed_is_on_the_disk_before_it_is_said_to_be_kept(opened):
    with opened.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == FULL


def test_nothing_is_written_into_a_file_that_was_taken_away(path, opened):
    join(opened)
    taken = take_away(path)

    with pytest.raises(SQLAlchemyError, match="is gone; restore a backup"):
        join(opened, "Ben")

    assert names(engine(f"sqlite:///{taken}")) == ["Ana"]


def test_no_empty_database_is_made_where_one_was(path, opened):
    take_away(path)

    with pytest.raises(SQLAlchemyError, match="is gone"):
        names(opened)

    assert not path.exists()


def test_deed_during_which_the_file_was_taken_away_is_not_said_to_be_kept(path, opened):
    with pytest.raises(SQLAlchemyError, match="nothing was kept"):
        join(opened, then=lambda: take_away(path))

    assert names(engine(f"sqlite:///{path.with_name('away') / path.name}")) == []


def test_file_that_was_put_in_place_of_another_is_used_at_once(path, opened):
    join(opened)
    other = engine(f"sqlite:///{path.with_name('other')}")
    schema.upgrade(other)
    join(other, "Ben")
    other.dispose()
    take_away(path)
    path.with_name("other").rename(path)

    join(opened, "Chi")

    assert names(opened) == ["Ben", "Chi"]
