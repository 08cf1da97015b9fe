"""What a form asks for that was posted to `/`: a page of ours, or to send its fields to one.

Nothing of the visitor is in the request that comes of it but what the page depends on.
"""

import io
import re
from collections.abc import Container, Iterable, Mapping
from typing import Final, NamedTuple
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import WSGIApplication, WSGIEnvironment

from resources.addresses import Address

MOST_BYTES = 4 * 1024  # of a form: the way back with its longest addresses, and a name
ADDRESS = re.compile(r"/(?P<tag>[A-Za-z-]{2,8})/[a-z0-9/-]{0,120}(\?[A-Za-z0-9=&%+_.-]{0,300})?")
FORM_TYPE: Final = "application/x-www-form-urlencoded"
HOME: Final = "/"
OURS = frozenset({"page", "send", "back", "trail", "leave", "kept"})
MOST_REDIRECTS = 3  # of ours, one after another

Fields = tuple[tuple[str, str], ...]


class Asked(NamedTuple):
    """The page asked for, or the one that fields are sent to, and the addresses that led there."""

    address: str
    trail: tuple[str, ...] = ()
    sent: Fields | None = None


class Answer(NamedTuple):
    """A page of ours as everybody gets it, and its address."""

    address: str
    status: str
    headers: tuple[tuple[str, str], ...]
    html: str


def fields(environ: WSGIEnvironment) -> Fields | None:
    """Read the fields of a request; None where it is no form of ours."""
    length = environ.get("CONTENT_LENGTH") or ""
    if environ.get("CONTENT_TYPE", "").partition(";")[0].strip().lower() != FORM_TYPE:
        return None
    if not (length.isascii() and length.isdecimal()) or int(length) > MOST_BYTES:
        return None
    body = environ["wsgi.input"].read(int(length)).decode("latin-1")
    return tuple(parse_qsl(body, keep_blank_values=True))


def asked(form: Fields, locales: Container[str]) -> Asked:
    """Read what a form asks for; an address that no page of ours can have is home."""
    trail = tuple(value for name, value in form if name == "trail" and is_ours(value, locales))
    named, rest = dict(form), tuple(pair for pair in form if pair[0] not in OURS)
    if "back" in named:
        return Asked((HOME, *trail[:-1])[-1], trail[:-2])
    address = named.get("send") or named.get("page") or HOME
    if not is_ours(address, locales):
        return Asked(HOME, trail)
    return Asked(address, trail, rest) if "send" in named else Asked(_narrowed(address, rest, locales), trail)


def is_ours(address: str, locales: Container[str]) -> bool:
    """Tell whether a page of ours can have an address: home, or one below a locale."""
    found = ADDRESS.fullmatch(address)
    return address == HOME or (found is not None and found["tag"] in locales)


def ask(
    application: WSGIApplication, wanted: Asked, language: str, locales: Container[str], *, who: str = ""
) -> Answer:
    """Ask for the page as nobody in particular, and follow where our own redirects lead.

    `who` is known only to what fields are sent to, which counts how often.
    """
    address = wanted.address
    answer = _call(application, address, _request(wanted, language, who))
    for _ in range(MOST_REDIRECTS):
        address = dict(answer.headers).get("Location", "")
        if not is_ours(address, locales):
            break
        answer = _call(application, address, _reading(address, language))
    return answer


def _narrowed(address: str, chosen: Fields, locales: Container[str]) -> str:
    """Write what was chosen in a page's own form into its address, as a browser would, without what was left open."""
    path = address.partition("?")[0]
    query = urlencode([(name, value) for name, value in chosen if value])
    narrowed = f"{path}?{query}"
    return narrowed if query and is_ours(narrowed, locales) else address


def _request(wanted: Asked, language: str, who: str) -> WSGIEnvironment:
    reading = _reading(wanted.address, language)
    if wanted.sent is None:
        return reading
    body = urlencode(wanted.sent).encode()
    sending = {"REQUEST_METHOD": "POST", "CONTENT_TYPE": FORM_TYPE, "CONTENT_LENGTH": str(len(body))}
    return {**reading, **sending, "REMOTE_ADDR": who, "wsgi.input": io.BytesIO(body)}


def _reading(address: str, language: str) -> WSGIEnvironment:
    path, _, query = address.partition("?")
    return Address(path, query, language).request()


def _call(application: WSGIApplication, address: str, request: Mapping[str, object]) -> Answer:
    begun: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _: object = None) -> None:
        begun.append((status, headers))

    body: Iterable[bytes] = application(dict(request), start_response)  # type: ignore[arg-type] # nobody uses `write`
    html = b"".join(body).decode()
    status, headers = begun[-1]
    return Answer(address, status, tuple(headers), html)
