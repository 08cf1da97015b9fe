"""From a concern to the official channels that take it, in order, each with its reason.

Pure functions over published listings. A country's own bodies come first; where it has none, the chain goes on: an
INHOPE member, the portals that take reports from every country, the national police, a helpline to ask, and at last
what works anywhere. Nothing is made up to fill a gap: a gap is told as one.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest

from resources import concerns
from resources.concerns import Age, Concern, Question
from resources.directory import Who
from resources.listing import Country, Emergency, Listing
from resources.terms import EmergencyService, Kind, Network, Recipient, Scope, Situation, Status


class Reason(StrEnum):
    """Why a step stands where it stands."""

    DANGER = "danger"
    """The country's own emergency number."""
    REMOVAL = "removal"
    THEMSELVES = "themselves"
    """Takes pictures down for the person in them; whoever asks can only help that person to ask."""
    HOTLINE = "hotline"
    PORTAL = "portal"
    """Takes reports from every country, where the country has no hotline of its own."""
    POLICE = "police"
    PROTECTION = "protection"
    MISSING = "missing"
    SUPPORT = "support"
    """Somebody who helps; takes no report."""
    TALK = "talk"
    """A helpline to talk to; takes no report."""
    ASK = "ask"
    """A helpline made for others, which can be asked who takes reports."""
    PLATFORM = "platform"
    """The company that runs one app or game."""
    ANYWHERE = "anywhere"
    """Works in every country."""


class Route(StrEnum):
    """What anybody can do anywhere, without a listing."""

    SERVICE = "service"
    """The report button of the app or site."""
    TRUSTED_ADULT = "trusted_adult"
    POLICE_STATION = "police_station"


@dataclass(frozen=True)
class Step:
    """One thing to do, and why."""

    reason: Reason
    channel: Emergency | Listing | Route


@dataclass(frozen=True)
class Guidance:
    """An answer, never empty.

    `steps` go in order. `also` holds channels for one part of the country or for one app: as many as there are.
    `is_gap` tells that we know of no body of the country's own that takes this.
    """

    steps: tuple[Step, ...]
    also: tuple[Step, ...]
    is_gap: bool


MOST = 3  # channels side by side; a fourth is a list, not a choice

CHAINS: dict[Concern, tuple[Reason, ...]] = {
    Concern.SEEN: (Reason.HOTLINE, Reason.POLICE),
    Concern.CONTACT: (Reason.HOTLINE, Reason.POLICE),
    Concern.PICTURE: (Reason.REMOVAL, Reason.HOTLINE, Reason.POLICE),
    Concern.NOW: (Reason.PROTECTION, Reason.POLICE, Reason.HOTLINE),
    Concern.PAST: (Reason.SUPPORT, Reason.POLICE, Reason.HOTLINE),
    Concern.MISSING: (Reason.MISSING, Reason.POLICE),
    Concern.GAME: (Reason.POLICE, Reason.HOTLINE),
    Concern.TOLD: (Reason.PROTECTION, Reason.POLICE, Reason.HOTLINE),
    Concern.WORK: (Reason.HOTLINE, Reason.POLICE),
}
"""The links of each concern's chain. The best of every link comes before the second of any."""

KINDS: dict[Reason, tuple[Kind, ...]] = {
    Reason.REMOVAL: (Kind.IMAGE_REMOVAL,),
    Reason.HOTLINE: (Kind.REPORT_CONTENT,),
    Reason.POLICE: (Kind.POLICE_REPORT,),
    Reason.PROTECTION: (Kind.CHILD_PROTECTION, Kind.CHILD_HELPLINE, Kind.EMERGENCY_LINE),
    Reason.MISSING: (Kind.MISSING_CHILD,),
    Reason.SUPPORT: (Kind.SURVIVOR_SUPPORT, Kind.VICTIM_SUPPORT),
    Reason.TALK: (Kind.CHILD_HELPLINE, Kind.SURVIVOR_SUPPORT),
}
"""The kinds of service behind a link, the most fitting first."""

COUNSEL = frozenset({Reason.SUPPORT, Reason.TALK, Reason.ASK})  # somebody to turn to, not a place that takes a report
URGENT = frozenset({Concern.NOW, Concern.MISSING})  # the emergency number is the first step
TALKS = frozenset(Concern) - {Concern.MISSING, Concern.WORK}  # somebody to talk to belongs to the answer
HAS_REPORT_BUTTON = frozenset({Concern.CONTACT, Concern.PICTURE, Concern.GAME})
ONLINE = HAS_REPORT_BUTTON | {Concern.SEEN}  # a helpline that is made for the internet answers these
PORTALS = ("zz-iwf", "zz-icmec-directory")  # the others that serve every country only advise, or run one platform
NETWORKS = (Network.INHOPE, Network.IWF_PORTAL)  # hotlines under common rules come before those that stand alone


def channels(question: Question, country: Country, worldwide: Iterable[Listing]) -> Guidance:
    """Lead a question to the channels that take it, the country's own first.

    Of the listings for every country only those with a page to report on are used: a number does not work everywhere.
    """
    own = [listing for listing in country.listings if listing.status is Status.LISTED]
    anywhere = [item for item in worldwide if item.status is Status.LISTED and item.report_url and not item.phones]
    links = [tuple(_link(reason, question, own, anywhere)) for reason in CHAINS[question.concern]]
    danger = _danger(country) if question.concern in URGENT else ()
    best = (*danger, *tuple(_best_of_each(links))[:MOST])
    regional = tuple(step for step in chain(*links) if _is_regional(step))
    acting = [step for step in (*best, *regional) if _acts_here(step, country)]
    talk = _talk(question, own, (*best, *regional), is_gap=not acting)
    routes = _routes(question, is_last_resort=set(acting) <= set(regional))
    return Guidance((*best, *talk, *routes), (*regional, *_platforms(question, anywhere)), is_gap=not acting)


def _link(reason: Reason, question: Question, own: Sequence[Listing], anywhere: Sequence[Listing]) -> Iterator[Step]:
    found = _ranked(reason, question, own)
    if reason is Reason.REMOVAL:
        found = sorted(found + _ranked(reason, question, anywhere), key=_is_roundabout)
    if reason is Reason.HOTLINE and not found:
        portals = (item for wanted in PORTALS for item in anywhere if item.id == wanted)
        yield from (Step(Reason.PORTAL, item) for item in portals if concerns.takes(item, question))
    for listing in found:
        yield Step(reason if concerns.is_named(listing, question.who) else Reason.THEMSELVES, listing)


def _ranked(reason: Reason, question: Question, listings: Iterable[Listing]) -> list[Listing]:
    fitting = (item for item in listings if item.kind in KINDS[reason] and concerns.is_open_to(item, question))
    kept = (item for item in fitting if reason in COUNSEL or concerns.takes(item, question))
    return sorted(kept, key=lambda item: _rank(item, reason, question))


def _rank(listing: Listing, reason: Reason, question: Question) -> tuple[int | bool | str, ...]:
    situations = [place for place, item in enumerate(concerns.wanted(question)) if item in concerns.taken(listing)]
    networks = [place for place, item in enumerate(NETWORKS) if item in listing.networks]
    return (
        reason in COUNSEL and question.concern not in ONLINE and _is_for_the_internet(listing),
        KINDS[reason].index(listing.kind),
        min(situations, default=len(Situation)),
        min(networks, default=len(NETWORKS)),
        _is_roundabout(listing),
        listing.name,
        listing.id,
    )


def _is_roundabout(listing: Listing) -> bool:
    """Tell whether a reader must look for the way to report on the service's site."""
    return not (listing.report_url or listing.phones or listing.chat)


def _is_for_the_internet(listing: Listing) -> bool:
    """Tell whether a helpline is made for what happens online, and not for all that children call about."""
    return Network.INSAFE in listing.networks and Network.CHILD_HELPLINE_INTERNATIONAL not in listing.networks


def _best_of_each(links: Iterable[Iterable[Step]]) -> Iterator[Step]:
    whole = ([step for step in link if not _is_regional(step)] for link in links)
    return (step for rank in zip_longest(*whole) for step in rank if step)


def _is_regional(step: Step) -> bool:
    return isinstance(step.channel, Listing) and step.channel.scope is Scope.REGIONAL


def _danger(country: Country) -> tuple[Step, ...]:
    """Give the one number that reaches the police, or else an ambulance; a fire line is no help here."""
    helpful = {EmergencyService.POLICE, EmergencyService.AMBULANCE}
    known = [item for item in country.emergency if item.status is Status.LISTED and helpful & set(item.services)]
    known.sort(key=lambda item: (EmergencyService.POLICE not in item.services, -len(item.services)))
    return tuple(Step(Reason.DANGER, item) for item in known[:1])


def _acts_here(step: Step, country: Country) -> bool:
    if isinstance(step.channel, Listing):
        return step.channel.country == country.country and step.reason not in COUNSEL
    return isinstance(step.channel, Emergency)


def _talk(question: Question, own: Iterable[Listing], beside: Sequence[Step], *, is_gap: bool) -> Iterator[Step]:
    """One helpline for children and those who care for them; for anybody else only where nobody takes reports.

    None where a helpline that takes reports is shown already.
    """
    if question.concern is Concern.PICTURE and question.age is Age.ADULT:
        return
    shown = [step.channel for step in beside if isinstance(step.channel, Listing)]
    if any(listing.kind is Kind.CHILD_HELPLINE for listing in shown):
        return
    kept = [item for item in own if item.kind in KINDS[Reason.TALK] and item.scope is not Scope.REGIONAL]
    helplines = sorted(kept, key=lambda item: _rank(item, Reason.TALK, question))
    named = (item for item in helplines if concerns.is_named(item, question.who) and item not in shown)
    if question.concern in TALKS and question.who is not Who.ADULT and (first := next(named, None)):
        yield Step(Reason.TALK, first)
    elif is_gap and not any(step.reason in COUNSEL for step in beside):
        yield from [Step(Reason.ASK, item) for item in helplines if item.kind is Kind.CHILD_HELPLINE][:1]


def _routes(question: Question, *, is_last_resort: bool) -> Iterator[Step]:
    if question.concern in HAS_REPORT_BUTTON:
        yield Step(Reason.ANYWHERE, Route.SERVICE)
    if is_last_resort and question.who is Who.CHILD:
        yield Step(Reason.ANYWHERE, Route.TRUSTED_ADULT)
    if is_last_resort:
        yield Step(Reason.ANYWHERE, Route.POLICE_STATION)


def _platforms(question: Question, anywhere: Iterable[Listing]) -> Iterator[Step]:
    if question.concern is Concern.GAME:
        for listing in _ranked(Reason.HOTLINE, question, anywhere):
            if listing.proven_reporting and Recipient.PLATFORM in listing.proven_reporting.passes_to:
                yield Step(Reason.PLATFORM, listing)
