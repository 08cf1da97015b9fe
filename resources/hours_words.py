"""Opening hours in the reader's language: names and order of days, clock and digits by CLDR, the rest translated.

The words are written from what the hours do, day after day through a year, and not from how they are spelled, so
that two spellings of the same hours read alike. What cannot be said truthfully in one line is not said.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache, reduce
from typing import NamedTuple

from babel import Locale
from babel.dates import format_skeleton, format_time, get_day_names, get_time_format
from babel.lists import format_list
from opening_hours import OpeningHours

from resources import hours
from resources.messages import N_

DAY = timedelta(days=1)
WEEK = 7  # days
YEAR = 53 * WEEK  # days; 52 weeks end two days before a leap year does
MIDNIGHT = 24 * 60  # minutes
USUAL = 0.75  # share of a year's weeks that must be alike before we call one of them the week
FROM_THREE = 3  # days in a row are written as a range, two are named
WEEKS_KEPT = 1024  # distinct hours; several times what the listings hold

_START = datetime(2024, 1, 1)  # noqa: DTZ001 — the clock on the wall; a Monday in a leap year, which holds every date

Span = tuple[int, int]
"""Minutes from the midnight at which the day begins; an end after 24 hours lies in the next day."""
Day = tuple[Span, ...]


class _Week(NamedTuple):
    """The usual week from Monday, and whether some weeks of the year are different."""

    days: tuple[Day, ...]
    has_exceptions: bool


class _Said(NamedTuple):
    """What one line can say; `holiday` is None where the hours do not name public holidays."""

    days: tuple[Day, ...]
    holiday: Day | None
    has_exceptions: bool


def describe(expression: str, locale: Locale, translate: Callable[[str], str]) -> str | None:
    """Say checked hours in one line, such as “Mon–Fri, 09:00–17:00; public holidays: closed”.

    None where one line would not be true: seasons that leave no usual week, holidays whose hours depend on the day.
    The line then to show is the expression itself.
    """
    said = _said(expression)
    return _Writer(locale, translate).line(said) if said else None


def is_midnight_today(moment: datetime, *, now: datetime) -> bool:
    """Tell whether a moment is the midnight that ends today where it is: a name is plainer there than a time."""
    return moment.replace(tzinfo=None) == datetime.combine(now.astimezone(moment.tzinfo).date(), time()) + DAY


def local_time(moment: datetime, locale: Locale, translate: Callable[[str], str], *, now: datetime) -> str:
    """Write the clock time of a moment in its own zone: “22:00”, “Mon 09:00”, and from a week on “Mon, 5 Jan”.

    The midnight which ends today is written without a weekday, as today's. Of a later one few know whether it begins
    or ends the day that is named with it, so both days are.
    """
    local, today = moment.replace(tzinfo=None), now.astimezone(moment.tzinfo).date()
    if (local - timedelta(minutes=1)).date() <= today:
        return _clock(local.time(), locale)
    if (local.date() - today).days >= WEEK:
        return format_skeleton("MMMEd", local, locale=locale)
    if local.time() == time():
        names = get_day_names("abbreviated", "stand-alone", locale)
        days = {"day": names[(local - DAY).weekday()], "next": names[local.weekday()]}
        # Translators: a time at which a service opens or closes; %(day)s and %(next)s are "Wed" and "Thu".
        return translate(N_("midnight between %(day)s and %(next)s")) % days
    return format_skeleton("EHm" if _has_24_hours(locale) else "Ehm", local, locale=locale)


@dataclass(frozen=True)
class _Writer:
    """Writes for one reader."""

    locale: Locale
    translate: Callable[[str], str]

    def line(self, said: _Said) -> str:
        return reduce(self._joined, self._parts(said))

    def _parts(self, said: _Said) -> Iterator[str]:
        for days, spans in self._groups(said.days):
            # Translators: %(days)s is "Mon–Fri" or "every day", %(times)s is "09:00–17:00" or "day and night".
            pattern = self.translate(N_("%(days)s, %(times)s"))
            yield pattern % {"days": self._days(days), "times": self._times(spans)}
        if said.holiday is not None:
            # Translators: %(times)s is "09:00–17:00", "day and night" or "closed".
            yield self.translate(N_("public holidays: %(times)s")) % {"times": self._times(said.holiday)}
        if said.has_exceptions:
            yield self.translate(N_("other hours on some days of the year"))

    def _joined(self, first: str, second: str) -> str:
        # Translators: joins two parts of opening hours, such as "Mon–Fri, 09:00–17:00" and "public holidays: closed".
        return self.translate(N_("%(first)s; %(second)s")) % {"first": first, "second": second}

    def _groups(self, days: tuple[Day, ...]) -> list[tuple[list[int], Day]]:
        """Gather the days that are open at the same times, in the order of the reader's week."""
        order = [(self.locale.first_week_day + step) % WEEK for step in range(WEEK)]
        alike: dict[Day, list[int]] = {}
        for day in order:
            alike.setdefault(days[day], []).append(day)
        return [(group, spans) for spans, group in alike.items() if spans]

    def _days(self, days: list[int]) -> str:
        if len(days) == WEEK:
            return self.translate(N_("every day"))
        names = get_day_names("abbreviated", "stand-alone", self.locale)
        return format_list(
            [text for run in _runs(days) for text in self._run([names[day] for day in run])], locale=self.locale
        )

    def _run(self, names: list[str]) -> list[str]:
        if len(names) < FROM_THREE:
            return names
        # Translators: a range of weekdays, such as "Mon–Fri".
        return [self.translate(N_("%(first)s–%(last)s")) % {"first": names[0], "last": names[-1]}]

    def _times(self, spans: Day) -> str:
        if not spans:
            return self.translate(N_("closed"))
        if spans == ((0, MIDNIGHT),):
            return self.translate(N_("day and night"))
        return format_list([self._span(span) for span in spans], locale=self.locale)

    def _span(self, span: Span) -> str:
        start, end = map(_time, span)
        if _has_24_hours(self.locale):
            first, last = self.locale.interval_formats["Hm"]["H"]
            if span[1] == MIDNIGHT:
                last = last.replace("H", "k")  # CLDR's hours from 1 to 24: “18:00–24:00”, not “18:00–00:00”
            return format_time(start, first, locale=self.locale) + format_time(end, last, locale=self.locale)
        # CLDR's own intervals drop the first of two equal halves of the day, and "10:00–4:00 AM" misleads
        pattern: str = self.locale.interval_formats[None]
        return pattern.format(self._named(start), self._named(end))

    def _named(self, at: time) -> str:
        """Write a time on a clock of twelve hours, on which few know which of its halves begins at 12."""
        return _clock(at, self.locale) if at != time() else self.translate(N_("midnight"))


def _runs(days: list[int]) -> list[list[int]]:
    """Part days of the week into runs of neighbours; the week is a circle, so Sunday to Thursday is one run."""
    starts = [day for day in days if (day - 1) % WEEK not in days]
    return [[(start + step) % WEEK for step in range(_length(start, days))] for start in starts]


def _length(start: int, days: list[int]) -> int:
    return next(step for step in range(1, WEEK) if (start + step) % WEEK not in days)


def _time(minute: int) -> time:
    return time(minute // 60 % 24, minute % 60)


def _clock(at: time, locale: Locale) -> str:
    return format_time(at, "short", locale=locale)


def _has_24_hours(locale: Locale) -> bool:
    return "H" in str(get_time_format("short", locale))


@lru_cache(maxsize=WEEKS_KEPT)
def _said(expression: str) -> _Said | None:
    usual = _usual_week(expression)
    if usual is None or not hours.names_holidays(expression):
        return usual and _Said(usual.days, None, usual.has_exceptions)
    holiday = _usual_week(hours.as_on_holidays(expression))
    if holiday is None or len(set(holiday.days)) > 1:
        return None
    return _Said(usual.days, holiday.days[0], usual.has_exceptions or holiday.has_exceptions)


def _usual_week(expression: str) -> _Week | None:
    days = _days(OpeningHours(expression))
    weeks = Counter(tuple(days[start : start + WEEK]) for start in range(0, YEAR, WEEK))
    (usual, count), *others = weeks.most_common()
    if count < USUAL * weeks.total() or (others and not any(usual)):
        return None
    return _Week(usual, has_exceptions=bool(others))


def _days(schedule: OpeningHours) -> list[Day]:
    """List the open spans of each day of the year; a night shift belongs to the day on which it begins."""
    spans: dict[date, list[Span]] = {}
    for start, end in _shifts(schedule):
        midnight = datetime.combine(start, time())
        span = _minutes(start - midnight), _minutes(end - midnight)
        spans.setdefault(start.date(), []).append(span)
    return [tuple(spans.get((_START + day * DAY).date(), ())) for day in range(YEAR)]


def _minutes(length: timedelta) -> int:
    return length // timedelta(minutes=1)


def _shifts(schedule: OpeningHours) -> Iterator[tuple[datetime, datetime]]:
    """Give the open spans of the year; cut at each midnight if one is a whole day long, which no night shift is."""
    open_spans = [
        (start, end)
        for start, end, state, _ in schedule.intervals(_START - DAY, _START + (YEAR + 1) * DAY)
        if str(state) == hours.Door.OPEN
    ]
    if any(end - start >= DAY for start, end in open_spans):
        return _cut(open_spans)
    return iter(open_spans)


def _cut(spans: Iterable[tuple[datetime, datetime]]) -> Iterator[tuple[datetime, datetime]]:
    for begin, end in spans:
        start = begin
        while start < end:
            midnight = datetime.combine(start, time()) + DAY
            yield start, min(midnight, end)
            start = midnight
