"""The clock of a server jumps: nothing crashes, nothing stays stale for ever, nobody stays signed in for ever."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from werkzeug.test import Client

from resources.desk import accounts, sessions
from resources.desk.database import engine, transaction
from resources.errors import AssertionRefusedError, InvitationError
from resources.roles import Role
from resources.settings import Settings
from tests.conftest import NOON, Clock
from tests.desk.offices import opened
from tests.pressing import pressed

PAGES = ("/en/", "/en/gb/", "/ar/sa/?all=1", "/de/de/report/", "/en/listing/gb-childline/", "/en/coverage/", "/healthz")
AHEAD = timedelta(days=400)


@pytest.fixture
def rows(tmp_path: Path) -> Engine:
    opened_engine = engine(f"sqlite:///{tmp_path / 'desk.db'}")
    opened(opened_engine, tmp_path)
    yield opened_engine
    opened_engine.dispose()


@pytest.mark.parametrize(
    "moment",
    [
        datetime(1970, 1, 1, tzinfo=UTC),  # a machine whose battery is empty
        datetime(2000, 2, 29, tzinfo=UTC),
        datetime(2038, 1, 20, tzinfo=UTC),  # beyond what 32 bits count
        datetime(2400, 12, 31, 23, 59, 59, tzinfo=UTC),
    ],
)
def test_pages_are_served_at_whatever_time_the_clock_tells(published: Settings, clock: Clock, moment: datetime) -> None:
    visitor = Client(pressed(published.instance, clock))
    visitor.get("/en/gb/")
    clock.now = moment

    assert [visitor.get(page).status_code for page in PAGES] == [200] * len(PAGES)


def test_page_printed_while_the_clock_was_ahead_is_not_shown_when_it_is_right_again(
    published: Settings, clock: Clock
) -> None:
    visitor = Client(pressed(published.instance, clock))
    right = visitor.get("/en/listing/gb-childline/").text
    clock.move(AHEAD)
    ahead = visitor.get("/en/listing/gb-childline/").text
    clock.move(-AHEAD)

    assert right != ahead
    assert visitor.get("/en/listing/gb-childline/").text == right


def test_page_printed_while_the_clock_was_behind_is_not_shown_when_it_is_right_again(
    published: Settings, clock: Clock
) -> None:
    visitor = Client(pressed(published.instance, clock))
    right = visitor.get("/en/listing/gb-childline/").text
    clock.move(-AHEAD)
    visitor.get("/en/listing/gb-childline/")
    clock.move(AHEAD)

    assert visitor.get("/en/listing/gb-childline/").text == right


@pytest.mark.parametrize("jump", [-AHEAD, -timedelta(hours=1), AHEAD])
def test_clock_that_jumps_ends_a_session(rows: Engine, jump: timedelta) -> None:
    with transaction(rows) as session:
        token = sessions.begin(session, 1, 1, now=NOON)

    with transaction(rows) as session:
        assert sessions.find(session, token, now=NOON + jump) is None


def test_requests_that_read_the_clock_a_moment_apart_end_no_session(rows: Engine) -> None:
    with transaction(rows) as session:
        token = sessions.begin(session, 1, 1, now=NOON)
        sessions.find(session, token, now=NOON + timedelta(seconds=2))

        assert sessions.find(session, token, now=NOON - timedelta(seconds=1))


@pytest.mark.parametrize("jump", [-AHEAD, AHEAD])
def test_clock_that_jumps_ends_challenges_and_invitations_and_new_ones_work(rows: Engine, jump: timedelta) -> None:
    now = NOON + jump
    with transaction(rows) as session:
        old, invited = accounts.challenge(session, now=NOON), accounts.invite(session, Role.MODERATOR, by=1, now=NOON)

    with transaction(rows) as session:
        with pytest.raises(AssertionRefusedError):
            accounts.use(session, old, now=now)
        with pytest.raises(InvitationError):
            accounts.invitation(session, invited, now=now)
        accounts.use(session, accounts.challenge(session, now=now), now=now)
        token = accounts.invite(session, Role.MODERATOR, by=1, now=now)
        assert accounts.invitation(session, token, now=now)
