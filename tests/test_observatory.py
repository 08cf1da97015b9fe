"""The site as MDN's HTTP Observatory grades it: its rules, as they stand in the scoring table of 2025.

Rules that ask other servers are answered by what the rest of the tests hold: no cookie, no file of another origin.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from werkzeug.test import Client

from app import create_app, with_hiding, with_press
from resources.settings import Settings
from tests.conftest import Clock

SIX_MONTHS = 15_768_000  # seconds
HIGHEST = 100  # the grade A+
FOR_EXTRA = 90  # below, nothing beyond what is asked counts
BROAD = {"*", "http:", "https:", "data:", "ftp:", "'unsafe-inline'", "'unsafe-eval'", "blob:"}
PRIVATE = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}

Headers = Mapping[str, str]


def directives(headers: Headers) -> dict[str, set[str]]:
    parts = (part.split() for part in headers.get("Content-Security-Policy", "").split(";") if part.strip())
    return {name: set(values) for name, *values in parts}


def policy(headers: Headers, _: str) -> int:
    found = directives(headers)
    if not found:
        return -25
    running = found.get("script-src", found.get("default-src", {"*"})) | found.get(
        "object-src", found.get("default-src", {"*"})
    )
    if running & BROAD:
        return -20
    if found.get("style-src", set()) & BROAD:
        return 0
    return 10 if found.get("default-src") == {"'none'"} else 5


def cookies(headers: Headers, _: str) -> int:
    return 0 if "Set-Cookie" not in headers else -20


def sharing(headers: Headers, _: str) -> int:
    return -50 if headers.get("Access-Control-Allow-Origin") == "*" else 0


def referrer(headers: Headers, _: str) -> int:
    return 5 if headers.get("Referrer-Policy") in PRIVATE else 0


def transport(headers: Headers, _: str) -> int:
    age = re.search(r"max-age=(\d+)", headers.get("Strict-Transport-Security", ""))
    if age is None:
        return -20
    return 0 if int(age[1]) >= SIX_MONTHS else -10


def integrity(_: Headers, html: str) -> int:
    foreign = BeautifulSoup(html, "html.parser").select("script[src]:not([integrity])")
    return -5 if foreign else 0


def types(headers: Headers, _: str) -> int:
    return 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5


def framing(headers: Headers, _: str) -> int:
    if directives(headers).get("frame-ancestors", {"*"}) & {"*", "http:", "https:"}:
        return 0 if headers.get("X-Frame-Options") in ("DENY", "SAMEORIGIN") else -20
    return 5


def resources(headers: Headers, _: str) -> int:
    return {"same-origin": 10, "same-site": 10, "cross-origin": 0}.get(
        headers.get("Cross-Origin-Resource-Policy", ""), 0
    )


RULES = (policy, cookies, sharing, referrer, transport, integrity, types, framing, resources)


def score(headers: Headers, html: str) -> int:
    """Grade an answer: what is missing is taken off; what is beyond is added where little is missing."""
    points = [rule(headers, html) for rule in RULES]
    lowered = 100 + sum(point for point in points if point < 0)
    return lowered + sum(point for point in points if point > 0) if lowered >= FOR_EXTRA else lowered


@pytest.fixture
def client(published: Settings, clock: Clock) -> Client:
    """Somebody who asks the site as it stands behind TLS."""
    app = create_app(replace(published, https=True), clock=clock)
    return Client(with_hiding(with_press(app), app))


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/en/",
        "/ar/gb/",
        "/en/gb/report/",
        "/en/help/telling/",
        "/en/nothing/",
        "/healthz",
        "/exit",
        "/robots.txt",
        "/favicon.ico",
    ],
)
def test_every_answer_gets_the_highest_grade(client: Client, path: str) -> None:
    answer = client.get(path)

    assert score(answer.headers, answer.text) >= HIGHEST + 30


@pytest.mark.parametrize("fields", [{"page": "/en/gb/"}, {"leave": "https://en.wikipedia.org/"}])
def test_answers_in_hiding_get_the_highest_grade_too(client: Client, fields: dict[str, str]) -> None:
    answer = client.post("/", data=fields)

    assert score(answer.headers, answer.text) >= HIGHEST + 30


@pytest.mark.parametrize(
    "lost",
    [
        "Content-Security-Policy",
        "Referrer-Policy",
        "Strict-Transport-Security",
        "X-Content-Type-Options",
        "Cross-Origin-Resource-Policy",
    ],
)
def test_the_grade_falls_with_each_header_that_is_lost(client: Client, lost: str) -> None:
    answer = client.get("/en/")

    kept = {name: value for name, value in answer.headers.items() if name != lost}

    assert score(kept, answer.text) < score(answer.headers, answer.text)


def test_a_site_without_tls_promises_none(published: Settings, clock: Clock) -> None:
    answer = create_app(published, clock=clock).test_client().get("/en/", headers={"X-Forwarded-Proto": "https"})

    assert "Strict-Transport-Security" not in answer.headers
