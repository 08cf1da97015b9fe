"""Proposals that need no typing, begun by one tap; like all others they take two signatures.

Retire a listing, go back to an earlier state of it, show again what was hidden, confirm or drop what waits.
"""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from resources.desk import permissions, proposal_rows, proposals, review, statements
from resources.desk.books import Book
from resources.desk.candidates import Candidate
from resources.desk.office import Office
from resources.desk.permissions import Action, Person
from resources.desk.proposals import Draft, Writing
from resources.errors import UnknownListingError, UnknownProposalError
from resources.ledger import Kind, digest_of


def retire(office: Office, listing_id: str, *, note: str, by: Person, now: datetime) -> Draft:
    """Propose to take a listing away. Raises: NotAllowedError, UnknownListingError."""
    with office.deed() as session:
        book = _book(office, session, listing_id)
        writing = Writing(facts=None, before=_before(book, listing_id), note=note)
        draft = proposals.begin(office.new_id(), Kind.RETIRE, listing_id, writing, by=by, now=now)
        return _keep(session, draft, by, now)


def show(office: Office, listing_id: str, *, note: str, by: Person, now: datetime) -> Draft:
    """Propose to show again all that is hidden of a listing. Raises: NotAllowedError, UnknownListingError."""
    with office.deed() as session:
        book = _book(office, session, listing_id)
        hides = tuple(hidden.id for hidden in book.hides if hidden.listing == listing_id)
        writing = Writing(facts=None, before=_before(book, listing_id), hides=hides, note=note)
        draft = proposals.begin(office.new_id(), Kind.SHOW, listing_id, writing, by=by, now=now)
        return _keep(session, draft, by, now)


def roll_back(office: Office, listing_id: str, to: str, *, by: Person, now: datetime) -> Draft:
    """Propose to go back to a state in which a listing once stood; `to` is its digest, the bundled one's included.

    Raises: NotAllowedError, UnknownListingError.
    """
    with office.deed() as session:
        book = _book(office, session, listing_id)
        past = {digest_of(state): state for state in book.past(listing_id)}
        if to not in past:
            raise UnknownListingError(f"{listing_id} {to[:12]}")
        writing = Writing(facts=statements.facts_of(past[to]), before=book.before(listing_id))
        draft = proposals.begin(office.new_id(), Kind.ROLL_BACK, listing_id, writing, by=by, now=now)
        return _keep(session, draft, by, now)


def confirm_candidate(office: Office, proposal: str, *, by: Person, now: datetime) -> Draft:
    """Take up what waits, as a draft that shows it; `proposal` is the id of the ready-made proposal.

    Raises: NotAllowedError; UnknownProposalError where it waits no more.
    """
    permissions.require(by.role, Action.DECIDE)
    with office.deed() as session:
        draft = _drafted(_candidate(office, session, proposal), by, now)
        return _keep(session, draft, by, now)


def drop_candidate(office: Office, proposal: str, *, note: str, by: Person, now: datetime) -> Draft:
    """Let something wait no more, as long as the listing files say nothing else of it.

    Raises: NotAllowedError; UnknownProposalError where it waits no more.
    """
    permissions.require(by.role, Action.DECIDE)
    with office.deed() as session:
        draft = _drafted(_candidate(office, session, proposal), by, now)
        noted = replace(draft, writing=replace(draft.writing, note=note))
        dropped = proposals.drop(noted, by=by, now=now)
        proposal_rows.add(session, dropped)
        review.tell(session, "candidate dropped", dropped, by, now)
    return dropped


def _keep(session: Session, draft: Draft, by: Person, now: datetime) -> Draft:
    proposal_rows.add(session, draft)
    review.tell(session, "proposal begun", draft, by, now)
    return draft


def _book(office: Office, session: Session, listing_id: str) -> Book:
    return office.book(session, listing_id[:2].upper(), office.keys(session))


def _before(book: Book, listing_id: str) -> str:
    if before := book.before(listing_id):
        return before
    raise UnknownListingError(listing_id)


def _candidate(office: Office, session: Session, proposal: str) -> Candidate:
    for candidate in office.waiting(session):
        if candidate.proposal == proposal:
            return candidate
    raise UnknownProposalError(proposal)


def _drafted(candidate: Candidate, by: Person, now: datetime) -> Draft:
    writing = Writing(facts=candidate.confirmed, before=candidate.before)
    return proposals.begin(candidate.proposal, candidate.kind, candidate.listing.id, writing, by=by, now=now)
