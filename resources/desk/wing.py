"""The desk as an application of its own: put together once, from settings and a clock."""

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import HTTPException

from resources import http, i18n, publish, seeds, site
from resources.assertions import Relying
from resources.desk import (
    account,
    auditing,
    browsing,
    checking,
    database,
    importing,
    leaving,
    overview,
    people,
    proposing,
    publishing,
    reviewing,
    schema,
    sign_in,
    tiles,
    vouching_pages,
    web,
)
from resources.desk.errors_page import FaultPage
from resources.desk.office import Office
from resources.errors import DeskError, NotAllowedError, NotFoundError, SettledError
from resources.i18n import Locale
from resources.limits import Limits
from resources.listing import Country
from resources.settings import Settings
from resources.snapshot import Newest

VIEWS = (
    sign_in,
    account,
    people,
    vouching_pages,
    leaving,
    browsing,
    checking,
    overview,
    proposing,
    reviewing,
    importing,
    auditing,
)  # for the views they put on the blueprint
log = logging.getLogger(__name__)

RETRY_SECONDS = 10  # after which a browser may ask again, where the database did not answer
MAX_BODY = 2 * 1024 * 1024  # bytes: an import of a country's listings, many times over
MAX_PARTS = 3000  # fields: a listing with a hundred pages of evidence


def build(
    settings: Settings, root: Path, clock: Callable[[], datetime], countries: Iterable[Country] | None = None
) -> Flask:
    """Build the desk below `root`, the folder of `app.py`; its database is brought up to date, and so is the shelf.

    `countries` are the listing files where somebody has read them already. Where the database does not answer, that is
    tried again with each request. Raises: ListingsError, DatabaseError.
    """
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SETTINGS=settings, MAX_CONTENT_LENGTH=MAX_BODY, MAX_FORM_MEMORY_SIZE=MAX_BODY, MAX_FORM_PARTS=MAX_PARTS
    )
    desk = app.extensions["desk"] = _desk(settings, root, clock, countries)
    opening = _Opening(desk)
    try:
        opening()
    except SQLAlchemyError as error:
        log.error("the desk waits: %s", database.reason(error))  # noqa: TRY400 - its own words hold statements
    app.before_request(opening)
    app.register_blueprint(web.bp)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(NotFoundError, _not_found)
    app.register_error_handler(NotAllowedError, _not_allowed)
    app.register_error_handler(SettledError, _not_now)
    app.register_error_handler(DeskError, _not_now)
    app.register_error_handler(SQLAlchemyError, _without_database)
    return app


def open_office(settings: Settings) -> Office:
    """Open what the deeds stand on; the database is brought up to date. Raises: ListingsError, DatabaseError."""
    return _office(settings, open_database(settings), None)


def open_database(settings: Settings) -> Engine:
    """Open the database, brought up to date. Raises: DatabaseError."""
    engine = database.engine(settings.database_url)
    schema.upgrade(engine)
    return engine


def locales(root: Path) -> Mapping[str, Locale]:
    """Read the desk's own words; what they do not have is said by the public ones."""
    return i18n.behind(i18n.load(root / "translations", "desk"), i18n.load(root / "translations"))


class _Opening:
    """Brings the database up to date, and onto the shelf what a process was killed over; once, before all else."""

    def __init__(self, desk: web.Desk) -> None:
        self._desk = desk
        self._is_done = False
        self._lock = threading.Lock()

    def __call__(self) -> None:
        if self._is_done:
            return
        with self._lock:
            if not self._is_done:
                schema.upgrade(self._desk.office.engine)
                publishing.publish_now(self._desk.office, now=self._desk.clock())
                self._is_done = True


def _office(settings: Settings, engine: Engine, countries: Iterable[Country] | None) -> Office:
    shelf = publish.shelf_of(settings.editions, settings.listings, settings.first_key)
    found = seeds.load(settings.listings) if countries is None else countries
    return Office(engine, shelf, {country.country: country for country in found})


def _desk(
    settings: Settings, root: Path, clock: Callable[[], datetime], countries: Iterable[Country] | None
) -> web.Desk:
    style = "".join((root / f"static/css/{name}.css").read_text("utf-8") for name in ("public", "desk")) + tiles.style()
    script = (root / "static/js/desk.js").read_text("utf-8")
    office = _office(settings, database.engine(settings.database_url), countries)
    templates = site.environment(root / "templates", style, script)
    return web.Desk(
        settings=settings,
        office=office,
        site=site.build(root, Newest(office.shelf), clock, https=settings.https),
        clock=clock,
        locales=locales(root),
        templates=templates,
        policy=_policy(style, script),
        relying=Relying(rp_id=urlsplit(settings.desk_origin).hostname or "", origin=settings.desk_origin),
        tries=Limits(web.SIGN_INS, web.SIGN_INS_PER),
        writes=Limits(web.WRITES, web.WRITES_PER),
    )


def _policy(style: str, script: str) -> str:
    """Let a page of the desk save quietly to the desk, and show previews of it."""
    own = "; connect-src 'self'; frame-src 'self'"
    return http.policy(styles=[style], scripts=[script]) + own


def _refused(error: HTTPException) -> ResponseReturnValue:
    return web.render(FaultPage(error.code or HTTPStatus.INTERNAL_SERVER_ERROR), error.code or 500)


def _not_found(_: NotFoundError) -> ResponseReturnValue:
    """Answer for every view: a name in an address or a form that nothing here has."""
    return web.render(FaultPage(HTTPStatus.NOT_FOUND), HTTPStatus.NOT_FOUND)


def _not_allowed(_: NotAllowedError) -> ResponseReturnValue:
    """Answer for every view: a role that does not include what was sent."""
    return web.render(FaultPage(HTTPStatus.FORBIDDEN), HTTPStatus.FORBIDDEN)


def _not_now(_: DeskError) -> ResponseReturnValue:
    """Answer where a page was open for too long: what it offers cannot be done any more."""
    return web.render(FaultPage(HTTPStatus.CONFLICT), HTTPStatus.CONFLICT)


def _without_database(error: SQLAlchemyError) -> ResponseReturnValue:
    """Say that nothing was kept: a deed is a transaction, whole or not at all."""
    log.error("the desk cannot answer: %s", database.reason(error))
    if request.endpoint == "desk.health":
        return jsonify({"error": database.reason(error)}), HTTPStatus.SERVICE_UNAVAILABLE
    page = FaultPage(HTTPStatus.SERVICE_UNAVAILABLE, is_sent=request.method == "POST")
    response = web.render(page, HTTPStatus.SERVICE_UNAVAILABLE)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response
