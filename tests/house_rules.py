"""What holds on every page, asked of each page that any test gets."""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import html5lib
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from resources import i18n

HEADERS = {
    "Cache-Control": "no-store",
    "CDN-Cache-Control": "max-age=30",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Content-Type": "text/html; charset=utf-8",
}
POLICY = re.compile(
    r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'; script-src 'sha256-[\w+/=]{44}'; img-src data:; "
    r"form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    r"require-trusted-types-for 'script'; trusted-types 'none'"
)
SECOND_REQUESTS = "img, iframe, object, embed, audio, video, source, track, script[src], link:not([href='data:,'])"
TRANSLATIONS = Path(__file__).resolve().parent.parent / "translations"
TITLES = [[locale.words.gettext("Directory")] for locale in i18n.load(TRANSLATIONS).values()]
"""What stands in the history beside an address: the same for every page."""
LANDMARKS = {"header", "main", "footer"}
"""What holds all that a page says, so that who cannot see it finds each part."""
OUTWARD = {"noreferrer", "noopener", "nofollow"}


@dataclass(frozen=True)
class Document:
    """A page as a reader's browser holds it."""

    response: TestResponse
    soup: BeautifulSoup

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", self.soup.get_text(" ")).strip()

    def one(self, selector: str) -> Tag:
        found = self.soup.select(selector)
        assert len(found) == 1, f"{len(found)} of {selector}"
        return found[0]

    def links(self) -> list[str]:
        return [str(link["href"]) for link in self.soup.select("a[href]")]


@dataclass(frozen=True)
class Visitor:
    """Somebody who reads pages, and notices whatever breaks a house rule."""

    client: FlaskClient

    def __call__(self, address: str, *, status: int = 200, **options: object) -> Document:
        return self._read(self.client.get(address, **options), status)

    def send(self, address: str, *, status: int = 200, **fields: str) -> Document:
        return self._read(self.client.post(address, data=fields), status)

    def _read(self, response: TestResponse, status: int) -> Document:
        assert response.status_code == status
        document = Document(response, BeautifulSoup(response.get_data(as_text=True), "html.parser"))
        hold(document)
        return document


def hold(document: Document) -> None:
    """Hold a page to every rule."""
    html5lib.HTMLParser(strict=True).parse(document.response.get_data(as_text=True))
    _hold_headers(document.response)
    hold_outline(document.soup)
    hold_fields(document.soup)
    _hold_links(document.soup)


def _hold_headers(response: TestResponse) -> None:
    assert {name: response.headers.get(name) for name in HEADERS} == HEADERS
    assert POLICY.fullmatch(response.headers["Content-Security-Policy"])
    assert "Set-Cookie" not in response.headers


def hold_outline(soup: BeautifulSoup) -> None:
    root = soup.html
    assert root is not None
    assert root["lang"]
    assert root["dir"] in ("ltr", "rtl")
    assert len(soup.select("h1")) == 1
    assert [title.get_text() for title in soup.select("title")] in TITLES
    assert len(soup.select("link[rel=icon][href='data:,']")) == 1  # without it a browser asks for one
    assert not soup.select(SECOND_REQUESTS)
    assert not soup.select("[style], [onclick], [onload]")
    repeated = [name for name, count in Counter(tag["id"] for tag in soup.select("[id]")).items() if count > 1]
    assert repeated == []
    parts = {tag.name for tag in soup.select("body > *")} - {"script"}
    assert parts <= LANDMARKS, parts
    bold = [
        line for line in soup.select("p:has(> b:only-child)") if line.get_text().strip() == line.b.get_text().strip()
    ]
    assert bold == []  # a line all in bold is a heading that says so to nobody who cannot see it
    levels = [int(heading.name[1]) for heading in soup.select("h1, h2, h3, h4")]
    assert all(below <= above + 1 for above, below in pairwise(levels)), levels


def hold_fields(soup: BeautifulSoup) -> None:
    for field in soup.select("input:not([type=hidden], [hidden]), select"):
        assert field.find_parent("label") or soup.select(f"label[for='{field.get('id')}']"), field
    searches = soup.select("form:has([type=search])")
    assert {(form.get("role"), form.get("method")) for form in searches} <= {("search", "post")}
    for form in soup.select("form"):
        assert len(form.select("[type=password][name=kept]")) == (form.get("method") == "post")  # see buttons.UNKEPT
        assert form["action"]
        assert form.select("button") or soup.select(f"button[form='{form.get('id')}']")


def _hold_links(soup: BeautifulSoup) -> None:
    leave = soup.select("a.exit")
    assert len(leave) == 1
    assert leave[0]["href"].startswith("/exit?to=")
    for link in soup.select("a[href^='http']"):
        assert set(link["rel"]) >= OUTWARD, link
    for number in soup.select("a[href^='tel:'], a[href^='sms:']"):
        assert number.select("bdi") or number.find_parent("bdi"), number
