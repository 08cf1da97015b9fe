"""Answers of the open data: open to every site, kept briefly, asked for again by tag; faults as RFC 9457 tells them."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import NotAcceptable
from werkzeug.http import parse_etags

from resources import encodings, http
from resources.encodings import Coding
from resources.errors import NotFoundError, QueryError, UnknownDataError

PREFIX = "/api"
JSON = "application/json"
CSV = "text/csv"
PROBLEM = "application/problem+json"
LICENSE = "https://creativecommons.org/publicdomain/zero/1.0/"

OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "*, If-None-Match",
    "Access-Control-Expose-Headers": "ETag, Link",
    "Access-Control-Max-Age": "86400",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Embedder-Policy": "unsafe-none",
}
"""What opens the data to every site; no cookie is ever read or set, so nobody's is either."""

BRIEFLY = f"public, max-age={http.SHARED_SECONDS}, must-revalidate"
FOR_EVER = "public, max-age=31536000, immutable"

REMEDIES: dict[int, str] = {
    HTTPStatus.NOT_FOUND: "Nothing is here. /api/openapi.json names every address of the open data.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This can only be read. Ask with GET, HEAD or OPTIONS.",
    HTTPStatus.NOT_ACCEPTABLE: "It comes in another form. Ask with Accept: */*, or as /api/openapi.json says.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Nothing is taken in. Ask with GET, and send no body.",
    HTTPStatus.SERVICE_UNAVAILABLE: "There is no data to give at the moment. Ask again in a minute.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Something is wrong on our side. Ask again in a minute.",
}


@dataclass(frozen=True)
class Body:
    """Bytes in each coding. `tag` tells them from all others that the same address gives, at any time."""

    media: str
    tag: str
    pack: Callable[[Coding], bytes]
    cache: str = BRIEFLY


def body(plain: bytes, media: str = JSON, cache: str = BRIEFLY) -> Body:
    """Give a body that is packed for who asks."""
    return Body(media, hashlib.sha256(plain).hexdigest()[:20], partial(encodings.pack_for_one, plain), cache)


def is_asked() -> bool:
    """Tell whether the request is one for open data."""
    return f"{request.path}/".startswith(f"{PREFIX}/")


def require_welcome(media: str) -> None:
    """Refuse who wants something else than this. Raises NotAcceptable."""
    accepted = request.accept_mimetypes
    if accepted and accepted.quality(media) <= 0:
        raise NotAcceptable


def respond(found: Body) -> Response:
    """Answer with a body, or tell that who asks holds it already."""
    coding = encodings.asked(request.headers.get("Accept-Encoding", ""))
    tag = found.tag if coding is Coding.PLAIN else f"{found.tag}-{coding}"
    headers = {"Cache-Control": found.cache, "ETag": f'"{tag}"', "Vary": "Accept, Accept-Encoding"}
    headers["Link"] = f'<{LICENSE}>; rel="license"'
    if parse_etags(request.headers.get("If-None-Match")).contains_weak(tag):
        return Response(status=HTTPStatus.NOT_MODIFIED, headers=headers)
    if coding is not Coding.PLAIN:
        headers["Content-Encoding"] = str(coding)
    return Response(found.pack(coding), headers=headers, content_type=f"{found.media}{_charset(found.media)}")


def _charset(media: str) -> str:
    return "; charset=utf-8; header=present" if media == CSV else ""


def problem(status: int, error: Exception | None = None) -> Response:
    """Tell what is wrong and what mends it; what was sent is not told back."""
    told = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": _detail(status, error),
        **({"errors": _faults(error.faults)} if isinstance(error, QueryError) else {}),
    }
    return Response(json.dumps(told), status, content_type=PROBLEM, headers={"Vary": "Accept"})


def _detail(status: int, error: Exception | None) -> str:
    if isinstance(error, QueryError):
        return str(error)
    if isinstance(error, UnknownDataError):
        return f"Nothing here has this name. {error.remedy}"
    if isinstance(error, NotFoundError):
        return REMEDIES[HTTPStatus.NOT_FOUND]
    nearest = HTTPStatus.NOT_FOUND if status < HTTPStatus.INTERNAL_SERVER_ERROR else HTTPStatus.INTERNAL_SERVER_ERROR
    return REMEDIES.get(status, REMEDIES[nearest])


def _faults(faults: Sequence[tuple[str, str, str]]) -> list[dict[str, str]]:
    return [{"parameter": name, "fault": fault, "remedy": remedy} for name, fault, remedy in faults]
