"""Who is signed in: kept on the server, by the digest of a cookie that nobody can guess."""

import hashlib
from datetime import datetime, timedelta
from secrets import token_urlsafe

from sqlmodel import Session, col, delete, select

from resources.desk.tables import DeskSession

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)  # a working day
SLACK = timedelta(minutes=1)  # by which one request can be older than another; a clock set back further ends sessions
COOKIE = "__Host-desk"


def begin(session: Session, member: int, passkey: int, *, now: datetime) -> str:
    """Sign a member in; gives what the cookie holds, which is new each time."""
    token = token_urlsafe(32)
    session.add(
        DeskSession(
            token_sha256=digest(token),
            member_id=member,
            passkey_id=passkey,
            csrf=token_urlsafe(24),
            begun_at=now,
            seen_at=now,
            expires_at=now + ABSOLUTE,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str, *, now: datetime) -> DeskSession | None:
    """Find who is signed in, and note that they are there; one who was away too long is signed out."""
    found = session.get(DeskSession, digest(token))
    if found is None:
        return None
    if now >= found.expires_at or not found.seen_at - SLACK <= now < found.seen_at + IDLE:
        session.delete(found)
        return None
    found.seen_at = now
    return found


def end(session: Session, token: str) -> None:
    """Sign out here."""
    if found := session.get(DeskSession, digest(token)):
        session.delete(found)


def end_all(session: Session, member: int) -> int:
    """Sign a member out everywhere; gives in how many places."""
    found = session.exec(select(DeskSession).where(col(DeskSession.member_id) == member)).all()
    session.exec(delete(DeskSession).where(col(DeskSession.member_id) == member))
    return len(found)


def digest(token: str) -> str:
    """Give what is kept of a secret."""
    return hashlib.sha256(token.encode()).hexdigest()
