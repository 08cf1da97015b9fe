"""Opening hours: refused when impossible, else open, closed or not known at an instant, and until when.

Hours are written as in OpenStreetMap (`Mo-Fr 09:00-17:00; PH off`) and mean the clock on the wall of the service.
The library reads that wall clock only; the way between wall and world, with both nights of the year on which
clocks change, is gone here, so that each instant has one answer.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, validate
from opening_hours import UnknownCountryError as NoCalendarError  # type: ignore[attr-defined] # its stub forgets it

HORIZON = timedelta(days=366)  # a change later than a year from now says nothing to a person who needs help today
PLANS_KEPT = 4096  # distinct hours times countries; several times what the listings hold, a few MiB at most

_PUBLIC_HOLIDAY = re.compile(r"\bPH\b")
_UNTELLABLE = re.compile(r'"|\+|\b(?:SH|unknown|sunrise|sunset|dawn|dusk)\b')
_NO_TIME = re.compile(r"\b(\d\d?:\d\d)-\1\b")
_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_DATE = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d+)(?:-(\d+)\b(?!:))?")
_LEAP_YEAR = 2024  # the longest February, so that 29 February is a date
_SINCE = datetime(_LEAP_YEAR, 1, 1)  # noqa: DTZ001 — a wall clock; hours that ended before the directory began are stale
_FORESEEN = 5 * 366  # days; without a bound the library would look as far as the year 9999, for seconds
_SOME_CALENDAR = "FR"  # any country with a calendar: asks whether holidays alone open the door


class Door(StrEnum):
    """Whether somebody answers."""

    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"
    """Nothing is claimed."""


@dataclass(frozen=True)
class Moment:
    """What can be said of a service at one instant.

    At every instant before `until` the door is the same, at `until` it becomes `then`. `until` is in the zone of the
    service, and None where no change is known within a year. `always` means day and night, every day.
    """

    door: Door
    until: datetime | None
    always: bool
    then: Door = Door.UNKNOWN


@dataclass(frozen=True)
class _Plan:
    """All truthful readings of one expression in one country; what they agree on is known."""

    readings: tuple[OpeningHours, ...]
    always: bool


def checked(text: str) -> str:
    """Return the expression as it is written, if it can open a door; else raise ValueError with fault and remedy."""
    if fault := _fault(text):
        raise ValueError(fault)
    return text


def names_holidays(expression: str) -> bool:
    """Tell whether the expression says what holds on public holidays."""
    return _PUBLIC_HOLIDAY.search(expression) is not None


def as_on_holidays(expression: str) -> str:
    """Rewrite the expression as if every day were a public holiday."""
    return _PUBLIC_HOLIDAY.sub("Mo-Su", expression)


def has_calendar(country: str) -> bool:
    """Tell whether the national holidays of a country (upper-case code) are known, some of them at least."""
    try:
        OpeningHours("24/7", country=country)
    except NoCalendarError:
        return False
    return True


def at(expression: str | None, *, country: str, zone: str | None, now: datetime) -> Moment:
    """Say whether the door is open at `now`, and until when that holds.

    Claims nothing where hours are not known, nor where the zone is not, unless the door is always open.

    Public holidays: hours that name them (`PH`) are followed. Hours that do not may be kept or not on a holiday, so
    the door is known only where both ways agree: on a holiday within the hours, and through the night shift which
    began on one, it is UNKNOWN; outside the hours it is CLOSED. `24/7` is open on every day. Where a country has no
    calendar, hours that name holidays are known where a holiday and an ordinary day agree, and hours that do not
    are followed as published. The calendars hold national holidays only, and not every one that moves with the moon.
    """
    plan = _plan(expression, country) if expression else None
    if plan and plan.always:
        return Moment(Door.OPEN, until=None, always=True)
    if plan is None or zone is None:
        return Moment(Door.UNKNOWN, until=None, always=False)
    return _moment(plan.readings, ZoneInfo(zone), now)


def _fault(text: str) -> str | None:
    if not validate(text):
        return "not opening_hours syntax; write for instance Mo-Fr 09:00-17:00"
    if warnings := OpeningHours(text).warnings:
        return f"{warnings[0]}; write for instance Mo-Fr 09:00-17:00"
    if _UNTELLABLE.search(text):
        return "depends on more than clock and calendar; write times such as 09:00-17:00, and the rest in the notes"
    if _NO_TIME.search(text):
        return "begins and ends at the same time; write 00:00-24:00 for a whole day"
    if impossible := _impossible_date(text):
        return f"there is no {impossible}; write a date of the calendar"
    if not validate(as_on_holidays(text)):
        return "holidays stand in a list of days; write for instance Sa,Su,PH 10:00-16:00"
    return None if _opens(text) else "never opens; write the hours of opening, or null where they are not known"


def _impossible_date(text: str) -> str | None:
    for month, *days in _DATE.findall(text):
        longest = calendar.monthrange(_LEAP_YEAR, _MONTHS[month])[1]
        for day in filter(None, days):
            if not 1 <= int(day) <= longest:
                return f"{month} {day}"
    return None


def _opens(text: str) -> bool:
    schedule = OpeningHours(text, country=_SOME_CALENDAR, max_interval_days=_FORESEEN)
    return schedule.is_open(_SINCE) or schedule.next_change(_SINCE) is not None


@lru_cache(maxsize=PLANS_KEPT)
def _plan(expression: str, country: str) -> _Plan:
    always = str(OpeningHours(expression).normalize()) == "24/7"
    return _Plan(tuple(_readings(expression, country)), always)


def _readings(expression: str, country: str) -> list[OpeningHours]:
    calendar_of = country if has_calendar(country) else None
    texts = [expression, *_second_reading(expression, calendar_of)]
    return [OpeningHours(text, country=calendar_of, max_interval_days=HORIZON.days) for text in texts]


def _second_reading(expression: str, calendar_of: str | None) -> Iterator[str]:
    if calendar_of and not names_holidays(expression):
        yield f"{expression}; PH off"
    if not calendar_of and names_holidays(expression):
        yield as_on_holidays(expression)  # any day may be one


def _moment(readings: tuple[OpeningHours, ...], zone: ZoneInfo, now: datetime) -> Moment:
    door = _door(readings, _wall(now, zone))
    instant = now.astimezone(UTC)
    end = instant + HORIZON
    while (instant := _next_candidate(readings, zone, instant)) < end:
        then = _door(readings, _wall(instant, zone))
        if then is not door:
            return Moment(door, instant.astimezone(zone), always=False, then=then)
    return Moment(door, until=None, always=False, then=door)


def _door(readings: tuple[OpeningHours, ...], wall: datetime) -> Door:
    if _differ(readings, wall) or _began_in_doubt(readings, wall):
        return Door.UNKNOWN
    return Door(str(readings[0].state(wall)[0]))


def _differ(readings: tuple[OpeningHours, ...], wall: datetime) -> bool:
    return len({reading.is_open(wall) for reading in readings}) > 1


def _began_in_doubt(readings: tuple[OpeningHours, ...], wall: datetime) -> bool:
    """Tell whether a night shift is running of which it was not known whether it began."""
    eve = wall.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(minutes=1)
    if not _differ(readings, eve):
        return False
    end = readings[0].next_change(eve)
    return end is not None and wall < end <= eve + timedelta(days=1)  # longer than a day is no shift


def _wall(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def _next_candidate(readings: tuple[OpeningHours, ...], zone: ZoneInfo, instant: datetime) -> datetime:
    """Find the first instant after this one at which a reading changes, or the clocks do."""
    wall = _wall(instant, zone)
    changes = [change for reading in readings if (change := reading.next_change(wall))]
    change = instant + (min(changes, default=wall + HORIZON) - wall)
    return _clock_change(zone, instant, change) or change


def _clock_change(zone: ZoneInfo, start: datetime, end: datetime) -> datetime | None:
    """Find the first instant in (start, end] with another offset; clocks change at most once a day, on a second."""
    low, last = int(start.timestamp()), int(end.timestamp())
    while low < last:
        high = min(low + 24 * 60 * 60, last)
        if _offset(zone, low) != _offset(zone, high):
            return datetime.fromtimestamp(_bisect(zone, low, high), UTC)
        low = high
    return None


def _bisect(zone: ZoneInfo, low: int, high: int) -> int:
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(zone, middle) == _offset(zone, low):
            low = middle
        else:
            high = middle
    return high


def _offset(zone: ZoneInfo, second: int) -> timedelta | None:
    return datetime.fromtimestamp(second, zone).utcoffset()
