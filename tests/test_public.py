"""The public wing, as its visitors and its neighbours use it."""

import json
import logging
from datetime import timedelta

import pytest
from flask import request
from flask.testing import FlaskClient

from resources import places
from tests.conftest import Clock
from tests.house_rules import Visitor

LOCALES = ("en", "ar", "de", "es", "fr", "uk")


@pytest.mark.parametrize(("header", "locale"), [("de", "de"), ("ar-EG,ar;q=0.9", "ar"), ("xx", "en")])
def test_the_root_speaks_what_the_browser_asks_for(page: Visitor, header: str, locale: str) -> None:
    home = page("/", headers={"Accept-Language": header})

    assert home.one("html")["lang"] == locale
    assert home.response.headers["Vary"] == "Accept-Language"


def test_home_begins_with_the_three_sentences(page: Visitor) -> None:
    heading = page("/en/").one("h1").get_text(" ", strip=True)

    assert heading == "It’s not your fault. You are not alone. We help you find people who can help."


@pytest.mark.parametrize("locale", LOCALES)
def test_words_that_no_native_speaker_has_read_say_so(page: Visitor, locale: str) -> None:
    words = page.client.application.extensions["site"].locales[locale].words
    said = words.gettext("No native speaker has checked these words yet. The numbers are the same in every language.")

    assert (said in page(f"/{locale}/").text) is (locale != "en")


def test_home_offers_every_country(page: Visitor) -> None:
    values = [option["value"] for option in page("/en/").soup.select("#country option")]

    assert sorted(values) == sorted(["", *(code.lower() for code in places.COUNTRIES)])


@pytest.mark.parametrize(("code", "number"), [("gb", "0800 1111"), ("br", "100"), ("ke", "116"), ("jp", None)])
def test_a_country_chosen_by_select_leads_to_a_number(
    client: FlaskClient, page: Visitor, code: str, number: str | None
) -> None:
    answer = client.post("/en/find/", data={"country": code})

    country = page(answer.headers["Location"])

    assert answer.status_code == 303
    assert country.soup.select(".card a[href^='tel:']")
    assert number is None or number in country.text


def test_a_choice_leaves_nothing_in_the_address_of_the_search(client: FlaskClient) -> None:
    answer = client.post("/en/find/", data={"name": "childline"})

    assert answer.status_code == 200
    assert "childline" not in answer.request.url


def test_what_was_typed_is_not_written_back(page: Visitor) -> None:
    found = page.send("/en/find/", name="my own secret words")

    assert "secret" not in found.response.get_data(as_text=True)


@pytest.mark.parametrize(
    "name",
    ["United Kingdom", "Deutschland", "Alemania", "ألمانيا", "UK", "childline", "Kenia", "日本", "Brasil", "Grmany"],
)
def test_a_name_in_any_script_finds_something(page: Visitor, name: str) -> None:
    assert page.send("/en/find/", name=name).soup.select(".doors a")


def test_a_name_that_finds_nothing_says_so_and_leads_on(page: Visitor) -> None:
    found = page.send("/en/find/", name="qqqqqqqqqqq")

    assert not found.soup.select(".doors a")
    assert "We found nothing with that name" in found.text
    assert found.soup.select("#country")


@pytest.mark.parametrize("fields", [{}, {"country": ""}, {"country": "xx"}, {"country": "../"}, {"name": "\x00"}])
def test_a_choice_of_nothing_shows_the_ways_again(page: Visitor, fields: dict[str, str]) -> None:
    assert page.send("/en/find/", **fields).soup.select("#country")


def test_a_need_is_carried_to_the_country(client: FlaskClient) -> None:
    answer = client.post("/fr/find/", data={"country": "gb", "need": "picture"})

    assert answer.headers["Location"] == "/fr/gb/?need=picture"


def test_a_need_that_we_do_not_know_is_dropped(client: FlaskClient) -> None:
    answer = client.post("/fr/find/", data={"country": "gb", "need": "//evil.example"})

    assert answer.headers["Location"] == "/fr/gb/"


def test_the_emergency_number_is_the_first_number_of_a_country(page: Visitor) -> None:
    first = page("/en/gb/").soup.select("a[href^='tel:']")[0]

    assert first.get_text(strip=True) == "999"


def test_a_country_of_which_nothing_is_known_says_so_and_leads_on(page: Visitor) -> None:
    nothing = page("/en/aq/")

    assert "We know of no service in this country yet" in nothing.text
    assert "We do not know the emergency number here" in nothing.text
    assert nothing.soup.select("a[href='/en/help/no-service-here/']")


def test_candidates_are_never_shown(page: Visitor, countries) -> None:
    candidates = [item for country in countries for item in country.listings if item.status == "candidate"]

    shown = [item.id for item in candidates if page.client.get(f"/en/listing/{item.id}/").status_code != 404]

    assert candidates
    assert shown == []


@pytest.mark.parametrize(
    "address",
    [
        "/en/gb/?need=past",
        "/en/gb/?need=nonsense&x=1",
        "/en/gb/?open=1&free=1&unnamed=1",
        "/ar/ca/?region=CA-BC",
        "/en/gb/?all=1",
    ],
)
def test_filters_answer_and_what_is_unknown_is_ignored(page: Visitor, address: str) -> None:
    assert page(address).soup.select(".card")


def test_a_filter_is_kept_by_the_language_switch(page: Visitor) -> None:
    links = page("/en/gb/?need=past").links()

    assert "/de/gb/?need=past" in links


def test_everything_is_one_link_away(page: Visitor, countries) -> None:
    listed = [item for item in next(c for c in countries if c.country == "GB").listings if item.status == "listed"]
    assert "?all=1" in page("/en/gb/").links()

    everything = page("/en/gb/?all=1")

    assert len(everything.soup.select("article.card")) == len(listed)


def test_a_listing_shows_where_each_fact_was_read(page: Visitor) -> None:
    listing = page("/en/listing/gb-childline/")

    assert "Not checked by us yet" in listing.text
    assert "Child Helpline International" in listing.text
    assert listing.soup.select("dd a[href^='https://childhelplineinternational.org']")


def test_the_pages_that_a_listing_names_are_linked_as_they_are(page: Visitor, countries) -> None:
    listed = next(item for country in countries for item in country.listings if item.id == "zz-europol-say-no")

    links = page("/en/listing/zz-europol-say-no/").links()

    assert {item.url for item in listed.evidence} <= set(links)


@pytest.mark.parametrize(
    ("address", "locale"),
    [
        ("/fr/nothing/here/", "fr"),
        ("/de/zz/", "de"),
        ("/ar/listing/gb-nobody/", "ar"),
        ("/uk/help/nothing/", "uk"),
        ("/x/", "es"),
    ],
)
def test_a_missing_page_keeps_the_language_and_leads_on(page: Visitor, address: str, locale: str) -> None:
    missing = page(address, status=404, headers={"Accept-Language": "es"})

    assert missing.one("html")["lang"] == locale
    assert missing.response.headers["Vary"] == "Accept-Language"
    assert missing.soup.select("#country")


def test_a_method_that_an_address_does_not_take_is_answered_with_a_page(client: FlaskClient) -> None:
    answer = client.delete("/en/gb/")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    assert "You can start again here" in answer.get_data(as_text=True)


def test_a_body_that_is_too_long_is_answered_with_a_page(page: Visitor) -> None:
    assert "A short name is enough" in page.send("/en/find/", status=413, name="a" * 100_000).text


def test_a_fault_of_ours_is_one_plain_page(client: FlaskClient, app, caplog: pytest.LogCaptureFixture) -> None:
    def fail(_: object) -> None:
        raise ValueError(request.query_string)

    app.extensions["site"].templates.globals["label"] = fail

    answer = client.get("/en/gb/?secret=words", headers={"User-Agent": "marked-agent"})

    assert answer.status_code == 500
    assert "Something went wrong on our side" in answer.get_data(as_text=True)
    assert "secret" not in caplog.text
    assert "marked-agent" not in caplog.text


@pytest.mark.parametrize(("to", "site"), [("de", "https://de.wikipedia.org/"), ("//x", "https://fr.wikipedia.org/")])
def test_the_exit_clears_and_leads_to_a_neutral_page(client: FlaskClient, to: str, site: str) -> None:
    answer = client.get("/exit", query_string={"to": to}, headers={"Accept-Language": "fr"})

    assert answer.status_code == 303
    assert answer.headers["Location"] == site
    assert answer.headers["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/en/", 200),
        ("POST", "/en/find/", 200),
        ("GET", "/exit", 303),
        ("GET", "/healthz", 200),
        ("OPTIONS", "/en/gb/", 200),
        ("GET", "/en/gb", 308),
        ("GET", "/nothing", 404),
        ("DELETE", "/en/", 405),
    ],
)
def test_every_answer_keeps_the_promises(client: FlaskClient, method: str, address: str, status: int) -> None:
    answer = client.open(address, method=method)

    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "Set-Cookie" not in answer.headers


READS = {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("address", "takes"),
    [
        ("/", READS),
        ("/en/gb/", READS),
        ("/en/find/", READS | {"POST"}),
        ("/exit", READS),
        ("/favicon.ico", READS),
        ("/api/services", READS),
    ],
)
def test_who_asks_what_an_address_takes_is_told_so_and_nothing_else(
    client: FlaskClient, address: str, takes: set[str]
) -> None:
    answer = client.options(address)

    assert (answer.status_code, answer.data, set(answer.allow)) == (200, b"", takes)
    assert answer.headers["Content-Length"] == "0"
    assert "Content-Type" not in answer.headers


def test_an_answer_that_only_leads_on_says_no_type_of_nothing(client: FlaskClient) -> None:
    assert "Content-Type" not in client.get("/en/gb").headers


def test_health_reads_the_edition_for_real(client: FlaskClient, clock: Clock) -> None:
    clock.move(timedelta(hours=1))

    health = json.loads(client.get("/healthz").data)

    assert health["edition"] == 1
    assert health["age_seconds"] == 2 * 60 * 60
    assert health["listings"] > 600
    assert health["refused"] == []


def test_nothing_of_a_visitor_reaches_the_log(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)

    client.post("/en/find/", data={"name": "marked-name"}, headers={"User-Agent": "marked-agent"})
    client.get("/en/marked-path/", query_string={"q": "marked-query"})

    assert "marked" not in caplog.text
