"""To check facts: what a member found on a page is kept, and orders what is done next.

Visitors are told of a check only when two members have signed it, as of any change: a check of one member's alone would
let a stolen account vouch for a number that is false by now.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlmodel import Session, col, select

from resources.desk import audit, findings, permissions, review, statements
from resources.desk.database import transaction
from resources.desk.office import Office
from resources.desk.permissions import Action, Person
from resources.desk.proposals import Draft, Writing
from resources.desk.tables import CheckRecord
from resources.errors import ConflictError, UnknownListingError
from resources.ledger import Kind, digest_of
from resources.listing import Check, Listing
from resources.terms import Fact, Method


class Result(StrEnum):
    """What a check found; the values stand in the rows."""

    RIGHT = "right"
    CHANGED = "changed"
    GONE = "gone"
    UNSURE = "unsure"
    """It could not be told; the fact stays as old as it was."""


class Reading(NamedTuple):
    """How a member looked, and on which page; `url` is None where it was no page.

    `seen` is the digest of the listing that the member saw.
    """

    method: Method
    url: str | None
    seen: str
    note: str = ""


Key = tuple[str, Fact]


def record(
    office: Office, listing_id: str, results: Mapping[Fact, Result], reading: Reading, *, by: Person, now: datetime
) -> None:
    """Keep what a check found of a listing's facts, and settle what watches had found of them.

    Raises: NotAllowedError, UnknownListingError; ConflictError where the listing has changed since it was looked at.
    """
    permissions.require(by.role, Action.CHECK)
    with office.deed() as session:
        listing = _standing(office, session, listing_id)
        if digest_of(listing) != reading.seen:
            raise ConflictError(theirs=statements.facts_of(listing), mine=None, base=None)
        for fact, result in results.items():
            session.add(_row(listing, fact, result, reading, by, now))
            if result is not Result.UNSURE:
                _settle(session, listing_id, fact, by, now)
        told = {fact: str(result) for fact, result in results.items()}
        data = {"results": told, "method": reading.method, "page": reading.url}
        audit.append(session, "checked", listing_id, data, member=by.member, now=now)


def newest(session: Session, listings: Iterable[Listing]) -> dict[Key, CheckRecord]:
    """Give the last check of each fact of these listings that told something of its value as it stands now."""
    standing = {listing.id: listing for listing in listings}
    rows = session.exec(select(CheckRecord).where(CheckRecord.result != Result.UNSURE).order_by(col(CheckRecord.id)))
    return {
        (row.listing_id, Fact(row.fact)): row
        for row in rows
        if (listing := standing.get(row.listing_id)) and row.value == valued(listing, Fact(row.fact))
    }


def of(session: Session, listing_id: str) -> tuple[CheckRecord, ...]:
    """Give all checks of a listing, newest first."""
    wanted = select(CheckRecord).where(col(CheckRecord.listing_id) == listing_id)
    return tuple(session.exec(wanted.order_by(col(CheckRecord.on).desc(), col(CheckRecord.id).desc())))


def unshown(listing: Listing, rows: Iterable[CheckRecord]) -> tuple[Check, ...]:
    """Give the checks that visitors are not told of yet: the newest of each fact, where it passed as it stands now."""
    telling = [row for row in rows if row.result != Result.UNSURE]
    latest = {Fact(row.fact): row for row in reversed(telling)}
    passed = (row for fact, row in latest.items() if row.result == Result.RIGHT and row.value == valued(listing, fact))
    checks = (_check(row) for row in passed)
    return tuple(check for check in checks if check not in listing.checks)


def show(office: Office, listing_id: str, *, by: Person, now: datetime) -> Draft:
    """Propose to tell visitors of the checks that they are not told of yet, in the place of older ones.

    Raises: NotAllowedError; UnknownListingError where nothing of the kind stands.
    """
    with transaction(office.engine) as session:
        listing = _standing(office, session, listing_id)
        new = unshown(listing, of(session, listing_id))
    if not new:
        raise UnknownListingError(listing_id)
    renewed = {check.fact for check in new}
    kept = (check for check in listing.checks if check.fact not in renewed)
    shown = listing.model_copy(update={"checks": tuple(sorted((*kept, *new), key=lambda one: [*Fact].index(one.fact)))})
    writing = Writing(facts=statements.facts_of(shown), before=digest_of(listing))
    return review.begin(office, Kind.CHANGE, listing_id, writing, by=by, now=now)


def valued(listing: Listing, fact: Fact) -> str:
    """Write the value of a fact that was checked, so that a check never speaks for another value."""
    phones, reporting = listing.phones, listing.proven_reporting
    values = {
        Fact.PHONES: ", ".join(phone.number for phone in phones),
        Fact.HOURS: ", ".join(phone.hours or "-" for phone in phones),
        Fact.COST: ", ".join(phone.cost for phone in phones),
        Fact.ACCEPTS: ", ".join(reporting.accepts if reporting else ()),
    }
    return values[fact] if fact in values else str(getattr(listing, fact, "") or "")


def fact_of(field: str) -> Fact:
    """Tell which fact a watch's field is of: a link, or `phones › …`."""
    return Fact(field.partition(" ")[0])


def _settle(session: Session, listing_id: str, fact: Fact, by: Person, now: datetime) -> None:
    for row in findings.waiting(session, listing_id):
        if fact_of(row.field) is fact:
            row.settled_at, row.settled_by = now, by.member
            session.add(row)
    session.flush()


def _standing(office: Office, session: Session, listing_id: str) -> Listing:
    book = office.book(session, listing_id[:2].upper(), office.keys(session))
    if listing := book.standing.get(listing_id):
        return listing
    raise UnknownListingError(listing_id)


def _row(listing: Listing, fact: Fact, result: Result, reading: Reading, by: Person, now: datetime) -> CheckRecord:
    return CheckRecord(
        listing_id=listing.id,
        country=listing.country,
        fact=fact,
        value=valued(listing, fact),
        method=reading.method,
        evidence_url=reading.url,
        result=result,
        note=reading.note,
        on=now.date().isoformat(),
        hour=now.hour,
        member_id=by.member,
    )


def _check(row: CheckRecord) -> Check:
    return Check(
        fact=Fact(row.fact), method=Method(row.method), url=row.evidence_url, on=row.on, by="moderator", holds=True
    )
