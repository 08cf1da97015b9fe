"""The rack: printed sheets, the least recently asked for making room for new ones, each printed once at a time."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from datetime import datetime

from resources.sheets import Sheet

Print = Callable[[], Sheet | None]


class Rack:
    """The sheets of one edition by address, never more than `most_bytes` of them."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._sheets: OrderedDict[Hashable, Sheet] = OrderedDict()
        self._printing: dict[Hashable, Future[Sheet | None]] = {}
        self._lock = threading.Lock()

    @property
    def bytes(self) -> int:
        """The bytes of memory that its sheets take."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._sheets)

    def find(self, address: Hashable, now: datetime) -> Sheet | None:
        """Give the sheet of an address, if there is one that is still true."""
        sheet = self._sheets.get(address)
        if sheet is None or sheet.changes_at <= now:
            return None
        try:  # noqa: SIM105 - `suppress` would take a quarter of the time of an answer
            self._sheets.move_to_end(address)
        except KeyError:  # it has just made room for another, since nobody holds the lock here
            pass
        return sheet

    def print(self, address: Hashable, now: datetime, to_print: Print) -> Sheet | None:
        """Give the sheet of an address, printed where there is none; who asks meanwhile waits for the same.

        None where `to_print` gives none. What it raises is raised to all who wait, and the next one tries again.
        """
        with self._lock:
            if sheet := self.find(address, now):
                return sheet
            waiting_for = self._printing.get(address)
            if waiting_for is None:
                printing = self._printing[address] = Future[Sheet | None]()
        if waiting_for:
            return waiting_for.result()
        return self._printed(address, printing, to_print)

    def _printed(self, address: Hashable, printing: "Future[Sheet | None]", to_print: Print) -> Sheet | None:
        try:
            sheet = to_print()
        except BaseException as error:
            self._put(address, None)
            printing.set_exception(error)
            raise
        self._put(address, sheet)
        printing.set_result(sheet)
        return sheet

    def _put(self, address: Hashable, sheet: Sheet | None) -> None:
        """Put a sheet in its place and end its printing in one step, so that nobody prints it again in between."""
        with self._lock:
            del self._printing[address]
            self._drop(address)
            if sheet and sheet.size <= self._most_bytes:
                self._sheets[address] = sheet
                self._bytes += sheet.size
            while self._bytes > self._most_bytes:
                self._drop(next(iter(self._sheets)))

    def _drop(self, address: Hashable) -> None:
        if sheet := self._sheets.pop(address, None):
            self._bytes -= sheet.size
