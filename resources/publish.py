"""Publish an edition: one deed, done whole or not at all."""

import fcntl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from resources import files, seeds
from resources.editions import Edition, Shelf
from resources.errors import NoEditionError
from resources.listing import Country

LOCK = ".lock"


def publish(countries: Iterable[Country], shelf: Shelf, *, now: datetime) -> Edition:
    """Publish what is listed of all countries, one `Country` a code, and give the edition that is then current.

    The facts of the current edition make no new one. A part that was damaged is written anew, which can make whole an
    edition that was refused. Waits while another publishes.
    """
    with _alone(shelf):
        parts = {country.country: shelf.parts.put(country) for country in countries}
        current = _current(shelf)
        if current is None or current.parts != parts:
            return shelf.add(parts, now=now)
        shelf.folder.touch()  # a part may have been mended: let those who serve look again
        return current


def bootstrap(listings: Path, shelf: Shelf, *, now: datetime) -> Edition:
    """Publish a folder of listing files. Raises ListingsError; then the shelf is as it was."""
    return publish(seeds.load(listings), shelf, now=now)


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
        return shelf.newest().edition
    except NoEditionError:
        return None
