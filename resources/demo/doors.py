"""The desk of the demonstration: the real one, before which made-up members answer for their passkeys.

A form that asks for a passkey can be sent with the name of a passkey in software. What a browser's passkey would have
answered is then put into it, and the desk checks that as it checks every answer: nothing in it is loosened.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import parse_qsl, urlencode
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Flask
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from werkzeug.exceptions import Forbidden

from resources.assertions import decoded
from resources.demo import stage
from resources.demo.cast import Cast
from resources.demo.softkey import SoftKey
from resources.desk import wing
from resources.listing import Country
from resources.settings import Settings

MOST = 8 * 1024  # bytes: a form for a passkey holds a challenge and no more
TOO_LONG = 10  # digits of a length


@dataclass(frozen=True)
class SoftwarePasskeys:
    """Signs for made-up members, whoever on this machine asks; nobody else is answered at all."""

    desk: WSGIApplication
    keys: Mapping[str, SoftKey]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        if not _is_here(environ):
            return Forbidden()(environ, start_response)
        return self.desk(self._signed(environ), start_response)

    def _signed(self, environ: WSGIEnvironment) -> WSGIEnvironment:
        length = _length(environ)
        if environ["REQUEST_METHOD"] != "POST" or not 0 < length <= MOST:
            return environ
        body = environ["wsgi.input"].read(length)
        fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        key, asked = self.keys.get(fields.get("software", "")), _asked(fields)
        if key and asked:
            body = urlencode({**fields, "credential": json.dumps(key.answer(asked))}).encode()
        return {**environ, "wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}


def create(
    settings: Settings, root: Path, clock: Callable[[], datetime], countries: Iterable[Country] | None = None
) -> Flask:
    """Put the demonstration's desk together. Raises: DemoError where it must not play, and as the desk does."""
    cast = stage.require(settings)
    app = wing.build(stage.trusting(settings, cast), root, clock, countries)
    _dress(app.extensions["desk"].templates, root / "templates", cast)
    app.wsgi_app = SoftwarePasskeys(app.wsgi_app, cast.keys)  # type: ignore[method-assign]  # as Flask says to
    return app


def _dress(templates: Environment, folder: Path, cast: Cast) -> None:
    """Say on every page that this is a demonstration, and put a passkey in software beside each question for one."""
    plain = FileSystemLoader(folder)
    templates.loader = ChoiceLoader([FileSystemLoader(folder / "demo"), PrefixLoader({"plain": plain}), plain])
    players = {player.key.public.credential_id: player for player in cast.players}
    templates.globals.update(players=players, public=cast.public)


def _is_here(environ: WSGIEnvironment) -> bool:
    try:
        return ip_address(environ.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _asked(fields: Mapping[str, str]) -> bytes | None:
    """Read the challenge that a form was to be answered with."""
    try:
        return decoded(json.loads(fields.get("options", ""))["challenge"])
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _length(environ: WSGIEnvironment) -> int:
    told = str(environ.get("CONTENT_LENGTH") or "")
    return int(told) if told.isascii() and told.isdecimal() and len(told) < TOO_LONG else 0
