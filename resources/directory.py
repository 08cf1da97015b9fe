"""Finding help: which listings fit a person's need, and in which order.

Pure functions over published listings. The order is: the most specific service for the need, then those meant for
the one who asks, the chosen region's and national ones before other regions', open before closed or unknown, better
evidence first, and at last the name, so that the same question always has the same answer. Where the first one is
closed, the first that answers now is named beside it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from resources import hours, needs, places
from resources.hours import Door, Moment
from resources.listing import Listing, Phone
from resources.needs import Need
from resources.terms import Audience, Channel, Cost, EvidenceKind, Fact, Kind, Scope


class Who(StrEnum):
    """Who asks."""

    CHILD = "child"
    ADULT = "adult"
    PARENT = "parent"
    PROFESSIONAL = "professional"


class Way(StrEnum):
    """How they can reach a service safely."""

    CALL = "call"
    TEXT = "text"
    CHAT = "chat"
    EMAIL = "email"
    FORM = "form"


@dataclass(frozen=True)
class Query:
    """What a person asked for; what is not asked for does not narrow. `language` is a BCP 47 tag."""

    need: Need = Need.TALK
    who: Who | None = None
    way: Way | None = None
    region: str | None = None
    language: str | None = None
    is_open: bool = False
    is_free: bool = False
    is_anonymous: bool = False


@dataclass(frozen=True)
class Match:
    """A listing and, phone by phone in its order, whether somebody answers at the moment it was looked at."""

    listing: Listing
    doors: tuple[Moment, ...]
    at: datetime

    @property
    def is_open(self) -> bool:
        """Whether at least one of its phones is known to be answered now."""
        return any(moment.door is Door.OPEN for moment in self.doors)

    @property
    def is_closed(self) -> bool:
        """Whether it has phones, and none of them is known or likely to be answered now."""
        return {moment.door for moment in self.doors} == {Door.CLOSED}


@dataclass(frozen=True)
class Found:
    """An answer: services made for the need, the next best ones, and those that serve every country.

    `fitting` empty means a gap, which the page says before it shows `next_best` and `worldwide`.
    """

    fitting: tuple[Match, ...]
    next_best: tuple[Match, ...]
    worldwide: tuple[Match, ...]


MEANT_FOR: dict[Who, frozenset[Audience]] = {
    Who.CHILD: frozenset({Audience.CHILD, Audience.YOUNG_PERSON}),
    Who.ADULT: frozenset({Audience.ADULT_SURVIVOR, Audience.WORRIED_ABOUT_SELF}),
    Who.PARENT: frozenset({Audience.PARENT, Audience.BYSTANDER}),
    Who.PROFESSIONAL: frozenset({Audience.PROFESSIONAL, Audience.BYSTANDER}),
}

NO_MATTER = len(Kind)  # sorts behind every kind of a table


def find(listings: Iterable[Listing], worldwide: Iterable[Listing], query: Query, *, now: datetime) -> Found:
    """Answer a query from one country's listings and those that serve every country."""
    here = _ranked(listings, query, now)
    everywhere = _ranked(worldwide, query, now)
    return Found(
        fitting=tuple(match for match in here if needs.is_made_for(match.listing, query.need)),
        next_best=tuple(match for match in here if not needs.is_made_for(match.listing, query.need)),
        worldwide=tuple(match for match in everywhere if needs.is_made_for(match.listing, query.need)),
    )


def answering(found: Found, region: str | None) -> Match | None:
    """Find who answers now, where the best service is closed: the next in order that is not another region's.

    Never an emergency line: those stand above everything.
    """
    if not (found.fitting and found.fitting[0].is_closed):
        return None
    others = (match for match in (*found.fitting[1:], *found.next_best) if match.is_open)
    return next((match for match in others if _may_stand_in(match.listing, region)), None)


def look(listing: Listing, now: datetime) -> Match:
    """See which of a listing's phones are answered now."""
    return Match(listing, tuple(_door(listing, phone, now) for phone in listing.phones), now)


def everything(listings: Iterable[Listing], *, now: datetime) -> tuple[tuple[Kind, tuple[Match, ...]], ...]:
    """All of a country's listings, kind by kind in the order of the terms, each kind ranked."""
    query = Query()
    matches = sorted((look(listing, now) for listing in listings), key=lambda match: _rank(match, query))
    by_kind = ((kind, tuple(match for match in matches if match.listing.kind is kind)) for kind in Kind)
    return tuple((kind, of_kind) for kind, of_kind in by_kind if of_kind)


def regions(listings: Iterable[Listing]) -> tuple[str, ...]:
    """List the regions for which a country has services of their own."""
    return tuple(sorted({listing.region for listing in listings if listing.region}))


def languages(listings: Iterable[Listing]) -> tuple[str, ...]:
    """List the languages in which a country's services say they answer."""
    return tuple(sorted({language for listing in listings for language in listing.languages}))


def ways(listing: Listing) -> frozenset[Way]:
    """How a service can be reached."""
    channels = {phone.channel for phone in listing.phones}
    offered = {
        Way.CALL: Channel.VOICE in channels,
        Way.TEXT: bool(channels & {Channel.SMS, Channel.WHATSAPP, Channel.TEXTPHONE}),
        Way.CHAT: listing.chat is not None,
        Way.EMAIL: listing.email is not None,
        Way.FORM: listing.report_url is not None,
    }
    return frozenset(way for way, is_offered in offered.items() if is_offered)


def _ranked(listings: Iterable[Listing], query: Query, now: datetime) -> list[Match]:
    wanted = (listing for listing in listings if needs.concerns(listing, query.need) and _is_wanted(listing, query))
    matches = (look(listing, now) for listing in wanted)
    kept = (match for match in matches if match.is_open or not query.is_open)
    return sorted(kept, key=lambda match: _rank(match, query))


def _is_wanted(listing: Listing, query: Query) -> bool:
    return (
        (query.who is None or _is_for(listing, query.who))
        and (query.way is None or query.way in ways(listing))
        and (query.region is None or listing.region in (None, query.region))
        and (query.language is None or query.language in listing.languages)
        and (not query.is_free or any(phone.cost is Cost.FREE for phone in listing.phones))
        and (not query.is_anonymous or listing.anonymous is True)
    )


def _is_for(listing: Listing, who: Who) -> bool:
    return Audience.EVERYONE in listing.audiences or not MEANT_FOR[who].isdisjoint(listing.audiences)


def _rank(match: Match, query: Query) -> tuple[int | bool | str, ...]:
    listing = match.listing
    return (
        not needs.is_made_for(listing, query.need),
        _place(listing.kind, needs.FITTING[query.need]),
        _place(listing.kind, needs.NEXT_BEST[query.need]),
        query.who is not None and MEANT_FOR[query.who].isdisjoint(listing.audiences),
        _is_elsewhere(listing, query.region),
        not listing.phones and not listing.chat,
        not match.is_open,
        _evidence_rank(listing),
        listing.name,
        listing.id,
    )


def _may_stand_in(listing: Listing, region: str | None) -> bool:
    return listing.kind is not Kind.EMERGENCY_LINE and not _is_elsewhere(listing, region)


def _is_elsewhere(listing: Listing, region: str | None) -> bool:
    return listing.scope is Scope.REGIONAL and listing.region != region


def _place(kind: Kind, order: Sequence[Kind]) -> int:
    return order.index(kind) if kind in order else NO_MATTER


def _evidence_rank(listing: Listing) -> int:
    strength = list(EvidenceKind)
    contacts = (item for item in listing.evidence if Fact.PHONES in item.supports)
    return min((strength.index(item.kind) for item in contacts), default=len(strength))


def _door(listing: Listing, phone: Phone, now: datetime) -> Moment:
    zone = listing.timezone or places.sole_zone(listing.country)
    return hours.at(phone.hours, country=listing.country, zone=zone, now=now)
