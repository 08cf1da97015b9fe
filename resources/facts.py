"""A listing fact by fact: what is known, where each was read, and who checked it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from resources import freshness, places
from resources.cards import Card, Contact
from resources.i18n import gettext, spoken
from resources.listing import Check, Evidence, Listing, Reporting
from resources.terms import Fact
from resources.words import label


@dataclass(frozen=True)
class Value:
    """One value of a fact. `language` is its BCP 47 tag, None where it is the page's own."""

    text: str
    href: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Row:
    """A fact with its values and its proof."""

    fact: Fact
    values: tuple[Value, ...]
    evidence: tuple[Evidence, ...]
    checks: tuple[Check, ...]
    is_old: bool
    """Whether the last check is long ago."""


def rows(card: Card, today: date) -> tuple[Row, ...]:
    """List every fact that is known, in the order of the terms; must be called while a locale is spoken."""
    listing = card.listing
    known = {fact: tuple(values) for fact, values in _values(card)}
    return tuple(
        Row(
            fact,
            known[fact],
            evidence=tuple(item for item in _evidence(listing, fact) if fact in item.supports),
            checks=tuple(check for check in listing.checks if check.fact is fact),
            is_old=freshness.is_old(listing, fact, today),
        )
        for fact in Fact
        if known.get(fact)
    )


def _evidence(listing: Listing, fact: Fact) -> tuple[Evidence, ...]:
    if fact in REPORTING_FACTS and listing.proven_reporting:
        return listing.proven_reporting.evidence
    return listing.evidence


REPORTING_FACTS = frozenset({Fact.ACCEPTS, Fact.WHO, Fact.ASKS, Fact.PASSES_TO, Fact.RESPONSE, Fact.NOT_FOR})


def _values(card: Card) -> Iterator[tuple[Fact, Iterable[Value]]]:
    listing = card.listing
    yield Fact.NAME, [Value(listing.name, language=card.name_language)]
    yield Fact.ORGANIZATION, [Value(listing.organization, language="")] if listing.organization else []
    yield Fact.KIND, [Value(label(listing.kind))]
    yield Fact.AUDIENCES, [Value(card.audiences)]
    yield Fact.REGION, [Value(places.region_name(listing.region, spoken().babel))] if listing.region else []
    yield Fact.TIMEZONE, [Value(listing.timezone, language="en")] if listing.timezone else []
    yield from _contact_values(card.contacts)
    yield Fact.CHAT, _links(listing.chat)
    yield Fact.EMAIL, [Value(listing.email, f"mailto:{listing.email}", "")] if listing.email else []
    yield Fact.WEBSITE, _links(listing.website)
    yield Fact.REPORT_URL, _links(listing.report_url)
    yield Fact.LANGUAGES, [Value(card.languages)] if listing.languages else []
    yield Fact.ANONYMOUS, _anonymity(listing)
    yield Fact.NETWORKS, [Value(label(network), language="en") for network in listing.networks]
    yield Fact.NOTES, [Value(listing.notes, language="en")] if listing.notes else []
    if listing.proven_reporting:
        yield from _reporting_values(listing.proven_reporting)


def _contact_values(contacts: Iterable[Contact]) -> Iterator[tuple[Fact, list[Value]]]:
    contacts = tuple(contacts)
    yield Fact.PHONES, [Value(contact.phone.number, contact.href, "") for contact in contacts]
    yield Fact.HOURS, [Value(hours) for hours in dict.fromkeys(contact.hours for contact in contacts) if hours]
    yield Fact.COST, [Value(text) for text in dict.fromkeys(label(contact.phone.cost) for contact in contacts)]


def _reporting_values(reporting: Reporting) -> Iterator[tuple[Fact, list[Value]]]:
    yield Fact.ACCEPTS, [Value(label(situation)) for situation in reporting.accepts]
    yield Fact.WHO, [Value(label(audience)) for audience in reporting.who]
    yield Fact.ASKS, [Value(label(asked)) for asked in reporting.asks]
    yield Fact.PASSES_TO, [Value(label(recipient)) for recipient in reporting.passes_to]
    yield Fact.RESPONSE, [Value(reporting.response, language="en")] if reporting.response else []
    yield Fact.NOT_FOR, [Value(reporting.not_for, language="en")] if reporting.not_for else []


def _links(url: str | None) -> list[Value]:
    return [Value(url, url, "")] if url else []


def _anonymity(listing: Listing) -> list[Value]:
    if listing.anonymous is None:
        return []
    return [
        Value(gettext("You need not give your name") if listing.anonymous else gettext("You are asked for your name"))
    ]
