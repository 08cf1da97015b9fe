"""How often one visitor may ask for something, without keeping who: hashed with a key that lives a day in memory."""

import threading
from collections import Counter
from datetime import datetime, timedelta
from hashlib import blake2b
from secrets import token_bytes

KEY_LIVES = timedelta(days=1)
MOST_KEPT = 100_000  # hashes; beyond it all are forgotten, which forgives some and never fills the memory


class Limits:
    """Counts in windows of time; shared by the threads of one process."""

    def __init__(self, most: int, per: timedelta) -> None:
        self.most = most
        self.per = per
        self._counts: Counter[bytes] = Counter()
        self._window = self._day = -1
        self._key = b""
        self._lock = threading.Lock()

    def allows(self, who: str, now: datetime) -> bool:
        """Count one more time, and tell whether it is within the limit. A clock that is set back begins anew."""
        with self._lock:
            self._turn(now)
            name = blake2b(who.encode(), key=self._key, digest_size=16).digest()
            self._counts[name] += 1
            return self._counts[name] <= self.most

    def _turn(self, now: datetime) -> None:
        window, day = (int(now.timestamp() // span.total_seconds()) for span in (self.per, KEY_LIVES))
        if window != self._window or day != self._day or len(self._counts) >= MOST_KEPT:
            self._counts.clear()
        if day != self._day:
            self._key = token_bytes(32)
        self._window, self._day = window, day
