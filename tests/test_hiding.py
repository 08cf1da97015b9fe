"""Hiding which pages are read: every page at `/`, by POST."""

import re
from urllib.parse import urlencode

import html5lib
import pytest
from bs4 import BeautifulSoup, Tag
from werkzeug.test import Client

from app import with_hiding
from resources import places
from resources.aliases import alias
from resources.help_texts import HELP_TEXTS
from resources.hiding import MOST_STEPS
from resources.posted import MOST_BYTES
from resources.settings import Settings
from tests.conftest import Clock
from tests.house_rules import HEADERS, hold_fields, hold_outline
from tests.pressing import pressed, site
from tests.test_weight import MOST, weight

LOCALES = ("en", "ar", "de", "es", "fr", "uk")
CHILDLINE = f"/en/listing/{alias('gb-childline')}/"
PAGES = (
    "",
    "countries/",
    "find/",
    "help/",
    *(f"help/{text.slug}/" for text in HELP_TEXTS),
    "how-we-check/",
    "privacy/",
    "coverage/",
    "changes/",
    "gb/",
    "gb/?need=past&open=1",
    "gb/?all=1",
    "aq/",
    "gb/report/",
    CHILDLINE.removeprefix("/en/"),
)


@pytest.fixture
def client(published: Settings, clock: Clock) -> Client:
    """Somebody who asks a press behind which pages can be hidden."""
    app = site(published.instance, clock)
    return Client(with_hiding(pressed(published.instance, clock), app))


def ask(client: Client, page: str = "/en/", **fields: str | list[str]) -> BeautifulSoup:
    """Ask for a page in hiding."""
    return BeautifulSoup(client.post("/", data={"page": page, **fields}).text, "html.parser")


def press(client: Client, button: Tag, **filled: str) -> BeautifulSoup:
    """Press a button as a browser does: it sends its own name, and the hidden fields of its form."""
    soup = next(iter(button.find_parents("html")))
    form = soup.find(id=button["form"]) if button.has_attr("form") else button.find_parent("form")
    assert form["action"] == "/"
    assert form["method"] == "post"
    fields = [(str(field["name"]), str(field["value"])) for field in form.select("input[type=hidden]")]
    own = [(str(button["name"]), str(button["value"]))] if button.has_attr("name") else []
    body = urlencode([*fields, *filled.items(), *own])
    answer = client.post("/", data=body, content_type="application/x-www-form-urlencoded")
    return BeautifulSoup(answer.text, "html.parser")


def words(html: str) -> str:
    """Give what a page says, without what hiding adds to it and what it takes away."""
    soup = BeautifulSoup(html, "html.parser")
    for part in soup.select("style, script, form.switch, main > .note:first-child, main > .plain:has([name=back])"):
        part.decompose()
    return re.sub(r"\s+", " ", soup.get_text(" "))


def button(soup: BeautifulSoup, **wanted: str) -> Tag:
    found = soup.find("button", attrs=wanted)
    assert isinstance(found, Tag), wanted
    return found


@pytest.mark.parametrize("locale", LOCALES)
def test_every_kind_of_page_says_the_same_in_hiding(client: Client, locale: str) -> None:
    addresses = [f"/{locale}/{path}" for path in PAGES]

    differing = [
        address
        for address in addresses
        if words(client.post("/", data={"page": address}).text) != words(client.get(address).text)
    ]

    assert differing == []


@pytest.mark.parametrize("locale", LOCALES)
def test_no_page_in_hiding_has_a_link_or_a_form_to_another_address_of_ours(client: Client, locale: str) -> None:
    for path in PAGES:
        soup = ask(client, f"/{locale}/{path}")

        ours = [str(link["href"]) for link in soup.select("a[href^='/'], a[href^='?']")]
        forms = {(form["action"], form["method"]) for form in soup.select("form")}

        assert ours == ["/"]  # the end of hiding
        assert forms == {("/", "post")}


@pytest.mark.parametrize("locale", LOCALES)
def test_pages_in_hiding_keep_the_house_rules(client: Client, locale: str) -> None:
    for path in PAGES:
        answer = client.post("/", data={"page": f"/{locale}/{path}", "trail": f"/{locale}/"})
        soup = BeautifulSoup(answer.text, "html.parser")

        html5lib.HTMLParser(strict=True).parse(answer.text)
        hold_outline(soup)
        hold_fields(soup)
        own = {name: answer.headers.get(name) for name in HEADERS.keys() - {"CDN-Cache-Control"}}
        assert own == {name: value for name, value in HEADERS.items() if name != "CDN-Cache-Control"}
        assert "CDN-Cache-Control" not in answer.headers
        assert len(soup.select(".exit")) == 1


def test_a_reader_goes_on_and_back_step_by_step(client: Client) -> None:
    home = press(client, button(BeautifulSoup(client.get("/en/").text, "html.parser"), value="/en/", name="page"))
    countries = press(client, button(home, value="/en/countries/"))
    country = press(client, button(countries, value="/en/gb/"))

    again = press(client, button(country, name="back"))
    first = press(client, button(again, name="back"))

    assert not home.select("[name=back]")
    assert country.h1.get_text() == "United Kingdom"
    assert again.h1.get_text() == "All countries"
    assert first.select_one(".hero")
    assert not first.select("[name=back]")


def test_the_way_back_remembers_ten_steps(client: Client) -> None:
    trail = [f"/en/help/{text.slug}/" for text in HELP_TEXTS] * 2

    page = ask(client, "/en/gb/", trail=trail)

    kept = [str(field["value"]) for field in page.select("form#pages [name=trail]")]
    assert kept == [*trail[-MOST_STEPS:], "/en/gb/"]
    assert len(trail) > MOST_STEPS == 10


def test_a_search_works_and_its_answer_leads_on(client: Client) -> None:
    search = ask(client, "/en/").select_one("form:has(#name) button")

    found = press(client, search, name="childline")
    listing = press(client, button(found, value=CHILDLINE))

    assert "Childline" in listing.h1.get_text()


def test_a_name_that_was_searched_for_is_in_no_field_of_the_answer(client: Client) -> None:
    found = press(client, ask(client, "/en/").select_one("form:has(#name) button"), name="my own words")

    assert "my own words" not in str(found)


def test_a_country_chosen_by_select_is_shown_at_once(client: Client) -> None:
    choose = ask(client, "/fr/help/picture/").select_one("form:has(#country) button")

    country = press(client, choose, country="gb")

    assert country.h1.get_text() == "Royaume-Uni"
    assert country.select_one(".ways [aria-current]")["value"] == "/fr/gb/?need=picture"


def test_a_page_narrowed_in_its_own_form_is_what_the_address_would_show(client: Client) -> None:
    show = ask(client, "/en/gb/").select_one("form:has([name=who]) button")

    narrowed = press(client, show, who="child", way="", open="1")

    assert words(str(narrowed)) == words(client.get("/en/gb/?need=talk&who=child&open=1").text)
    assert narrowed.select("[name=trail]")[-1]["value"] == "/en/gb/?need=talk&who=child&open=1"


def test_what_is_wrong_can_be_told(client: Client) -> None:
    tell = ask(client, CHILDLINE).select_one("form:has([name=wrong]) button")

    thanks = press(client, tell, wrong="other")

    assert thanks.h1.get_text() == "Thank you"


def test_an_address_without_a_page_says_so(client: Client) -> None:
    answer = client.post("/", data={"page": "/en/nothing/here/"})

    assert answer.status_code == 404
    assert "This page is not here" in answer.text


@pytest.mark.parametrize(
    "address",
    ["", "//evil.example/", "/exit?to=en", "/healthz", "/xx/gb/", "https://evil.example/", '/en/"><b>', "/en/\n"],
)
def test_an_address_that_is_none_of_ours_is_home(client: Client, address: str) -> None:
    answer = client.post("/", data={"page": address, "trail": address})

    assert answer.status_code == 200
    assert 'class="hero"' in answer.text
    assert "evil" not in answer.text
    assert "<b>" not in answer.text.partition('class="hero"')[0]


@pytest.mark.parametrize(("wanted", "leads"), [("https://de.wikipedia.org/", "de"), ("https://evil.example/", "en")])
def test_the_way_out_leads_to_a_neutral_page_and_nowhere_else(client: Client, wanted: str, leads: str) -> None:
    answer = client.post("/", data={"leave": wanted})

    assert answer.headers["Location"] == f"https://{leads}.wikipedia.org/"
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.status_code == 303


def test_the_policy_lets_a_form_lead_to_the_neutral_page_of_the_reader(client: Client) -> None:
    policy = client.post("/", data={"page": "/uk/"}).headers["Content-Security-Policy"]

    assert "form-action 'self' https://uk.wikipedia.org/;" in policy


@pytest.mark.parametrize(
    "body",
    [b"page=" + b"x" * MOST_BYTES, b"\xff\xfe=%ff&page=%00", b"&&&===", b"trail=" + b"/en/&trail=" * 300 + b"/en/"],
)
def test_a_strange_form_is_answered_with_a_page(client: Client, body: bytes) -> None:
    answer = client.post("/", data=body, content_type="application/x-www-form-urlencoded")

    assert answer.status_code in (200, 405)
    assert '<main id="main">' in answer.text


def test_a_form_of_another_type_is_refused_with_a_page(client: Client) -> None:
    answer = client.post("/", data=b"{}", content_type="application/json")

    assert answer.status_code == 405
    assert '<main id="main">' in answer.text


@pytest.mark.parametrize("locale", LOCALES)
def test_every_country_fits_the_first_window_in_hiding_too(client: Client, locale: str) -> None:
    trail = [f"/{locale}/gb/?need=past&who=child&open=1"] * 9
    asked = [f"/{locale}/{code.lower()}/{part}" for code in places.COUNTRIES for part in ("", "report/")]

    weights = {
        address: weight(client.post("/", data={"page": address, "trail": trail}, headers={"Accept-Encoding": "br"}))
        for address in asked
    }

    assert {address: size for address, size in weights.items() if size > MOST} == {}
