"""What the deeds of the desk stand on: the database, the shelf, and the listing files."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy import Engine
from sqlmodel import Session

from resources import freshness, ledger, places
from resources.desk import audit, books, candidates, fault_words, proposal_rows
from resources.desk.books import Book, Shelved
from resources.desk.candidates import Candidate
from resources.desk.database import transaction
from resources.editions import Shelf
from resources.errors import KeyringError, NotFoundError, UnknownCountryError
from resources.keyring import Keyring
from resources.listing import Country, Listing
from resources.manifests import Edition
from resources.parts import FileRef
from resources.snapshot import Newest
from resources.terms import Fact, Status


@dataclass(frozen=True)
class Office:
    """One desk. `countries` are the listing files by code, what waits included; all else is read when it is needed."""

    engine: Engine
    shelf: Shelf
    countries: Mapping[str, Country]
    new_id: Callable[[], str] = lambda: uuid4().hex
    newest: Newest = field(init=False)
    # By country, and only the newest of each: a log grows with each approval.
    _seeds: dict[str, tuple[FileRef, Country]] = field(init=False, default_factory=dict)
    _logs: dict[str, tuple[FileRef, Shelved]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "newest", Newest(self.shelf))

    @contextmanager
    def deed(self) -> Iterator[Session]:
        """Give a transaction in which nobody else writes, so that what is read in it still stands when it ends."""
        with transaction(self.engine) as session:
            audit.wait_for_turn(session)
            yield session

    def edition(self) -> Edition:
        """Give the edition that visitors see. Raises: NoEditionError."""
        return self.newest.snapshot().edition

    def book(self, session: Session, code: str, keys: Keyring) -> Book:
        """Open a country's book. Raises: NoEditionError, UnknownCountryError."""
        return books.open_book(self.seed(code), self._shelved(code), proposal_rows.log(session, code), keys)

    def keys(self, session: Session) -> Keyring:
        """Put the members' keys together; none count while no setting names the first. Raises: NoEditionError."""
        proofs = self.shelf.proofs
        if not proofs.trust.first_key:
            return Keyring()
        shelved = proofs.keyring(self.edition().keys)
        return books.open_keyring(shelved, proposal_rows.keyring(session), proofs.trust.first_key)[0]

    def signing_keys(self, session: Session) -> Keyring:
        """Put the members' keys together to sign by. Raises: KeyringError where none count, NoEditionError."""
        if not (keys := self.keys(session)).entries:
            raise KeyringError(0, fault_words.NO_KEYS)
        return keys

    def seed(self, code: str) -> Country:
        """Give what visitors would see of a country if nobody had changed anything here.

        Raises: NoEditionError, UnknownCountryError.
        """
        part = self.edition().parts.get(code)
        if part is None and code not in (*places.COUNTRIES, places.EVERYWHERE):
            raise UnknownCountryError(code)
        if part is None:
            return Country(country=code, emergency=(), listings=())
        held = self._seeds.get(code)
        if held is None or held[0] != part.seed:
            held = self._seeds[code] = (part.seed, self.shelf.parts.read(part.seed))
        return held[1]

    def log(self, code: str) -> tuple[ledger.Entry, ...]:
        """Give what members changed of a country, as far as it is on the shelf."""
        return self._shelved(code).entries

    def _shelved(self, code: str) -> Shelved:
        part = self.edition().parts.get(code)
        if part is None or part.local is None:
            return Shelved()
        held = self._logs.get(code)
        if held is None or held[0] != part.local.log:
            held = self._logs[code] = (part.local.log, Shelved(self.shelf.parts.log(part)))
        return held[1]

    def facts(self, listing_id: str) -> frozenset[Fact]:
        """Give the facts of a listing that can be checked; none where visitors do not see it."""
        try:
            return frozenset(freshness.facts(self.newest.snapshot().listing(listing_id)))
        except NotFoundError:
            return frozenset()

    def candidate(self, listing_id: str) -> Listing | None:
        """Find what the listing files hold of a listing that visitors do not see."""
        country = self.countries.get(listing_id[:2].upper())
        held = country.listings if country else ()
        return next((one for one in held if one.id == listing_id and one.status is Status.CANDIDATE), None)

    def has(self, session: Session, listing_id: str, keys: Keyring) -> bool:
        """Tell whether a listing has a page here: it stands, hidden or not, or waits. Raises: NoEditionError."""
        try:
            standing = self.book(session, listing_id[:2].upper(), keys).standing
        except UnknownCountryError:
            return False
        return listing_id in standing or self.candidate(listing_id) is not None

    def waiting(self, session: Session) -> Iterator[Candidate]:
        """Walk what waits in the files and nobody has taken up, country by country. Raises: NoEditionError."""
        keys, taken = self.keys(session), proposal_rows.ids(session)
        for code in self.countries:
            yield from candidates.waiting([self._whole(self.book(session, code, keys))], taken=taken)

    def _whole(self, book: Book) -> Country:
        """Give what stands in a country, and what its file holds beside that."""
        country = self.countries[book.seed.country]
        waits = (one for one in country.listings if one.status is Status.CANDIDATE and one.id not in book.settled)
        return country.model_copy(update={"listings": (*book.standing.values(), *waits)})
