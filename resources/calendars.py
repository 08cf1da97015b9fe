"""Public holidays of a country: the days that are one, and the days that may be.

The days are those of the package `holidays`: legal holidays, with the days on which they are made up for. What the
moon decides is estimated there until it has been seen, and what a region keeps for itself is not the country's.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from holidays import country_holidays
from holidays.constants import HOLIDAY_NAME_DELIMITER

CALENDARS_KEPT = 1024  # countries times years; a few KiB each

_DAY = timedelta(days=1)
_ESTIMATED = "estimated"  # in the English name of a holiday whose moon has not been seen
_ENGLISH = "en_US"  # without it, names follow the language of the machine
_KEPT_WIDELY = 0.5  # share of a country's regions; where it is lower, most days of Italy or India would be in doubt


@dataclass(frozen=True)
class Holidays:
    """The public holidays of some time: `sure` are kept in the whole country, `doubtful` may be; no day is both."""

    sure: frozenset[date]
    doubtful: frozenset[date]

    @property
    def possible(self) -> frozenset[date]:
        """All days on which a door may be closed."""
        return self.sure | self.doubtful


@lru_cache(maxsize=CALENDARS_KEPT)
def has_calendar(country: str) -> bool:
    """Tell whether the public holidays of a country (upper-case code) are known, those of some years at least."""
    try:
        country_holidays(country)
    except NotImplementedError:
        return False
    return True


@lru_cache(maxsize=CALENDARS_KEPT)
def between(country: str, first: date, last: date) -> Holidays:
    """Find the holidays from the first day to the last, of a country that has a calendar.

    In doubt are an estimated day and its neighbours, and a day kept in half of the country's regions or more but not
    in all, such as the August bank holiday of England. The holiday of fewer regions is not known, nor is a day that
    was proclaimed after the package was released, nor a year that a country has not announced yet.
    """
    years = range((first - _DAY).year, (last + _DAY).year + 1)
    days = country_holidays(country, years=years, language=_ENGLISH).items()
    named = [(day, name) for day, names in days for name in names.split(HOLIDAY_NAME_DELIMITER)]
    estimated = {day for day, name in named if _ESTIMATED in name}
    sure = {day for day, name in named if _ESTIMATED not in name}
    doubtful = (_with_neighbours(estimated) | _kept_widely(country, years)) - sure
    return Holidays(*(frozenset(day for day in those if first <= day <= last) for those in (sure, doubtful)))


def _with_neighbours(days: Iterable[date]) -> set[date]:
    return {day + step for day in days for step in (-_DAY, timedelta(), _DAY)}


def _kept_widely(country: str, years: range) -> set[date]:
    regions = country_holidays(country).subdivisions
    kept = Counter(day for region in regions for day in country_holidays(country, region, years=years))
    return {day for day, count in kept.items() if count >= _KEPT_WIDELY * len(regions)}
