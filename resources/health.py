"""What `/healthz` says: a real look at the shelf, the seal and the spool, and what is wrong with each.

The desk's database is not looked at: visitors do without it, and `/desk/healthz` asks it.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import NamedTuple

from resources.errors import ListingsError, NoEditionError
from resources.manifests import Edition
from resources.snapshot import Newest, Snapshot
from resources.spool import Spool

LOOK_EVERY = timedelta(seconds=1)  # a look reads the whole edition; who asks more often gets the last answer

Seal = Callable[[], Mapping[str, str] | None]


class Report(NamedTuple):
    """What was found, and the status that says whether visitors can be answered."""

    state: Mapping[str, object]
    status: HTTPStatus


class Health:
    """Looks at most once a second; shared by the threads of one process."""

    def __init__(self, spool: Spool, seal: Seal) -> None:
        self._spool = spool
        self._seal = seal
        self._lock = threading.Lock()
        self._seen_at: datetime | None = None
        self._last: Report | None = None

    def report(self, newest: Newest, now: datetime) -> Report:
        """Give what is found now; a clock that was set back makes it look at once."""
        with self._lock:
            seen_at = self._seen_at
            if self._last is None or seen_at is None or not seen_at <= now < seen_at + LOOK_EVERY:
                self._seen_at, self._last = now, self._look(newest, now)
            return self._last

    def _look(self, newest: Newest, now: datetime) -> Report:
        faults: list[str] = []
        try:
            snapshot = newest.reread()
        except NoEditionError as error:
            if newest.kept is None:
                return Report({"error": str(error)}, HTTPStatus.SERVICE_UNAVAILABLE)
            faults, snapshot = [f"served from memory: {error}"], newest.kept
        faults += [*_of_clock(snapshot.edition, now), *self._of_seal(snapshot.edition), *self._of_spool()]
        return Report(_served(snapshot, now) | {"refused": _words(newest), "faults": faults}, HTTPStatus.OK)

    def _of_seal(self, edition: Edition) -> Iterator[str]:
        try:
            sealed = self._seal() or {}
        except ListingsError as error:
            yield str(error)
            return
        served = {code: part.seed.sha256 for code, part in edition.parts.items()}
        if differ := sorted(code for code, digest in sealed.items() if served.get(code) != digest):
            yield f"listing files say something else than edition {edition.number}: {', '.join(differ)}; publish them"

    def _of_spool(self) -> Iterator[str]:
        try:
            self._spool.probe()
        except OSError as error:
            yield f"what visitors tell cannot be kept: {error.strerror}"


def _of_clock(edition: Edition, now: datetime) -> Iterator[str]:
    if now < edition.made_at:
        yield f"the clock says {now:%Y-%m-%d %H:%M}, before edition {edition.number} was made; set the clock"


def _served(snapshot: Snapshot, now: datetime) -> dict[str, object]:
    return {
        "edition": snapshot.edition.number,
        "age_seconds": int((now - snapshot.edition.made_at).total_seconds()),
        "listings": sum(part.listings for part in snapshot.edition.parts.values()),
    }


def _words(newest: Newest) -> list[str]:
    return [str(error) for error in newest.refused]
