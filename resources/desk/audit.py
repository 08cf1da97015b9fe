"""What was done at the desk: events chained by hash, written in the transaction of the deed, only ever added.

An event's `sha256` is the digest of all the rest of it, the digest of the event before included. The database refuses
changes by a trigger of its own; whoever switches that off breaks the chain.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from resources import canonical
from resources.desk.tables import Event
from resources.errors import AuditError

BEGINNING = "0" * 64  # stands for the event before the first
ONE_WRITER = 7_041_116  # of PostgreSQL's advisory locks; SQLite's transactions begin with the right to write


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
    previous, position = BEGINNING, 0
    for event in session.exec(select(Event).order_by(col(Event.position))):
        position += 1
        if event.position != position:
            raise AuditError(position, "it is missing")
        if event.previous != previous:
            raise AuditError(position, "it does not follow the event before")
        if event.sha256 != _digest(event):
            raise AuditError(position, "it was changed after it was written")
        previous = event.sha256
    return position


def wait_for_turn(session: Session) -> None:
    """Wait until nobody else writes, and let nobody else until this transaction ends."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": ONE_WRITER})


def _digest(event: Event) -> str:
    facts = event.model_dump(exclude={"sha256"}) | {"at": event.at.isoformat()}
    return canonical.digest(canonical.dumps(facts))
