"""A country's page: which services it shows for a query, and the choices that it offers.

Built while a locale is spoken, since choices are words.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlencode

from resources import directory, places, validity
from resources.cards import Card, emergency_numbers
from resources.directory import Found, Match, Query, Way, Who
from resources.frame import Frame
from resources.i18n import gettext, spoken
from resources.listing import Country, Listing
from resources.needs import Need
from resources.pages import Choice, CountryPage
from resources.terms import Kind
from resources.words import label

Term = TypeVar("Term", bound=StrEnum)
SHORT = 6  # cards beside the best one before a reader asks for everything
SHORT_NEXT = 3  # the next best are a way out, not a list


def query_from(arguments: Mapping[str, str], listings: Iterable[Listing]) -> Query:
    """Read a query from an address; unknown keys and values are ignored, never refused."""
    listings = tuple(listings)
    return Query(
        need=_member(Need, arguments.get("need")) or Need.TALK,
        who=_member(Who, arguments.get("who")),
        way=_member(Way, arguments.get("way")),
        region=_known(arguments.get("region"), directory.regions(listings)),
        language=_known(arguments.get("language"), directory.languages(listings)),
        is_open=arguments.get("open") == "1",
        is_free=arguments.get("free") == "1",
        is_anonymous=arguments.get("unnamed") == "1",
    )


def country_page(
    around: Frame,
    country: Country,
    worldwide: Iterable[Listing],
    arguments: Mapping[str, str],
    *,
    now: datetime,
) -> CountryPage:
    """Build a country's page for the query in `arguments`; `all=1` shows every listing, kind by kind."""
    worldwide = tuple(worldwide)
    query, shows_all = query_from(arguments, country.listings), _shows_all(arguments)
    page = CountryPage(
        replace(around, search=urlencode({"all": 1} if shows_all else as_arguments(query))),
        code=country.country,
        name=places.country_name(country.country, around.locale.babel),
        query=query,
        emergency=emergency_numbers(country.emergency),
        needs=tuple((need, _search(replace(query, need=need)), need is query.need and not shows_all) for need in Need),
        regions=tuple(_regions(country.listings, query)),
        choices=tuple(_choices(country.listings, query)),
        ticks=tuple(_ticks(query)),
        is_narrowed=bool(as_arguments(query).keys() - {"need", "region"}),
        changes_at=validity.changes_at((*country.listings, *worldwide), now=now),
    )
    if shows_all:
        return replace(page, everything=_everything(country.listings, now))
    return _answered(page, country, directory.find(country.listings, worldwide, query, now=now))


def _answered(page: CountryPage, country: Country, found: Found) -> CountryPage:
    answering = directory.answering(found, page.query.region)
    best, others, next_best = (
        _cards(match for match in matches if match is not answering)
        for matches in (found.fitting[:1], found.fitting[1:], found.next_best)
    )
    return replace(
        page,
        best=best[0] if best else None,
        answering=Card(answering) if answering else None,
        more=others[:SHORT],
        next_best=next_best[:SHORT_NEXT],
        worldwide=_cards(found.worldwide)[:SHORT_NEXT],
        gap=_gap(country, found.next_best or found.worldwide),
        all_address="?all=1" if country.listings else "",
    )


def as_arguments(query: Query) -> dict[str, str]:
    """Write a query as the arguments that `query_from` reads; what is usual is left out."""
    values = {
        "need": "" if query.need is Need.TALK else query.need,
        "who": query.who,
        "way": query.way,
        "region": query.region,
        "language": query.language,
        "open": "1" if query.is_open else "",
        "free": "1" if query.is_free else "",
        "unnamed": "1" if query.is_anonymous else "",
    }
    return {name: str(value) for name, value in values.items() if value}


def canonical(arguments: Mapping[str, str], listings: Iterable[Listing]) -> str:
    """Write arguments in the one way that stands for all those that lead to the same page; may be empty."""
    shows_all = {"all": "1"} if _shows_all(arguments) else {}
    return urlencode({**as_arguments(query_from(arguments, listings)), **shows_all})


def _shows_all(arguments: Mapping[str, str]) -> bool:
    return arguments.get("all") == "1"


def _search(query: Query) -> str:
    return "?" + urlencode(as_arguments(query))


def _cards(matches: Iterable[Match]) -> tuple[Card, ...]:
    return tuple(Card(match) for match in matches)


def _everything(listings: Iterable[Listing], now: datetime) -> tuple[tuple[Kind, tuple[Card, ...]], ...]:
    return tuple((kind, _cards(matches)) for kind, matches in directory.everything(listings, now=now))


def _gap(country: Country, others: Sequence[Match]) -> str:
    if not country.listings:
        return gettext("We know of no service in this country yet. That does not mean that there is none.")
    if others:
        return gettext("We know of no service made for this here. These may help.")
    return gettext("We know of no such service here. You can choose something else below.")


def _regions(listings: Iterable[Listing], query: Query) -> Iterator[tuple[str, str, bool]]:
    for code in directory.regions(listings):
        is_current = code == query.region
        address = _search(replace(query, region=None if is_current else code))
        yield places.region_name(code, spoken().babel), address, is_current


def _choices(listings: Iterable[Listing], query: Query) -> Iterator[Choice]:
    yield Choice("who", gettext("Who is it for?"), _options(Who, query.who))
    yield Choice("way", gettext("How do you want to reach them?"), _options(Way, query.way))
    if tags := directory.languages(listings):
        names = ((tag, places.language_name(tag, spoken().babel), tag == query.language) for tag in tags)
        yield Choice("language", gettext("In which language?"), tuple(names))


def _options(terms: type[StrEnum], chosen: StrEnum | None) -> tuple[tuple[str, str, bool], ...]:
    return tuple((term, label(term), term is chosen) for term in terms)


def _ticks(query: Query) -> Iterator[tuple[str, str, bool]]:
    yield "open", gettext("Open now"), query.is_open
    yield "free", gettext("Free to call"), query.is_free
    yield "unnamed", gettext("I need not give my name"), query.is_anonymous


def _member(terms: type[Term], value: str | None) -> Term | None:
    return next((term for term in terms if term == value), None)


def _known(value: str | None, known: Sequence[str]) -> str | None:
    return value if value in known else None
