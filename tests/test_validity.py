"""A page changes at the moment that it says, and never before: openings, closings, holidays, midnights, clocks."""

from concurrent.futures import Future
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import settings as trial
from hypothesis import strategies as st
from werkzeug.test import Client

from resources import publish
from resources.editions import Shelf
from resources.press import Press
from tests.builders import country, listing, phone
from tests.conftest import NOON, Clock
from tests.pressing import pressed
from tests.test_press import arguments

LONDON = {"timezone": "Europe/London"}
SECOND = timedelta(seconds=1)


def site_open(hours: str, tmp_path: Path, clock: Clock, **changes: object) -> Press:
    """Give the press of a site with one service of these hours."""
    found = listing(phones=(phone(hours=hours),), **(LONDON | changes))
    publish.publish([country(found, code=found.country)], Shelf(tmp_path / "editions"), now=NOON - timedelta(days=900))
    return pressed(tmp_path, clock)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def read(press: Press, clock: Clock, instant: datetime, address: str) -> tuple[bytes, int]:
    """Read a page at an instant: its bytes and how long a shared cache may keep it."""
    clock.now = instant
    answer = Client(press).get(address)
    return answer.data, int(answer.headers["CDN-Cache-Control"].removeprefix("max-age="))


@pytest.mark.parametrize("address", ["/en/gb/", "/en/gb/?need=child", "/en/gb/?open=1", "/en/listing/gb-example/"])
@pytest.mark.parametrize(
    ("hours", "change"),
    [
        ("Mo-Fr 09:00-17:00; PH off", "2026-11-24T09:00"),  # opens
        ("Mo-Fr 09:00-17:00; PH off", "2026-11-24T17:00"),  # closes
        ("Mo-Fr 09:00-17:00; PH off", "2026-11-28T00:00"),  # Saturday: the same words for a Monday, built anew
        ("Mo-Fr 09:00-17:00; PH off", "2026-11-30T00:00"),  # Monday has come: "Mon 9:00" is "9:00" now
        ("24/7; PH off", "2026-12-25T00:00"),  # a holiday begins
        ("24/7; PH off", "2026-12-26T00:00"),  # and another one
        ("Mo-Su 00:30-01:30; PH off", "2026-03-29T00:30"),  # the night on which an hour is left out
        ("Mo-Su 00:30-02:30; PH off", "2026-03-29T01:30"),
        ("Mo-Su 00:30-01:30; PH off", "2026-10-24T23:30"),  # the night that has an hour twice
        ("Mo-Su 03:00-04:00; PH off", "2026-10-25T03:00"),
    ],
)
def test_a_page_changes_at_the_very_moment_and_no_cache_keeps_it_past_that(
    hours: str, change: str, address: str, tmp_path: Path, clock: Clock
) -> None:
    press, moment = site_open(hours, tmp_path, clock), at(change)

    early, early_age = read(press, clock, moment - timedelta(seconds=31), address)
    late, late_age = read(press, clock, moment - SECOND, address)
    clock.now = moment
    fresh = press._app.test_client().get(address).data

    assert early == late
    assert (early_age, late_age) == (30, 1)
    assert read(press, clock, moment, address) == (fresh, 30)


def test_the_last_part_of_a_second_is_kept_by_nobody(tmp_path: Path, clock: Clock) -> None:
    press = site_open("Mo-Fr 09:00-17:00; PH off", tmp_path, clock)

    assert read(press, clock, at("2026-11-24T17:00") - timedelta(milliseconds=1), "/en/gb/")[1] == 0


def test_a_change_that_is_far_ahead_comes_into_sight(tmp_path: Path, clock: Clock) -> None:
    press = site_open("Feb 29 10:00-12:00; PH off", tmp_path, clock)

    far, _ = read(press, clock, at("2026-11-24T12:00"), "/en/gb/")
    near, _ = read(press, clock, at("2027-11-24T12:00"), "/en/gb/")

    assert near == press._app.test_client().get("/en/gb/").data != far


def test_who_waited_for_a_page_past_its_time_gets_a_new_one(tmp_path: Path, clock: Clock) -> None:
    press, moment = site_open("Mo-Fr 09:00-17:00; PH off", tmp_path, clock), at("2026-11-24T17:00")
    early, _ = read(press, clock, moment - SECOND, "/en/gb/")
    assert press.run
    ((address, sheet),) = press.run.rack._sheets.items()
    printing = press.run.rack._printing[address] = Future()  # for somebody who asked a second ago
    printing.set_result(sheet)

    late, _ = read(press, clock, moment, "/en/gb/")

    assert late == press._app.test_client().get("/en/gb/").data != early


HOURS = st.sampled_from(
    [
        "Mo-Fr 09:00-17:00; PH off",
        "Mo-Su 00:30-01:30",
        "Mo-Sa 22:00-06:00",
        "24/7; PH off",
        "24/7",
        "Su 10:00-12:00; PH off",
        "Dec 24-26 10:00-24:00",
        "Feb 29 10:00-12:00; PH off",
    ]
)
PLACES = st.sampled_from(
    [
        ("GB", "Europe/London"),
        ("US", "America/New_York"),
        ("EG", "Africa/Cairo"),
        ("LB", "Asia/Beirut"),
        ("NZ", None),
        ("NZ", "Pacific/Chatham"),
        ("CL", "America/Santiago"),
    ]
)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31))  # noqa: DTZ001 - made UTC below
"""Among them the nights on which clocks change, at midnight in some of these places."""


@trial(max_examples=60, deadline=None)
@given(
    hours=st.lists(HOURS, min_size=1, max_size=3), place=PLACES, start=INSTANTS, share=st.floats(0, 1), query=arguments
)
def test_at_any_moment_a_page_is_what_flask_would_give(
    hours, place, start, share, query, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder, clock, (code, zone) = tmp_path_factory.mktemp("site"), Clock(), place
    services = [
        listing(
            id=f"{code.lower()}-{number}",
            name=f"S{number}",
            timezone=zone,
            phones=(phone(number="0000 0000", hours=text, unusual="made up"),),
        )
        for number, text in enumerate(hours)
    ]
    publish.publish([country(*services, code=code)], Shelf(folder / "editions"), now=NOON - timedelta(days=900))
    press, address = pressed(folder, clock), f"/en/{code.lower()}/?{urlencode(query)}"
    clock.now = start.replace(tzinfo=UTC)
    Client(press).get(address)
    (sheet,) = press.run.rack._sheets.values()

    for instant in (
        clock.now + (min(sheet.changes_at, NOON + timedelta(days=900)) - clock.now) * share,
        sheet.changes_at,
    ):
        clock.now = min(instant, NOON + timedelta(days=900))

        assert Client(press).get(address).data == press._app.test_client().get(address).data
