"""The press: public pages from ready bytes, before Flask is asked.

Each page is asked of Flask once, by nobody in particular, and kept until something on it changes or the edition does.
All else goes through to Flask: what is posted, the way out, addresses without a page, whatever fails.
"""

import threading
from collections.abc import Callable, Iterable
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
from resources.sheets import Reply, Sheet
from resources.site import Site
from resources.snapshot import Snapshot
from resources.turnstile import READS

Asked = tuple[str, str, str, str]
"""Method, path, query and `Accept-Encoding` as they came: of a page of ours, in the words of a browser."""

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
    laid_out: dict[Asked, Reply] = field(default_factory=dict)
    """What the stand gives to all who ask in the same words: nothing of it changes before `until`."""

    def lay_out(self, asked: Asked, sheet: Sheet) -> None:
        """Lay a sheet out for the next who asks for it in these words."""
        form = sheet.forms.get(asked[3])
        if form and form.ready and self.until <= sheet.shared_until.timestamp():
            self.laid_out[asked] = Reply("200 OK", form.headers, form.ready)


Get = Callable[[Address, Run, datetime], Sheet | None]


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
        reply = self._reply(environ, self._printed) if environ["REQUEST_METHOD"] in READS else None
        return reply.give(start_response) if reply else self._app(environ, start_response)

    def at_once(self, environ: WSGIEnvironment) -> Reply | None:
        """Give a page that is printed; None where one has to be, where a query has listings read, and else."""
        if environ["REQUEST_METHOD"] not in READS or environ.get("QUERY_STRING"):
            return None
        return self._reply(environ, self._found)

    def _reply(self, environ: WSGIEnvironment, get: Get) -> Reply | None:
        now = self.clock()
        try:
            run = self.run
            if run is None or not run.since <= now.timestamp() < run.until:
                run = self._next(now)
            address = addresses.canonical(environ, self._site, run.snapshot)
            sheet = get(address, run, now) if address else None
        except EditionError:
            return None  # Flask finds the edition before, or says that there is none
        if address is None or sheet is None or sheet.changes_at <= now:
            return None
        path, query, accept = (environ.get(name, "") for name in ("PATH_INFO", "QUERY_STRING", "HTTP_ACCEPT_ENCODING"))
        if environ["REQUEST_METHOD"] == "GET" and address == Address(path, query):
            run.lay_out(("GET", path, query, accept), sheet)
        return sheet.answer(environ, now)

    def _next(self, now: datetime) -> Run:
        with self._lock:  # one after the other, so that none puts an older edition over a newer one
            run, snapshot = self.run, self._site.snapshot()
            since, until = now.timestamp(), (now + LOOK_EVERY).timestamp()
            is_set_back = run is not None and until < run.since  # what was printed is of another time
            rack = run.rack if run and run.snapshot is snapshot and not is_set_back else Rack(self._most_bytes)
            self.run = Run(snapshot, rack, since, until)
            return self.run

    @staticmethod
    def _found(address: Address, run: Run, now: datetime) -> Sheet | None:
        return run.rack.find(address, now)

    def _printed(self, address: Address, run: Run, now: datetime) -> Sheet | None:
        return run.rack.print(address, now, partial(self._print, address, run.snapshot))

    def _print(self, address: Address, snapshot: Snapshot) -> Sheet | None:
        """Ask Flask for the plain page of an edition."""
        with self._app.request_context(address.request()):
            g.printing = snapshot  # a newer one may be on the shelf already; a rack holds pages of one edition
            response = self._app.full_dispatch_request()
        if not isinstance(response, PageResponse) or response.status_code != HTTPStatus.OK:
            return None
        return sheets.sheet(response.get_data(), list(response.headers), response.changes_at)
