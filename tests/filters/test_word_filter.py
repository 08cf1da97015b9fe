"""Help gets through a filter that adds up the weights of words, and the filter is one that blocks.

It has lists for English, French, German and Spanish; every locale is asked, for names in many languages stand in each.
"""

import re
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest

from resources import i18n
from resources.aliases import alias
from resources.help_texts import HELP_TEXTS
from resources.listing import Country, Listing
from resources.needs import Need
from tests.conftest import ROOT
from tests.filters.word_filter import LIMIT, objection

LOCALES = tuple(i18n.load(ROOT / "translations"))
KINDS = (
    "",
    "countries/",
    "find/",
    "help/",
    *(f"help/{text.slug}/" for text in HELP_TEXTS),
    "how-we-check/",
    "privacy/",
    "coverage/",
    "changes/",
    "nothing/here/",
    *(f"{code}/?need={need}" for code in ("gb", "us") for need in Need),
)
WEIGHING = re.compile("porn|rape|nude|sex|incest|traffick", re.IGNORECASE)

in_each_locale = pytest.mark.parametrize("locale", LOCALES)

Blocked = dict[str, str]
"""Which pages do not get through, and what weighed on them."""

Asker = Callable[[Iterable[str]], Blocked]


@pytest.fixture
def blocked(filtered: httpx.Client, base_url: str) -> Asker:
    """Asks for pages through the filter, and tells those that do not arrive."""

    def ask(paths: Iterable[str]) -> Blocked:
        answers = {path: filtered.get(base_url + path) for path in paths}
        lost = {path: objection(answer) for path, answer in answers.items() if '<main id="main">' not in answer.text}
        assert answers
        return lost

    return ask


def listed(countries: Iterable[Country]) -> Iterator[Listing]:
    """Give every service that visitors see."""
    for country in countries:
        yield from (listing for listing in country.listings if listing.status == "listed")


@contextmanager
def site_of_one_page(text: str) -> Iterator[str]:
    """Serve a made-up page; give its address."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(f'<!doctype html><title>Help</title><main id="main"><p>{text}</p></main>'.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@in_each_locale
def test_every_kind_of_page_gets_through(blocked: Asker, locale: str) -> None:
    assert blocked(f"/{locale}/{path}" for path in KINDS) == {}


@in_each_locale
def test_every_country_with_all_its_services_gets_through(
    blocked: Asker, countries: tuple[Country, ...], locale: str
) -> None:
    codes = sorted({listing.id[:2] for listing in listed(countries)} - {"zz"})

    assert blocked(f"/{locale}/{code}/?all=1" for code in codes) == {}


@in_each_locale
def test_every_page_for_reports_gets_through(blocked: Asker, countries: tuple[Country, ...], locale: str) -> None:
    codes = sorted({listing.id[:2] for listing in listed(countries)} - {"zz"})

    assert blocked(f"/{locale}/{code}/report/" for code in codes) == {}


@in_each_locale
def test_services_whose_names_weigh_get_through(blocked: Asker, countries: tuple[Country, ...], locale: str) -> None:
    names = [item.id for item in listed(countries) if WEIGHING.search(item.model_dump_json())]

    assert blocked(f"/{locale}/listing/{alias(name)}/" for name in names) == {}


@in_each_locale
def test_a_search_for_a_name_that_weighs_gets_through(filtered: httpx.Client, base_url: str, locale: str) -> None:
    answer = filtered.post(f"{base_url}/{locale}/find/", data={"name": "Revenge Porn Helpline"})

    assert objection(answer) == ""
    assert f"/listing/{alias('gb-revenge-porn-helpline')}/" in answer.text


@pytest.mark.parametrize(
    "text",
    [
        "Did someone share a nude image of you? Were you made to watch porn? Was it rape? Was it online sexual abuse?",
        "Hat jemand deine nackte Haut gezeigt? Hat dir jemand einen Porno gezeigt oder vom Ficken gesprochen?",
        "¿Alguien compartió fotos con sexo, o videos gratis? ¿Te pidió desnudos?",
        "As-tu vu un contenu pornographique ? Une photo sexe ? Des images de pornographie ?",
    ],
    ids=["en", "de", "es", "fr"],
)
def test_the_filter_blocks_what_it_is_there_to_block(filtered: httpx.Client, text: str) -> None:
    with site_of_one_page(text) as address:
        answer = filtered.get(address)

    assert f"limit of {LIMIT} " in objection(answer)
    assert text not in answer.text


def test_the_filter_lets_a_plain_page_pass(filtered: httpx.Client) -> None:
    with site_of_one_page("Did someone hurt you? You can talk to someone.") as address:
        answer = filtered.get(address)

    assert objection(answer) == ""
    assert "You can talk to someone." in answer.text
