"""To make many proposals of a file: each row by itself, so that one bad row loses no other."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlmodel import Session

from resources import places
from resources.desk import faults, permissions, proposal_rows, proposals, review, rows, statements
from resources.desk.office import Office
from resources.desk.permissions import Action, Person
from resources.desk.proposals import OPEN, Writing
from resources.desk.rows import Row
from resources.errors import Fault, FaultyProposalError
from resources.ledger import Kind

Progress = Callable[[int, int], None]
"""Told how many rows are done, and of how many."""


class Outcome(StrEnum):
    """What came of a row."""

    PROPOSED = "proposed"
    """A draft, to be read and signed like any other."""
    UNCHANGED = "unchanged"
    """It says what stands already."""
    KNOWN = "known"
    """An open proposal says the same."""
    REFUSED = "refused"
    """Its faults say why."""


@dataclass(frozen=True)
class Imported:
    """One row of the report; `number` is that of the row in the file, 0 speaks for the file."""

    number: int
    listing_id: str
    outcome: Outcome
    proposal: str | None = None
    faults: tuple[Fault, ...] = ()


def import_rows(
    office: Office, found: Iterable[Row], *, by: Person, now: datetime, progress: Progress = lambda _done, _of: None
) -> tuple[Imported, ...]:
    """Make a draft of each row that changes something, and report on every row in its order.

    Each row is a transaction of its own; what was done before a crash stays done, and the same file can be imported
    again. Raises: NotAllowedError before anything is done.
    """
    permissions.require(by.role, Action.IMPORT)
    waiting, report = tuple(found), []
    for done, row in enumerate(waiting, start=1):
        report.append(_imported(office, row, by, now))
        progress(done, len(waiting))
    return tuple(report)


def _imported(office: Office, row: Row, by: Person, now: datetime) -> Imported:
    if row.faults:
        return Imported(row.number, row.listing_id, Outcome.REFUSED, faults=row.faults)
    try:
        with office.deed() as session:
            return _proposed(office, session, row, by, now)
    except FaultyProposalError as error:
        return Imported(row.number, row.listing_id, Outcome.REFUSED, faults=error.faults)


def _proposed(office: Office, session: Session, row: Row, by: Person, now: datetime) -> Imported:
    keys = office.keys(session)
    book = office.book(session, _country(row), keys)
    standing, candidate = book.standing.get(row.listing_id), office.candidate(row.listing_id)
    content = faults.listing_of(rows.whole(row, standing or candidate))
    if content == standing:
        return Imported(row.number, row.listing_id, Outcome.UNCHANGED)
    writing = Writing(facts=statements.facts_of(content), before=book.before(row.listing_id))
    if known := _known(session, row.listing_id, writing):
        return Imported(row.number, row.listing_id, Outcome.KNOWN, known)
    kind = Kind.CHANGE if standing else Kind.NEW
    draft = proposals.begin(office.new_id(), kind, row.listing_id, writing, by=by, now=now)
    statements.of(draft, book, candidate=candidate, keyring=len(keys.entries))  # what could not be signed is refused
    proposal_rows.add(session, draft)
    review.tell(session, "proposal imported", draft, by, now)
    return Imported(row.number, row.listing_id, Outcome.PROPOSED, draft.id)


def _country(row: Row) -> str:
    """Name the country of a row. Raises: FaultyProposalError where there is no such country."""
    code = row.listing_id[:2].upper()
    if code in places.COUNTRIES or code == places.EVERYWHERE:
        return code
    remedy = "begin it with a country's code, as in gb-childline"
    raise FaultyProposalError([Fault("", row.listing_id, "id", row.listing_id, remedy)])


def _known(session: Session, listing_id: str, writing: Writing) -> str | None:
    open_ones = proposal_rows.in_states(session, OPEN, listing_id)
    return next((draft.id for draft in open_ones if draft.writing == writing), None)
