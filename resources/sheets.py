"""A page as it leaves the press: ready bytes in each coding, their headers, and how long they stay true."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.http import parse_etags

from resources import encodings, http
from resources.encodings import Coding

Headers = list[tuple[str, str]]

SHARED = timedelta(seconds=http.SHARED_SECONDS)
NEVER = datetime.max.replace(tzinfo=UTC)
OVERHEAD = 4 * 1024  # bytes of memory for what is around the packed ones: headers, tags, the address
ABOUT_BYTES = frozenset({"Content-Type", "Content-Length", "Content-Encoding"})  # empty words where no bytes are sent
OUR_OWN = frozenset({"Content-Length", "Vary"})  # written anew for each coding


class Reply(NamedTuple):
    """An answer that is ready: status line, headers, and the bytes as WSGI wants them."""

    status: str
    headers: Headers
    body: list[bytes]

    def give(self, start_response: StartResponse) -> list[bytes]:
        """Give it as a WSGI application does."""
        start_response(self.status, self.headers)
        return self.body


@dataclass(frozen=True, slots=True)
class Form:
    """A page in one coding. Plain bytes are kept packed: few ask for them, and they would fill the rack."""

    tag: str
    headers: Headers
    ready: list[bytes]
    """The bytes as WSGI wants them; none where they are unpacked anew for each who asks."""


class Forms(dict[str, Form]):
    """A page in each coding, by what browsers accept; what others accept is read each time that they come."""

    def __missing__(self, accept: str) -> Form:
        """Give the form of the coding that is most welcome; its name is among what browsers accept."""
        return self[encodings.asked(accept)]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page. Nothing on it changes before `changes_at`; a shared cache may keep it for long until `shared_until`.

    `size` is the bytes of memory that it takes, nearly.
    """

    changes_at: datetime
    shared_until: datetime
    forms: Forms
    size: int

    def answer(self, environ: WSGIEnvironment, now: datetime) -> Reply:
        """Answer a GET or HEAD: in the coding asked for, and without bytes that the asker holds."""
        form = self.forms[environ.get("HTTP_ACCEPT_ENCODING", "")]
        headers = form.headers if now <= self.shared_until else self._aged(form.headers, now)
        if "HTTP_IF_NONE_MATCH" in environ and parse_etags(environ["HTTP_IF_NONE_MATCH"]).contains_weak(form.tag):
            return Reply("304 Not Modified", [item for item in headers if item[0] not in ABOUT_BYTES], [])
        return Reply("200 OK", headers, [] if environ["REQUEST_METHOD"] == "HEAD" else form.ready or self._unpacked())

    def _aged(self, headers: Headers, now: datetime) -> Headers:
        """Let no shared cache keep the page past the moment at which it changes."""
        left = self.changes_at - now
        shared = http.shared_cache(max(0, int(left.total_seconds())))
        return [shared if item[0] == shared[0] else item for item in headers]

    def _unpacked(self) -> list[bytes]:
        return [encodings.unpack(*self.forms[Coding.GZIP].ready)]


def sheet(plain: bytes, headers: Headers, changes_at: datetime | None) -> Sheet:
    """Print a page from a plain answer; `changes_at` is None where nothing on it depends on time."""
    until = changes_at or NEVER
    packed = encodings.pack(plain)
    digest = hashlib.sha256(plain).hexdigest()[:20]
    vary = ", ".join([*(value for name, value in headers if name == "Vary"), "Accept-Encoding"])
    every = [*(item for item in headers if item[0] not in OUR_OWN), ("Vary", vary)]
    forms = {coding: _form(coding, data, digest, every) for coding, data in packed.items()}
    forms[Coding.PLAIN] = _plain(len(plain), digest, every)
    welcome = Forms((accept, forms[coding]) for accept, coding in encodings.OF_BROWSERS.items())
    return Sheet(until, until - SHARED, welcome, OVERHEAD + sum(map(len, packed.values())))


def _form(coding: Coding, packed: bytes, digest: str, headers: Headers) -> Form:
    tag = f"{digest}-{coding}"
    own = [("ETag", f'"{tag}"'), ("Content-Encoding", str(coding)), ("Content-Length", str(len(packed)))]
    return Form(tag, [*headers, *own], [packed])


def _plain(length: int, digest: str, headers: Headers) -> Form:
    own = [("ETag", f'"{digest}"'), ("Content-Length", str(length))]
    return Form(digest, [*headers, *own], [])
