"""An overview of how fresh the whole directory is, country by country."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from flask.typing import ResponseReturnValue
from sqlmodel import col, func, select

from resources import freshness, places
from resources.desk import checking, event_words, priorities, tiles
from resources.desk.database import transaction
from resources.desk.pages import DeskPage
from resources.desk.permissions import Action
from resources.desk.priorities import Doubts
from resources.desk.tables import Event
from resources.desk.tiles import Tile
from resources.desk.web import bp, desk, locale, opens, render
from resources.listing import Listing
from resources.terms import Fact

opens({"dashboard": Action.READ})

MOST_OLD = 20
WORK = timedelta(days=30)


@dataclass(frozen=True)
class Country:
    """How fresh a country is: `due` of `facts` are to be checked, `waiting` are not shown yet."""

    code: str
    name: str
    listings: int
    facts: int
    due: int
    waiting: int
    tile: Tile | None

    @property
    def level(self) -> str:
        """How it stands, in one word: nothing, due, some, fresh."""
        if not self.listings:
            return "nothing"
        if self.due == self.facts:
            return "due"
        return "some" if self.due else "fresh"


@dataclass(frozen=True)
class DashboardPage(DeskPage):
    """Freshness and coverage by country, the work of the last days, and what is oldest."""

    template: ClassVar[str] = "desk/dashboard.html"
    countries: tuple[Country, ...]
    work: tuple[tuple[str, int], ...]
    oldest: tuple[tuple[Listing, Fact, date], ...]

    @property
    def levels(self) -> Mapping[str, int]:
        """How many countries stand at each level."""
        return Counter(country.level for country in self.countries)

    @property
    def done(self) -> tuple[tuple[str, int], ...]:
        """The work in words; to be read while a locale is spoken."""
        return tuple((event_words.kind(kind), count) for kind, count in self.work)


@bp.get("/dashboard/")
def dashboard() -> ResponseReturnValue:
    """Show how fresh the directory is."""
    since = desk().clock() - WORK
    with transaction(desk().office.engine) as session:
        doubts = checking.doubts(session)
        work = session.exec(
            select(Event.kind, func.count())
            .where(col(Event.at) >= since)
            .group_by(col(Event.kind))
            .order_by(Event.kind)
        ).all()
    listings = tuple(checking.listings())
    page = DashboardPage(
        countries=tuple(_countries(listings, doubts)),
        work=tuple((kind, count) for kind, count in work),
        oldest=tuple(_oldest(listings, doubts))[:MOST_OLD],
    )
    return render(page)


def _countries(listings: Iterable[Listing], doubts: Doubts) -> Iterator[Country]:
    snapshot, cells = desk().office.newest.snapshot(), tiles.tiles()
    held: dict[str, list[Listing]] = {}
    for listing in listings:
        held.setdefault(listing.country, []).append(listing)
    for code, name in places.sorted_countries(locale().babel):
        facts = ((one, fact) for one in held.get(code, ()) for fact in freshness.facts(one))
        ages = [priorities.age(one, fact, doubts, checking.today()) for one, fact in facts]
        yield Country(
            code,
            name,
            listings=len(held.get(code, ())),
            facts=len(ages),
            due=sum(age >= 1 for age in ages),
            waiting=snapshot.candidates(code),
            tile=cells.get(code),
        )


def _oldest(listings: Iterable[Listing], doubts: Doubts) -> list[tuple[Listing, Fact, date]]:
    """List the facts whose last check is longest ago; those that were never checked are counted in the table."""
    checked = (
        (listing, fact, day)
        for listing in listings
        for fact in freshness.facts(listing)
        if (day := doubts.checked.get((listing.id, fact)) or freshness.checked_on(listing.checks, fact))
    )
    return sorted(checked, key=lambda one: (one[2], one[0].id))
