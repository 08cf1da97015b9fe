"""Channels beside each other: the same questions answered for each, so that a reader can choose.

Properties that speak do so when a template asks, in the locale being spoken.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from resources import places
from resources.cards import Card, EmergencyNumber, spoken_list
from resources.facts import Value
from resources.guidance import COUNSEL, Reason, Route
from resources.i18n import spoken
from resources.listing import Listing, Reporting
from resources.terms import Anonymity, Fact
from resources.words import label


@dataclass(frozen=True)
class Option:
    """A channel, and why it is offered."""

    card: Card
    reason: Reason

    @property
    def answers(self) -> tuple[tuple[Fact, Value | None], ...]:
        """What somebody asks before a report, in one order for every channel; None where no page says."""
        listing = self.card.listing
        languages = Value(self.card.languages) if listing.languages else None
        if self.reason in COUNSEL:
            return ((Fact.ANONYMOUS, _anonymity(listing)), (Fact.LANGUAGES, languages))
        return (
            (Fact.ANONYMOUS, _anonymity(listing)),
            *_reporting(listing.proven_reporting),
            (Fact.LANGUAGES, languages),
            *_limits(listing.proven_reporting),
        )

    @property
    def region(self) -> str:
        """The part of the country that it serves; empty where that is the whole."""
        region = self.card.listing.region
        return places.region_name(region, spoken().babel) if region else ""

    @property
    def address(self) -> str:
        """The page to report on, else its site; empty where it has none."""
        return self.card.listing.report_url or self.card.listing.website or ""

    @property
    def host(self) -> str:
        """The site that its address leads to."""
        return self.card.report_host or self.card.website_host


@dataclass(frozen=True)
class Asking:
    """What one asker is led to; `heading` is empty where all askers of a concern are led the same way."""

    heading: str
    emergency: tuple[EmergencyNumber, ...]
    channels: tuple[Option, ...]
    counsel: tuple[Option, ...]
    regional: tuple[Option, ...]
    platforms: tuple[Option, ...]
    routes: tuple[Route, ...]
    is_gap: bool


def _anonymity(listing: Listing) -> Value | None:
    if listing.proven_reporting and listing.proven_reporting.anonymous:
        return Value(label(listing.proven_reporting.anonymous))
    if listing.anonymous is None:
        return None
    return Value(label(Anonymity.OPTIONAL if listing.anonymous else Anonymity.NO))


def _reporting(reporting: Reporting | None) -> tuple[tuple[Fact, Value | None], ...]:
    return (
        (Fact.ASKS, _listed(reporting.asks) if reporting else None),
        (Fact.PASSES_TO, _listed(reporting.passes_to) if reporting else None),
        (Fact.RESPONSE, _told(reporting.response) if reporting else None),
    )


def _limits(reporting: Reporting | None) -> tuple[tuple[Fact, Value | None], ...]:
    return ((Fact.NOT_FOR, _told(reporting.not_for)),) if reporting and reporting.not_for else ()


def _listed(terms: Iterable[StrEnum]) -> Value | None:
    words = [label(term) for term in terms]
    return Value(spoken_list(words)) if words else None


def _told(text: str | None) -> Value | None:
    return Value(text, language="en") if text else None
