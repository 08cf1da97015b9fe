"""A country's page: its query, its choices and its gaps."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import countries, i18n
from resources.countries import as_arguments, country_page, query_from
from resources.directory import Query, Way, Who
from resources.frame import Frame
from resources.listing import Listing
from resources.needs import Need
from resources.pages import CountryPage
from resources.terms import Kind, Scope
from tests.builders import country, listing, phone
from tests.conftest import ROOT

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LOCALES = i18n.load(ROOT / "translations")
REGIONAL = listing(id="gb-regional", scope=Scope.REGIONAL, region="GB-SCT", languages=("en", "gd"))

queries = st.builds(
    Query,
    need=st.sampled_from(Need),
    who=st.none() | st.sampled_from(Who),
    way=st.none() | st.sampled_from(Way),
    region=st.none() | st.just("GB-SCT"),
    language=st.none() | st.sampled_from(("en", "gd")),
    is_open=st.booleans(),
    is_free=st.booleans(),
    is_anonymous=st.booleans(),
)


def show(*listings: Listing, worldwide: tuple[Listing, ...] = (), **arguments: str) -> CountryPage:
    frame = Frame(LOCALES["en"], LOCALES, "gb/")
    with i18n.speaking(LOCALES["en"]):
        return country_page(frame, country(*listings), worldwide, arguments, now=NOON)


@given(queries)
def test_a_query_survives_its_address(query: Query) -> None:
    assert query_from(as_arguments(query), [REGIONAL]) == query


@given(st.dictionaries(st.text() | st.sampled_from(["need", "who", "way", "region", "language", "open"]), st.text()))
def test_any_arguments_are_a_query(arguments: dict[str, str]) -> None:
    assert isinstance(query_from(arguments, [REGIONAL]), Query)


def test_a_region_that_the_country_does_not_have_is_ignored() -> None:
    assert query_from({"region": "GB-XYZ"}, [REGIONAL]).region is None


def test_the_list_is_short_and_everything_is_one_link_away() -> None:
    services = [listing(id=f"gb-{number}", name=str(number)) for number in range(20)]

    page = show(*services)

    assert len([page.best, *page.more]) == 1 + countries.SHORT
    assert page.all_address == "?all=1"


def test_who_answers_now_stands_on_the_page_once() -> None:
    closed = listing(id="gb-closed", phones=(phone(hours="Mo-Fr 01:00-02:00"),))
    services = [listing(id="gb-crisis", kind=Kind.CRISIS_LINE), listing(id="gb-victims", kind=Kind.VICTIM_SUPPORT)]

    page = show(closed, *services)

    assert page.best
    assert page.answering
    assert [page.best.listing.id, page.answering.listing.id] == ["gb-closed", "gb-victims"]
    assert [card.listing.id for card in page.more] == ["gb-crisis"]


def test_everything_has_no_best_and_no_link_to_itself() -> None:
    page = show(listing(), all="1")

    assert (page.best, page.more, page.all_address) == (None, (), "")
    assert [kind for kind, _ in page.everything] == [Kind.CHILD_HELPLINE]


@pytest.mark.parametrize(
    ("listings", "gap"),
    [
        ((), "We know of no service in this country yet. That does not mean that there is none."),
        ((listing(kind=Kind.CRISIS_LINE),), "We know of no service made for this here. These may help."),
        ((listing(kind=Kind.MISSING_CHILD),), "We know of no such service here. You can choose something else below."),
    ],
)
def test_a_gap_is_said(listings: tuple[Listing, ...], gap: str) -> None:
    page = show(*listings, need="thoughts")

    assert page.best is None
    assert page.gap == gap


def test_the_chosen_need_is_marked_and_no_other() -> None:
    page = show(listing(), need="past")

    assert [need for need, _, is_current in page.needs if is_current] == [Need.PAST]


def test_a_chosen_region_can_be_taken_back() -> None:
    page = show(REGIONAL, region="GB-SCT")

    assert page.regions == (("Scotland", "?", True),)


@pytest.mark.parametrize(("arguments", "is_narrowed"), [({}, False), ({"need": "past"}, False), ({"free": "1"}, True)])
def test_the_form_stands_open_only_when_it_was_used(arguments: dict[str, str], is_narrowed: bool) -> None:
    assert show(listing(), **arguments).is_narrowed is is_narrowed
