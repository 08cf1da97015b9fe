"""The press: public pages from ready bytes, before Flask is asked.

Each page is asked of Flask once, by nobody in particular, and kept until something on it changes or the edition does.
All else goes through to Flask: what is posted, the way out, addresses without a page, whatever fails.
"""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
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
from resources.sheets import Sheet
from resources.site import Site
from resources.snapshot import Snapshot

READS = frozenset({"GET", "HEAD"})
LOOK_EVERY = timedelta(milliseconds=250)  # a look at the shelf costs as much as a page; an approval is seen within 2 s


@dataclass(frozen=True, slots=True)
class Run:
    """All that is printed of one snapshot: one value, so that a new edition takes the place of the old one whole.

    A look at the shelf is due outside `since` and `until`: also when the clock was set back.
    """

    snapshot: Snapshot
    rack: Rack
    since: datetime
    until: datetime


class Press:
    """A WSGI application around Flask's. `most_bytes` bounds the memory for pages."""

    def __init__(self, app: Flask, site: Site, *, most_bytes: int) -> None:
        self._app = app
        self._site = site
        self._clock = site.clock
        self._most_bytes = most_bytes
        self._run: Run | None = None
        self._lock = threading.Lock()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if environ["REQUEST_METHOD"] in READS:
            now, run, sheet = self._clock(), self._run, None
            if run and run.since <= now < run.until:
                as_asked = environ["PATH_INFO"], environ.get("QUERY_STRING", ""), ""  # as a link of ours writes it
                sheet = run.rack.find(as_asked, now)
            if sheet or (sheet := self._sheet(environ, now)):
                return sheet.answer(environ, start_response, now)
        return self._app(environ, start_response)

    def _sheet(self, environ: WSGIEnvironment, now: datetime) -> Sheet | None:
        try:
            run = self._run
            if run is None or not run.since <= now < run.until:
                run = self._next(now)
            return self._printed(environ, run, now)
        except EditionError:
            return None  # Flask finds the edition before, or says that there is none

    def _next(self, now: datetime) -> Run:
        with self._lock:  # one after the other, so that none puts an older edition over a newer one
            run, snapshot = self._run, self._site.snapshot()
            rack = run.rack if run and run.snapshot is snapshot else Rack(self._most_bytes)
            self._run = Run(snapshot, rack, now, now + LOOK_EVERY)
            return self._run

    def _printed(self, environ: WSGIEnvironment, run: Run, now: datetime) -> Sheet | None:
        address = addresses.canonical(environ, self._site, run.snapshot)
        sheet = run.rack.print(address, now, partial(self._print, address, run.snapshot)) if address else None
        return sheet if sheet and now < sheet.changes_at else None

    def _print(self, address: Address, snapshot: Snapshot) -> Sheet | None:
        """Ask Flask for the plain page of an edition."""
        with self._app.request_context(address.request()):
            g.printing = snapshot  # a newer one may be on the shelf already; a rack holds pages of one edition
            response = self._app.full_dispatch_request()
        if not isinstance(response, PageResponse) or response.status_code != HTTPStatus.OK:
            return None
        return sheets.sheet(response.get_data(), list(response.headers), response.changes_at)
