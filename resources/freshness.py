"""How facts age: when each is to be checked again, and since when it is old. Pure; the day is passed in.

Only facts that somebody acts on age: a wrong number leads a child to the wrong person, an old name does not.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from resources.listing import Check, Listing
from resources.terms import Fact, Kind

DAYS: Final[Mapping[Fact, int]] = {
    Fact.PHONES: 180,
    Fact.HOURS: 90,
    Fact.COST: 180,
    Fact.CHAT: 30,
    Fact.EMAIL: 180,
    Fact.WEBSITE: 30,  # a watch looks at it far more often
    Fact.REPORT_URL: 30,
    Fact.ACCEPTS: 180,
}
"""After how many days a fact is to be checked again."""

SOONER: Final[Mapping[tuple[Kind, Fact], int]] = {
    (Kind.EMERGENCY_LINE, Fact.PHONES): 90,
    (Kind.CHILD_HELPLINE, Fact.PHONES): 90,
    (Kind.CRISIS_LINE, Fact.PHONES): 90,
}
"""Where somebody in danger may call."""

LONG_AGO = 2  # times as many days, until visitors are told that it is long ago


def days(kind: Kind, fact: Fact) -> int:
    """Say after how many days a fact of a service of this kind is to be checked again."""
    return SOONER.get((kind, fact), DAYS[fact])


def facts(listing: Listing) -> tuple[Fact, ...]:
    """Name the facts of a listing that age, in the order of the terms."""
    known = {
        Fact.PHONES: listing.phones,
        Fact.HOURS: [phone.hours for phone in listing.phones if phone.hours],
        Fact.COST: listing.phones,
        Fact.CHAT: listing.chat,
        Fact.EMAIL: listing.email,
        Fact.WEBSITE: listing.website,
        Fact.REPORT_URL: listing.report_url,
        Fact.ACCEPTS: listing.proven_reporting,
    }
    return tuple(fact for fact in Fact if known.get(fact))


def checked_on(checks: Iterable[Check], fact: Fact) -> date | None:
    """Give the day of the last check that a fact passed; the first day of a month or year that is no more exact."""
    return max((day_of(check.on) for check in checks if check.fact is fact and check.holds), default=None)


def day_of(partial: str) -> date:
    """Read a date as exact as it is given, at its earliest."""
    return date.fromisoformat(f"{partial}-01-01"[:10])


def due_on(kind: Kind, fact: Fact, checked: date) -> date:
    """Say on which day a fact that passed a check is to be checked again."""
    return checked + timedelta(days=days(kind, fact))


def old_on(listing: Listing, fact: Fact) -> date | None:
    """Say from which day on visitors are told that the last check is long ago; None where there was none."""
    checked = checked_on(listing.checks, fact) if fact in DAYS else None
    return checked + timedelta(days=LONG_AGO * days(listing.kind, fact)) if checked else None


def is_old(listing: Listing, fact: Fact, today: date) -> bool:
    """Tell whether the last check of a fact is long ago."""
    old = old_on(listing, fact)
    return old is not None and old <= today


def next_change(listing: Listing, now: datetime) -> datetime | None:
    """Give the moment at which the next check becomes old, at midnight UTC; None where none does."""
    days_left = (old for fact in facts(listing) if (old := old_on(listing, fact)))
    moments = (datetime.combine(old, time(), UTC) for old in days_left)
    return min((moment for moment in moments if moment > now), default=None)
