"""Public holidays: which days are one, which may be, and what is not known."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from resources import calendars, places

DAY = timedelta(days=1)
days = st.dates(date(2025, 1, 1), date(2031, 12, 31))
unhurried = settings(deadline=None)  # a country is slow the first time


def kind_of(day: date, country: str) -> str:
    holidays = calendars.between(country, day, day)
    kinds = {"sure": holidays.sure, "doubtful": holidays.doubtful}
    return next((kind for kind, those in kinds.items() if day in those), "ordinary")


@pytest.mark.parametrize(
    ("country", "day", "kind"),
    [
        ("GB", "2027-01-01", "sure"),
        ("GB", "2026-12-28", "sure"),  # for Boxing Day, a Saturday
        ("GB", "2026-04-06", "doubtful"),  # Easter Monday, three of four
        ("GB", "2026-08-31", "doubtful"),  # the same for August
        ("GB", "2026-08-03", "ordinary"),  # Scotland's August
        ("GB", "2026-07-13", "ordinary"),  # Northern Ireland alone
        ("US", "2026-11-26", "sure"),
        ("US", "2026-11-27", "ordinary"),  # a holiday in some states
        ("JP", "2026-05-06", "sure"),  # moved from Sunday, beyond two more holidays
        ("JP", "2026-09-22", "sure"),  # between two holidays
        ("JP", "2026-09-24", "ordinary"),
        # the moon has not been seen
        ("EG", "2029-02-12", "ordinary"),
        ("EG", "2029-02-13", "doubtful"),
        ("EG", "2029-02-14", "doubtful"),
        ("EG", "2029-02-15", "doubtful"),
        ("EG", "2029-02-16", "doubtful"),
        ("EG", "2029-02-17", "ordinary"),
        ("BD", "2028-12-31", "doubtful"),  # before a first of January
        ("BD", "2033-01-01", "doubtful"),  # after a last of December
        ("EG", "2029-05-03", "sure"),  # for May Day, a Tuesday; the moon has no say
        ("EG", "2029-04-26", "sure"),  # another holiday is made up for on this estimated day
        ("TR", "2027-03-10", "sure"),  # Turkey reckons, and does not wait to see
    ],
)
def test_a_day_is_a_holiday_or_may_be_or_is_not(country, day, kind):
    assert kind_of(date.fromisoformat(day), country) == kind


@pytest.mark.parametrize("country", places.COUNTRIES)
def test_every_country_has_a_calendar(country):
    assert calendars.has_calendar(country)


@pytest.mark.parametrize("country", [places.EVERYWHERE, "XX", ""])
def test_what_is_no_country_has_none(country):
    assert not calendars.has_calendar(country)


def test_the_language_of_the_machine_changes_nothing(monkeypatch):
    in_english = calendars.between("EG", date(2029, 1, 1), date(2029, 12, 31))

    monkeypatch.setenv("LANGUAGE", "ar")
    calendars.between.cache_clear()

    assert calendars.between("EG", date(2029, 1, 1), date(2029, 12, 31)) == in_english


@unhurried
@given(country=st.sampled_from(["GB", "EG", "MY", "BA", "UA"]), ends=st.tuples(days, days, days).map(sorted))
def test_a_time_holds_the_holidays_of_its_parts(country, ends):
    first, middle, last = ends

    whole = calendars.between(country, first, last)
    parts = [calendars.between(country, first, middle), calendars.between(country, middle + DAY, last)]

    assert whole.sure == parts[0].sure | parts[1].sure
    assert whole.doubtful == parts[0].doubtful | parts[1].doubtful
    assert whole.possible == whole.sure ^ whole.doubtful
