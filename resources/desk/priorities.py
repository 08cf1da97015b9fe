"""What a moderator does next: every fact that is due or doubted, by the harm that it does if it is wrong. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from resources import freshness
from resources.listing import Listing
from resources.terms import Fact, Kind

HARM: Final[Mapping[Fact, int]] = {
    Fact.PHONES: 10,
    Fact.REPORT_URL: 8,
    Fact.CHAT: 6,
    Fact.HOURS: 5,
    Fact.ACCEPTS: 5,
    Fact.WEBSITE: 4,
    Fact.EMAIL: 4,
    Fact.COST: 2,
}
"""How much a fact harms somebody who acts on it if it is wrong."""

URGENT: Final = frozenset({Kind.EMERGENCY_LINE, Kind.CHILD_HELPLINE, Kind.CRISIS_LINE, Kind.CHILD_PROTECTION})
URGENT_WEIGHT = 2
NEVER = 2.0  # a fact that nobody has checked is as one that is due twice over
MOST_AGE = 5.0  # beyond it, older is no worse
FOUND = 2.0  # what a watch found on the page weighs as much more
FLAG, MOST_FLAGS = 0.5, 6  # what visitors say weighs less, and no crowd can outweigh all else

Key = tuple[str, Fact]


@dataclass(frozen=True)
class Doubts:
    """What is known of all listings: when each fact last passed, what watches found of it, and visitors' flags."""

    checked: Mapping[Key, date]
    found: Mapping[Key, int]
    flags: Mapping[str, int]


@dataclass(frozen=True)
class Task:
    """A listing to be looked at, the facts of it that are due or doubted, worst first."""

    listing: Listing
    facts: tuple[Fact, ...]
    score: float
    flags: int
    found: int


def rank(listings: Iterable[Listing], doubts: Doubts, today: date) -> tuple[Task, ...]:
    """Give what is to be done, the worst first; a listing of which nothing is due or doubted is no task."""
    tasks = (_task(listing, doubts, today) for listing in listings)
    return tuple(sorted(filter(None, tasks), key=lambda task: (-task.score, task.listing.id)))


def age(listing: Listing, fact: Fact, doubts: Doubts, today: date) -> float:
    """Say how old a fact is, in parts of the time after which it is due: 1 and more is due."""
    checked = doubts.checked.get((listing.id, fact)) or freshness.checked_on(listing.checks, fact)
    if checked is None:
        return NEVER
    return min(MOST_AGE, max(0, (today - checked).days) / freshness.days(listing.kind, fact))


def _task(listing: Listing, doubts: Doubts, today: date) -> Task | None:
    scores = {fact: _score(listing, fact, doubts, today) for fact in freshness.facts(listing)}
    facts = sorted((fact for fact, score in scores.items() if score), key=lambda fact: (-scores[fact], fact))
    if not facts:
        return None
    found = sum(doubts.found.get((listing.id, fact), 0) for fact in Fact)
    return Task(listing, tuple(facts), scores[facts[0]], doubts.flags.get(listing.id, 0), found)


def _score(listing: Listing, fact: Fact, doubts: Doubts, today: date) -> float:
    found = doubts.found.get((listing.id, fact), 0)
    flags = min(doubts.flags.get(listing.id, 0), MOST_FLAGS)
    old = age(listing, fact, doubts, today)
    if old < 1 and not found and not flags:
        return 0
    weight = URGENT_WEIGHT if listing.kind in URGENT else 1
    return HARM[fact] * weight * max(old, 0.5) * (1 + FOUND * found + FLAG * flags)
