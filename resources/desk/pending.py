"""What waits for signatures, told so that a page can say it in one sentence."""

from dataclasses import dataclass

from sqlmodel import Session

from resources import vouches
from resources.desk import vouching
from resources.desk.permissions import Action, Person, may
from resources.desk.tables import Member, Vouching
from resources.keyring import Keyring
from resources.roles import Role
from resources.vouches import Leaving, Revocation, Vouch


@dataclass(frozen=True)
class Pending:
    """An entry of the keyring that waits: whose it is, and who has signed so far."""

    id: int
    kind: str
    name: str
    role: str
    signed_by: tuple[str, ...]


def waiting(session: Session, ring: Keyring) -> tuple[Pending, ...]:
    """Tell all that waits, oldest first."""
    return tuple(told(session, row, ring) for row in vouching.waiting(session))


def told(session: Session, row: Vouching, ring: Keyring) -> Pending:
    """Tell one entry that waits, or waited."""
    entry = vouching.entry_of(row)
    is_fresh = row.keyring == len(ring.entries)
    signers = (ring.holder(one.credential_id) for one in entry.by if is_fresh)
    names = tuple(session.get_one(Member, one.member).name for one in signers if one)
    role = entry.role if isinstance(entry, Vouch) else Role.ADMINISTRATOR
    return Pending(row.id or 0, _kind(entry, ring), _name(session, entry), role, names)


def may_withdraw(session: Session, row: Vouching, ring: Keyring, *, by: Person) -> bool:
    """Tell whether a person may let an entry wait no more: of themselves, or of anybody as an administrator.

    A new key is never withdrawn: nobody could put it up again.
    """
    entry = vouching.entry_of(row)
    is_change = isinstance(entry, Revocation | Leaving) or _kind(entry, ring) == "role"
    is_theirs = vouching.member_of(session, entry) == by.member
    return is_change and (is_theirs or may(by.role, Action.PEOPLE))


def _kind(entry: vouches.Entry, ring: Keyring) -> str:
    if not isinstance(entry, Vouch) or entry.member not in ring.roles:
        return entry.kind
    return "role" if entry.key.credential_id in ring.keys else "key"


def _name(session: Session, entry: vouches.Entry) -> str:
    member = vouching.member_of(session, entry)
    return session.get_one(Member, member).name if member else ""
