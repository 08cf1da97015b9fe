"""What looks at the pages of others have found: a task each, until somebody settles it or the page is right again."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlmodel import Session, col, select

from resources.desk.tables import Finding

MOST_CHARACTERS = 600  # of a snippet: a few lines, to be read beside each other


class Found(StrEnum):
    """What can be wrong with a page; the values stand in the rows."""

    DEAD = "dead"
    """It says that it is gone, or it has not answered in several runs."""
    MOVED = "moved"
    """It leads to a domain that is not known to be the body's own."""
    PARKED = "parked"
    """Its domain is for sale, so it may be anybody's by now."""
    CERTIFICATE = "certificate"
    """Browsers warn of it: its certificate does not hold."""
    NUMBER_GONE = "number_gone"
    """It is named as the page on which a number stands, and the number is not on it."""


class Place(NamedTuple):
    """What a page stands for: a field of a listing, such as `website` or `phones › 0800 1111`."""

    url: str
    listing_id: str
    field: str


def note(session: Session, place: Place, kind: Found, *, before: str, after: str, now: datetime) -> bool:
    """Make a task of what was found, and tell whether it is a new one.

    None is made where it is open already, or where a member has settled it and the same figures stand there.
    """
    before, after = before[:MOST_CHARACTERS], after[:MOST_CHARACTERS]
    rows = _of(session, place, [kind])
    if any(row.settled_at is None or (row.settled_by and _figures(row.after) == _figures(after)) for row in rows):
        return False
    session.add(Finding(**place._asdict(), kind=kind, before=before, after=after, found_at=now))
    session.flush()
    return True


def clear(session: Session, place: Place, kinds: Iterable[Found] = tuple(Found), *, now: datetime) -> None:
    """Settle what is right again, in nobody's name."""
    for row in _of(session, place, kinds):
        if row.settled_at is None:
            row.settled_at = now
            session.add(row)
    session.flush()


def waiting(session: Session, listing_id: str | None = None) -> tuple[Finding, ...]:
    """Give the open tasks of one listing, or of all, oldest first."""
    wanted = select(Finding).where(col(Finding.settled_at).is_(None)).order_by(col(Finding.found_at), col(Finding.id))
    if listing_id:
        wanted = wanted.where(col(Finding.listing_id) == listing_id)
    return tuple(session.exec(wanted))


def _figures(after: str) -> str:
    """Leave out the words, which change more often than what they say; where there are no figures, keep them."""
    return "".join(filter(str.isdigit, after)) or after


def _of(session: Session, place: Place, kinds: Iterable[Found]) -> tuple[Finding, ...]:
    here = (col(Finding.url) == place.url, col(Finding.listing_id) == place.listing_id)
    what = (col(Finding.field) == place.field, col(Finding.kind).in_([*kinds]))
    return tuple(session.exec(select(Finding).where(*here, *what)))
