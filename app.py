"""The composition root: the one place that sees every wing.

`application` is what every WSGI server runs, fastest by `python -m resources.server --interface wsgi app:application`.
`app` is Flask's part of it, for `flask --app app`. `desk` is the moderators' desk, for a process of its own.
"""

import gc
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from wsgiref.types import WSGIApplication

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from resources import api, commands, failures, gallery, public, publish, root_files, seeds, site
from resources.bulk import Bulk
from resources.converters import CodeConverter, LocaleConverter, NumberConverter
from resources.editions import Shelf
from resources.health import Health
from resources.hiding import Hiding
from resources.lifeline import Lifeline
from resources.limits import Limits
from resources.press import Press
from resources.settings import Settings, from_environment
from resources.slips import Slips
from resources.snapshot import Newest
from resources.spool import Spool
from resources.stand import Stand
from resources.turnstile import Turnstile

ROOT = Path(__file__).resolve().parent
CLOCK = partial(datetime.now, UTC)
REACH, CYCLE = 9000, 400  # years: beyond the first, dates end (9999); after the second, each day comes again as it was
MAX_BODY = 4 * 1024  # bytes: a country or a name, never more


def create_app(settings: Settings, *, clock: Callable[[], datetime] = CLOCK) -> Flask:
    """Put the public wing together: settings and the clock come in, nothing else is read from outside."""
    clock = within_reach(clock)
    app = Flask(__name__, static_folder=None)
    app.config.update(SETTINGS=settings, MAX_CONTENT_LENGTH=MAX_BODY)
    app.url_map.converters.update(locale=LocaleConverter, code=CodeConverter, number=NumberConverter)
    app.extensions["site"] = site.build(ROOT, Newest(_shelf(settings)), clock, https=settings.https)
    app.extensions["bulk"] = Bulk()
    spool = app.extensions["spool"] = Spool(settings.flags)
    app.extensions["health"] = Health(spool, partial(seeds.seal, settings.listings))
    app.extensions["lifeline"] = Lifeline(settings.listings)
    app.extensions["slips"] = Slips(settings.form_key)
    app.extensions["tellings"] = Limits(public.TELLINGS, public.TELLINGS_PER)
    app.register_blueprint(public.bp)
    app.register_blueprint(api.bp)
    app.register_blueprint(gallery.bp)
    app.register_blueprint(root_files.bp)
    failures.register(app)
    commands.register(app)
    return app


def _shelf(settings: Settings) -> Shelf:
    return publish.shelf_of(settings.editions, settings.listings, settings.first_key)


def with_press(app: Flask) -> Press:
    """Put ready pages in front of Flask."""
    settings: Settings = app.config["SETTINGS"]
    return Press(app, app.extensions["site"], most_bytes=settings.press_bytes)


def with_hiding(press: Press, app: Flask) -> Hiding:
    """Let readers hide which pages they read."""
    return Hiding(press, app.extensions["site"])


def behind_proxy(application: WSGIApplication, app: Flask) -> WSGIApplication:
    """Let a proxy of ours say who asks; a stranger's word for it is never taken."""
    settings: Settings = app.config["SETTINGS"]
    return ProxyFix(application, x_for=1, x_proto=0, x_host=0) if settings.proxy else application


def create_application(
    settings: Settings, *, clock: Callable[[], datetime] = CLOCK, seconds: Callable[[], float] = time.time
) -> WSGIApplication:
    """Put all together that a server runs; `seconds` since 1970 tells what the clock tells."""
    app = create_app(settings, clock=clock)
    press = with_press(app)
    take = Turnstile(most_bytes=MAX_BODY).take
    return Stand(press, take, behind_proxy(with_hiding(press, app), app), seconds=seconds)


def within_reach(clock: Callable[[], datetime]) -> Callable[[], datetime]:
    """Let a clock that is far ahead tell a year with the same days, after which others follow."""

    def told() -> datetime:
        now = clock()
        return now if now.year < REACH else now.replace(year=now.year - CYCLE)

    return told


def create_desk(settings: Settings, *, clock: Callable[[], datetime] = CLOCK) -> Flask:
    """Put the desk together, which runs in a process of its own."""
    clock = within_reach(clock)
    from resources.desk import wing  # noqa: PLC0415 - the public wing's process never loads the desk or its database

    desk = wing.build(settings, ROOT, clock)
    desk.wsgi_app = behind_proxy(desk.wsgi_app, desk)  # type: ignore[method-assign,assignment] # Flask’s own way
    return desk


def _with_desk_commands(app: Flask) -> Flask:
    from resources.desk.commands import desk  # noqa: PLC0415 - as above: for the command line alone

    app.cli.add_command(desk)
    return app


def __getattr__(name: str) -> Flask | WSGIApplication:
    """Build an application when it is asked for, so that importing this module reads no environment."""
    if name == "desk":
        return create_desk(from_environment(os.environ, ROOT))
    if name not in ("app", "application"):
        raise AttributeError(name)
    settings = from_environment(os.environ, ROOT)
    return _kept(create_application(settings)) if name == "application" else _with_desk_commands(create_app(settings))


def _kept(application: WSGIApplication) -> WSGIApplication:
    """Tell Python that all there is now stays: else it looks through it now and then, and answers nobody for 0.1 s."""
    gc.collect()
    gc.freeze()
    return application
