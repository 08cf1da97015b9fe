"""To take something from visitors at once: one member, one tap. To show it again takes two."""

from datetime import datetime
from typing import NamedTuple

from sqlmodel import Session

from resources.desk import audit, permissions, proposal_rows, publishing
from resources.desk.books import Book
from resources.desk.office import Office
from resources.desk.permissions import Action, Person
from resources.errors import UnknownListingError
from resources.ledger import Hidden, Link


class Target(NamedTuple):
    """What is hidden: a listing, or of it one phone by its number or one link by its field."""

    listing_id: str
    phone: str | None = None
    link: Link | None = None


def hide(office: Office, target: Target, *, reason: str, by: Person | None, now: datetime) -> Hidden:
    """Take something from visitors at once; `by` is None where a watch found it, not a member.

    To hide again what is hidden gives the hide that stands. Where it cannot be published now it is tried again with
    the next deed. Raises: NotAllowedError; UnknownListingError where nothing of the kind stands.
    """
    if by:
        permissions.require(by.role, Action.HIDE)
    with office.deed() as session:
        hidden = put(office, session, target, reason=reason, by=by, now=now)
    publishing.publish_now(office, now=now)
    return hidden


def put(office: Office, session: Session, target: Target, *, reason: str, by: Person | None, now: datetime) -> Hidden:
    """Hide within a deed, as `hide` does; whoever began the deed publishes after it. Raises: UnknownListingError."""
    book = office.book(session, target.listing_id[:2].upper(), office.keys(session))
    if hidden := _standing(book, target):
        return hidden
    hidden = _hidden(office, book, target, reason=reason, now=now)
    proposal_rows.append(session, book.seed.country, hidden)
    data = {"hide": hidden.id, "phone": target.phone, "link": target.link, "reason": reason}
    audit.append(session, "hidden", target.listing_id, data, member=by.member if by else None, now=now)
    return hidden


def _standing(book: Book, target: Target) -> Hidden | None:
    return next((one for one in book.hides if Target(one.listing, one.phone, one.link) == target), None)


def _hidden(office: Office, book: Book, target: Target, *, reason: str, now: datetime) -> Hidden:
    listing = book.standing.get(target.listing_id)
    if listing is None or (target.phone and target.phone not in {phone.number for phone in listing.phones}):
        raise UnknownListingError(target.phone or target.listing_id)
    if target.link and getattr(listing, target.link) is None:
        raise UnknownListingError(f"{target.listing_id} {target.link}")
    return Hidden(
        id=office.new_id(), listing=target.listing_id, phone=target.phone, link=target.link, at=now, reason=reason
    )
