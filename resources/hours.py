"""Opening hours: refused when impossible, else open, closed or not known at an instant, and until when.

Hours are written as in OpenStreetMap (`Mo-Fr 09:00-17:00; PH off`) and mean the clock on the wall of the service.
The library reads that wall clock only; the way between wall and world, with both nights of the year on which
clocks change, is gone here, so that each instant has one answer.
"""

import calendar
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from opening_hours import OpeningHours, validate

from resources import calendars

HORIZON = timedelta(days=366)  # a change later than a year from now says nothing to a person who needs help today
READINGS_KEPT = 4096  # distinct hours times countries; several times what the listings hold, a few MiB at most
MOMENTS_KEPT = 1024  # of the instant at which a page is made, which looks at each service more than once

_PUBLIC_HOLIDAY = re.compile(r"\bPH\b")
_UNTELLABLE = re.compile(r'"|\+|\b(?:SH|unknown|sunrise|sunset|dawn|dusk)\b')
_NO_TIME = re.compile(r"\b(\d\d?:\d\d)-\1\b")
_SPAN = re.compile(r"(\d\d?):(\d\d)-(\d\d?):(\d\d)")
_MIDNIGHT = 24 * 60  # minutes
_OVERRULES = re.compile(r";|\|\||\b(?:off|closed)\b")
_RULE = re.compile(r"(^|; |, | \|\| )(.+?)(?=; |, | \|\| |$)")  # and what joins it, as the library writes them
_MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
_DATE = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d+)(?:-(\d+)\b(?!:))?")
_LEAP_YEAR = 2024  # the longest February, so that 29 February is a date
_SINCE = datetime(_LEAP_YEAR, 1, 1)  # noqa: DTZ001 — a wall clock; hours that ended before the directory began are stale
_FORESEEN = 5 * 366  # days; without a bound the library would look as far as the year 9999, for seconds


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


def at(expression: str | None, *, country: str, zone: str | None, now: datetime) -> Moment:
    """Say whether the door is open at `now`, and until when that holds.

    Claims nothing where hours are not known, nor where the zone is not, unless the door is always open.

    Public holidays: hours that name them (`PH`) are followed. Hours that do not may be kept or not on a holiday, so
    the door is known only where both ways agree: on a holiday within the hours, and through the night shift which
    began on one, it is UNKNOWN; outside the hours it is CLOSED. `24/7` is open on every day. On a day in doubt, the
    door is known where a holiday and an ordinary day agree. Where a country has no calendar, any day is in doubt for
    hours that name holidays, and hours that do not are followed as published. A region's own holiday, and what else
    `calendars.between` says is not known, is taken for an ordinary day.
    """
    if expression and _is_always(expression):
        return Moment(Door.OPEN, until=None, always=True)
    if not expression or zone is None:
        return Moment(Door.UNKNOWN, until=None, always=False)
    return _moment(expression, country, zone, now)


@lru_cache(maxsize=READINGS_KEPT)
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
    if _is_cut_at_midnight(text):
        return (
            "a night is cut at midnight beside ; || or off; write a comma for ; such as Mo 08:00-16:00, Sa 22:00-06:00"
        )
    if not (validate(as_on_holidays(text)) and validate(_dated(text, [_SINCE]))):
        return "holidays stand in a list of days; write for instance Sa,Su,PH 10:00-16:00"
    return None if _opens(text) else "never opens; write the hours of opening, or null where they are not known"


def _impossible_date(text: str) -> str | None:
    for month, *days in _DATE.findall(text):
        longest = calendar.monthrange(_LEAP_YEAR, _MONTHS[month])[1]
        for day in filter(None, days):
            if not 1 <= int(day) <= longest:
                return f"{month} {day}"
    return None


def _is_cut_at_midnight(text: str) -> bool:
    """Tell whether the library would drop or invent the morning of a night shift, as it does beside such rules."""
    return _OVERRULES.search(text) is not None and any(map(_crosses_midnight, _SPAN.findall(text)))


def _crosses_midnight(span: tuple[str, ...]) -> bool:
    hour, minute, end_hour, end_minute = map(int, span)
    start, end = hour * 60 + minute, end_hour * 60 + end_minute or _MIDNIGHT
    return not start < end <= _MIDNIGHT


def _opens(text: str) -> bool:
    schedules = [OpeningHours(day, max_interval_days=_FORESEEN) for day in (text, as_on_holidays(text))]
    return any(each.is_open(_SINCE) or each.next_change(_SINCE) for each in schedules)


@lru_cache(maxsize=READINGS_KEPT)
def _is_always(expression: str) -> bool:
    return str(OpeningHours(expression).normalize()) == "24/7"


@lru_cache(maxsize=READINGS_KEPT)
def _readings(expression: str, country: str, year: int) -> tuple[OpeningHours, ...]:
    """Give all truthful readings of hours asked for in a year; what they agree on is known."""
    texts = dict.fromkeys(_texts(expression, country, year))
    return tuple(OpeningHours(text, max_interval_days=HORIZON.days) for text in texts)


def _texts(expression: str, country: str, year: int) -> tuple[str, str]:
    if not calendars.has_calendar(country):
        return expression, as_on_holidays(expression)  # any day may be one
    eve, horizon = date(year - 1, 12, 31), date(year + 2, 1, 2)  # of the first and the last instant of the year
    holidays = calendars.between(country, eve, horizon)
    if names_holidays(expression):
        return _dated(expression, holidays.sure), _dated(expression, holidays.possible)
    return expression, _dated(f"{expression}; PH off", holidays.possible)


def _dated(expression: str, days: Collection[date]) -> str:
    """Add to each rule that names holidays the days they fall on; the library, given no country, knows none itself."""
    if not days:
        return expression
    listed = ",".join(f"{day:%Y %b %d}" for day in sorted(days))
    rules = _RULE.findall(str(OpeningHours(expression)))
    return "".join(joint + _with_dates(rule, joint or ", ", listed) for joint, rule in rules)


def _with_dates(rule: str, joint: str, dates: str) -> str:
    return f"{rule}{joint}{dates} {as_on_holidays(rule)}" if names_holidays(rule) else rule


@lru_cache(maxsize=MOMENTS_KEPT)
def _moment(expression: str, country: str, place: str, now: datetime) -> Moment:
    zone = ZoneInfo(place)
    readings = _readings(expression, country, _wall(now, zone).year)
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
    end = next(reading for reading in readings if reading.is_open(eve)).next_change(eve)
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
