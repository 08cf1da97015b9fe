"""Errors as pages: the one place where a failure becomes a status, in the reader's language, with a way on.

Who asked for open data gets a problem that programs read.
"""

import logging
import traceback
from http import HTTPStatus

from flask import Flask, Response, current_app, g, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException

from resources import addresses, answers, i18n, pages, places
from resources.cards import emergency_numbers
from resources.errors import DamagedEditionError, NoEditionError, NotFoundError, NotKeptError, QueryError
from resources.frame import Frame
from resources.lifeline import Lifeline
from resources.messages import N_
from resources.public import asked_locale, frame, respond, site

log = logging.getLogger(__name__)

RETRY_SECONDS = 60  # a disk is not mended sooner

ADVICE: dict[int, tuple[str, str]] = {
    HTTPStatus.NOT_FOUND: (
        N_("This page is not here"),
        N_("The address may be wrong, or the page has moved. Help is one step away."),
    ),
    HTTPStatus.METHOD_NOT_ALLOWED: (
        N_("That did not work"),
        N_("This address cannot be used that way. You can start again here."),
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        N_("That was too long"),
        N_("A short name is enough. You can try again here."),
    ),
    HTTPStatus.INTERNAL_SERVER_ERROR: (
        N_("Something went wrong on our side"),
        N_("It is not your fault. You can try again, or choose your country."),
    ),
    HTTPStatus.INSUFFICIENT_STORAGE: (
        N_("We could not keep what you told us"),
        N_("It is not your fault. Please try again later. If you need help now, call one of these numbers."),
    ),
}
"""A title and the next step for each status; others are told as the nearest of these. 507 is told and never sent."""


def register(app: Flask) -> None:
    """Answer every failure with a page."""
    app.register_error_handler(NotFoundError, _not_found)
    app.register_error_handler(QueryError, _not_understood)
    app.register_error_handler(DamagedEditionError, _damaged)
    app.register_error_handler(NoEditionError, _unpublished)
    app.register_error_handler(NotKeptError, _not_kept)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _broken)


def _not_found(error: NotFoundError) -> Response:
    return _page(HTTPStatus.NOT_FOUND, error)


def _not_understood(error: QueryError) -> Response:
    return answers.problem(HTTPStatus.BAD_REQUEST, error)


def _damaged(error: DamagedEditionError) -> ResponseReturnValue:
    """Answer once more, from the edition before: the current one was damaged after it had been opened."""
    if g.get("answers_again", default=False):
        return _broken(error)
    g.answers_again = True
    g.pop("printing", None)
    try:
        site().newest.reread()
    except NoEditionError as unpublished:
        return _unpublished(unpublished)
    return current_app.full_dispatch_request()


def _unpublished(error: NoEditionError) -> Response:
    log.error("nothing to serve: %s", error)
    return _page(HTTPStatus.SERVICE_UNAVAILABLE)


def _not_kept(error: NotKeptError) -> Response:
    log.error("%s", error)
    response = _page(HTTPStatus.SERVICE_UNAVAILABLE, words=HTTPStatus.INSUFFICIENT_STORAGE)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _http(error: HTTPException) -> Response:
    response = _page(error.code or HTTPStatus.INTERNAL_SERVER_ERROR)
    response.headers.extend((name, value) for name, value in error.get_headers() if name in ("Allow", "Location"))
    return response


def _broken(error: Exception) -> Response:
    # Where it failed, never the error's own words: they might quote what a visitor sent.
    log.error("a page failed: %s\n%s", type(error).__name__, "".join(traceback.format_tb(error.__traceback__)))
    return _page(HTTPStatus.INTERNAL_SERVER_ERROR)


def _page(status: int, error: Exception | None = None, *, words: int = 0) -> Response:
    if answers.is_asked():
        return answers.problem(status, error)
    nearest = HTTPStatus.NOT_FOUND if status < HTTPStatus.INTERNAL_SERVER_ERROR else HTTPStatus.INTERNAL_SERVER_ERROR
    title, advice = ADVICE.get(words or status, ADVICE[nearest])
    around = frame(_locale_of_path())
    is_ours = status >= HTTPStatus.INTERNAL_SERVER_ERROR
    page = _emergency(around, title, advice) if is_ours else pages.ErrorPage(around, title, advice)
    response = respond(page, status)
    response.vary.add("Accept-Language")  # an address outside every locale is answered in the reader's own
    return response


def _emergency(around: Frame, title: str, advice: str) -> pages.EmergencyPage:
    """Give what never needs an edition: the numbers of the country that the address names, then all others'."""
    lifeline: Lifeline = current_app.extensions["lifeline"]
    named = places.sorted_countries(around.locale.babel)
    with i18n.speaking(around.locale):
        numbers = {code: emergency_numbers(held) for code, held in lifeline.numbers().items()}
    return pages.EmergencyPage(
        around,
        title,
        advice,
        name=dict(named).get(_country_of_path(), ""),
        here=numbers.get(_country_of_path(), ()),
        everywhere=tuple((name, numbers[code]) for code, name in named if numbers.get(code)),
    )


def _country_of_path() -> str:
    found = addresses.COUNTRY.match(request.path)
    return found[1].upper() if found else ""


def _locale_of_path() -> str:
    tag = request.path.lstrip("/").partition("/")[0]
    return tag if tag in site().locales else asked_locale()
