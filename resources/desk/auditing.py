"""The audit as members read it: newest first, narrowed by a plain form, each event held against the one before."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from resources import i18n
from resources.desk import audit, cases, event_words
from resources.desk.audit import NOBODY, Break, Wanted
from resources.desk.database import transaction
from resources.desk.pages import DeskPage
from resources.desk.permissions import Action
from resources.desk.tables import Event
from resources.desk.web import bp, desk, locale, opens, render
from resources.keyring import Keyring

opens({"audit_page": Action.AUDIT})

MOST = 50  # events on a page
NUMBER = re.compile(r"[1-9][0-9]{0,8}")
LISTING = re.compile(r"[a-z]{2}-[a-z0-9-]{1,77}")
PROPOSAL = re.compile(r"[0-9a-f]{32}")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FIELDS = ("kind", "listing", "member", "day", "from")
OF_LISTINGS = ("hidden", "checked")


@dataclass(frozen=True)
class Row:
    """One event in plain words. `who` is empty where no member did it; `broken` says that the chain does not hold.

    `listing` and `proposal` are empty where there is none; `leads` tells that the listing has a page still.
    """

    event: Event
    words: str
    who: str
    listing: str
    leads: bool
    proposal: str
    told: tuple[tuple[str, str], ...]
    broken: Break | None

    @property
    def at(self) -> str:
        """When, in UTC."""
        return f"{self.event.at:%Y-%m-%d %H:%M:%S} UTC"


@dataclass(frozen=True)
class AuditPage(DeskPage):
    """Events that were asked for. `faults` names what was asked that cannot be; then there are no rows."""

    template: ClassVar[str] = "desk/audit.html"
    asked: Mapping[str, str]
    kinds: tuple[tuple[str, str], ...]
    members: tuple[tuple[str, str], ...]
    faults: tuple[str, ...]
    rows: tuple[Row, ...]
    head: Event | None
    missing: int
    older: str

    @property
    def is_narrowed(self) -> bool:
        """Whether something was chosen."""
        return any(self.asked.values())

    @property
    def is_whole(self) -> bool:
        """Whether every event shown follows the one before, and none is missing anywhere."""
        return not self.missing and not any(row.broken for row in self.rows)


@bp.get("/audit/")
def audit_page() -> ResponseReturnValue:
    """Show what was done at the desk, and whether the chain holds."""
    asked = {name: request.args.get(name, "").strip() for name in FIELDS}
    with transaction(desk().office.engine) as session, i18n.speaking(locale()):
        page = _page(session, asked, cases.names(session))
    return render(page, HTTPStatus.BAD_REQUEST if page.faults else HTTPStatus.OK)


def _page(session: Session, asked: Mapping[str, str], names: Mapping[int, str]) -> AuditPage:
    faults = tuple(name for name, value in asked.items() if value and not _is_known(name, value, names))
    found = () if faults else audit.find(session, _wanted(asked), most=MOST + 1)
    shown = found[:MOST]
    broken, leading = audit.breaks(session, shown), _leading(session, shown)
    newest, missing = audit.head(session)
    return AuditPage(
        asked=asked,
        kinds=tuple((kind, event_words.kind(kind)) for kind in event_words.KINDS),
        members=tuple((str(number), name) for number, name in names.items()),
        faults=faults,
        rows=tuple(_row(event, names, leading, broken.get(event.position)) for event in shown),
        head=newest,
        missing=missing,
        older=_older(asked, found),
    )


def _is_known(name: str, value: str, names: Mapping[int, str]) -> bool:
    match name:
        case "kind":
            return value in event_words.KINDS
        case "listing":
            return LISTING.fullmatch(value) is not None
        case "member":
            return value in {str(number) for number in (NOBODY, *names)}
        case "day":
            return _day(value) is not None
        case _:
            return NUMBER.fullmatch(value) is not None


def _wanted(asked: Mapping[str, str]) -> Wanted:
    return Wanted(
        start=int(asked["from"]) if asked["from"] else None,
        kind=asked["kind"] or None,
        listing=asked["listing"] or None,
        member=int(asked["member"]) if asked["member"] else None,
        day=_day(asked["day"]),
    )


def _day(value: str) -> date | None:
    try:
        return date.fromisoformat(value) if DAY.fullmatch(value) else None
    except ValueError:
        return None


def _older(asked: Mapping[str, str], found: Sequence[Event]) -> str:
    """Give the query of the page that follows; it begins with an event's number, so it stays the same page."""
    if len(found) <= MOST:
        return ""
    following = {**asked, "from": str(found[MOST].position)}
    return urlencode({name: value for name, value in following.items() if value})


def _leading(session: Session, events: Sequence[Event]) -> frozenset[str]:
    """Name the listings of these events that have a page: one that was taken away, or never shown, has none."""
    office, told = desk().office, {_listing(event) for event in events} - {""}
    keys = office.keys(session) if told else Keyring()
    return frozenset(name for name in told if office.has(session, name, keys))


def _facts(event: Event) -> dict[str, Any]:
    return event.data if isinstance(event.data, dict) else {}


def _listing(event: Event) -> str:
    named = event.subject if event.kind in OF_LISTINGS else str(_facts(event).get("listing", ""))
    return named if LISTING.fullmatch(named) else ""


def _row(event: Event, names: Mapping[int, str], leading: Container[str], broken: Break | None) -> Row:
    named = {"invite": {"role": event.subject}, "keyring": {"change": event.subject}}.get(event.kind, {})
    return Row(
        event=event,
        words=event_words.kind(event.kind),
        who=names.get(event.member_id or NOBODY, ""),
        listing=_listing(event),
        leads=_listing(event) in leading,
        proposal=event.subject if PROPOSAL.fullmatch(event.subject) else "",
        told=tuple(event_words.told({**_facts(event), **named}, names)),
        broken=broken,
    )
