"""Hours: which are refused, and at every instant, in every zone, open, closed or not known, and until when."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from resources import hours
from resources.hours import Door, Moment

LISTINGS = Path(hours.__file__).parent / "listings"
IN_THE_DATA = sorted(
    {
        text
        for file in LISTINGS.glob("*.yaml")
        for text in re.findall(r'^ +hours: "(.+)"$', file.read_text("utf-8"), re.MULTILINE)
    }
)
OTHERS = [
    "Mo-Fr 09:00-17:00; PH off",
    "Mo-Sa 00:00-24:00",
    "Mo-Su 22:00-06:00",
    "Mo-Su 00:15-00:45",
    "Jul-Aug 08:00-12:00",
    "Feb 29 10:00-12:00",
    "Mo-Su 09:00-17:00; PH 20:00-24:00",
    "Mo-Fr 20:00-04:00, PH 22:00-08:00",
]
ZONES = [
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",  # clocks move by half an hour
    "Africa/Cairo",  # no midnight on the night in spring
    "America/Santiago",  # the same, and summer at Christmas
    "Asia/Beirut",
    "Africa/Casablanca",  # clocks change with Ramadan
    "Asia/Kathmandu",
    "Africa/Nairobi",
]
CLOCK_CHANGES = [  # one night of each kind, as the zones above had them
    datetime(2025, 3, 30, 1, tzinfo=UTC),
    datetime(2025, 10, 26, 1, tzinfo=UTC),
    datetime(2025, 3, 9, 7, tzinfo=UTC),
    datetime(2025, 11, 2, 6, tzinfo=UTC),
    datetime(2025, 10, 4, 15, 30, tzinfo=UTC),
    datetime(2025, 4, 5, 15, tzinfo=UTC),
    datetime(2025, 4, 24, 22, tzinfo=UTC),
    datetime(2025, 10, 30, 21, tzinfo=UTC),
    datetime(2025, 9, 7, 4, tzinfo=UTC),
    datetime(2025, 4, 6, 3, tzinfo=UTC),
    datetime(2025, 3, 29, 22, tzinfo=UTC),
    datetime(2025, 2, 23, 2, tzinfo=UTC),
]
OFFICE = "Mo-Fr 09:00-17:00"
CAIRO = "Su-We 08:15-15:00"
CAIRO_NAMED = f"{CAIRO}; PH off"
NIGHTLY = "Mo-Su 18:00-06:00"
WATCH = "Mo-Su 18:00-06:00, Sa,Su,PH 09:00-17:00"
LATE = "Mo-Su 09:00-17:00; PH 20:00-24:00"
CHRISTMAS = datetime(2025, 12, 25, tzinfo=UTC)
YEARS = timedelta(days=5 * 365)

instants = st.one_of(
    st.builds(lambda start, share: start + share * YEARS, st.just(CLOCK_CHANGES[0]), st.floats(0, 1)),
    st.builds(
        lambda near, away: near + timedelta(seconds=away),
        st.sampled_from([*CLOCK_CHANGES, CHRISTMAS]),
        st.integers(-2 * 86_400, 2 * 86_400),
    ),
)
expressions = st.sampled_from([*IN_THE_DATA, *OTHERS])
countries = st.sampled_from(["US", "GB", "EG", "ZZ"])
zones = st.sampled_from(ZONES)
unhurried = settings(deadline=None)  # a busy machine is no fault


def is_accepted(text: str) -> bool:
    try:
        return hours.checked(text) == text
    except ValueError:
        return False


def local(text: str, zone: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


# What may be written


@pytest.mark.parametrize(
    "text",
    [*IN_THE_DATA, *OTHERS, "Mo-Su 10:00-26:00", "Dec 24-26 10:00-12:00", "PH 10:00-12:00", "Mo 18:00-00:00; PH off"],
)
def test_possible_hours_are_kept_as_they_are_written(text):
    assert hours.checked(text) == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "not opening_hours syntax; write for instance Mo-Fr 09:00-17:00"),
        ("nine to five", "not opening_hours syntax"),
        ("25:00", "not opening_hours syntax"),
        ("Mo-Fr 26:00-27:00", "not opening_hours syntax"),
        ("Mo-Fr 09:60-17:00", "not opening_hours syntax"),
        ("09:00-17:00 Mo-Fr", "not opening_hours syntax"),
        ("mo-fr 09:00-17:00", "should be capitalized"),
        ("Mo-Fr 09:00-09:00", "begins and ends at the same time"),
        ("Feb 30 10:00-12:00", "there is no Feb 30"),
        ("Feb 24-30 10:00-12:00", "there is no Feb 30"),
        ("Mo-Su 10:00-12:00; Nov 31 off", "there is no Nov 31"),
        ("off", "never opens"),
        ("24/7 off", "never opens"),
        ("Mo-Fr 09:00-17:00; Mo-Su off", "never opens"),
        ("2020 10:00-12:00", "never opens"),  # not any more
        ("SH 10:00-12:00", "more than clock and calendar"),  # nobody knows every school's holidays
        ("sunrise-sunset", "more than clock and calendar"),
        ("Mo-Fr 10:00+", "more than clock and calendar"),
        ('Mo-Fr 10:00-12:00 "by appointment"', "more than clock and calendar"),
        ("Mo-Fr 10:00-12:00 unknown", "more than clock and calendar"),
        ("PH Mo-Fr 10:00-12:00", "holidays stand in a list of days"),
        ("Jul PH 10:00-12:00", "holidays stand in a list of days"),
        ("Mo-Th 08:00-16:00; Sa-Su 10:00-04:00", "cut at midnight"),
        ("Mo-Th 08:00-16:00 || Sa-Su 22:00-26:00", "cut at midnight"),
        ("Mo-Su 22:00-06:00; PH off", "cut at midnight"),
        ("Mo-Su 22:00-06:00, Dec 24 off", "cut at midnight"),
    ],
)
def test_impossible_hours_are_refused_with_fault_and_remedy(text, message):
    with pytest.raises(ValueError, match=re.escape(message)) as refusal:
        hours.checked(text)

    assert "; write " in str(refusal.value)


@unhurried
@given(st.text())
def test_any_text_is_kept_or_refused_and_never_breaks(text):
    try:
        kept = hours.checked(text)
    except ValueError:
        return

    assert kept == text


# What can be said without a clock


def test_always_open_needs_no_zone_and_knows_no_holiday():
    moment = hours.at("24/7", country="ZZ", zone=None, now=CHRISTMAS)

    assert moment == Moment(Door.OPEN, until=None, always=True)


def test_every_hour_of_every_day_is_always_however_it_is_spelled():
    assert hours.at("Mo-Su 00:00-24:00", country="GB", zone=None, now=CHRISTMAS).always


@pytest.mark.parametrize(
    ("expression", "country", "zone"),
    [
        (None, "GB", "Europe/London"),  # no page gives the hours
        (None, "US", None),
        ("Mo-Fr 09:00-17:00", "US", None),  # six zones in a country and none given
        ("Mo-Su 09:00-21:00", "BR", None),
    ],
)
@pytest.mark.parametrize("now", [datetime(2026, 11, 24, hour, tzinfo=UTC) for hour in (3, 15, 20)])
def test_nothing_is_claimed_without_hours_or_zone(expression, country, zone, now):
    assert hours.at(expression, country=country, zone=zone, now=now) == Moment(Door.UNKNOWN, until=None, always=False)


# Ordinary days: November 2026, the 24th is a Tuesday


@pytest.mark.parametrize(
    ("expression", "now", "door", "until"),
    [
        # dead of night
        ("Mo-Fr 09:00-17:00", "2026-11-24T03:00", Door.CLOSED, "2026-11-24T09:00"),
        ("Mo-Su 18:00-06:00", "2026-11-24T03:00", Door.OPEN, "2026-11-24T06:00"),
        # the very minutes
        ("Mo-Fr 09:00-17:00", "2026-11-24T08:59:59", Door.CLOSED, "2026-11-24T09:00"),
        ("Mo-Fr 09:00-17:00", "2026-11-24T09:00", Door.OPEN, "2026-11-24T17:00"),
        ("Mo-Fr 09:00-17:00", "2026-11-24T16:59:59", Door.OPEN, "2026-11-24T17:00"),
        ("Mo-Fr 09:00-17:00", "2026-11-24T17:00", Door.CLOSED, "2026-11-25T09:00"),
        # over a weekend
        ("Mo-Fr 09:00-17:00", "2026-11-27T17:00", Door.CLOSED, "2026-11-30T09:00"),
        ("Su-Th 09:00-18:00", "2026-11-26T18:00", Door.CLOSED, "2026-11-29T09:00"),
        # a break at midday
        ("Mo-Fr 10:00-13:00,14:00-19:00", "2026-11-24T13:30", Door.CLOSED, "2026-11-24T14:00"),
        # across midnight
        ("Mo-Su 17:00-09:00", "2026-11-24T23:59", Door.OPEN, "2026-11-25T09:00"),
        ("Mo-Su 10:00-04:00", "2026-11-24T00:00", Door.OPEN, "2026-11-24T04:00"),
        ("Mo-Su 10:00-04:00", "2026-11-24T04:00", Door.CLOSED, "2026-11-24T10:00"),
        ("Mo-Fr 22:00-06:00", "2026-11-28T02:00", Door.OPEN, "2026-11-28T06:00"),  # Friday's night, on Saturday
        ("Mo-Fr 22:00-06:00", "2026-11-23T02:00", Door.CLOSED, "2026-11-23T22:00"),  # Sunday has no night
        ("Mo-Su 09:00-24:00", "2026-11-24T23:00", Door.OPEN, "2026-11-25T00:00"),
        # two spellings that meet at midnight are one shift
        ("Mo-Fr 17:00-24:00,00:00-09:00; Sa-Su,PH 00:00-24:00", "2026-11-27T20:00", Door.OPEN, "2026-11-30T09:00"),
        # days off around New Year
        ("Mo-Su 16:00-21:00; Dec 29-Jan 03 off", "2026-12-28T22:00", Door.CLOSED, "2027-01-04T16:00"),
    ],
)
def test_hours_are_followed_on_ordinary_days(expression, now, door, until):
    zone = "Asia/Tokyo"

    moment = hours.at(expression, country="ZZ", zone=zone, now=local(now, zone))

    assert (moment.door, moment.until) == (door, local(until, zone))


def test_the_zone_of_the_service_counts_and_not_that_of_the_question():
    asked_in_tokyo = local("2026-11-24T18:00", "Asia/Tokyo")  # nine in the morning in London

    moment = hours.at("Mo-Fr 09:00-17:00", country="GB", zone="Europe/London", now=asked_in_tokyo)

    assert (moment.door, moment.until) == (Door.OPEN, local("2026-11-24T17:00", "Europe/London"))
    assert moment.until.tzinfo == ZoneInfo("Europe/London")


def test_a_change_later_than_a_year_is_not_told():
    after_leap_day = datetime(2024, 3, 1, tzinfo=UTC)

    moment = hours.at("Feb 29 10:00-12:00", country="ZZ", zone="UTC", now=after_leap_day)

    assert moment == Moment(Door.CLOSED, until=None, always=False, then=Door.CLOSED)


# Both nights on which clocks change; expected instants in UTC, worked out by hand


@pytest.mark.parametrize(
    ("expression", "zone", "now", "door", "until"),
    [
        # London, 30 March 2025: one o'clock becomes two
        ("Mo-Su 01:30-03:00", "Europe/London", "2025-03-30T00:59:59", Door.CLOSED, "2025-03-30T01:00"),
        ("Mo-Su 01:30-03:00", "Europe/London", "2025-03-30T01:00", Door.OPEN, "2025-03-30T02:00"),
        ("Mo-Su 00:30-01:30", "Europe/London", "2025-03-30T00:30", Door.OPEN, "2025-03-30T01:00"),
        ("Mo-Su 01:15-01:45", "Europe/London", "2025-03-29T23:00", Door.CLOSED, "2025-03-31T00:15"),  # not that night
        # London, 26 October 2025: the hour from one to two comes twice
        ("Mo-Su 00:30-01:30", "Europe/London", "2025-10-25T23:30", Door.OPEN, "2025-10-26T00:30"),
        ("Mo-Su 00:30-01:30", "Europe/London", "2025-10-26T00:30", Door.CLOSED, "2025-10-26T01:00"),
        ("Mo-Su 00:30-01:30", "Europe/London", "2025-10-26T01:00", Door.OPEN, "2025-10-26T01:30"),
        # New York, nights of seven and of nine hours
        ("Mo-Su 22:00-06:00", "America/New_York", "2025-03-09T03:00", Door.OPEN, "2025-03-09T10:00"),
        ("Mo-Su 22:00-06:00", "America/New_York", "2025-11-02T02:00", Door.OPEN, "2025-11-02T11:00"),
        # Lord Howe moves by half an hour
        ("Mo-Su 01:45-02:15", "Australia/Lord_Howe", "2025-10-04T15:15", Door.OPEN, "2025-10-04T15:30"),
        ("Mo-Su 01:45-03:00", "Australia/Lord_Howe", "2025-04-05T14:45", Door.OPEN, "2025-04-05T15:00"),
        ("Mo-Su 01:45-03:00", "Australia/Lord_Howe", "2025-04-05T15:00", Door.CLOSED, "2025-04-05T15:15"),
        ("Mo-Su 01:45-03:00", "Australia/Lord_Howe", "2025-04-05T15:15", Door.OPEN, "2025-04-05T16:30"),
        # Cairo, 25 April 2025: no midnight; 30 October: the last hour of the day comes twice
        ("Mo-Su 18:00-24:00", "Africa/Cairo", "2025-04-24T16:00", Door.OPEN, "2025-04-24T22:00"),
        ("Mo-Su 18:00-24:00", "Africa/Cairo", "2025-10-30T15:00", Door.OPEN, "2025-10-30T22:00"),
        # Santiago, 7 September 2025: Saturday ends where Sunday's second hour begins
        ("Mo-Sa 00:00-24:00", "America/Santiago", "2025-09-06T12:00", Door.OPEN, "2025-09-07T04:00"),
        # Beirut, 30 March 2025: the quarter after midnight does not exist
        ("Mo-Su 00:15-00:45", "Asia/Beirut", "2025-03-29T12:00", Door.CLOSED, "2025-03-30T21:15"),
        # Nairobi keeps its clocks
        ("Mo-Su 22:00-06:00", "Africa/Nairobi", "2025-03-29T20:00", Door.OPEN, "2025-03-30T03:00"),
    ],
)
def test_hours_are_right_in_the_nights_on_which_clocks_change(expression, zone, now, door, until):
    asked = datetime.fromisoformat(now).replace(tzinfo=UTC)

    moment = hours.at(expression, country="ZZ", zone=zone, now=asked)

    assert moment.door is door
    assert moment.until.astimezone(UTC) == datetime.fromisoformat(until).replace(tzinfo=UTC)


# Public holidays: 25 December 2025 is a Thursday; in the United States the 26th is none


@pytest.mark.parametrize(
    ("expression", "now", "door", "until", "then"),
    [
        # hours without a word on holidays: known where both ways of reading them agree
        ("Mo-Fr 09:00-17:00", "2025-12-24T18:00", Door.CLOSED, "2025-12-25T09:00", Door.UNKNOWN),
        ("Mo-Fr 09:00-17:00", "2025-12-25T03:00", Door.CLOSED, "2025-12-25T09:00", Door.UNKNOWN),
        ("Mo-Fr 09:00-17:00", "2025-12-25T12:00", Door.UNKNOWN, "2025-12-25T17:00", Door.CLOSED),
        ("Mo-Fr 09:00-17:00", "2025-12-26T12:00", Door.OPEN, "2025-12-26T17:00", Door.CLOSED),
        ("Mo-Su 09:00-17:00", "2025-12-25T12:00", Door.UNKNOWN, "2025-12-25T17:00", Door.CLOSED),
        ("Mo-Sa 00:00-24:00", "2025-12-24T12:00", Door.OPEN, "2025-12-25T00:00", Door.UNKNOWN),
        ("Mo-Sa 00:00-24:00", "2025-12-26T12:00", Door.OPEN, "2025-12-28T00:00", Door.CLOSED),
        # a night shift that ends or begins on the holiday
        ("Mo-Su 22:00-06:00", "2025-12-24T23:00", Door.OPEN, "2025-12-25T00:00", Door.UNKNOWN),
        ("Mo-Su 22:00-06:00", "2025-12-25T23:00", Door.UNKNOWN, "2025-12-26T06:00", Door.CLOSED),
        ("Mo-Su 22:00-06:00", "2025-12-26T02:00", Door.UNKNOWN, "2025-12-26T06:00", Door.CLOSED),
        # hours that name holidays are followed
        ("Mo-Fr 09:00-17:00; PH off", "2025-12-24T18:00", Door.CLOSED, "2025-12-26T09:00", Door.OPEN),
        ("Mo-Su,PH 12:00-20:00", "2025-12-25T12:00", Door.OPEN, "2025-12-25T20:00", Door.CLOSED),
        ("Mo-Th 09:00-15:00; Sa,Su,PH 15:00-21:00", "2025-12-25T10:00", Door.CLOSED, "2025-12-25T15:00", Door.OPEN),
    ],
)
def test_nothing_is_promised_for_a_holiday_that_the_hours_do_not(expression, now, door, until, then):
    zone = "America/New_York"

    moment = hours.at(expression, country="US", zone=zone, now=local(now, zone))

    assert moment == Moment(door, local(until, zone), always=False, then=then)


@pytest.mark.parametrize(
    ("expression", "now", "door", "until"),
    [
        (
            "Mo-Fr 09:00-17:00",
            "2025-12-25T12:00",
            Door.OPEN,
            "2025-12-25T17:00",
        ),  # as published; nothing speaks against
        ("Mo-Fr 09:00-17:00; PH off", "2025-12-23T12:00", Door.UNKNOWN, "2025-12-23T17:00"),  # any day may be one
        ("Mo-Fr 09:00-17:00; PH off", "2025-12-23T20:00", Door.CLOSED, "2025-12-24T09:00"),  # closed either way
        ("Mo-Su,PH 12:00-20:00", "2025-12-23T12:00", Door.OPEN, "2025-12-23T20:00"),  # open either way
    ],
)
@pytest.mark.parametrize("country", ["ZZ", "XX"])
def test_without_a_calendar_any_day_may_be_the_holiday_that_hours_name(country, expression, now, door, until):
    moment = hours.at(expression, country=country, zone="UTC", now=local(now, "UTC"))

    assert (moment.door, moment.until) == (door, local(until, "UTC"))


@pytest.mark.parametrize(
    ("country", "zone", "expression", "now", "door", "until", "then"),
    [
        # New Year in Britain
        ("GB", "Europe/London", OFFICE, "2026-12-31T18:00", Door.CLOSED, "2027-01-01T09:00", Door.UNKNOWN),
        ("GB", "Europe/London", OFFICE, "2027-01-01T10:00", Door.UNKNOWN, "2027-01-01T17:00", Door.CLOSED),
        ("GB", "Europe/London", f"{OFFICE}; PH off", "2027-01-01T10:00", Door.CLOSED, "2027-01-04T09:00", Door.OPEN),
        # the bank holiday of August: not Scotland's, so even hours that name holidays leave a doubt
        ("GB", "Europe/London", OFFICE, "2026-08-31T10:00", Door.UNKNOWN, "2026-08-31T17:00", Door.CLOSED),
        ("GB", "Europe/London", f"{OFFICE}; PH off", "2026-08-31T10:00", Door.UNKNOWN, "2026-08-31T17:00", Door.CLOSED),
        ("GB", "Europe/London", f"{OFFICE}; PH off", "2026-08-31T08:00", Door.CLOSED, "2026-08-31T09:00", Door.UNKNOWN),
        # and Scotland's, which nobody else keeps
        ("GB", "Europe/London", OFFICE, "2026-08-03T10:00", Door.OPEN, "2026-08-03T17:00", Door.CLOSED),
        # the end of Ramadan in Egypt, 2029: estimated for Wednesday 14 and Thursday 15 February
        ("EG", "Africa/Cairo", CAIRO, "2029-02-12T10:00", Door.OPEN, "2029-02-12T15:00", Door.CLOSED),
        ("EG", "Africa/Cairo", CAIRO, "2029-02-13T10:00", Door.UNKNOWN, "2029-02-13T15:00", Door.CLOSED),
        ("EG", "Africa/Cairo", CAIRO, "2029-02-14T10:00", Door.UNKNOWN, "2029-02-14T15:00", Door.CLOSED),
        ("EG", "Africa/Cairo", CAIRO_NAMED, "2029-02-14T10:00", Door.UNKNOWN, "2029-02-14T15:00", Door.CLOSED),
        ("EG", "Africa/Cairo", CAIRO, "2029-02-19T10:00", Door.OPEN, "2029-02-19T15:00", Door.CLOSED),
        # Japan, 2026: the holiday of Sunday 3 May moves beyond two others to Wednesday
        ("JP", "Asia/Tokyo", f"{OFFICE}; PH off", "2026-05-02T12:00", Door.CLOSED, "2026-05-07T09:00", Door.OPEN),
        ("JP", "Asia/Tokyo", OFFICE, "2026-05-06T12:00", Door.UNKNOWN, "2026-05-06T17:00", Door.CLOSED),
        # the night of Thanksgiving
        ("US", "America/New_York", NIGHTLY, "2026-11-25T23:00", Door.OPEN, "2026-11-26T00:00", Door.UNKNOWN),
        ("US", "America/New_York", NIGHTLY, "2026-11-26T23:00", Door.UNKNOWN, "2026-11-27T06:00", Door.CLOSED),
        ("US", "America/New_York", NIGHTLY, "2026-11-27T05:00", Door.UNKNOWN, "2026-11-27T06:00", Door.CLOSED),
        ("US", "America/New_York", NIGHTLY, "2026-11-27T18:00", Door.OPEN, "2026-11-28T06:00", Door.CLOSED),
        # nights that go on through weekends and holidays: Saint Patrick's Day in Ireland is a Wednesday in 2027
        ("IE", "Europe/Dublin", WATCH, "2027-03-16T20:00", Door.OPEN, "2027-03-17T06:00", Door.CLOSED),
        ("IE", "Europe/Dublin", WATCH, "2027-03-17T08:00", Door.CLOSED, "2027-03-17T09:00", Door.OPEN),
        ("IE", "Europe/Dublin", WATCH, "2027-03-17T20:00", Door.OPEN, "2027-03-18T06:00", Door.CLOSED),
        ("IE", "Europe/Dublin", WATCH, "2027-03-18T10:00", Door.CLOSED, "2027-03-18T18:00", Door.OPEN),
        ("IE", "Europe/Dublin", WATCH, "2027-03-19T20:00", Door.OPEN, "2027-03-20T06:00", Door.CLOSED),
        # an evening that may have been a holiday's is over at midnight
        ("EG", "Africa/Cairo", LATE, "2029-02-13T23:30", Door.UNKNOWN, "2029-02-14T00:00", Door.CLOSED),
        # no calendar at all
        ("ZZ", "UTC", OFFICE, "2027-01-01T10:00", Door.OPEN, "2027-01-01T17:00", Door.CLOSED),
        ("ZZ", "UTC", f"{OFFICE}; PH off", "2027-01-01T10:00", Door.UNKNOWN, "2027-01-01T17:00", Door.CLOSED),
    ],
)  # fmt: skip
def test_holidays_are_those_of_the_country(country, zone, expression, now, door, until, then):
    moment = hours.at(expression, country=country, zone=zone, now=local(now, zone))

    assert moment == Moment(door, local(until, zone), always=False, then=then)


FRENCH_2026 = [  # as the library of opening hours has them
    date.fromisoformat(f"2026-{day}")
    for day in ("01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25")
]
rules = st.builds(
    "{} {}".format,
    st.sampled_from(["PH", "PH,We", "Sa,Su,PH", "Mo-Su,PH", "Mo-Fr", "Fr"]),
    st.sampled_from(["off", "09:00-17:00", "10:00-12:00,14:00-18:00", "00:00-24:00", "22:00-06:00"]),
)
joined_rules = st.builds(str.join, st.sampled_from(["; ", ", ", " || "]), st.lists(rules, min_size=1, max_size=3))


@unhurried
@given(expression=joined_rules.filter(is_accepted), day=st.sampled_from(FRENCH_2026), hour=st.integers(-24, 47))
def test_dates_of_holidays_do_what_the_name_does(expression, day, hour):
    wall = datetime.combine(day, time()) + timedelta(hours=hour)
    named = OpeningHours(expression, country="FR")

    dated = OpeningHours(hours._dated(expression, FRENCH_2026))

    assert dated.is_open(wall) is named.is_open(wall)


# At every instant


@unhurried
@given(expression=expressions, zone=zones, now=instants, country=countries, share=st.floats(0, 1, exclude_max=True))
def test_the_door_stays_as_it_is_until_it_changes(expression, zone, now, country, share):
    moment = hours.at(expression, country=country, zone=zone, now=now)
    end = moment.until.astimezone(UTC) if moment.until else now + hours.HORIZON

    between = min(now + share * (end - now), end - timedelta(microseconds=1))

    assert hours.at(expression, country=country, zone=zone, now=between).door is moment.door


@unhurried
@given(expression=expressions, zone=zones, now=instants, country=countries)
def test_at_its_end_a_moment_is_over_and_not_before(expression, zone, now, country):
    moment = hours.at(expression, country=country, zone=zone, now=now)
    until = moment.until.astimezone(UTC) if moment.until else now + timedelta(days=1)

    last = hours.at(expression, country=country, zone=zone, now=until - timedelta(microseconds=1))
    after = hours.at(expression, country=country, zone=zone, now=until)

    assert until > now
    assert last.door is moment.door
    assert (after.door is moment.door) is (moment.until is None)
    assert moment.always or after.door is moment.then


@unhurried
@given(zone=zones, now=instants)
def test_office_hours_are_what_the_clock_on_the_wall_says(zone, now):
    wall = now.astimezone(ZoneInfo(zone))
    expected = Door.OPEN if wall.weekday() < 5 and 9 <= wall.hour < 17 else Door.CLOSED

    assert hours.at("Mo-Fr 09:00-17:00", country="ZZ", zone=zone, now=now).door is expected


@unhurried
@given(zone=zones, now=instants)
def test_a_night_line_is_open_while_the_clock_on_the_wall_says_night(zone, now):
    expected = Door.CLOSED if 9 <= now.astimezone(ZoneInfo(zone)).hour < 17 else Door.OPEN

    assert hours.at("Mo-Su 17:00-09:00", country="ZZ", zone=zone, now=now).door is expected
