"""What comes next: harm if wrong, times age, times what is doubted."""

from datetime import date, timedelta

import pytest

from resources import freshness
from resources.desk import priorities
from resources.desk.priorities import Doubts
from resources.terms import Fact, Kind
from tests.builders import listing

TODAY = date(2026, 11, 24)
ONE, TWO = listing(id="gb-one"), listing(id="gb-two")


def fresh(*listings, **ages):
    """Every fact was checked today, but those that are named: so many days ago, None for never."""
    days = {(one.id, fact): 0 for one in listings for fact in freshness.facts(one)}
    for name, age in ages.items():
        place, fact = name.split("__")
        days[f"gb-{place}", Fact(fact)] = age
    return {key: TODAY - timedelta(days=age) for key, age in days.items() if age is not None}


def ranked(*listings, found=(), flags=(), **ages):
    doubts = Doubts(fresh(*listings, **ages), dict(found), dict(flags))
    return priorities.rank(listings, doubts, TODAY)


# what is old or doubted of two listings alike, in which order they come
ORDER = [
    ({}, []),
    ({"one__phones": 89}, []),  # not due yet
    ({"one__phones": 90}, ["gb-one"]),
    ({"one__phones": 90, "two__website": 30}, ["gb-one", "gb-two"]),  # a wrong number harms more
    ({"one__phones": 90, "two__website": 60}, ["gb-one", "gb-two"]),
    ({"one__phones": 90, "two__website": 120}, ["gb-two", "gb-one"]),  # so old that it is worse
    ({"one__phones": 90, "two__phones": 180}, ["gb-two", "gb-one"]),  # the older
    ({"one__phones": None, "two__phones": 90}, ["gb-one", "gb-two"]),  # never checked
    ({"one__phones": 90, "found": {("gb-two", Fact.PHONES): 1}}, ["gb-two", "gb-one"]),  # a watch saw that it is gone
    ({"flags": {"gb-two": 1}}, ["gb-two"]),  # what visitors doubt is looked at though it is fresh
    ({"one__phones": 90, "two__phones": 90, "flags": {"gb-two": 3}}, ["gb-two", "gb-one"]),
]


@pytest.mark.parametrize(("doubts", "order"), ORDER)
def test_worst_comes_first(doubts, order):
    assert [task.listing.id for task in ranked(ONE, TWO, **doubts)] == order


def test_line_that_a_child_in_danger_calls_comes_before_another():
    other = listing(id="gb-two", kind=Kind.VICTIM_SUPPORT)

    tasks = ranked(ONE, other, one__phones=180, two__phones=360)

    assert [task.listing.id for task in tasks] == ["gb-one", "gb-two"]


def test_task_names_its_facts_worst_first():
    (task,) = ranked(ONE, one__hours=90, one__phones=90)

    assert task.facts == (Fact.PHONES, Fact.HOURS)


def test_crowd_weighs_no_more_than_a_few():
    few, many = (ranked(ONE, flags={"gb-one": count})[0].score for count in (priorities.MOST_FLAGS, 10_000))

    assert few == many


def test_every_fact_that_ages_has_its_harm():
    assert priorities.HARM.keys() == freshness.DAYS.keys()
