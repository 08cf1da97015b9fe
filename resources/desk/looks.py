"""What the answer of a page means: pure, so that every case is a row of a table."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from resources import links
from resources.desk import snippets
from resources.desk.findings import Found

FAILED_RUNS = 3  # in a row before a page that does not answer counts as dead; runs are an hour apart

REFUSALS = frozenset(
    {
        HTTPStatus.UNAUTHORIZED,
        HTTPStatus.FORBIDDEN,
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
    }
)
GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})

# What pages of domains for sale say of themselves, in short texts; sold by sedo, dan, afternic, hugedomains and others.
FOR_SALE = re.compile(
    r"(this|the) domain( name)? (\S+ )?(is|may be) for sale|buy this domain|domain is parked|parked (free|domain)|"
    r"diese domain (\S+ )?(steht zum verkauf|kaufen)|ce (nom de )?domaine est (à vendre|en vente)|"
    r"este dominio está (en venta|a la venta)|этот домен продается|sedo ?domain ?parking",
    re.IGNORECASE,
)
LONGEST_FOR_SALE = 3000  # characters of text: a page that says more is somebody's page about something


class Trouble(StrEnum):
    """Why there was no answer."""

    CERTIFICATE = "certificate"
    NO_ANSWER = "no answer"
    ENDLESS = "leads in a circle"
    NOT_WELCOME = "asks not to be read by programs"
    NOT_PUBLIC = "is no public address"


@dataclass(frozen=True)
class Answer:
    """What came back. `html` is None where it is no text that could be read whole; `url` is where it was found."""

    url: str
    status: int = 0
    html: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    trouble: Trouble | None = None


class Outcome(StrEnum):
    """How a page stands."""

    WELL = "well"
    UNCHANGED = "unchanged"
    """As it was when it was last well."""
    SILENT = "silent"
    """No answer, or a fault of its server: perhaps only now."""
    NOT_LOOKED = "not_looked"
    """We are not welcome, so that nothing is known."""
    DEAD = "dead"
    MOVED = "moved"
    PARKED = "parked"
    CERTIFICATE = "certificate"


TASKS: Mapping[Outcome, Found] = {
    Outcome.DEAD: Found.DEAD,
    Outcome.MOVED: Found.MOVED,
    Outcome.PARKED: Found.PARKED,
    Outcome.CERTIFICATE: Found.CERTIFICATE,
}
"""The task that an outcome makes."""


def judge(answer: Answer, own: Collection[str]) -> Outcome:
    """Tell how a page stands; `own` are pages of the body whose page it is, the page itself among them."""
    if answer.trouble:
        return _troubled(answer.trouble)
    if answer.status in REFUSALS:
        return Outcome.NOT_LOOKED
    if answer.status in GONE:
        return Outcome.DEAD
    if answer.status >= HTTPStatus.BAD_REQUEST:
        return Outcome.SILENT
    if not links.is_same_body(answer.url, own):
        return Outcome.MOVED
    if answer.status == HTTPStatus.NOT_MODIFIED:
        return Outcome.UNCHANGED
    return Outcome.PARKED if answer.html and _is_for_sale(snippets.words(answer.html)) else Outcome.WELL


def in_the_long_run(outcome: Outcome, failures: int) -> Outcome:
    """Count a page as dead that was silent in so many runs, this one included."""
    return Outcome.DEAD if outcome is Outcome.SILENT and failures >= FAILED_RUNS else outcome


def told(answer: Answer) -> str:
    """Say what came back, for those who look into it."""
    if answer.trouble:
        return str(answer.trouble)
    return f"{answer.status} {answer.url}"


def _troubled(trouble: Trouble) -> Outcome:
    match trouble:
        case Trouble.CERTIFICATE:
            return Outcome.CERTIFICATE
        case Trouble.NOT_WELCOME:
            return Outcome.NOT_LOOKED
        case _:
            return Outcome.SILENT


def _is_for_sale(text: str) -> bool:
    return len(text) <= LONGEST_FOR_SALE and FOR_SALE.search(text) is not None
