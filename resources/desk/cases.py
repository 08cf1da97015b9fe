"""A proposal with all that somebody needs who works on it or judges it, read in one transaction."""

from dataclasses import dataclass

from sqlmodel import Session, select

from resources.desk import proposal_rows, statements
from resources.desk.books import Book
from resources.desk.database import transaction
from resources.desk.office import Office
from resources.desk.proposals import OPEN, Draft, State
from resources.desk.tables import Member
from resources.errors import ConflictError, Fault, FaultyProposalError
from resources.keyring import Keyring
from resources.ledger import Kind, Statement, digest_of
from resources.listing import Listing
from resources.yamltext import Facts


@dataclass(frozen=True)
class Case:
    """A proposal, and what stands in its way. `before` is what it was written against, `names` those of all members.

    `statement` is what would be signed now; None where `faults` or a `conflict` with what stands forbid it.
    """

    draft: Draft
    before: Facts | None
    standing: Listing | None
    statement: Statement | None
    faults: tuple[Fault, ...]
    conflict: ConflictError | None
    keys: Keyring
    names: dict[int, str]
    hidden: tuple[str, ...]

    @property
    def after(self) -> Facts | None:
        """What would stand: to show again changes no fact."""
        return self.before if self.draft.kind is Kind.SHOW else self.draft.writing.facts

    @property
    def is_orphaned(self) -> bool:
        """Whether its author's signature counts no more, so that nobody can approve it as it stands."""
        return self.draft.state is State.IN_REVIEW and not _is_signed(self.draft, self.keys)

    @property
    def standing_digest(self) -> str | None:
        """The digest of what stands now."""
        return digest_of(self.standing) if self.standing else None


def look(office: Office, proposal: str) -> Case:
    """Read a proposal. Raises: UnknownProposalError, NoEditionError."""
    with transaction(office.engine) as session:
        draft = proposal_rows.find(session, proposal)
        keys = office.keys(session)
        book = office.book(session, draft.country, keys)
        statement, faults, conflict = _stated(office, draft, book, keys)
        return Case(
            draft=draft,
            before=_before(office, draft, book),
            standing=book.standing.get(draft.listing_id),
            statement=statement,
            faults=faults,
            conflict=conflict,
            keys=keys,
            names=names(session),
            hidden=tuple(one.phone or one.link or "" for one in book.hides if one.id in draft.writing.hides),
        )


def names(session: Session) -> dict[int, str]:
    """Give every member's name by number."""
    return {member.id or 0: member.name for member in session.exec(select(Member))}


def _stated(
    office: Office, draft: Draft, book: Book, keys: Keyring
) -> tuple[Statement | None, tuple[Fault, ...], ConflictError | None]:
    if draft.state not in OPEN:
        return draft.statement, (), None
    if draft.statement:
        if not _is_signed(draft, keys):
            return None, (), None
        if draft.statement.before != book.before(draft.listing_id):
            return None, (), statements.conflict(draft, book)
        return draft.statement, (), None
    try:
        candidate = office.candidate(draft.listing_id)
        return statements.of(draft, book, candidate=candidate, keyring=len(keys.entries)), (), None
    except FaultyProposalError as error:
        return None, error.faults, None
    except ConflictError as error:
        return None, (), error


def _is_signed(draft: Draft, keys: Keyring) -> bool:
    return all(keys.holder(one.assertion.credential_id) for one in draft.signatures)


def _before(office: Office, draft: Draft, book: Book) -> Facts | None:
    if draft.writing.before is None:
        return statements.facts_of(office.candidate(draft.listing_id))
    past = {digest_of(listing): listing for listing in book.past(draft.listing_id)}
    return statements.facts_of(past.get(draft.writing.before))
