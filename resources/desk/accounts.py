"""Invitations and passkeys: how somebody comes to the desk. What a member may do, the keyring alone says."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from secrets import token_bytes, token_urlsafe
from typing import Any

from sqlmodel import Session, col, select
from webauthn import verify_registration_response
from webauthn.helpers import decode_credential_public_key, decoded_public_key_to_cryptography
from webauthn.helpers.exceptions import WebAuthnException

from resources import assertions
from resources.assertions import PublicKey, Relying
from resources.desk import audit, fault_words
from resources.desk.sessions import SLACK, digest
from resources.desk.tables import Ceremony, Invitation, Member, Passkey
from resources.errors import AssertionRefusedError, InvitationError
from resources.roles import Role

INVITATION_LIVES = timedelta(days=3)
CEREMONY_LIVES = timedelta(minutes=10)


def invite(session: Session, role: Role, *, by: int | None, now: datetime, member: int | None = None) -> str:
    """Make an invitation, for a new member or to recover one's account; gives the secret of its link.

    `by` is None for the first member only. Raises: InvitationError where there is a first member already.
    """
    if by is None and session.exec(select(Member).limit(1)).first():
        raise InvitationError("the desk has members already; one of its administrators invites")
    token = token_urlsafe(24)
    session.add(
        Invitation(
            token_sha256=digest(token), role=role, member_id=member, invited_by=by, expires_at=now + INVITATION_LIVES
        )
    )
    audit.append(session, "invite", role, {"recovers": member}, member=by, now=now)
    return token


def invitation(session: Session, token: str, *, now: datetime) -> Invitation:
    """Find the invitation of a link. Raises: InvitationError where it is none, was used, or has run out."""
    found = session.exec(select(Invitation).where(col(Invitation.token_sha256) == digest(token))).first()
    if found is None or found.used_at or not _runs(found.expires_at, INVITATION_LIVES, now):
        raise InvitationError(fault_words.DEAD_LINK)
    return found


def challenge(session: Session, *, now: datetime) -> bytes:
    """Begin to sign in or to join: something new to sign, good once and for ten minutes."""
    for old in session.exec(select(Ceremony)).all():
        if not _runs(old.expires_at, CEREMONY_LIVES, now):
            session.delete(old)
    made = token_bytes(32)
    session.add(Ceremony(challenge=assertions.encoded(made), expires_at=now + CEREMONY_LIVES))
    return made


def use(session: Session, made: bytes, *, now: datetime) -> None:
    """Use a challenge up. Raises: AssertionRefusedError where it is not ours, was used, or has run out."""
    found = session.get(Ceremony, assertions.encoded(made))
    if found is None or not _runs(found.expires_at, CEREMONY_LIVES, now):
        raise AssertionRefusedError("", fault_words.TOO_LATE)
    session.delete(found)


def register(
    session: Session, credential: dict[str, Any], made: bytes, relying: Relying, *, now: datetime
) -> PublicKey:
    """Check what a browser answers to a registration. Raises: AssertionRefusedError; also for a useless key."""
    use(session, made, now=now)
    try:
        checked = verify_registration_response(
            credential=credential,
            expected_challenge=made,
            expected_rp_id=relying.rp_id,
            expected_origin=relying.origin,
            require_user_verification=True,
        )
        cose = checked.credential_public_key
        decoded_public_key_to_cryptography(decode_credential_public_key(cose))  # the package has not looked at it yet
        return PublicKey(credential_id=assertions.encoded(checked.credential_id), cose=assertions.encoded(cose))
    except (WebAuthnException, *assertions.UNREADABLE) as error:
        raise AssertionRefusedError("", f"{error}; try again") from error


def join(session: Session, held: Invitation, name: str, *, now: datetime) -> Member:
    """Use an invitation up: a new member, or the one whose account it recovers.

    Raises: AssertionRefusedError where the name is another's, also of one who left: events are read by names.
    """
    if held.member_id is None and session.exec(select(Member).where(col(Member.name) == name)).first():
        raise AssertionRefusedError("", fault_words.TAKEN_NAME)
    held.used_at = now
    if held.member_id is not None:
        member = session.get_one(Member, held.member_id)
    else:
        member = Member(name=name, role=held.role, joined_at=now)
        session.add(member)
    session.flush()
    audit.append(session, "join", str(member.id), {"role": held.role}, member=member.id, now=now)
    return member


def keep(session: Session, member: int, key: PublicKey, label: str, *, now: datetime) -> Passkey:
    """Keep a passkey; it counts once the keyring has it. Raises: AssertionRefusedError where it was kept before."""
    if session.exec(select(Passkey).where(col(Passkey.credential_id) == key.credential_id)).first():
        raise AssertionRefusedError("", fault_words.KNOWN_PASSKEY)
    passkey = Passkey(member_id=member, credential_id=key.credential_id, public_key=key.cose, label=label, added_at=now)
    session.add(passkey)
    session.flush()
    audit.append(session, "add passkey", str(member), {"passkey": key.credential_id}, member=member, now=now)
    return passkey


def passkey_of(session: Session, credential_id: str) -> Passkey | None:
    """Find a passkey that was not revoked."""
    found = session.exec(select(Passkey).where(col(Passkey.credential_id) == credential_id)).first()
    return found if found and found.revoked_at is None else None


def passkeys(session: Session, member: int) -> Sequence[Passkey]:
    """Give a member's passkeys, revoked ones too, oldest first."""
    return session.exec(select(Passkey).where(col(Passkey.member_id) == member).order_by(col(Passkey.id))).all()


def public(passkey: Passkey) -> PublicKey:
    """Give the half of a passkey that the keyring holds."""
    return PublicKey(credential_id=passkey.credential_id, cose=passkey.public_key)


def _runs(until: datetime, lives: timedelta, now: datetime) -> bool:
    """Tell whether something is good now. Nothing is that a clock made which was ahead: it would be good for long."""
    return now < until <= now + lives + SLACK
