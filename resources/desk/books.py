"""What members have changed, as far as it is proven: what is on the shelf, and what of the database is to go there.

The shelf is believed before the database. A row that is on the shelf already adds nothing; one that two members did not
sign counts for nothing, holds up nothing that comes after it, and is named. So neither adding, changing nor deleting
rows can show or bring back anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from pydantic import TypeAdapter, ValidationError

from resources import canonical, keyring, ledger, vouches
from resources.errors import KeyringError, LedgerError
from resources.keyring import Keyring
from resources.ledger import Approved, Entry, Hidden
from resources.listing import PUBLISHED, Country, Listing
from resources.yamltext import Facts

ENTRY: TypeAdapter[Entry] = TypeAdapter(Entry)
KEY: TypeAdapter[vouches.Entry] = TypeAdapter(vouches.Entry)


@dataclass(frozen=True)
class Shelved:
    """A log as it is on the shelf, made once for each file, so that rows which are there are known at a glance."""

    entries: tuple[Entry, ...] = ()

    @cached_property
    def digests(self) -> frozenset[str]:
        """The digests of all entries."""
        return frozenset(_digest(entry.model_dump(mode="json")) for entry in self.entries)


@dataclass(frozen=True)
class Book:
    """One country: the bundled facts that visitors would see, and every entry that counts, oldest first.

    `pending` are not on the shelf yet; `refused` says of each row that does not count why.
    """

    seed: Country
    shelved: tuple[Entry, ...] = ()
    pending: tuple[Entry, ...] = ()
    refused: tuple[LedgerError, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The log as it will be on the shelf."""
        return (*self.shelved, *self.pending)

    @cached_property
    def standing(self) -> Mapping[str, Listing]:
        """What was approved over the bundled facts, by id, what is hidden included."""
        return ledger.stand(self.seed, self.entries)

    @property
    def settled(self) -> frozenset[str]:
        """The ids of all listings on which two members ever agreed on something."""
        return frozenset(one.statement.listing_id for one in self.entries if isinstance(one, Approved))

    @property
    def hides(self) -> tuple[Hidden, ...]:
        """What is hidden now."""
        return ledger.active(self.entries)

    def before(self, listing_id: str) -> str | None:
        """Give the digest of what stands; None where nothing does."""
        listing = self.standing.get(listing_id)
        return ledger.digest_of(listing) if listing else None

    def past(self, listing_id: str) -> tuple[Listing, ...]:
        """Give every state that a listing ever stood in, oldest first, the bundled one before all."""
        bundled = [listing for listing in self.seed.listings if listing.id == listing_id]
        signed = (entry.statement for entry in self.entries if isinstance(entry, Approved))
        changed = (one.content for one in signed if one.listing_id == listing_id)
        return (*bundled, *filter(None, changed))


def open_book(seed: Country, shelved: Shelved, rows: Iterable[Facts], keys: Keyring) -> Book:
    """Hold rows against what is on the shelf and against the members' keys."""
    book = Book(seed, shelved.entries)
    refused: list[LedgerError] = []
    for place, row in enumerate(rows, start=1):
        try:
            if _digest(row) not in shelved.digests and (entry := _entry(seed.country, place, row)) not in book.entries:
                book = add(book, entry, keys)
        except LedgerError as error:
            refused.append(error)
    return replace(book, refused=tuple(refused))


def add(book: Book, entry: Entry, keys: Keyring) -> Book:
    """Put an entry at the end. Raises LedgerError where it does not count."""
    ledger.verify(book.seed, (*book.entries, entry), keys, since=len(book.entries))
    return replace(book, pending=(*book.pending, entry))


def open_keyring(shelved: Keyring, rows: Iterable[Facts], first_key: str) -> tuple[Keyring, tuple[KeyringError, ...]]:
    """Put the members' keys together in the same way: those on the shelf, then each row that is vouched for.

    `first_key` is the fingerprint of the only one that may begin it; where it is empty, any may.
    """
    keys = shelved
    refused: list[KeyringError] = []
    for place, row in enumerate(rows, start=1):
        try:
            entry = _key(place, row)
            if entry not in keys.entries:
                keys = _begun(keyring.add(keys, entry), first_key)
        except KeyringError as error:
            refused.append(error)
    return keys, tuple(refused)


def _begun(keys: Keyring, first_key: str) -> Keyring:
    if first_key and keys.fingerprint != first_key:
        raise KeyringError(1, "it does not begin with the first key that the settings name")
    return keys


def _key(place: int, row: Facts) -> vouches.Entry:
    try:
        return KEY.validate_python(row)
    except ValidationError as error:
        raise KeyringError(place, f"not an entry ({error.errors()[0]['msg']})") from error


def _digest(row: Facts) -> str:
    return canonical.digest(canonical.dumps(row))


def _entry(country: str, place: int, row: Facts) -> Entry:
    try:
        return ENTRY.validate_python(row, context=PUBLISHED)
    except ValidationError as error:
        raise LedgerError(country, place, f"not an entry ({error.errors()[0]['msg']})") from error
