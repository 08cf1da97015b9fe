"""One frozen object a page: the whole contract between a view and its template.

A page says nothing by itself; `render` makes it speak, in its own locale.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from babel.dates import format_time

from resources import places
from resources.cards import Card, EmergencyNumber
from resources.changelog import CountryChanges, Record
from resources.comparison import Asking
from resources.concerns import Concern
from resources.directory import Query
from resources.facts import Row
from resources.frame import Page
from resources.help_texts import HelpText
from resources.i18n import gettext
from resources.letters import fold
from resources.needs import Need
from resources.spool import Wrong
from resources.terms import Kind


class HomePage(Page):
    """The three sentences, what brings you here, choose a country."""

    template = "public/home.html"


class CountriesPage(Page):
    """Every country in a list."""

    template = "public/countries.html"


@dataclass(frozen=True)
class Place:
    """A country or service that was found, and where its page is."""

    name: str
    country: str
    address: str


@dataclass(frozen=True)
class FindPage(Page):
    """What a name was taken for; `is_answer` is False before anything was asked."""

    template = "public/find.html"
    hits: tuple[Place, ...] = ()
    is_answer: bool = False


@dataclass(frozen=True)
class Choice:
    """A select of the filter form: value, text, chosen or not."""

    name: str
    label: str
    options: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class CountryPage(Page):
    """A country: emergency numbers first, then the best service, then the rest, short by default."""

    template = "public/country.html"
    code: str
    name: str
    query: Query
    emergency: tuple[EmergencyNumber, ...]
    needs: tuple[tuple[Need, str, bool], ...]
    regions: tuple[tuple[str, str, bool], ...]
    choices: tuple[Choice, ...]
    ticks: tuple[tuple[str, str, bool], ...]
    is_narrowed: bool
    best: Card | None = None
    answering: Card | None = None
    """Who answers now, where the best service is closed."""
    more: tuple[Card, ...] = ()
    next_best: tuple[Card, ...] = ()
    worldwide: tuple[Card, ...] = ()
    everything: tuple[tuple[Kind, tuple[Card, ...]], ...] = ()
    gap: str = ""
    all_address: str = ""

    @property
    def own_address(self) -> str:
        """The address without its filters."""
        return self.country_address(self.code)

    @property
    def report_address(self) -> str:
        """Where a concern about somebody in this country can be reported."""
        return self.address(self.code.lower(), "report")


@dataclass(frozen=True)
class ReportPage(Page):
    """Report a concern: each opens in place, with the channels that take it side by side."""

    template = "public/report.html"
    code: str
    name: str
    emergency: tuple[EmergencyNumber, ...]
    concerns: tuple[tuple[Concern, tuple[Asking, ...]], ...]
    duties: tuple[tuple[Concern, tuple[Asking, ...]], ...]


@dataclass(frozen=True)
class ListingPage(Page):
    """One listing: every fact with where it was read, when, and who checked it."""

    template = "public/listing.html"
    card: Card
    rows: tuple[Row, ...]
    slip: str = ""
    """What its form carries; empty where nothing can be sent."""
    faults: ClassVar[tuple[Wrong, ...]] = tuple(Wrong)

    @property
    def country(self) -> str:
        """The country that it serves; empty where it serves every country."""
        code = self.card.listing.country
        return "" if code == places.EVERYWHERE else places.country_name(code, self.locale.babel)


@dataclass(frozen=True)
class ThanksPage(Page):
    """Thanks for telling what is wrong with a listing of a country, and the way on."""

    template = "public/thanks.html"
    country: str

    @property
    def is_one_country(self) -> bool:
        """Whether the listing serves one country, whose page is then the way on."""
        return self.country != places.EVERYWHERE


@dataclass(frozen=True)
class HelpPage(Page):
    """A help text."""

    template = "public/help.html"
    text: HelpText


@dataclass(frozen=True)
class HelpIndexPage(Page):
    """All help texts."""

    template = "public/help_index.html"
    texts: tuple[HelpText, ...]


class HowWeCheckPage(Page):
    """The rules of inclusion."""

    template = "public/how_we_check.html"


@dataclass(frozen=True)
class HidingPart(Page):
    """What stands above a page while it is hidden which pages are read: what that means, and the way back."""

    template = "public/hiding.html"
    can_go_back: bool


class PrivacyPage(Page):
    """What we keep: nothing."""

    template = "public/privacy.html"


@dataclass(frozen=True)
class CoverageRow:
    """What is known of one country; `oldest` is the earliest date that a page of its evidence shows."""

    code: str
    name: str
    emergency: int
    talk: int
    report: int
    listings: int
    candidates: int
    oldest: str | None


@dataclass(frozen=True)
class CoveragePage(Page):
    """What we know and what we do not, country by country."""

    template = "public/coverage.html"
    rows: tuple[CoverageRow, ...]

    def found(self, count: int) -> str:
        """How many were found, or that none was."""
        return self.number(count) if count else gettext("not found")


@dataclass(frozen=True)
class ChangesPage(Page):
    """What editions changed, newest first. `start` is the number that was asked for; None from the newest one.

    `live` are the listings that have a page now, `older` is the number at which the page after this one begins.
    """

    template = "public/changes.html"
    records: tuple[Record, ...]
    live: frozenset[str]
    start: int | None
    older: int | None

    def has_page(self, code: str) -> bool:
        """Tell whether a code is a country’s."""
        return code != places.EVERYWHERE

    def place(self, code: str) -> str:
        """Name a country, or every country."""
        return places.country_name(code, self.locale.babel) if self.has_page(code) else gettext("Every country")

    def of(self, record: Record) -> tuple[CountryChanges, ...]:
        """Give the countries of a record in the reader’s alphabet; to be asked while a locale is spoken."""
        return tuple(sorted(record.countries, key=lambda country: fold(self.place(country.code))))

    def moment(self, at: datetime) -> str:
        """Say a day and a time in UTC."""
        return f"{self.day(f'{at:%Y-%m-%d}')}, {format_time(at, 'short', tzinfo=UTC, locale=self.locale.babel)} UTC"


@dataclass(frozen=True)
class ErrorPage(Page):
    """Something went wrong; in the reader's language, with a way on."""

    template = "public/error.html"
    title: str
    advice: str


@dataclass(frozen=True)
class EmergencyPage(ErrorPage):
    """It is our fault: the emergency numbers of the country that the address names, and of all others."""

    template = "public/emergency.html"
    name: str
    here: tuple[EmergencyNumber, ...]
    everywhere: tuple[tuple[str, tuple[EmergencyNumber, ...]], ...]


@dataclass(frozen=True)
class GalleryPage(Page):
    """Each component in each state, for developers."""

    template = "public/gallery.html"
    strips: tuple[tuple[EmergencyNumber, ...], ...]
    cards: tuple[tuple[str, Card], ...]
