"""From what was typed to what is signed: a statement, or every reason why there is none yet."""

from collections.abc import Iterator, Mapping

from resources.desk import faults
from resources.desk.books import Book
from resources.desk.proposals import Draft
from resources.errors import ConflictError, Fault, FaultyProposalError
from resources.ledger import Kind, Statement, digest_of
from resources.listing import Listing
from resources.yamltext import Facts

EVIDENCED = frozenset({Kind.NEW, Kind.CHANGE})  # the other kinds show nothing that did not stand before


def of(draft: Draft, book: Book, *, candidate: Listing | None, keyring: int) -> Statement:
    """State what a draft does to what stands; `candidate` is what the listing files hold where nothing stands.

    Raises: FaultyProposalError; ConflictError where something else stands than when the draft was written.
    """
    content = _content(draft)
    if draft.writing.before != book.before(draft.listing_id):
        raise conflict(draft, book)
    standing = book.standing.get(draft.listing_id)
    if found := tuple(_faults(draft, content, standing or candidate, book)):
        raise FaultyProposalError(found)
    return Statement(
        kind=draft.kind,
        proposal=draft.id,
        listing_id=draft.listing_id,
        content=content,
        before=draft.writing.before,
        hides=draft.writing.hides,
        keyring=keyring,
    )


def conflict(draft: Draft, book: Book) -> ConflictError:
    """Put side by side what stands now, what the draft says, and what it began from where that is known."""
    past = {digest_of(listing): listing for listing in book.past(draft.listing_id)}
    return ConflictError(
        theirs=facts_of(book.standing.get(draft.listing_id)),
        mine=draft.writing.facts,
        base=facts_of(past.get(draft.writing.before or "")),
    )


def says(statement: Statement, draft: Draft) -> bool:
    """Tell whether a statement says what its draft says: what members read is what they sign."""
    writing = draft.writing
    said = (statement.kind, statement.proposal, statement.listing_id, statement.before, statement.hides)
    return said == (draft.kind, draft.id, draft.listing_id, writing.before, writing.hides) and (
        statement.content == _content(draft)
    )


def facts_of(listing: Listing | None) -> Facts | None:
    """Give a listing's facts as they are typed and kept."""
    return listing.model_dump(mode="json") if listing else None


def _content(draft: Draft) -> Listing | None:
    """Read what was typed. To show again leaves the listing as it stands, so nothing is typed for that."""
    facts = draft.writing.facts
    return None if facts is None else faults.listing_of(facts)


def _faults(draft: Draft, content: Listing | None, before: Listing | None, book: Book) -> Iterator[Fault]:
    yield from _of_kind(draft, content, book)
    yield from _of_hides(draft, book)
    if content is None:
        return
    if content.id != draft.listing_id:
        yield _fault(draft, "id", content.id, f"another listing's; write {draft.listing_id}")
    yield from faults.of_status(content)
    if draft.kind in EVIDENCED:
        yield from faults.of_evidence(before, content)


def _of_kind(draft: Draft, content: Listing | None, book: Book) -> Iterator[Fault]:
    """Hold each kind to what it is for: no other kind is a way around the rules of a change."""
    standing = book.standing.get(draft.listing_id)
    is_told = {
        Kind.NEW: content is not None and standing is None,
        Kind.CHANGE: content is not None and standing is not None and content != standing,
        Kind.RETIRE: content is None and standing is not None,
        Kind.SHOW: content is None and standing is not None and bool(draft.writing.hides),
        Kind.ROLL_BACK: content is not None and content != standing and content in book.past(draft.listing_id),
    }
    if not is_told[draft.kind]:
        yield _fault(draft, "", "", REMEDIES[draft.kind])


REMEDIES: Mapping[Kind, str] = {
    Kind.NEW: "nothing is written yet; write the listing, or drop the proposal",
    Kind.CHANGE: "it changes nothing that stands; change something, or drop the proposal",
    Kind.RETIRE: "no such listing stands; drop the proposal",
    Kind.SHOW: "nothing of it is hidden; drop the proposal",
    Kind.ROLL_BACK: "not a state in which it ever stood, or it stands so now; choose one of its past",
}


def _of_hides(draft: Draft, book: Book) -> Iterator[Fault]:
    hidden = {one.id for one in book.hides if one.listing == draft.listing_id}
    if not hidden.issuperset(draft.writing.hides):
        yield _fault(draft, "hides", "", "it is not hidden any more; look at the listing anew")


def _fault(draft: Draft, field: str, value: str, remedy: str) -> Fault:
    return Fault("", draft.listing_id, field, value, remedy)
