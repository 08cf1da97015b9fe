"""The change log of the editions on the shelf: one record an edition, compared once with the one before and kept.

A part that is the same in both, by its digest, is not read. Only editions whose logs and keys are proven are told of;
one that was forged, damaged or taken away is passed over, and its changes stand in the record after it.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from resources import changes
from resources.changes import Change, State
from resources.editions import Shelf
from resources.errors import DamagedEditionError
from resources.keyring import Keyring
from resources.listing import Country
from resources.manifests import Edition, EditionRef

MOST_LINES: Final = 40  # of a page, told one by one; of what is beyond, an edition tells how many in which country
MOST_RECORDS: Final = 10  # of a page
KEPT: Final = 300  # records in memory: some kB each


@dataclass(frozen=True)
class CountryChanges:
    """What changed of one country."""

    code: str
    emergency: bool
    changes: tuple[Change, ...]

    @property
    def lines(self) -> int:
        """How many lines it takes to tell."""
        return self.emergency + len(self.changes)


@dataclass(frozen=True)
class Record:
    """What an edition changed. `rest` counts changes by country that are not told one by one.

    `unread` are countries of which a part is damaged. `older` is the edition that it was compared with: None for the
    first one, and where what was `before` cannot be read.
    """

    ref: EditionRef
    made_at: datetime
    listings: int
    countries: tuple[CountryChanges, ...] = ()
    rest: tuple[tuple[str, int], ...] = ()
    unread: tuple[str, ...] = ()
    older: EditionRef | None = None
    before: EditionRef | None = None

    @property
    def is_first(self) -> bool:
        """Whether there was never one before."""
        return self.before is None

    @property
    def is_whole(self) -> bool:
        """Whether all of it could be compared."""
        return not self.unread and (self.is_first or self.older is not None)

    @property
    def lines(self) -> int:
        """How many lines it takes to tell what changed; several countries of the rest stand in one."""
        return sum(country.lines for country in self.countries) + len(self.rest) // 4 + bool(self.rest)


class Changelog:
    """The records of a shelf."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._kept: OrderedDict[EditionRef, Record] = OrderedDict()
        self._lock = threading.Lock()

    def page(self, served: Edition, start: int | None = None) -> tuple[Record, ...]:
        """Give the records from the edition that is served down, or from number `start`: as many as a page holds.

        Raises: NoEditionError where the folder of the editions cannot be read.
        """
        edition = served if start is None or start >= served.number else self._shelf.before(start + 1)
        found: list[Record] = []
        for record in self._walk(edition):
            lines = sum(one.lines for one in (*found, record))
            if found and (len(found) == MOST_RECORDS or lines > MOST_LINES):
                break
            found.append(record)
        return tuple(found)

    def _walk(self, edition: Edition | None) -> Iterator[Record]:
        """Walk back, one edition after the other, as far as they can be read."""
        if edition is None:
            return
        record = self._record(edition.ref, edition)
        while record:
            yield record
            record = self._record(record.older) if record.older else None

    def _record(self, ref: EditionRef, edition: Edition | None = None) -> Record | None:
        with self._lock:
            if record := self._kept.get(ref):
                self._kept.move_to_end(ref)
                return record
            if (edition := edition or self._shelf.before(ref.number + 1)) is None or edition.ref != ref:
                return None
            record = self._compared(edition)
            if record.is_whole:  # what is damaged may be mended
                self._kept[ref] = record
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
            return record

    def _compared(self, edition: Edition) -> Record:
        listings = sum(part.listings for part in edition.parts.values())
        record = Record(edition.ref, edition.made_at, listings, before=edition.previous)
        if (older := self._older(edition)) is None:
            return record
        told, unread = self._told(older, edition)
        countries, rest = _shortened(told)
        return replace(record, countries=countries, rest=rest, unread=unread, older=older.ref)

    def _told(self, older: Edition, edition: Edition) -> tuple[list[CountryChanges], tuple[str, ...]]:
        told, unread = [], []
        for code in _differing(older, edition):
            try:
                told.append(self._country(code, older, edition))
            except DamagedEditionError:
                unread.append(code)
        return [country for country in told if country.lines], tuple(unread)

    def _older(self, edition: Edition) -> Edition | None:
        """Find what to compare with; one that was written anew since is not what this one followed."""
        older, previous = self._shelf.before(edition.number), edition.previous
        while older and previous and older.number == previous.number and older.ref != previous:
            older = self._shelf.before(older.number)
        return older

    def _country(self, code: str, older: Edition, edition: Edition) -> CountryChanges:
        old, new = self._state(older, code), self._state(edition, code)
        emergency = changes.has_other_emergency(old.country, new.country)
        keys = self._shelf.proofs.keyring(edition.keys) if new.log else Keyring()
        return CountryChanges(code, emergency, tuple(changes.between(old, new, keys)))

    def _state(self, edition: Edition, code: str) -> State:
        if code not in edition.parts:
            return State(Country(country=code, emergency=(), listings=()))
        return State(self._shelf.part(edition, code), self._shelf.parts.log(edition.parts[code]))


def _differing(older: Edition, edition: Edition) -> Iterator[str]:
    """Name the countries of which not the same is held; the log counts, as what it hides may be hidden already."""
    for code in sorted(older.parts.keys() | edition.parts.keys()):
        was, now = older.parts.get(code), edition.parts.get(code)
        if (was and (was.sha256, was.local)) != (now and (now.sha256, now.local)):
            yield code


def _shortened(told: Iterable[CountryChanges]) -> tuple[tuple[CountryChanges, ...], tuple[tuple[str, int], ...]]:
    """Tell one by one what fits a page, whole countries; count what is left."""
    kept: list[CountryChanges] = []
    rest: list[tuple[str, int]] = []
    left = MOST_LINES
    for country in told:
        if country.lines <= left:
            kept.append(country)
            left -= country.lines
        else:
            rest.append((country.code, country.lines))
    return tuple(kept), tuple(rest)
