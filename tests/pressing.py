"""Sites behind a press, for tests: put together in a moment, since words and templates are read once."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from flask import Flask
from werkzeug.test import Client

from app import MAX_BODY, create_app, with_press
from resources.editions import Shelf
from resources.health import Health
from resources.press import Press
from resources.proofs import NOTHING_TRUSTED, Trust
from resources.settings import Settings
from resources.site import Site
from resources.slips import Slips
from resources.snapshot import Newest
from resources.spool import Spool
from resources.stand import Stand
from resources.turnstile import Turnstile
from tests.conftest import ROOT, Clock


def site(instance: Path, clock: Clock, trust: Trust = NOTHING_TRUSTED) -> Flask:
    """Give Flask's part of a site that serves the editions of an instance. The one before it serves no more."""
    app = _app()
    app.extensions.update(spool=Spool(instance / "flags"), slips=Slips(instance / "forms.key"))
    app.extensions["site"] = replace(_site(), newest=Newest(Shelf(instance / "editions", trust)), clock=clock)
    app.extensions["spool"] = Spool(instance / "flags")
    app.extensions["health"] = Health(app.extensions["spool"], lambda: None)
    return app


def pressed(instance: Path, clock: Clock, trust: Trust = NOTHING_TRUSTED) -> Press:
    """Give such a site behind a press."""
    return with_press(site(instance, clock, trust))


def visiting(press: Press) -> Client:
    """Give one who asks a press as visitors do, across its stand."""
    take = Turnstile(most_bytes=MAX_BODY).take
    return Client(Stand(press, take, press, seconds=lambda: press.clock().timestamp()))


def kept(press: Press) -> int:
    """How many pages the press holds."""
    return len(press.run.rack) if press.run else 0


@lru_cache(maxsize=1)
def _app() -> Flask:
    return create_app(Settings(ROOT / "nowhere", ROOT / "resources/listings", gallery=True))


@lru_cache(maxsize=1)
def _site() -> Site:
    made: Site = _app().extensions["site"]
    return made
