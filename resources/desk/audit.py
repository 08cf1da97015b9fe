"""What was done at the desk: events chained by hash, written in the transaction of the deed, only ever added.

An event's `sha256` is the digest of all the rest of it, the digest of the event before included. The database refuses
changes by a trigger of its own; whoever switches that off breaks the chain.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, or_, text
from sqlmodel import Session, col, select

from resources import canonical
from resources.desk.tables import Event
from resources.errors import AuditError

BEGINNING = "0" * 64  # stands for the event before the first
ONE_WRITER = 7_041_116  # of PostgreSQL's advisory locks; SQLite's transactions begin with the right to write
NOBODY = 0  # stands for what the desk or the watch does by itself


class Break(StrEnum):
    """In what the chain of events can be broken."""

    MISSING = "it is missing"
    ASTRAY = "it does not follow the event before"
    CHANGED = "it was changed after it was written"


@dataclass(frozen=True)
class Wanted:
    """Which events to read: from event `start` down, of one kind, listing, member or day (UTC); None does not narrow.

    Of a listing are also the events of every proposal that spoke of it at any time.
    """

    start: int | None = None
    kind: str | None = None
    listing: str | None = None
    member: int | None = None
    day: date | None = None


def append(
    session: Session, kind: str, subject: str, data: Mapping[str, Any], *, member: int | None, now: datetime
) -> Event:
    """Write what was done; it stands or falls with the deed's own transaction. `data` is JSON."""
    wait_for_turn(session)
    last = session.exec(select(Event).order_by(col(Event.position).desc()).limit(1)).first()
    event = Event(
        position=last.position + 1 if last else 1,
        at=now.astimezone(UTC),
        member_id=member,
        kind=kind,
        subject=subject,
        data=dict(data),
        previous=last.sha256 if last else BEGINNING,
        sha256="",
    )
    event.sha256 = _digest(event)
    session.add(event)
    session.flush()
    return event


def verify(session: Session) -> int:
    """Read all events, and give their number. Raises AuditError with the first that breaks the chain."""
    before: Event | None = None
    for event in session.exec(select(Event).order_by(col(Event.position))):
        expected = before.position + 1 if before else 1
        if event.position != expected:
            raise AuditError(expected, Break.MISSING)
        if broken := _broken(event, before):
            raise AuditError(event.position, broken)
        before = event
    return before.position if before else 0


def find(session: Session, wanted: Wanted, *, most: int) -> Sequence[Event]:
    """Read events, newest first."""
    query = select(Event).where(*_narrowed(wanted)).order_by(col(Event.position).desc()).limit(most)
    return session.exec(query).all()


def breaks(session: Session, events: Sequence[Event]) -> Mapping[int, Break]:
    """Hold each of these events against its own digest and the event before; give what is broken, by position.

    MISSING says of the event before that it is gone.
    """
    places = [event.position - 1 for event in events]
    before = {one.position: one for one in session.exec(select(Event).where(col(Event.position).in_(places)))}
    found = {event.position: _torn(event, before.get(event.position - 1)) for event in events}
    return {position: broken for position, broken in found.items() if broken}


def head(session: Session) -> tuple[Event | None, int]:
    """Give the newest event, whose digest speaks for all before, and how many events are not there."""
    newest = session.exec(select(Event).order_by(col(Event.position).desc()).limit(1)).first()
    count = session.exec(select(func.count()).select_from(Event)).one()
    return newest, (newest.position if newest else 0) - count


def wait_for_turn(session: Session) -> None:
    """Wait until nobody else writes, and let nobody else until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": ONE_WRITER})


def _digest(event: Event) -> str:
    facts = event.model_dump(exclude={"sha256"}) | {"at": event.at.isoformat()}
    return canonical.digest(canonical.dumps(facts))


def _torn(event: Event, before: Event | None) -> Break | None:
    return Break.MISSING if before is None and event.position > 1 else _broken(event, before)


def _broken(event: Event, before: Event | None) -> Break | None:
    if event.previous != (before.sha256 if before else BEGINNING):
        return Break.ASTRAY
    return Break.CHANGED if event.sha256 != _digest(event) else None


def _narrowed(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.start is not None:
        yield col(Event.position) <= wanted.start
    if wanted.kind is not None:
        yield col(Event.kind) == wanted.kind
    if wanted.listing is not None:
        yield _of_listing(wanted.listing)
    if wanted.member is not None:
        yield col(Event.member_id).is_(None) if wanted.member == NOBODY else col(Event.member_id) == wanted.member
    if wanted.day is not None:
        first, last = (datetime.combine(wanted.day, edge, UTC) for edge in (time.min, time.max))
        yield col(Event.at).between(first, last)


def _of_listing(name: str) -> ColumnElement[bool]:
    named = col(Event.data)["listing"].as_string() == name
    return or_(col(Event.subject) == name, col(Event.subject).in_(select(Event.subject).where(named)))
