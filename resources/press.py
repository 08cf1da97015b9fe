"""The press: public pages from ready bytes, before Flask is asked.

Each page is asked of Flask once, by nobody in particular, and kept until something on it changes or the edition does.
All else goes through to Flask: what is posted, the way out, addresses without a page, whatever fails.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIEnvironment

from flask import Flask, g

from resources import addresses, sheets
from resources.addresses import Address
from resources.errors import EditionError
from resources.http import PageResponse
from resources.rack import Rack
from resources.sheets import Form, Sheet
from resources.site import Site
from resources.snapshot import Snapshot

Asked = tuple[str, str, str, str]
"""Method, path, query and `Accept-Encoding` as they came: of a page of ours, in the words of a browser."""

READS = frozenset({"GET", "HEAD"})
LOOK_EVERY = timedelta(milliseconds=250)  # a look at the shelf costs as much as a page; an approval is seen within 2 s


@dataclass(frozen=True, slots=True)
class Run:
    """All that is printed of one snapshot: one value, so that a new edition takes the place of the old one whole.

    A look at the shelf is due outside `since` and `until`, in seconds since 1970: also when the clock was set back.
    """

    snapshot: Snapshot
    rack: Rack
    since: float
    until: float
    laid_out: dict[Asked, Form] = field(default_factory=dict)
    """What the stand gives to all who ask in the same words: nothing of it changes before `until`."""

    def lay_out(self, asked: Asked, sheet: Sheet) -> None:
        """Lay a sheet out for the next who asks for it in these words."""
        form = sheet.forms.get(asked[3])
        if form and form.ready and self.until <= sheet.shared_until.timestamp():
            self.laid_out[asked] = form


class Press:
    """A WSGI application around Flask's. `most_bytes` bounds the memory for pages."""

    def __init__(self, app: Flask, site: Site, *, most_bytes: int) -> None:
        self._app = app
        self._site = site
        self.clock = site.clock
        self._most_bytes = most_bytes
        self.run: Run | None = None
        """What is printed now; the stand looks into it."""
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        now = self.clock()
        sheet = self._sheet(environ, now) if environ["REQUEST_METHOD"] in READS else None
        return sheet.answer(environ, start_response, now) if sheet else self._app(environ, start_response)

    def _sheet(self, environ: WSGIEnvironment, now: datetime) -> Sheet | None:
        try:
            run = self.run
            if run is None or not run.since <= now.timestamp() < run.until:
                run = self._next(now)
            return self._printed(environ, run, now)
        except EditionError:
            return None  # Flask finds the edition before, or says that there is none

    def _next(self, now: datetime) -> Run:
        with self._lock:  # one after the other, so that none puts an older edition over a newer one
            run, snapshot = self.run, self._site.snapshot()
            since, until = now.timestamp(), (now + LOOK_EVERY).timestamp()
            is_set_back = run is not None and until < run.since  # what was printed is of another time
            rack = run.rack if run and run.snapshot is snapshot and not is_set_back else Rack(self._most_bytes)
            self.run = Run(snapshot, rack, since, until)
            return self.run

    def _printed(self, environ: WSGIEnvironment, run: Run, now: datetime) -> Sheet | None:
        address = addresses.canonical(environ, self._site, run.snapshot)
        sheet = run.rack.print(address, now, partial(self._print, address, run.snapshot)) if address else None
        if address is None or sheet is None or sheet.changes_at <= now:
            return None
        if environ["REQUEST_METHOD"] == "GET" and address == Address(
            environ["PATH_INFO"], environ.get("QUERY_STRING", "")
        ):
            run.lay_out(("GET", address.path, address.query, environ.get("HTTP_ACCEPT_ENCODING", "")), sheet)
        return sheet

    def _print(self, address: Address, snapshot: Snapshot) -> Sheet | None:
        """Ask Flask for the plain page of an edition."""
        with self._app.request_context(address.request()):
            g.printing = snapshot  # a newer one may be on the shelf already; a rack holds pages of one edition
            response = self._app.full_dispatch_request()
        if not isinstance(response, PageResponse) or response.status_code != HTTPStatus.OK:
            return None
        return sheets.sheet(response.get_data(), list(response.headers), response.changes_at)
