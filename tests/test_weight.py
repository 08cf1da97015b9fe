"""One round trip: how much a page weighs with all that it needs, as a browser receives it."""

from statistics import median

import pytest
from werkzeug.test import Client, TestResponse

from app import with_hiding, with_press
from resources import help_texts, places, publish
from resources.editions import Shelf
from resources.listing import Country, Listing
from resources.settings import Settings
from tests.conftest import NOON, Clock
from tests.pressing import pressed, site

LOCALES = ("en", "ar", "de", "es", "fr", "uk")
CODES = [code.lower() for code in places.COUNTRIES]
MEDIAN = 5_840  # bytes: the first window of old networks, four packets
MOST = 14_600  # bytes: the first window of today's, ten packets
BY_SERVER = "HTTP/1.1 200 OK\r\ndate: Tue, 24 Nov 2026 12:00:00 GMT\r\nserver: granian\r\n\r\n"
HEAVIEST = 20


@pytest.fixture
def visitor(published: Settings, clock: Clock) -> Client:
    return Client(pressed(published.instance, clock))


def weight(response: TestResponse) -> int:
    """Count the bytes of an answer on the wire."""
    assert response.headers["Content-Encoding"] == "br"
    headers = "".join(f"{name}: {value}\r\n" for name, value in response.headers)
    return len(BY_SERVER) + len(headers) + len(response.data)


def weigh(visitor: Client, addresses: list[str]) -> dict[str, int]:
    """Weigh each page, and print the heaviest."""
    weights = {address: weight(visitor.get(address, headers={"Accept-Encoding": "br"})) for address in addresses}
    for address, size in sorted(weights.items(), key=lambda item: -item[1])[:HEAVIEST]:
        print(f"{size:6} {address}")  # noqa: T201 - pytest shows it where a budget breaks, and with -s
    return weights


@pytest.mark.parametrize("locale", LOCALES)
def test_every_country_fits_the_first_window(visitor: Client, locale: str) -> None:
    weights = weigh(visitor, [f"/{locale}/{code}/" for code in CODES])

    assert max(weights.values()) <= MOST
    assert median(weights.values()) <= MEDIAN


@pytest.mark.parametrize("locale", LOCALES)
def test_every_report_page_fits_the_first_window(visitor: Client, countries, locale: str) -> None:
    known = {country.country for country in countries} & set(places.COUNTRIES)

    weights = weigh(visitor, [f"/{locale}/{code.lower()}/report/" for code in known])

    assert max(weights.values()) <= MOST


@pytest.mark.parametrize("locale", LOCALES)
def test_home_and_every_help_text_fit_the_first_window(visitor: Client, locale: str) -> None:
    texts = [f"help/{text.slug}/" for text in help_texts.HELP_TEXTS]

    weights = weigh(visitor, [f"/{locale}/{path}" for path in ("", "countries/", "find/", "help/", *texts)])

    assert max(weights.values()) <= MOST


def changed(country: Country) -> Country:
    """Give a country in which much of every listing is not the same."""
    return country.model_copy(update={"listings": tuple(map(other, country.listings)), "emergency": ()})


def other(listing: Listing) -> Listing:
    facts = {"organization": "Other", "name_en": "Other", "notes": "Other", "languages": (), "networks": ()}
    return listing.model_copy(update={**facts, "phones": () if listing.website else listing.phones})


@pytest.mark.parametrize("locale", LOCALES)
def test_what_changed_fits_the_first_window_when_everything_did(
    countries, tmp_path_factory: pytest.TempPathFactory, clock: Clock, locale: str
) -> None:
    folder = tmp_path_factory.mktemp("changed")
    for state in (countries, [changed(country) for country in countries], ()):
        publish.publish(state, Shelf(folder / "editions"), now=NOON)
    app = site(folder, clock)
    press = with_press(app)
    addresses = [f"/{locale}/changes/{path}" for path in ("", "1/", "2/", "3/")]

    plain = weigh(Client(press), addresses)
    hiding = {address: weight(hidden(Client(with_hiding(press, app)), address)) for address in addresses}

    assert max(plain.values()) <= MOST
    assert max(hiding.values()) <= MOST


def hidden(visitor: Client, address: str) -> TestResponse:
    fields = {"page": address, "trail": ["/en/gb/?need=past&who=child&open=1"] * 9}
    return visitor.post("/", data=fields, headers={"Accept-Encoding": "br"})
