"""What programs ask every site for: help is found, no icon is kept, who found a weakness knows where to write."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.robotparser import RobotFileParser

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app import create_app
from resources import root_files
from resources.errors import NotFoundError
from resources.settings import Settings
from tests.conftest import NOON, Clock

ICONS = ("/favicon.ico", "/apple-touch-icon.png", "/apple-touch-icon-precomposed.png")
SECURITY = "/.well-known/security.txt"
LINE = re.compile(r"(Contact: (https://|mailto:|tel:)[!-~]+|Expires: [0-9T:-]+Z|Preferred-Languages: en)")


def allowed(path: str) -> bool:
    """Tell what a search engine may ask for, by the rules of RFC 9309, where `*` stands for anything."""
    barred = re.findall("^Disallow: (.*)$", root_files.ROBOTS, re.MULTILINE)
    return not any(re.match(re.escape(rule).replace(r"\*", ".*"), path) for rule in barred)


@pytest.fixture
def named(published: Settings, clock: Clock) -> FlaskClient:
    """Somebody who asks a site whose operator named a contact."""
    return create_app(replace(published, contact="contact@example.org"), clock=clock).test_client()


@pytest.mark.parametrize(
    "path",
    ["/", "/en/", "/uk/gb/", "/ar/gb/report/", "/de/help/telling/", "/en/countries/", "/en/listing/gb-0a1b2c3d/"],
)
def test_search_engines_find_help(path: str) -> None:
    assert allowed(path)


@pytest.mark.parametrize(
    "path",
    [
        "/en/gb/?need=past",
        "/exit?to=en",
        "/exit",
        "/en/listing/gb-0a1b2c3d/wrong/",
        "/desk/sign-in/",
        "/healthz",
        "/gallery/en/",
    ],
)
def test_search_engines_leave_out_what_is_no_page_of_help(path: str) -> None:
    assert not allowed(path)


def test_the_rules_are_read_by_a_program_that_reads_such_rules(client: FlaskClient) -> None:
    answer, parser = client.get("/robots.txt"), RobotFileParser()

    parser.parse(answer.text.splitlines())

    assert answer.content_type == "text/plain; charset=utf-8"
    assert (parser.can_fetch("any", "/en/gb/"), parser.can_fetch("any", "/exit")) == (True, False)


@pytest.mark.parametrize("path", ICONS)
def test_there_is_no_icon_and_nothing_to_keep(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert (answer.status_code, answer.data) == (204, b"")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Type" not in answer.headers


@pytest.mark.parametrize(
    ("contact", "address"),
    [
        ("contact@example.org", "mailto:contact@example.org"),
        ("mailto:contact@example.org", "mailto:contact@example.org"),
        ("https://example.org/contact", "https://example.org/contact"),
        ("http://example.org/contact", ""),  # the form asks for TLS
        ("javascript:alert(1)", ""),
        ("javascript:a@b", ""),
        ("example.org", ""),
        ("https://", ""),
        ("mailto:", ""),
        ("@", ""),
        ("contact@example.org\nContact: a@b", ""),
        ("", ""),
    ],
)
def test_a_contact_is_an_address_with_its_scheme_or_none(contact: str, address: str) -> None:
    assert root_files.contact_address(contact) == address


def test_who_found_a_weakness_reads_where_to_write(named: FlaskClient) -> None:
    answer = named.get(SECURITY)

    assert answer.content_type == "text/plain; charset=utf-8"
    assert answer.text == (
        "Contact: mailto:contact@example.org\nExpires: 2027-02-22T00:00:00Z\nPreferred-Languages: en\n"
    )


def test_without_a_contact_there_is_a_page_that_leads_to_help(page) -> None:
    found = page(SECURITY, status=404)

    assert "/en/" in found.links()


@given(
    st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=200),
    st.datetimes(datetime(2020, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - given by `timezones`
)
def test_whatever_the_contact_each_line_is_one_that_the_form_knows(contact: str, now: datetime) -> None:
    try:
        lines = root_files.security(contact, now).splitlines()
    except NotFoundError:
        return

    assert [line for line in lines if not LINE.fullmatch(line)] == []
    assert now < datetime.fromisoformat(lines[1].removeprefix("Expires: ")) < now + timedelta(days=365)


def test_the_end_is_the_same_all_day() -> None:
    early, late = (root_files.security("a@b", NOON.replace(hour=hour)) for hour in (0, 23))

    assert early == late


@pytest.mark.parametrize("path", ["/robots.txt", SECURITY, *ICONS])
@pytest.mark.parametrize("query", ["?a=%ff&b=" + "c" * 999, "?x=<script>", "?%00", "?;;&&=="])
def test_what_is_sent_along_changes_nothing(named: FlaskClient, path: str, query: str) -> None:
    headers = {"Accept-Language": "uk", "Cookie": "a=b", "X-Forwarded-Host": "elsewhere.example"}

    plain, answer = named.get(path), named.get(path + query, headers=headers)

    assert answer.data == plain.data
    assert dict(answer.headers) == dict(plain.headers)


@pytest.mark.parametrize("path", ["/robots.txt", SECURITY, *ICONS])
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_they_are_read_and_nothing_else(named: FlaskClient, path: str, method: str) -> None:
    assert named.open(path, method=method).status_code == 405


@pytest.mark.parametrize("path", ["/robots.txt/", "/ROBOTS.TXT", "/en/robots.txt", "/favicon.ico/x", "/.well-known/"])
def test_no_other_address_is_one_of_them(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
