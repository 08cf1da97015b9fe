"""Which page a request asks for: one address for all the ways to ask for the same page, so that it is printed once.

Nothing of the visitor is in it but what the page depends on.
"""

import io
import re
import sys
from typing import NamedTuple
from urllib.parse import parse_qsl
from wsgiref.types import WSGIEnvironment

from resources import countries, i18n, places
from resources.site import Site
from resources.snapshot import Snapshot

COUNTRY = re.compile("/[^/]+/([a-z]{2})/")


class Address(NamedTuple):
    """Path and query of a page; `language` only where no path says it."""

    path: str
    query: str = ""
    language: str = ""

    def request(self) -> WSGIEnvironment:
        """Give the request for it that nobody in particular makes."""
        return {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": self.path,
            "QUERY_STRING": self.query,
            "HTTP_ACCEPT_LANGUAGE": self.language,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }


def canonical(environ: WSGIEnvironment, site: Site, snapshot: Snapshot) -> Address | None:
    """Give the one address of the public page that is asked for; None for all that is not below a locale.

    Raises: DamagedEditionError.
    """
    path = environ["PATH_INFO"]
    if path == "/":
        return Address(path, language=i18n.negotiate(environ.get("HTTP_ACCEPT_LANGUAGE"), site.locales).tag)
    if path.lstrip("/").partition("/")[0] not in site.locales:
        return None
    return Address(path, _query(environ.get("QUERY_STRING", ""), path, snapshot))


def _query(query: str, path: str, snapshot: Snapshot) -> str:
    """Only the pages of countries read a query, and of that only what they know."""
    country = COUNTRY.fullmatch(path)
    if not query or country is None or country[1].upper() not in places.COUNTRIES:
        return ""
    first_wins = dict(reversed(parse_qsl(query, keep_blank_values=True)))
    return countries.canonical(first_wins, snapshot.country(country[1].upper()).listings)
