"""Entries of the keyring on their way: members sign one after the other, until the rules of the keyring are met.

What an entry takes away, its rows lose in the same transaction: a passkey, or all by which somebody worked here.
"""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Session, col, or_, select

from resources import keyring, vouches
from resources.assertions import Assertion
from resources.desk import audit, fault_words, sessions
from resources.desk.tables import Invitation, KeyringEntry, Member, Passkey, Vouching
from resources.errors import AssertionRefusedError, KeyringError
from resources.keyring import Keyring
from resources.vouches import Founding, Leaving, Revocation

ENTRY: TypeAdapter[vouches.Entry] = TypeAdapter(vouches.Entry)


def ring(session: Session) -> Keyring:
    """Read the keyring, checked from its beginning. Raises: KeyringError where rows were tampered with."""
    rows = session.exec(select(KeyringEntry).order_by(col(KeyringEntry.position))).all()
    return keyring.read(ENTRY.validate_python(row.entry) for row in rows)


def propose(session: Session, entry: vouches.Entry, *, now: datetime) -> Vouching:
    """Put an entry up to be signed."""
    row = Vouching(entry=entry.model_dump(mode="json"), keyring=len(ring(session).entries), begun_at=now)
    session.add(row)
    session.flush()
    return row


def waiting(session: Session) -> Sequence[Vouching]:
    """Give what waits for signatures, oldest first."""
    return session.exec(select(Vouching).where(col(Vouching.done_at).is_(None)).order_by(col(Vouching.id))).all()


def entry_of(row: Vouching) -> vouches.Entry:
    """Read an entry with the signatures that it has so far."""
    return ENTRY.validate_python(row.entry)


def withdraw(session: Session, row: Vouching, *, by: int, now: datetime) -> None:
    """Let an entry wait no more; it comes to nothing."""
    row.done_at = now
    entry = entry_of(row)
    about = {"change": entry.kind, "member": member_of(session, entry)}
    audit.append(session, "withdraw", str(row.id), about, member=by, now=now)


def member_of(session: Session, entry: vouches.Entry) -> int | None:
    """Tell of which member an entry speaks; None where its passkey was never kept here."""
    if not isinstance(entry, Revocation):
        return entry.member
    owner = select(Passkey.member_id).where(col(Passkey.credential_id) == entry.credential_id)
    return session.exec(owner).first()


def is_own_last(entry: vouches.Entry, known: Keyring, *, by: int) -> bool:
    """Tell whether somebody would revoke their own last good passkey, and stand before a closed door."""
    if not isinstance(entry, Revocation):
        return False
    own = {name for name, (owner, _) in known.keys.items() if owner == by}
    return own == {entry.credential_id}


def let_go(session: Session, member: int, *, by: int | None, now: datetime) -> None:
    """End all by which somebody works here; their row and all that they did stay.

    What is kept beside them says so from now on: passkeys revoked, nothing more to be vouched for, no link that works.
    """
    session.get_one(Member, member).left_at = now
    for passkey in session.exec(select(Passkey).where(col(Passkey.member_id) == member)):
        passkey.revoked_at = passkey.revoked_at or now
    for row in waiting(session):
        if member_of(session, entry_of(row)) == member:
            row.done_at = now
    theirs = or_(col(Invitation.member_id) == member, col(Invitation.invited_by) == member)
    for link in session.exec(select(Invitation).where(theirs, col(Invitation.used_at).is_(None))):
        link.used_at = now
    sessions.end_all(session, member)
    audit.append(session, "leave", str(member), {"member": member}, member=by, now=now)


def challenge(row: Vouching, known: Keyring) -> bytes:
    """Give what is to be signed. Where the keyring has grown since, signatures given before no longer count."""
    return keyring.challenge(entry_of(row), known.entries)


def sign(session: Session, row: Vouching, assertion: Assertion, *, now: datetime) -> bool:
    """Add a signature; True where the entry is in the keyring now, False where it waits for another member.

    Raises: AssertionRefusedError, KeyringError.
    """
    known = ring(session)
    entry = _renewed(row, known)
    if isinstance(entry, Leaving) and (obstacle := keyring.obstacle(known, entry.member)):
        raise KeyringError(len(known.entries) + 1, obstacle)
    if not isinstance(entry, Founding):
        known.signers([assertion], keyring.challenge(entry, known.entries))
    if any(one.credential_id == assertion.credential_id for one in entry.by):
        raise AssertionRefusedError(assertion.credential_id, fault_words.HAS_SIGNED)
    signed = entry.model_copy(update={"by": (*entry.by, assertion)})
    row.entry, row.keyring = signed.model_dump(mode="json"), len(known.entries)
    try:
        grown = keyring.add(known, signed)
    except KeyringError:
        if isinstance(entry, Founding):
            raise
        session.add(row)
        return False
    _write(session, row, signed, grown, now=now)
    return True


def _renewed(row: Vouching, known: Keyring) -> vouches.Entry:
    entry = entry_of(row)
    return entry if row.keyring == len(known.entries) else entry.model_copy(update={"by": ()})


def _write(session: Session, row: Vouching, entry: vouches.Entry, grown: Keyring, *, now: datetime) -> None:
    row.done_at = now
    session.add(row)
    session.add(KeyringEntry(position=len(grown.entries), entry=entry.model_dump(mode="json")))
    session.flush()
    signing = grown if isinstance(entry, Founding) else grown.at(len(grown.entries) - 1)
    by = next((held.member for one in entry.by if (held := signing.holder(one.credential_id))), None)
    about = {**_about(entry), "entry": len(grown.entries)}
    audit.append(session, "keyring", entry.kind, about, member=by, now=now)
    if isinstance(entry, Leaving):
        let_go(session, entry.member, by=by, now=now)
    if isinstance(entry, Revocation):
        for passkey in session.exec(select(Passkey).where(col(Passkey.credential_id) == entry.credential_id)):
            passkey.revoked_at = now


def _about(entry: vouches.Entry) -> dict[str, object]:
    if isinstance(entry, Leaving):
        return {"member": entry.member}
    return {"passkey": entry.credential_id if isinstance(entry, Revocation) else entry.key.credential_id}
