"""Publish an edition: one deed, done whole or not at all."""

import fcntl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path

from resources import files, keyring, ledger, seeds, vouches
from resources.editions import Shelf
from resources.errors import KeyringError, NoEditionError
from resources.listing import Country
from resources.manifests import Edition
from resources.parts import FileRef, PartRef
from resources.proofs import Trust

LOCK = ".lock"


def publish(countries: Iterable[Country], shelf: Shelf, *, now: datetime) -> Edition:
    """Publish what is listed of all countries, one `Country` a code, and give the edition that is then current.

    What members changed is carried over. The facts of the current edition make no new one. A part that was damaged is
    written anew, which can make whole an edition that was refused. Waits while another publishes.
    Raises: KeyringError where members' changes are on the shelf and no setting lets us prove them.
    """
    with _alone(shelf):
        base = _base(shelf)
        logs = _logs(shelf, base)
        parts = {country.country: shelf.parts.put(country, logs.pop(country.country, ())) for country in countries}
        parts |= {code: shelf.parts.put(_nothing(code), log) for code, log in logs.items()}
        return _add(shelf, parts, base.keys if base else None, now=now)


def publish_changes(
    shelf: Shelf, logs: Mapping[str, Sequence[ledger.Entry]], keys: Sequence[vouches.Entry], *, now: datetime
) -> Edition:
    """Publish what members changed: the whole log of each country that changed, and the whole keyring.

    Only these countries' parts are written. A log that is on the shelf already makes no new edition. Waits while
    another publishes. Raises: ProofError, and nothing is published; NoEditionError where nothing was bundled yet.
    """
    with _alone(shelf):
        if not shelf.proofs.trust.first_key:
            raise KeyringError(0, "no setting tells the first key, so nothing can be proven; set NOTALONE_FIRST_KEY")
        base = _base(shelf)
        if base is None:
            raise NoEditionError(shelf.folder)
        file = shelf.parts.keep(keyring.dumps(keys)) if keys else None
        changed = {code: _changed(shelf, base, code, tuple(log)) for code, log in logs.items()}
        draft = base.model_copy(update={"parts": {**base.parts, **changed}, "keys": file})
        shelf.proofs.check(draft, base)
        return _add(shelf, draft.parts, file, now=now)


def bootstrap(listings: Path, shelf: Shelf, *, now: datetime) -> Edition:
    """Publish a folder of listing files. Raises ListingsError, also for a broken seal; the shelf is as it was."""
    countries = seeds.load(listings)
    seeds.require_sealed(listings, countries)
    return publish(countries, shelf, now=now)


def shelf_of(folder: Path, listings: Path, first_key: str) -> Shelf:
    """Open the shelf of a node that trusts its own listing files and one first key."""
    return Shelf(folder, Trust(first_key, partial(seeds.seal, listings)))


def _changed(shelf: Shelf, base: Edition, code: str, log: tuple[ledger.Entry, ...]) -> PartRef:
    """Write a country's part with its log. How many facts wait is known again when the files are next published."""
    was = base.parts.get(code)
    seed = shelf.parts.read(was.seed) if was else _nothing(code)
    ref = shelf.parts.put(seed, log)
    waiting = ("candidates", "emergency_candidates")
    return ref.model_copy(update={name: getattr(was, name) for name in waiting}) if was else ref


def _add(shelf: Shelf, parts: Mapping[str, PartRef], keys: FileRef | None, *, now: datetime) -> Edition:
    current = _current(shelf)
    if current is None or (current.parts, current.keys) != (parts, keys):
        return shelf.add(parts, keys=keys, now=now)
    shelf.folder.touch()  # a part may have been mended: let those who serve look again
    return current


def _base(shelf: Shelf) -> Edition | None:
    """Find the edition whose logs are carried over; never drop changes only because we cannot prove them here."""
    base = shelf.proven()
    if not shelf.proofs.trust.first_key and shelf.holds_changes():
        raise KeyringError(0, "members' changes are published here; set NOTALONE_FIRST_KEY, or they would be dropped")
    return base


def _logs(shelf: Shelf, base: Edition | None) -> dict[str, tuple[ledger.Entry, ...]]:
    return {code: shelf.parts.log(ref) for code, ref in base.parts.items() if ref.local} if base else {}


def _nothing(code: str) -> Country:
    return Country(country=code, emergency=(), listings=())


@contextmanager
def _alone(shelf: Shelf) -> Iterator[None]:
    """Hold the lock of a shelf, and clear away what a killed publisher left. The lock dies with its process."""
    shelf.parts.folder.mkdir(parents=True, exist_ok=True)
    with (shelf.folder / LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        files.sweep(shelf.parts.folder)
        yield


def _current(shelf: Shelf) -> Edition | None:
    try:
        return shelf.newest(anew=False).edition
    except NoEditionError:
        return None
