"""A page for developers: each component in each state, on made-up services. Off in production."""

from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, Response, abort, current_app

from resources import i18n
from resources.cards import Card, EmergencyNumber
from resources.directory import Match
from resources.hours import Door, Moment
from resources.listing import Evidence, Listing, Phone
from resources.pages import GalleryPage
from resources.public import frame, respond
from resources.terms import Audience, Channel, Cost, EmergencyService, EvidenceKind, Fact, Kind, Scope, Status

bp = Blueprint("gallery", __name__)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 22, tzinfo=UTC)
MOMENTS = {
    "always open": Moment(Door.OPEN, until=None, always=True),
    "open until": Moment(Door.OPEN, until=LATER, always=False, then=Door.CLOSED),
    "closed, opens": Moment(Door.CLOSED, until=LATER + timedelta(hours=11), always=False, then=Door.OPEN),
    "closed": Moment(Door.CLOSED, until=None, always=False),
    "not known": Moment(Door.UNKNOWN, until=None, always=False),
}
EVIDENCE = Evidence(
    url="https://www.example.org/",
    publisher="Example",
    kind=EvidenceKind.OFFICIAL,
    as_of="2026-05",
    supports=(Fact.PHONES,),
)


@bp.get("/gallery/<locale:tag>/")
def gallery(tag: str) -> Response:
    """Show every component in every state, where the settings allow it."""
    if not current_app.config["SETTINGS"].gallery:
        abort(HTTPStatus.NOT_FOUND)
    around = frame(tag)
    with i18n.speaking(around.locale):
        return respond(GalleryPage(around, _strips(), _cards()))


def _strips() -> tuple[tuple[EmergencyNumber, ...], ...]:
    everyone = tuple(EmergencyService)
    return (
        (EmergencyNumber("112", everyone),),
        tuple(EmergencyNumber(str(110 + index), (service,)) for index, service in enumerate(EmergencyService)),
        (),
    )


def _cards() -> tuple[tuple[str, Card], ...]:
    states = [(name, Card(Match(_service(name), (moment,), NOW))) for name, moment in MOMENTS.items()]
    ways = [(str(channel), _way(channel)) for channel in Channel]
    return (*states, *ways, ("no phone", _without_phone()), ("long name", _long()))


def _service(name: str, phones: tuple[Phone, ...] = (), **changes: object) -> Listing:
    facts = {
        "id": "gb-example",
        "name": f"Example: {name}",
        "name_en": None,
        "organization": "Example",
        "kind": Kind.CHILD_HELPLINE,
        "status": Status.LISTED,
        "audiences": (Audience.CHILD, Audience.PARENT),
        "scope": Scope.NATIONAL,
        "region": None,
        "timezone": None,
        "phones": phones or (_phone(Channel.VOICE),),
        "chat": "https://www.example.org/chat",
        "email": "help@example.org",
        "website": "https://www.example.org/",
        "report_url": None,
        "languages": ("en", "cy"),
        "anonymous": True,
        "reporting": None,
        "networks": (),
        "evidence": (EVIDENCE,),
        "notes": "A plain fact that a caller needs and no field holds.",
    }
    return Listing.model_validate(facts | changes)


def _phone(channel: Channel) -> Phone:
    return Phone(number="0800 1111", e164=None, channel=channel, cost=Cost.FREE, hours="Mo-Fr 09:00-22:00")


def _way(channel: Channel) -> Card:
    return Card(Match(_service(channel, (_phone(channel),)), (MOMENTS["open until"],), NOW))


def _without_phone() -> Card:
    listing = _service("no phone").model_copy(update={"phones": (), "anonymous": None, "notes": None})
    return Card(Match(listing, (), NOW))


def _long() -> Card:
    name = "Bundeskoordinierungsstelle für Selbsthilfeorganisationen und Jugendhilfeeinrichtungen"
    listing = _service("long").model_copy(update={"name": name, "name_en": "A long name in English that wraps as well"})
    return Card(Match(listing, (MOMENTS["open until"],), NOW))
