"""What members changed, country by country: append-only logs of statements that two of them signed, and of hides.

A hide needs no signature: it can only take away. What it hid comes back by a statement that two signed, and since an
edition's log begins with the log of the edition before, no entry is ever taken out again.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, Field, NonNegativeInt, StringConstraints, TypeAdapter

from resources import assertions, canonical
from resources.assertions import Assertion
from resources.errors import AssertionRefusedError, LedgerError
from resources.keyring import Holder, Keyring
from resources.listing import Country, Line, Listing, ListingId
from resources.roles import Role

Id = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Link = Literal["website", "chat", "report_url"]
APPROVERS = frozenset({Role.MODERATOR, Role.ADMINISTRATOR})


class Kind(StrEnum):
    """What a statement does to a listing."""

    NEW = "new"
    CHANGE = "change"
    RETIRE = "retire"
    SHOW = "show"
    """Lifts what was hidden."""
    ROLL_BACK = "roll_back"


class Statement(BaseModel, frozen=True, extra="forbid"):
    """What two members sign: a listing's whole content, after what stood before.

    `content` is None where the listing is taken away, and for SHOW, which leaves it as it is. `before` is the digest of
    what stood. `hides` are lifted. `keyring` is the number of entries that the keyring had.
    """

    kind: Kind
    proposal: Id
    listing_id: ListingId
    content: Listing | None
    before: canonical.Digest | None
    hides: tuple[Id, ...]
    keyring: NonNegativeInt

    @property
    def digest(self) -> bytes:
        """The SHA-256 that both passkeys are asked to sign."""
        return assertions.challenge_of(self.model_dump(mode="json"))


class Approved(BaseModel, frozen=True, extra="forbid"):
    """A statement with the signatures of its author and of another member."""

    entry: Literal["approved"] = "approved"
    statement: Statement
    assertions: tuple[Assertion, Assertion]


class Hidden(BaseModel, frozen=True, extra="forbid"):
    """A listing, one of its phones or one of its links, taken from visitors at once."""

    entry: Literal["hidden"] = "hidden"
    id: Id
    listing: ListingId
    phone: Line | None = None
    link: Link | None = None
    at: AwareDatetime
    reason: Line


Entry = Annotated[Approved | Hidden, Field(discriminator="entry")]
Entries = TypeAdapter(tuple[Entry, ...])


def digest_of(listing: Listing) -> str:
    """Give the digest by which a statement names what stood before."""
    return canonical.digest(canonical.dumps(listing.model_dump(mode="json")))


def dumps(entries: Sequence[Entry]) -> bytes:
    """Write a log as canonical JSON."""
    return canonical.dumps([entry.model_dump(mode="json") for entry in entries])


def apply(seed: Country, entries: Iterable[Entry]) -> Country:
    """Give what visitors see: the bundled facts, with what was approved over them and what is hidden left out."""
    entries = tuple(entries)
    standing = stand(seed, entries)
    hides = active(entries)
    shown = (_without(listing, [one for one in hides if one.listing == listing.id]) for listing in standing.values())
    return seed.model_copy(update={"listings": tuple(filter(None, shown))})


def stand(seed: Country, entries: Iterable[Entry]) -> dict[str, Listing]:
    """Give what was approved over the bundled facts, by id, as if nothing were hidden."""
    standing = {listing.id: listing for listing in seed.listings}
    for entry in entries:
        if isinstance(entry, Approved):
            _put(standing, entry.statement)
    return standing


def active(entries: Iterable[Entry]) -> tuple[Hidden, ...]:
    """Give the hides that no statement has lifted."""
    hides: dict[str, Hidden] = {}
    for entry in entries:
        if isinstance(entry, Hidden):
            hides[entry.id] = entry
        else:
            for name in entry.statement.hides:
                hides.pop(name, None)
    return tuple(hides.values())


def verify(seed: Country, entries: Sequence[Entry], keyring: Keyring, *, since: int | None = None) -> None:
    """Pass where two members signed every change.

    The first `since` entries were proven before; keys under later ones must be good now, and each must follow what
    stood. None: nothing before is known, and keys are held against the keyring of their time. Raises: LedgerError.
    """
    ids: set[str] = set()
    for index, entry in enumerate(entries):
        name = entry.id if isinstance(entry, Hidden) else entry.statement.proposal
        fault = "it stands there twice; what was signed once counts once" if name in ids else None
        fault = fault or _of_another(seed.country, entry)
        if isinstance(entry, Approved) and not fault:
            fault = _unproven(entry, entries[:index], seed, keyring, since)
        if fault:
            raise LedgerError(seed.country, index + 1, fault)
        ids.add(name)


def _of_another(code: str, entry: Entry) -> str | None:
    name = entry.listing if isinstance(entry, Hidden) else entry.statement.listing_id
    content = None if isinstance(entry, Hidden) else entry.statement.content
    if name[:2].upper() != code:
        return f"it speaks of {name}, not of {code}"
    return f"it speaks of {content.id}, not of {name}" if content and content.id != name else None


def _unproven(
    entry: Approved, before: Sequence[Entry], seed: Country, keyring: Keyring, since: int | None
) -> str | None:
    if since is None:
        return _unsigned(entry, keyring.at(entry.statement.keyring))
    if len(before) < since:
        return None
    return _unsigned(entry, keyring) or _astray(entry.statement, seed, before)


def _unsigned(entry: Approved, keyring: Keyring) -> str | None:
    try:
        author, approver = keyring.signers(entry.assertions, entry.statement.digest)
    except AssertionRefusedError as error:
        return str(error)
    return _not_two(author, approver)


def _not_two(author: Holder, approver: Holder) -> str | None:
    if author.member == approver.member:
        return f"member {author.member} signed it twice; another member approves"
    if approver.role not in APPROVERS:
        return f"member {approver.member} is a {approver.role}; a moderator approves"
    return None


def _astray(statement: Statement, seed: Country, before: Iterable[Entry]) -> str | None:
    """Tell whether a statement was signed over something else than what stood."""
    stood = stand(seed, before).get(statement.listing_id)
    if statement.before != (digest_of(stood) if stood else None):
        return "something else stood before it than what was signed; propose it anew"
    return None


def _put(standing: dict[str, Listing], statement: Statement) -> None:
    if statement.content is not None:
        standing[statement.listing_id] = statement.content
    elif statement.kind is not Kind.SHOW:
        standing.pop(statement.listing_id, None)


def _without(listing: Listing, hides: Sequence[Hidden]) -> Listing | None:
    if any(one.phone is None and one.link is None for one in hides):
        return None
    if not hides:
        return listing
    numbers = {one.phone for one in hides}
    phones = tuple(phone for phone in listing.phones if phone.number not in numbers)
    kept = listing.model_copy(update={"phones": phones, **{one.link: None for one in hides if one.link}})
    return kept if any((kept.phones, kept.chat, kept.email, kept.website, kept.report_url)) else None
