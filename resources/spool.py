"""What visitors tell us: a choice of what is wrong with a listing, appended to a file that moderators take in.

Never words of their own, never who: a line holds the listing, the choice, the edition and the hour.

    instance/flags/2026-11-24.jsonl   {"edition":3,"hour":12,"listing":"gb-example","wrong":"number"}
"""

import json
import os
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from resources import canonical
from resources.errors import NotKeptError


class Wrong(StrEnum):
    """What can be wrong; the values stand in the file."""

    NUMBER = "number"
    NO_ANSWER = "no_answer"
    HOURS = "hours"
    ADDRESS = "address"
    CLOSED = "closed"
    OTHER = "other"
    """The service is not what the listing says."""


PROBE = "probe"  # is written and removed again
MOST_A_MINUTE = 60  # of the whole site: more is a machine, and would only fill the disk
MOST_OF_ONE = 6  # of one listing in a minute: nothing hides by flags, so more would tell us nothing


LISTING = re.compile(r"[a-z]{2}-[a-z0-9-]{1,77}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
HOURS = range(24)


class Told(NamedTuple):
    """One choice, as it stands in a line."""

    listing_id: str
    wrong: Wrong
    edition: int
    hour: int


class Day(NamedTuple):
    """What was told on one day, in its order, and how many lines are not what we write."""

    day: str
    told: tuple[Told, ...]
    damaged: int


def read(folder: Path) -> Iterator[Day]:
    """Read what was told, day by day, oldest first. A line that is still being written is left for the next time."""
    for path in sorted(folder.glob("*.jsonl")):
        if DAY.fullmatch(path.stem):
            lines = path.read_bytes().split(b"\n")[:-1]
            told = tuple(filter(None, map(_told, lines)))
            yield Day(path.stem, told, len(lines) - len(told))


def _told(line: bytes) -> Told | None:
    try:
        facts = json.loads(line)
        told = Told(facts["listing"], Wrong(facts["wrong"]), facts["edition"], facts["hour"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    if not (isinstance(told.listing_id, str) and LISTING.fullmatch(told.listing_id) and told.hour in HOURS):
        return None
    return told if type(told.edition) is int and 0 <= told.edition < 10**9 and type(told.hour) is int else None


class Spool:
    """The folder of what was told. One may be shared by threads; processes append to the same files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._minute = ""
        self._told: Counter[str] = Counter()
        self._lock = threading.Lock()

    def tell(self, listing_id: str, wrong: Wrong, *, edition: int, now: datetime) -> bool:
        """Append a choice, on the disk when this returns; False where there were too many in this minute.

        Raises: NotKeptError.
        """
        if not self._is_within_limits(listing_id, now):
            return False
        line = {"listing": listing_id, "wrong": wrong, "edition": edition, "hour": now.astimezone(UTC).hour}
        try:
            self._append(f"{now.astimezone(UTC):%Y-%m-%d}.jsonl", canonical.dumps(line))
        except OSError as error:
            raise NotKeptError(error.strerror or "") from error
        return True

    def probe(self) -> None:
        """Write something and remove it again. Raises: OSError where nothing can be kept now."""
        try:
            self._append(PROBE, b"\n")
        finally:
            with suppress(OSError):
                (self.folder / PROBE).unlink()

    def _is_within_limits(self, listing_id: str, now: datetime) -> bool:
        with self._lock:
            minute = f"{now:%Y-%m-%dT%H:%M}"
            if minute != self._minute:
                self._minute, self._told = minute, Counter()
            self._told[listing_id] += 1
            return self._told.total() <= MOST_A_MINUTE and self._told[listing_id] <= MOST_OF_ONE

    def _append(self, name: str, line: bytes) -> None:
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self.folder / name, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, line)  # one write of a short line: two processes never mix theirs
            os.fsync(file)
        finally:
            os.close(file)
