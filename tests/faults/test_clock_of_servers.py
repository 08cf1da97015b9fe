"""The clock jumps under the real site and the real desk: pages go on, say what is so then, and nothing stays behind."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest

from tests import servers
from tests.builders import country, listing, phone
from tests.conftest import NOON
from tests.desk.offices import KE, STANDING
from tests.desk.signing import RELYING
from tests.faults.clocked import FileClock
from tests.faults.places import Place, approval, headings, made, page, sign_in
from tests.servers import ALONE

RIGHT = NOON + timedelta(minutes=30)  # half an hour after the edition was made
BY_DAY = listing(id="gb-day", name="By day", phones=(phone(number="0808 800 5000", hours="Mo-Su 09:00-17:00"),))
DAY = "/en/listing/gb-day/"
PAGES = (
    "/en/",
    "/en/gb/",
    "/de/gb/?all=1",
    "/ar/gb/report/",
    "/en/coverage/",
    "/en/changes/",
    "/api/services",
    "/healthz",
)
ASKS = 6  # each by a connection of its own, so that each worker gets some
OPEN, CLOSED = "Open now, until 5:00", "Closed now. Opens: "

JUMPS = {
    "a day ahead": (datetime(2026, 11, 25, 12, 30, tzinfo=UTC), OPEN),
    "into the night": (datetime(2026, 11, 25, 23, tzinfo=UTC), CLOSED),
    "a day back": (datetime(2026, 11, 23, 12, 30, tzinfo=UTC), OPEN),
    "before the clocks go forward": (datetime(2028, 3, 25, 8, 30, tzinfo=UTC), CLOSED),
    "after they went forward": (datetime(2028, 3, 26, 8, 30, tzinfo=UTC), OPEN),
    "before they go back": (datetime(2028, 10, 28, 8, 30, tzinfo=UTC), OPEN),
    "after they went back": (datetime(2028, 10, 29, 8, 30, tzinfo=UTC), CLOSED),
    "an empty battery": (datetime(1970, 1, 1, tzinfo=UTC), CLOSED),
    "a century": (datetime(2126, 11, 24, 12, 30, tzinfo=UTC), OPEN),
    "the last year": (datetime(9999, 11, 24, 12, 30, tzinfo=UTC), OPEN),
    "the last minute": (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), CLOSED),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clock")


@pytest.fixture(scope="module")
def place(folder: Path) -> Place:
    return made(folder, countries=(country(STANDING, BY_DAY), KE))


@pytest.fixture(scope="module")
def clock(folder: Path) -> FileClock:
    found = FileClock(folder / "clock")
    found.set(RIGHT)
    return found


@pytest.fixture(scope="module")
def site(place: Place, clock: FileClock, folder: Path) -> Iterator[servers.Running]:
    told = place.environment | {"CLOCK": str(clock.file)}
    with servers.serving("tests.faults.clocked:application", folder / "log", told, like="app:application") as running:
        yield running


@pytest.fixture
def desk(place: Place, clock: FileClock, folder: Path) -> Iterator[httpx.Client]:
    told = place.environment | {"CLOCK": str(clock.file)}
    clock.set(RIGHT)
    with servers.serving("tests.faults.clocked:desk", folder / "desk.log", told, like="app:desk") as (client, *_):
        client.headers["Origin"] = RELYING.origin
        yield client


def asked(site: servers.Running, address: str, **headers: str) -> list[httpx.Response]:
    """Ask for a page of each worker, most likely more than once."""
    with httpx.Client(base_url=site.client.base_url, headers=headers, trust_env=False, limits=ALONE) as client:
        return [client.get(address) for _ in range(ASKS)]


def doors(site: servers.Running) -> set[str]:
    """Tell what each worker says of the door."""
    return {page(answer).select_one(".open, .soft").text for answer in asked(site, DAY)}


@pytest.mark.parametrize("jump", JUMPS)
def test_pages_of_a_server_whose_clock_jumps_go_on_and_doors_follow_there_and_back(site, clock, jump):
    moment, door = JUMPS[jump]
    clock.set(RIGHT)
    (before,) = {answer.headers["ETag"] for answer in asked(site, DAY)}

    clock.set(moment)
    (there,) = doors(site)
    statuses = {answer.status_code for address in PAGES for answer in asked(site, address)}
    again = {answer.status_code for answer in asked(site, DAY, **{"If-None-Match": before})}
    clock.set(RIGHT)

    assert there.startswith(door)
    assert statuses == {HTTPStatus.OK}
    assert again == {HTTPStatus.OK}
    assert {answer.headers["ETag"] for answer in asked(site, DAY)} == {before}
    assert {tuple(answer.json()["faults"]) for answer in asked(site, "/healthz")} == {()}


def test_desk_whose_clock_jumps_signs_out_and_in_again_and_what_it_keeps_comes_back(place, desk, clock):
    for jump in ("a day ahead", "a day back", "an empty battery", "a century", "the last minute"):
        moment, _ = JUMPS[jump]
        clock.set(moment)
        assert desk.get("/desk/").headers["Location"] == "/desk/sign-in/"  # nobody is there by a cookie of another time
        assert headings(sign_in(desk)) == ["What next"], moment

    clock.set(RIGHT)
    sign_in(desk)
    assert approval(desk, place).send(desk).status_code == HTTPStatus.SEE_OTHER
    assert place.shows_the_change()
    assert desk.get("/desk/healthz").status_code == HTTPStatus.OK
    assert place.restored_elsewhere().startswith("Restored: edition 3, proven; ")
