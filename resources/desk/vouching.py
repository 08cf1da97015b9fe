"""Entries of the keyring on their way: members sign one after the other, until the rules of the keyring are met."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from resources import keyring
from resources.assertions import Assertion
from resources.desk import audit
from resources.desk.tables import KeyringEntry, Passkey, Vouching
from resources.errors import AssertionRefusedError, KeyringError
from resources.keyring import Founding, Keyring, Revocation

ENTRY: TypeAdapter[keyring.Entry] = TypeAdapter(keyring.Entry)


def ring(session: Session) -> Keyring:
    """Read the keyring, checked from its beginning. Raises: KeyringError where rows were tampered with."""
    rows = session.exec(select(KeyringEntry).order_by(col(KeyringEntry.position))).all()
    return keyring.read(ENTRY.validate_python(row.entry) for row in rows)


def propose(session: Session, entry: keyring.Entry, *, now: datetime) -> Vouching:
    """Put an entry up to be signed."""
    row = Vouching(entry=entry.model_dump(mode="json"), keyring=len(ring(session).entries), begun_at=now)
    session.add(row)
    session.flush()
    return row


def waiting(session: Session) -> Sequence[Vouching]:
    """Give what waits for signatures, oldest first."""
    return session.exec(select(Vouching).where(col(Vouching.done_at).is_(None)).order_by(col(Vouching.id))).all()


def entry_of(row: Vouching) -> keyring.Entry:
    """Read an entry with the signatures that it has so far."""
    return ENTRY.validate_python(row.entry)


def challenge(row: Vouching, known: Keyring) -> bytes:
    """Give what is to be signed. Where the keyring has grown since, signatures given before no longer count."""
    return keyring.challenge(entry_of(row), known.entries)


def sign(session: Session, row: Vouching, assertion: Assertion, *, now: datetime) -> bool:
    """Add a signature; True where the entry is in the keyring now, False where it waits for another member.

    Raises: AssertionRefusedError, KeyringError.
    """
    known = ring(session)
    entry = _renewed(row, known)
    if not isinstance(entry, Founding):
        known.signers([assertion], keyring.challenge(entry, known.entries))
    if any(one.credential_id == assertion.credential_id for one in entry.by):
        raise AssertionRefusedError(assertion.credential_id, "it has signed this; another member signs next")
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


def _renewed(row: Vouching, known: Keyring) -> keyring.Entry:
    entry = entry_of(row)
    return entry if row.keyring == len(known.entries) else entry.model_copy(update={"by": ()})


def _write(session: Session, row: Vouching, entry: keyring.Entry, grown: Keyring, *, now: datetime) -> None:
    row.done_at = now
    session.add(row)
    session.add(KeyringEntry(position=len(grown.entries), entry=entry.model_dump(mode="json")))
    name = entry.credential_id if isinstance(entry, Revocation) else entry.key.credential_id
    if isinstance(entry, Revocation):
        for passkey in session.exec(select(Passkey).where(col(Passkey.credential_id) == name)).all():
            passkey.revoked_at = now
    by = next((held.member for one in entry.by if (held := grown.holder(one.credential_id))), None)
    audit.append(session, "keyring", entry.kind, {"passkey": name, "entry": len(grown.entries)}, member=by, now=now)
