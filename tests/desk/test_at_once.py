"""What is good once is so for two who come at the same moment as well: one of them comes too late.

A first one has the challenge or the link in hand, and has not ended. On PostgreSQL the second waits for it.
"""

import json
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from resources.desk import accounts, audit, flags
from resources.desk.database import transaction
from resources.desk.tables import DeskSession, Flag, Member
from resources.roles import Role
from resources.spool import Spool, Wrong
from tests.desk.clients import Guest
from tests.desk.offices import NOON
from tests.desk.signing import BEN, MALLORY

WAITING = text("SELECT count(*) FROM pg_locks WHERE NOT granted")

pytestmark = pytest.mark.parametrize("database", ["postgresql"], indirect=True)


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        yield pool


def waits(engine: Engine, other: Future) -> None:
    """Come back once the other waits in the database, or has its answer."""
    while not other.done():
        with engine.connect() as connection:
            if connection.execute(WAITING).scalar_one():
                return


def kept(office, table):
    with transaction(office.engine) as session:
        return session.exec(select(table)).all()


def first(session: Session, challenge: bytes) -> None:
    audit.wait_for_turn(session)
    accounts.use(session, challenge, now=NOON)
    session.flush()


def test_one_answer_of_a_passkey_signs_in_once(office, guest, pool):
    challenge = guest.challenge("/desk/sign-in/")
    with transaction(office.engine) as session:
        first(session, challenge)
        second = pool.submit(guest.sign_in, BEN.key, challenge)
        waits(office.engine, second)

    assert second.result().status_code == 403
    assert kept(office, DeskSession) == []


def test_what_visitors_told_is_taken_in_once(office, tmp_path, pool):
    told = Spool(tmp_path / "flags")
    told.tell("gb-example", Wrong.NUMBER, edition=1, now=NOON)
    with transaction(office.engine) as session:
        audit.wait_for_turn(session)
        session.add(Flag(day="2026-11-24", hour=12, listing_id="gb-example", wrong="number", edition=1))
        session.flush()
        second = pool.submit(flags.take_in, office.engine, told.folder)
        waits(office.engine, second)

    assert second.result().new == 0
    assert len(kept(office, Flag)) == 1


def test_one_link_lets_one_person_join(app, office, guest, pool):
    with transaction(office.engine) as session:
        token = accounts.invite(session, Role.CONTRIBUTOR, by=1, now=NOON)
    path = f"/desk/join/{token}/"
    answer = json.dumps(MALLORY.key.register(guest.challenge(path)))
    with transaction(office.engine) as session:
        audit.wait_for_turn(session)
        accounts.join(session, accounts.invitation(session, token, now=NOON), "Dan", now=NOON)
        second = pool.submit(Guest(app.test_client()).post, path, name="Eve", credential=answer)
        waits(office.engine, second)

    assert second.result().status_code == 403
    assert [one.name for one in kept(office, Member)] == ["Ana", "Ben", "Chi", "Dan"]
