"""How somebody leaves the desk, or is let go: what stands in the way, and what they leave to others.

Their row, proposals, checks, signatures and events stay. What they signed and visitors see goes on counting; what only
they signed so far does not, and a moderator takes it on or drops it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from resources import keyring
from resources.desk import fault_words, proposal_rows, vouching
from resources.desk.proposals import State
from resources.desk.tables import Member, Vouching
from resources.errors import KeyringError
from resources.keyring import Obstacle
from resources.vouches import Entry, Leaving


@dataclass(frozen=True)
class Departure:
    """What leaving means for one member. `is_vouched` tells that it takes signatures."""

    member: int
    name: str
    is_vouched: bool
    obstacle: Obstacle | None
    open: int
    """How many of their proposals are still being written, or wait for a second member."""


def look(session: Session, member: int) -> Departure | None:
    """Tell what it means that a member leaves; None where there is no such member, or they have left."""
    row = session.get(Member, member)
    if row is None or row.left_at:
        return None
    known = vouching.ring(session)
    is_vouched = member in known.roles
    return Departure(
        member=member,
        name=row.name,
        is_vouched=is_vouched,
        obstacle=keyring.obstacle(known, member) if is_vouched else None,
        open=sum(one.author == member for one in proposal_rows.in_states(session)),
    )


def begin(session: Session, found: Departure, *, by: int, now: datetime) -> Vouching | None:
    """Put a leaving up to be signed; None where nobody had vouched for them, so that it is done at once."""
    if not found.is_vouched:
        vouching.let_go(session, found.member, by=by, now=now)
        return None
    entry = Leaving(member=found.member)
    same = (row for row in vouching.waiting(session) if _is_of(vouching.entry_of(row), found.member))
    return next(same, None) or vouching.propose(session, entry, now=now)


def require_published(session: Session, entry: Entry) -> None:
    """Pass where nothing that a leaving member signed is on its way to visitors. Raises: KeyringError."""
    if not isinstance(entry, Leaving):
        return
    underway = proposal_rows.in_states(session, [State.APPROVED])
    if any(signature.member == entry.member for draft in underway for signature in draft.signatures):
        raise KeyringError(0, fault_words.UNDERWAY)


def _is_of(entry: Entry, member: int) -> bool:
    return isinstance(entry, Leaving) and entry.member == member
