"""What is known of each country, and what is not."""

from collections.abc import Iterable
from itertools import chain

from resources import needs, places
from resources.cards import emergency_numbers
from resources.i18n import Locale
from resources.listing import Country, Emergency, Listing
from resources.needs import Need
from resources.pages import CoverageRow
from resources.snapshot import Snapshot
from resources.terms import Kind

REPORT_KINDS = frozenset({Kind.REPORT_CONTENT, Kind.POLICE_REPORT, Kind.CHILD_PROTECTION, Kind.IMAGE_REMOVAL})


def rows(snapshot: Snapshot, locale: Locale) -> tuple[CoverageRow, ...]:
    """Say of every country what was found and how old it is, in the reader's alphabet."""
    return tuple(_row(snapshot, code, name) for code, name in places.sorted_countries(locale.babel))


def _row(snapshot: Snapshot, code: str, name: str) -> CoverageRow:
    country = snapshot.country(code)
    return CoverageRow(
        code=code,
        name=name,
        emergency=len(emergency_numbers(country.emergency)),
        talk=sum(needs.is_made_for(listing, Need.TALK) for listing in country.listings),
        report=sum(listing.kind in REPORT_KINDS for listing in country.listings),
        listings=len(country.listings),
        candidates=snapshot.candidates(code),
        oldest=min(_dates(country), default=None),
    )


def _dates(country: Country) -> Iterable[str]:
    evidence = (part.evidence for part in chain[Listing | Emergency](country.listings, country.emergency))
    return (item.as_of for item in chain.from_iterable(evidence) if item.as_of)
