"""Who has a listing open right now, so that two who work on it see each other."""

from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from resources.desk.tables import Member, Presence

STAYS = timedelta(minutes=5)  # after the last thing typed; a page does not call home while nobody types


def note(session: Session, listing_id: str, member: int, *, now: datetime) -> tuple[str, ...]:
    """Keep that a member has a listing open, and name the others who do."""
    session.merge(Presence(listing_id=listing_id, member_id=member, seen_at=now))
    session.flush()
    open_too = (
        select(Member.name)
        .join(Presence, col(Presence.member_id) == col(Member.id))
        .where(col(Presence.listing_id) == listing_id, col(Presence.member_id) != member)
        .where(col(Presence.seen_at) > now - STAYS)
        .order_by(col(Member.name))
    )
    return tuple(session.exec(open_too))
