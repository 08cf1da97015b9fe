"""How facts age, by field and kind."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import freshness, validity
from resources.listing import Check
from resources.terms import Fact, Kind, Method
from tests.builders import listing, phone

DAY = date(2026, 11, 24)


def check(fact=Fact.PHONES, on="2026-11-24", *, holds=True):
    return Check(fact=fact, method=Method.PAGE_READ, url=None, on=on, by="moderator", holds=holds)


# a kind of service, a fact, after how many days it is due
DUE = [
    (Kind.REPORT_CONTENT, Fact.PHONES, 180),
    (Kind.CHILD_HELPLINE, Fact.PHONES, 90),
    (Kind.CHILD_HELPLINE, Fact.HOURS, 90),
    (Kind.SURVIVOR_SUPPORT, Fact.WEBSITE, 30),
    (Kind.CRISIS_LINE, Fact.WEBSITE, 30),
]


@pytest.mark.parametrize(("kind", "fact", "days"), DUE)
def test_fact_is_due_after_its_days(kind, fact, days):
    assert freshness.due_on(kind, fact, DAY) == DAY + timedelta(days=days)


def test_only_facts_that_are_there_age():
    bare = listing(phones=(phone(hours=None),), website=None)

    assert freshness.facts(bare) == (Fact.PHONES, Fact.COST)


# checks of a number, the day of the last that it passed
LAST = [
    ((), None),
    ((check(on="2026"),), date(2026, 1, 1)),
    ((check(on="2026-05"), check(on="2026-04-30")), date(2026, 5, 1)),
    ((check(on="2026-05"), check(on="2026-06-01", holds=False)), date(2026, 5, 1)),
    ((check(Fact.HOURS),), None),
]


@pytest.mark.parametrize(("checks", "day"), LAST)
def test_last_check_that_a_fact_passed_counts(checks, day):
    assert freshness.checked_on(checks, Fact.PHONES) == day


# days since the check of a helpline's number, whether visitors are told that it is long ago
AGES = [(0, False), (179, False), (180, True), (400, True)]


@pytest.mark.parametrize(("days", "is_old"), AGES)
def test_visitors_are_told_of_a_check_that_is_long_ago(days, is_old):
    checked = listing(checks=(check(on=(DAY - timedelta(days=days)).isoformat()),))

    assert freshness.is_old(checked, Fact.PHONES, DAY) is is_old


def test_fact_that_was_never_checked_is_not_called_old():
    assert not freshness.is_old(listing(), Fact.PHONES, DAY)


def test_what_we_say_of_a_service_changes_with_the_age_of_its_checks():
    always = listing(phones=(phone(hours="24/7"),), checks=(check(on="2026-11-01"),))

    change = validity.facts_change_at(always, now=datetime(2026, 11, 24, 12, tzinfo=UTC))

    assert change == datetime(2027, 4, 30, tzinfo=UTC)  # after twice ninety days


@given(st.dates(date(2020, 1, 1), date(2030, 1, 1)), st.integers(-500, 500))
def test_page_changes_exactly_when_a_check_becomes_old(checked, days):
    item = listing(checks=(check(on=checked.isoformat()),))
    now = datetime(checked.year, checked.month, checked.day, 12, tzinfo=UTC) + timedelta(days=days)

    change = freshness.next_change(item, now)

    if change is None:
        assert freshness.is_old(item, Fact.PHONES, now.date())
    else:
        assert not freshness.is_old(item, Fact.PHONES, (change - timedelta(seconds=1)).date())
        assert freshness.is_old(item, Fact.PHONES, change.date())
