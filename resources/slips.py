"""What a form carries to show that a page of ours held it: bound to a listing, an edition and a few hours.

Pages are printed once and kept in front of us, so a slip is the page's and not the visitor's: it tells nobody apart.
All processes of a site sign with one key, a file of the instance that the first of them makes; while the disk cannot be
written, each signs with one of its own.
"""

import hmac
import os
import re
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes
from tempfile import NamedTemporaryFile

PRINTED_FOR = timedelta(hours=6)  # then the page is printed anew; what a reader has open is good for as long again
KEY_BYTES = 32
DIGITS = 32  # of the signature: 128 bits
SLIP = re.compile(rf"(?P<edition>[1-9][0-9]{{0,9}})-(?P<period>[0-9]{{1,9}})-[0-9a-f]{{{DIGITS}}}")


class Slips:
    """Writes slips and reads them; `file` holds the key."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._own = token_bytes(KEY_BYTES)
        self._found = b""

    def write(self, listing_id: str, *, edition: int, now: datetime) -> str:
        """Sign that a page of an edition shows a listing."""
        return _signed(self._shared or self._own, listing_id, edition, _period(now))

    def read(self, slip: str, listing_id: str, *, now: datetime) -> int | None:
        """Give the number of the edition that a reader saw; None for what we did not sign, or too long ago."""
        found = SLIP.fullmatch(slip)
        if found is None or not 0 <= _period(now) - int(found["period"]) <= 1:
            return None
        said = listing_id, int(found["edition"]), int(found["period"])
        keys = filter(None, (self._shared, self._own))  # its own too: it may have signed before the disk was mended
        return said[1] if any(hmac.compare_digest(slip, _signed(key, *said)) for key in keys) else None

    @property
    def _shared(self) -> bytes:
        """The key of all processes; empty while it cannot be had, and looked for again."""
        if not self._found:
            with suppress(OSError):
                self._found = _shared_key(self._file)
        return self._found if len(self._found) == KEY_BYTES else b""


def _signed(key: bytes, listing_id: str, edition: int, period: int) -> str:
    said = f"{edition}-{period}"
    return f"{said}-{hmac.new(key, f'{listing_id} {said}'.encode(), sha256).hexdigest()[:DIGITS]}"


def expires_at(now: datetime) -> datetime:
    """Tell until when a slip that is written now is the newest."""
    return datetime.fromtimestamp((_period(now) + 1) * PRINTED_FOR.total_seconds(), UTC)


def _period(now: datetime) -> int:
    return int(now.timestamp() // PRINTED_FOR.total_seconds())


def _shared_key(file: Path) -> bytes:
    """Read the key; make it where there is none. Whoever comes second finds the first one's, whole."""
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=file.parent) as mine:  # which nobody else can read
            mine.write(token_bytes(KEY_BYTES))
            mine.flush()
            os.fsync(mine.fileno())
            with suppress(FileExistsError):
                file.hardlink_to(mine.name)
    return file.read_bytes()
