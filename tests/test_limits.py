"""Limits count without keeping who."""

from datetime import timedelta

from resources.limits import MOST_KEPT, Limits
from tests.conftest import NOON

MINUTE = timedelta(minutes=1)


def test_so_many_and_no_more() -> None:
    limits = Limits(2, MINUTE)

    assert [limits.allows("a", NOON) for _ in range(3)] == [True, True, False]


def test_one_does_not_use_up_what_another_may() -> None:
    limits = Limits(1, MINUTE)
    limits.allows("a", NOON)

    assert limits.allows("b", NOON)


def test_the_next_window_begins_anew() -> None:
    limits = Limits(1, MINUTE)
    limits.allows("a", NOON)

    assert limits.allows("a", NOON + MINUTE)
    assert limits.allows("a", NOON)  # the clock was set back


def test_who_asked_is_nowhere_in_memory_and_hashes_change_by_the_day() -> None:
    limits = Limits(5, timedelta(days=30))
    limits.allows("192.0.2.7", NOON)
    first = set(limits._counts)
    limits.allows("192.0.2.7", NOON + timedelta(days=1))

    assert "192.0.2.7" not in repr(vars(limits))
    assert first.isdisjoint(limits._counts)


def test_the_memory_is_bounded() -> None:
    limits = Limits(1, MINUTE)
    for number in range(MOST_KEPT + 1):
        limits.allows(str(number), NOON)

    assert len(limits._counts) <= MOST_KEPT
