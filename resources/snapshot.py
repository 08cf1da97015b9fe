"""The edition being served: read once, swapped whole, so that no request sees a mix of two."""

import logging
import threading
from functools import cached_property

from resources import aliases, finder, numbers, places
from resources.changelog import Changelog
from resources.editions import Shelf
from resources.errors import DamagedEditionError, NoEditionError, UnknownCountryError, UnknownListingError
from resources.listing import Country, Listing
from resources.manifests import Edition

log = logging.getLogger(__name__)

KEPT_LISTINGS = 5_000  # in memory at once, six times today's; with more, Python's collector holds up all answers


class Snapshot:
    """One edition, its countries read on demand and kept, never more than `KEPT_LISTINGS` beside the last one read."""

    def __init__(self, shelf: Shelf, edition: Edition, before: "Snapshot | None" = None) -> None:
        self.edition = edition
        self.shelf = shelf
        self._countries: dict[str, Country] = before.in_common(edition) if before else {}
        self._room = threading.Lock()

    def country(self, code: str) -> Country:
        """Give the published facts of a country; empty where we know nothing. Raises UnknownCountryError."""
        if code not in places.COUNTRIES and code != places.EVERYWHERE:
            raise UnknownCountryError(code)
        return self._countries.get(code) or self._kept(code, self._read(code))

    def in_common(self, edition: Edition) -> dict[str, Country]:
        """Give the countries that were read and are the same in another edition."""
        parts = self.edition.parts
        with self._room:
            held = tuple(self._countries.items())
        return {code: country for code, country in held if parts.get(code) == edition.parts.get(code)}

    def _kept(self, code: str, country: Country) -> Country:
        with self._room:
            listings = sum(len(kept.listings) for kept in self._countries.values())
            while self._countries and listings + len(country.listings) > KEPT_LISTINGS:
                listings -= len(self._countries.pop(next(iter(self._countries))).listings)  # read before all others
            self._countries[code] = country
        return country

    def _read(self, code: str) -> Country:
        if code not in self.edition.parts:
            return Country(country=code, emergency=(), listings=())
        return self.shelf.part(self.edition, code)

    @property
    def worldwide(self) -> tuple[Listing, ...]:
        """Services for every country; one behind a number that only some countries can dial is left out."""
        return tuple(item for item in self.country(places.EVERYWHERE).listings if _is_reached_everywhere(item))

    def listing(self, name: str) -> Listing:
        """Find a published listing by its id or its alias. Raises UnknownListingError."""
        try:
            held = self.country(name[:2].upper()).listings
        except UnknownCountryError:
            raise UnknownListingError(name) from None
        for listing in held:
            if name in (listing.id, aliases.alias(listing.id)):
                return listing
        raise UnknownListingError(name)

    def candidates(self, code: str) -> int:
        """How many facts of a country wait for a moderator."""
        part = self.edition.parts.get(code)
        return part.candidates + part.emergency_candidates if part else 0

    @cached_property
    def index(self) -> finder.Index:
        """Every country and service by name."""
        named = ((code, one) for code, ref in self.edition.parts.items() for one in self.shelf.parts.names(ref))
        return finder.index((one.id, code, tuple(filter(None, (one.name, one.name_en)))) for code, one in named)


def _is_reached_everywhere(listing: Listing) -> bool:
    return not any(numbers.is_local_only(phone.number, phone.e164) for phone in listing.phones)


class Newest:
    """The newest whole edition of a shelf, looked up anew whenever the shelf changes."""

    def __init__(self, shelf: Shelf) -> None:
        self.refused: tuple[DamagedEditionError, ...] = ()
        self.changelog = Changelog(shelf)
        self._shelf = shelf
        self._seen: int | None = None
        self._snapshot: Snapshot | None = None
        self._lock = threading.Lock()

    @property
    def kept(self) -> Snapshot | None:
        """What is in memory, as long as it was ever good; None before."""
        return self._snapshot

    def snapshot(self) -> Snapshot:
        """Give the snapshot to answer one request from; the last good one goes on being served where the shelf is gone.

        Raises: NoEditionError where nothing can be served.
        """
        snapshot = self._snapshot
        if snapshot and self._shelf.changed_at() == self._seen:
            return snapshot
        try:
            return self._look(anew=False)
        except NoEditionError as error:
            if snapshot is None:
                raise
            log.error("serving edition %s from memory: %s", snapshot.edition.number, error)  # noqa: TRY400 - no bug
            return snapshot

    def reread(self) -> Snapshot:
        """Hold the shelf against its digests anew: one damaged since it was opened gives way to the one before.

        Raises: NoEditionError where the shelf holds none that is whole.
        """
        return self._look(anew=True)

    def _look(self, *, anew: bool) -> Snapshot:
        with self._lock:
            changed = self._shelf.changed_at()
            try:
                edition, refused = self._shelf.newest(anew=anew)
            except NoEditionError:
                self._seen = changed  # what is in memory is all there is until the shelf changes
                raise
            self._tell(refused)
            if self._snapshot is None or edition != self._snapshot.edition:
                self._snapshot = Snapshot(self._shelf, edition, self._snapshot)
                log.info("serving edition %s", edition.number)
            self._seen = changed
            return self._snapshot

    def _tell(self, refused: tuple[DamagedEditionError, ...]) -> None:
        for error in refused:
            if str(error) not in map(str, self.refused):
                log.error("edition refused: %s", error)
        self.refused = refused
