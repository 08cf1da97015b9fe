"""Every public page and parameter, sent what no reader sends: a page of ours comes back, and nothing is changed."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

from app import behind_proxy, with_hiding
from resources import http, publish
from resources.editions import Shelf
from resources.settings import Settings
from tests.builders import country, listing
from tests.conftest import NOON, Clock
from tests.hostile import BODIES, FORM, MARK, MARKUP, METHODS, PARTS, TYPES, Form, bodies, forms, wrongs
from tests.pressing import pressed, site

PAGES = (
    "/",
    "/en/",
    "/ar/countries/",
    "/de/find/",
    "/en/gb/",
    "/fr/gb/report/",
    "/en/listing/gb-childline/",
    "/es/help/",
    "/uk/help/telling/",
    "/en/how-we-check/",
    "/en/privacy/",
    "/en/coverage/",
    "/exit",
    "/gallery/en/",
)
RULES = (
    "/{}/",
    "/{}",
    "/en/{}/",
    "/en/{}/report/",
    "/en/listing/{}/",
    "/en/listing/{}/wrong/",
    "/en/help/{}/",
    "/gallery/{}/",
)
QUERY = Form(
    "GET", "", tuple((name, "x") for name in ("need", "open", "all", "language", "audience", "to", "page", "name"))
)
PROMISED = {name: value for name, value in http.SECURITY_HEADERS.items() if name != "Content-Security-Policy"}
HOSTS = (
    "",
    "evil.example",
    "u:p@evil.example",
    "evil.example:99999",
    "evil.example/<x>",
    "[evil",
    "evil.example\\@a",
    "b\u00fccher.example".encode().decode("latin-1"),
)


@pytest.fixture(scope="module")
def client(published: Settings) -> Client:
    """Somebody who asks the whole site, as it is put together for a server."""
    clock = Clock()
    app = site(published.instance, clock)
    return Client(behind_proxy(with_hiding(pressed(published.instance, clock), app), app))


@pytest.fixture(autouse=True)
def unchanged(published: Settings) -> Iterator[None]:
    """Hold each test to what no request of a visitor's may do: change a file of the site, but what was told."""
    before = state(published.instance)
    yield
    assert state(published.instance) == before


def state(instance: Path) -> dict[str, str]:
    files = (
        file
        for file in instance.rglob("*")
        if file.is_file() and file.parent.name != "flags" and file.name != "forms.key"
    )
    return {str(file): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def found(*answers: TestResponse) -> list[str]:
    """Say all that is wrong with answers."""
    return [f"{answer.request.path}: {wrong}" for answer in answers for wrong in wrongs(answer, PROMISED)]


@pytest.mark.parametrize("page", PAGES)
def test_parameters_of_a_page_break_nothing(client: Client, page: str) -> None:
    asked = (client.get(page, query_string=body.decode("latin-1")) for _, body in bodies(QUERY))

    assert found(*asked) == []


@pytest.mark.parametrize("page", ["/en/", "/en/find/", "/en/listing/gb-childline/"])
def test_forms_of_a_page_break_nothing(client: Client, page: str) -> None:
    soup = BeautifulSoup(client.get(page).data, "html.parser")
    sent = [form for form in forms(soup, page) if form.method == "POST"]

    answers = [client.post(form.action, data=body, content_type=FORM) for form in sent for _, body in bodies(form)]

    assert sent
    assert found(*answers) == []


def test_odd_words_beside_a_country_break_nothing(client: Client) -> None:
    form = Form("POST", "/en/find/", (("country", "GB"), ("need", "past"), ("name", "x")))

    answers = [client.post(form.action, data=body, content_type=FORM) for _, body in bodies(form, kept=["country"])]

    assert {answer.headers.get("Location", "/en/gb/") for answer in answers} == {"/en/gb/", "/en/gb/?need=past"}
    assert len([answer for answer in answers if answer.status_code == 303]) > 20
    assert found(*answers) == []


def test_the_form_that_hides_pages_breaks_nothing(client: Client) -> None:
    names = ("page", "send", "back", "trail", "leave", "kept", "name", "country")
    form = Form("POST", "/", tuple((name, "/en/") for name in names))
    sends = Form("POST", "/", (("send", "/en/find/"), ("name", "x"), ("country", "x"), ("need", "x")))

    sent = [body for one in (form, sends) for _, body in bodies(one, kept=("send",) if one is sends else ())]

    assert found(*(client.post("/", data=body, content_type=FORM) for body in sent)) == []


def test_markup_in_the_facts_of_a_listing_is_shown_as_text(tmp_path: Path) -> None:
    facts = {"name": MARKUP, "organization": MARKUP, "notes": MARKUP}
    publish.publish([country(listing(**facts))], Shelf(tmp_path / "editions"), now=NOON - timedelta(hours=1))
    reader = Client(pressed(tmp_path, Clock()))

    answers = [reader.get(path) for path in ("/en/gb/?all=1", "/en/listing/gb-example/")]

    assert [answer.text.count(MARK) > 0 for answer in answers] == [True, True]
    assert found(*answers) == []


@pytest.mark.parametrize("rule", RULES)
def test_a_path_of_any_parts_is_answered(client: Client, rule: str) -> None:
    asked = [client.open(rule.format(part), method=method) for part in PARTS for method in ("GET", "POST")]

    assert found(*asked) == []
    assert {answer.status_code for answer in asked} <= {200, 303, 308, 404, 405}


@pytest.mark.parametrize("page", ["/", "/en/gb/", "/en/find/", "/en/listing/gb-childline/wrong/", "/exit", "/healthz"])
def test_methods_and_bodies_of_any_type_break_nothing(client: Client, page: str) -> None:
    asked = [client.open(page, method=method) for method in METHODS]
    sent = [client.post(page, data=body, content_type=kind) for kind in TYPES for body in BODIES]

    assert found(*asked, *sent) == []


@pytest.mark.parametrize(
    "path", ["/en", "/en/gb", "//en", "/en//privacy/", "/en/gb//", "/en/listing/%2f%2fevil.example/wrong/"]
)
def test_no_answer_repeats_what_somebody_says_the_host_is(client: Client, path: str) -> None:
    asked = [client.get(path, headers={"Host": host, "X-Forwarded-Host": "evil.example"}) for host in HOSTS]

    assert {answer.headers["Location"] for answer in asked if answer.status_code == 308}
    assert [answer for answer in asked if not _is_within(answer)] == []
    assert found(*asked) == []


def _is_within(answer: TestResponse) -> bool:
    said = answer.headers.get("Location", "/en/")
    return said.startswith("/") and not said.startswith(("//", "/\\")) and b"evil.example" not in answer.data


@settings(max_examples=80)
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "OPTIONS"]),
    path=st.text(max_size=40).map(quote),
    query=st.text(max_size=40).map(partial(quote, safe="=&;%+")),  # a raw line break ends the request
    body=st.binary(max_size=60),
    header=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=30),
)
def test_requests_of_any_kind_are_answered(
    client: Client, method: str, path: str, query: str, body: bytes, header: str
) -> None:
    pages = (f"/{path}", f"/en/{path}/", f"/en/listing/{path}/wrong/", f"/en/help/{path}/")
    headers = dict.fromkeys(("Accept-Language", "Accept-Encoding", "If-None-Match", "Range", "Cookie"), header)
    sent = {"query_string": query, "data": body, "headers": headers, "content_type": FORM}

    asked = [client.open(page, method=method, **sent) for page in pages]

    assert found(*asked) == []
