"""A walk over the desk by its links, the forms that stand on its pages, and what every answer of the desk must be."""

import json
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import parse_qsl, urlsplit

from bs4 import BeautifulSoup
from flask import Flask
from werkzeug.test import TestResponse

from resources import http
from tests.desk.clients import Client
from tests.desk.signing import RELYING
from tests.hostile import FORM, Form, forms, wrongs

OWN = ("Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Frame-Options")  # of pages of the desk
PROMISED = {name: value for name, value in http.SECURITY_HEADERS.items() if name not in OWN}
LANGUAGES = ("ar", "de", "es", "fr", "uk")  # of previews, in which the public pages' own tests look
HTML = "text/html"


def walk(member: Client, start: str = "/desk/") -> dict[str, TestResponse]:
    """Open every page that links and frames lead to; of addresses that differ in what is asked for, one."""
    found: dict[str, TestResponse] = {}
    waiting, met = [start], set()
    while waiting:
        address = waiting.pop(0).partition("#")[0]
        parts = urlsplit(address)
        place = parts.path, tuple(name for name, _ in parse_qsl(parts.query))
        if place in met or not parts.path.startswith("/desk/") or parts.path.endswith(PREVIEWS):
            continue
        met.add(place)
        found[address] = member.get(address)
        waiting += links(found[address])
    return found


PREVIEWS = tuple(f"/preview/{tag}/" for tag in LANGUAGES)


def links(answer: TestResponse) -> list[str]:
    """Give where an answer leads."""
    led = [answer.headers["Location"]] if "Location" in answer.headers else []
    if answer.mimetype != HTML:
        return led
    page = BeautifulSoup(answer.text, "html.parser")
    return [*led, *(str(one.get("href") or one.get("src")) for one in page.select("a[href], iframe[src]"))]


def all_forms(app: Flask, pages: Mapping[str, TestResponse]) -> dict[str, Form]:
    """Give one form of each kind that stands on pages, and one of each kind of link that asks for something.

    Two are of one kind that lead to the same view and have the same fields. Previews hold forms of the public site.
    """
    found: dict[str, Form] = {}
    for address, answer in pages.items():
        page = BeautifulSoup(answer.text if answer.mimetype == HTML else "", "html.parser")
        for form in (*forms(page, address), *_asking(address)):
            if form.action.startswith("/desk/"):
                found.setdefault(f"{form.method} {_view(app, form)} {' '.join(form.names)}", form)
    return found


def _asking(address: str) -> Iterator[Form]:
    parts = urlsplit(address)
    if parts.query:
        yield Form("GET", parts.path, tuple(parse_qsl(parts.query)))


def _view(app: Flask, form: Form) -> str:
    return str(app.url_map.bind("localhost").match(urlsplit(form.action).path, method=form.method)[0])


def send(member: Client, form: Form, body: bytes) -> TestResponse:
    """Send a form as bytes, as no browser would."""
    if form.method == "GET":
        return member.get(f"{form.action}?{body.decode('latin-1')}")
    headers = {"Origin": RELYING.origin}
    return member.browser.post(form.action, base_url=RELYING.origin, data=body, content_type=FORM, headers=headers)


def faults(answers: Iterable[TestResponse]) -> list[str]:
    """Say all that is wrong with answers."""
    return [f"{answer.request.path}: {wrong}" for answer in answers for wrong in _faults(answer)]


def _faults(answer: TestResponse) -> Iterator[str]:
    yield from wrongs(answer, PROMISED)
    if 300 <= answer.status_code < 400:
        if not _is_within(answer.headers.get("Location", "")):
            yield f"leads to {answer.headers.get('Location')}"
    elif answer.mimetype == HTML:
        if answer.request.path.count("/preview/") == 0 and not _is_ours(answer.text):
            yield f"no page of the desk: {answer.text[:80]}"
    elif answer.mimetype == "application/json":
        json.loads(answer.text)
    elif answer.mimetype != "application/zip":
        yield f"of the type {answer.mimetype}"


def _is_within(place: str) -> bool:
    return place.startswith("/desk/") and not set(place) & set("\\\r\n<>\"' ")


def _is_ours(html: str) -> bool:
    return all(part in html for part in ('<main id="main">', "<h1", "</html>"))
