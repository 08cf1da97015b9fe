"""The press: what it gives is what Flask gives, packed, at every moment and in every edition."""

import gzip
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given
from hypothesis import settings as trial
from hypothesis import strategies as st
from werkzeug.test import Client, EnvironBuilder

from app import with_press
from resources import publish
from resources.directory import Way, Who
from resources.editions import Shelf
from resources.needs import Need
from resources.press import LOOK_EVERY, Press
from resources.settings import Settings
from tests.builders import country, listing
from tests.conftest import NOON, Clock
from tests.pressing import kept, pressed, site, visiting

UNPACK = {"br": brotli.decompress, "gzip": gzip.decompress, "identity": bytes}
PAGES = {
    "public.root": ["/"],
    "public.home": ["/{}/"],
    "public.countries": ["/{}/countries/"],
    "public.find": ["/{}/find/"],
    "public.country": [
        "/{}/gb/",
        "/{}/aq/",
        "/{}/gb/?need=past",
        "/{}/ca/?region=CA-BC&open=1",
        "/{}/gb/?who=child&all=1",
    ],
    "public.report": ["/{}/gb/report/", "/{}/aq/report/"],
    "public.listing": ["/{}/listing/gb-childline/"],
    "public.help_index": ["/{}/help/"],
    "public.help_text": ["/{}/help/this-device/"],
    "public.how_we_check": ["/{}/how-we-check/"],
    "public.privacy": ["/{}/privacy/"],
    "public.coverage_table": ["/{}/coverage/"],
    "public.changes": ["/{}/changes/", "/{}/changes/1/"],
}
"""Every kind of page with an address or more; `{}` is the locale."""
NO_PAGES = {"public.leave", "public.health", "public.found", "public.wrong", "public.told_wrong"}


@pytest.fixture
def app(published: Settings, clock: Clock) -> Flask:
    return site(published.instance, clock)


@pytest.fixture
def press(app: Flask) -> Press:
    return with_press(app)


@pytest.fixture
def visitor(press: Press) -> Client:
    return visiting(press)


def unpacked(response) -> bytes:
    return UNPACK[response.headers.get("Content-Encoding", "identity")](response.data)


def test_every_kind_of_page_is_among_those_compared(app: Flask) -> None:
    kinds = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("public.")}

    assert kinds == set(PAGES) | NO_PAGES


@pytest.mark.parametrize("coding", UNPACK)
@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("address", [address for addresses in PAGES.values() for address in addresses])
def test_a_pressed_page_is_the_page_that_flask_gives(
    client: FlaskClient, visitor: Client, address: str, locale: str, coding: str
) -> None:
    asked = {"Accept-Language": locale, "Accept-Encoding": coding}
    plain = client.get(address.format(locale), headers=asked)

    for _ in ("printed", "from the rack", "from the stand"):
        pressed = visitor.get(address.format(locale), headers=asked)

        assert unpacked(pressed) == plain.data
        assert pressed.headers.get("Content-Encoding", "identity") == coding
        assert without(pressed.headers, "ETag", "Vary", "Content-Encoding", "Content-Length") == without(
            plain.headers, "Vary", "Content-Length"
        )


def without(headers, *names: str) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in names}


@pytest.mark.parametrize(
    ("address", "vary"), [("/en/gb/", "Accept-Encoding"), ("/", "Accept-Language, Accept-Encoding")]
)
def test_a_shared_cache_is_told_what_a_page_depends_on(visitor: Client, address: str, vary: str) -> None:
    assert visitor.get(address).headers["Vary"] == vary


def test_home_without_a_locale_speaks_each_readers_language(visitor: Client, press: Press) -> None:
    languages = ["en", "de-AT,de;q=0.9", "de", "xx, fr;q=0.1", "ar"]

    pages = [visitor.get("/", headers={"Accept-Language": language}).text for language in languages]

    assert [page.partition('<html lang="')[2][:2] for page in pages] == ["en", "de", "de", "fr", "ar"]
    assert kept(press) == 4


def test_head_is_answered_like_get_without_the_bytes(visitor: Client) -> None:
    got = visitor.get("/en/gb/", headers={"Accept-Encoding": "br"})

    asked = visitor.head("/en/gb/", headers={"Accept-Encoding": "br"})

    assert asked.data == b""
    assert dict(asked.headers) == dict(got.headers)


@pytest.mark.parametrize("coding", UNPACK)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    ("held", "status"),
    [
        ("{}", 304),
        ("W/{}", 304),
        ('"other", {}', 304),
        ("*", 304),
        ('"other"', 200),
        ("", 200),
        ("nonsense", 200),
    ],
)
def test_what_the_asker_holds_is_not_sent_again(
    visitor: Client, held: str, status: int, method: str, coding: str
) -> None:
    tag = visitor.get("/en/gb/", headers={"Accept-Encoding": coding}).headers["ETag"]

    asked = {"Accept-Encoding": coding, "If-None-Match": held.format(tag)}
    answer = visitor.open("/en/gb/", method=method, headers=asked)

    assert answer.status_code == status
    assert answer.headers["ETag"] == tag
    assert answer.headers["Cache-Control"] == "no-store"
    assert bool(answer.data) is (status == 200 and method == "GET")
    assert ("Content-Type" in answer.headers) is (status == 200)


def test_each_packing_of_a_page_has_a_tag_of_its_own(visitor: Client) -> None:
    tags = {visitor.get("/en/gb/", headers={"Accept-Encoding": coding}).headers["ETag"] for coding in UNPACK}

    assert len(tags) == len(UNPACK)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?need=talk",
        "?need=talk&who=&way=&language=",
        "?utm_source=marked",
        "?who=nobody&region=XX-1&language=tlh",
        "?all=0&open=yes",
        "?&&=&%00=%ff",
    ],
)
def test_queries_that_mean_the_same_share_one_page(visitor: Client, press: Press, query: str) -> None:
    usual = visitor.get("/en/gb/").data

    assert visitor.get(f"/en/gb/{query}").data == usual
    assert kept(press) == 1


def test_the_order_of_a_query_does_not_matter_and_the_first_of_two_values_counts(visitor: Client, press: Press) -> None:
    first = visitor.get("/en/gb/?need=past&open=1&need=now").data

    assert visitor.get("/en/gb/?open=1&need=past").data == first
    assert kept(press) == 1


def test_what_nobody_asked_for_takes_no_room(visitor: Client, press: Press) -> None:
    for number in range(50):
        visitor.get(f"/en/gb/?{number}={number}")
        visitor.get(f"/en/help/?need=past&x={number}")
        visitor.get(f"/en/listing/gb-{number}/")
        visitor.get(f"/{number}/gb/")

    assert kept(press) == 2


arguments = st.fixed_dictionaries(
    {},
    optional={
        "need": st.sampled_from([*Need, "", "x"]),
        "who": st.sampled_from([*Who, "", "x"]),
        "way": st.sampled_from([*Way, "", "x"]),
        "region": st.sampled_from(["CA-BC", "CA-QC", "", "x"]),
        "language": st.sampled_from(["en", "fr", "", "x"]),
        "open": st.sampled_from(["1", "", "x"]),
        "free": st.sampled_from(["1", "", "x"]),
        "unnamed": st.sampled_from(["1", "", "x"]),
        "all": st.sampled_from(["1", "", "x"]),
        "x": st.text(max_size=3),
    },
)


@trial(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(arguments)
def test_any_filter_gives_what_flask_gives(client: FlaskClient, visitor: Client, arguments: dict[str, str]) -> None:
    address = f"/en/ca/?{urlencode(arguments)}"

    assert visitor.get(address).data == client.get(address).data


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("POST", "/en/find/", 200),
        ("DELETE", "/en/gb/", 405),
        ("OPTIONS", "/en/gb/", 200),
        ("GET", "/exit?to=de", 303),
        ("GET", "/healthz", 200),
        ("GET", "/gallery/en/", 200),
        ("GET", "/en/zz/", 404),
        ("GET", "/en/listing/gb-childline/wrong/", 303),
        ("GET", "/en/gb", 308),
        ("GET", "/en", 308),
        ("GET", "/nothing", 404),
        ("GET", "/en/listing/gb-nobody/", 404),
    ],
)
def test_all_else_goes_through_to_flask(
    client: FlaskClient, visitor: Client, press: Press, method: str, address: str, status: int
) -> None:
    plain = client.open(address, method=method, headers={"Accept-Language": "fr"})

    through = visitor.open(address, method=method, headers={"Accept-Language": "fr"})

    assert (through.status_code, through.data, dict(through.headers)) == (status, plain.data, dict(plain.headers))
    assert kept(press) == 0


def test_a_redirect_leads_on_by_path_alone_whatever_host_was_asked(visitor: Client) -> None:
    answer = visitor.get("/en/gb", base_url="https://help.example.org")

    assert answer.headers["Location"] == "/en/gb/"


def test_nothing_of_a_visitor_stays(visitor: Client, press: Press, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    headers = {"User-Agent": "marked", "Accept-Encoding": "marked, gzip", "Referer": "https://marked.example/"}

    visitor.get("/en/gb/?marked=1&need=past&region=marked", headers=headers | {"Accept-Language": "marked"})
    visitor.get("/?marked", headers=headers | {"Accept-Language": "marked"})

    assert press.run is not None
    assert kept(press) == 2
    assert "marked" not in repr(press.run.rack._sheets)
    assert "marked" not in caplog.text


class Broken:
    """A label that cannot be said."""

    def __call__(self, _: object) -> str:
        raise RuntimeError("broken")


def test_a_page_that_fails_is_not_kept_and_is_printed_once_it_works(app: Flask, visitor: Client, press: Press) -> None:
    words = app.extensions["site"].templates.globals
    label, words["label"] = words["label"], Broken()
    failed = visitor.get("/en/gb/").status_code
    words["label"] = label

    mended = visitor.get("/en/gb/").status_code

    assert (failed, mended) == (500, 200)
    assert kept(press) == 1


class Slow:
    """Words that come when they are let; counts the pages that ask for them."""

    def __init__(self, words) -> None:
        self.words, self.pages = words, 0
        self.begun, self.let = threading.Event(), threading.Event()

    def get_template(self, name: str):
        self.pages += 1
        self.begun.set()
        assert self.let.wait(10)
        return self.words.get_template(name)


def test_a_page_asked_for_by_many_at_once_is_built_once(app: Flask, press: Press) -> None:
    slow = Slow(app.extensions["site"].templates)
    object.__setattr__(app.extensions["site"], "templates", slow)
    gate = threading.Barrier(8)

    def ask() -> int:
        gate.wait(10)
        return visiting(press).get("/en/gb/").status_code

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask) for _ in range(8)]
        assert slow.begun.wait(10)
        slow.let.set()

    assert [future.result() for future in asking] == [200] * 8
    assert slow.pages == 1


def test_the_memory_for_pages_is_bounded(app: Flask) -> None:
    bound = 60_000
    press = Press(app, app.extensions["site"], most_bytes=bound)

    for code in ("gb", "fr", "de", "ke", "in", "br", "jp", "aq"):
        assert visiting(press).get(f"/en/{code}/").status_code == 200

    assert press.run is not None
    assert 2 <= kept(press) < 8
    assert press.run.rack.bytes <= bound


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """Make a shelf with two editions, of a service called Before, then After."""
    shelf = Shelf(tmp_path / "editions")
    for hours, name in ((2, "Before"), (1, "After")):
        publish.publish([country(listing(name=name))], shelf, now=NOON - timedelta(hours=hours))
    return shelf


def at_once(press: Press, address: str, **asked: object) -> tuple[str, list[tuple[str, str]], bytes] | None:
    reply = press.at_once(EnvironBuilder(path=address, **asked).get_environ())
    return reply and (reply.status, reply.headers, b"".join(reply.body))


@pytest.mark.parametrize("address", ["/", "/en/gb/", "/ar/help/telling/", "/de/listing/gb-childline/"])
@pytest.mark.parametrize(
    "asked", [{}, {"method": "HEAD"}, *({"headers": {"Accept-Encoding": coding}} for coding in UNPACK)]
)
def test_what_is_printed_is_given_at_once_as_whoever_waits_for_it_gets_it(
    press: Press, address: str, asked: dict[str, object]
) -> None:
    assert at_once(press, address, **asked) is None
    waited = Client(press).open(address, **asked)

    ready = at_once(press, address, **asked)

    assert ready == (waited.status, list(waited.headers), waited.data)


def test_what_the_asker_holds_is_told_at_once(press: Press) -> None:
    tag = Client(press).get("/en/gb/").headers["ETag"]

    ready = at_once(press, "/en/gb/", headers={"If-None-Match": tag})

    assert ready
    assert (ready[0], ready[2]) == ("304 Not Modified", b"")


@pytest.mark.parametrize(
    ("method", "address"),
    [("GET", "/en/gb/?need=past"), ("POST", "/en/gb/"), ("GET", "/exit"), ("GET", "/en/zz/"), ("GET", "/en/gb")],
)
def test_nobody_else_waits_for_a_query_or_what_is_no_page(press: Press, method: str, address: str) -> None:
    Client(press).open(address, method=method)

    assert at_once(press, address, method=method) is None


@pytest.fixture
def own(shelf: Shelf, clock: Clock) -> Press:
    """Put a press before that shelf."""
    return pressed(shelf.folder.parent, clock)


def test_a_new_edition_takes_the_place_of_the_old_one_whole(own: Press, shelf: Shelf, clock: Clock) -> None:
    addresses = ("/en/gb/", "/de/gb/", "/en/listing/gb-example/", "/en/gb/report/", "/en/")
    visitor = visiting(own)
    before = [visitor.get(address).text for address in addresses]
    publish.publish([country(listing(name="Newest"))], shelf, now=NOON)

    clock.move(LOOK_EVERY)
    after = [visitor.get(address).text for address in addresses]

    assert ["After" in page for page in before] == [True, True, True, True, False]
    assert ["Newest" in page for page in after] == [True, True, True, True, False]
    assert not any("After" in page for page in after)


def test_until_the_shelf_is_looked_at_all_pages_are_of_one_edition(own: Press, shelf: Shelf) -> None:
    visitor = visiting(own)
    visitor.get("/en/gb/")
    publish.publish([country(listing(name="Newest"))], shelf, now=NOON)

    pages = [visitor.get(address).text for address in ("/de/gb/", "/en/listing/gb-example/", "/en/gb/?need=past")]

    assert ["After" in page for page in pages] == [True, True, True]


def test_the_shelf_is_looked_at_within_two_seconds_of_an_approval() -> None:
    assert timedelta() < LOOK_EVERY < timedelta(seconds=1)


def test_a_clock_set_back_keeps_no_old_edition(own: Press, shelf: Shelf, clock: Clock) -> None:
    visiting(own).get("/en/gb/")
    publish.publish([country(listing(name="Newest"))], shelf, now=NOON)

    clock.move(-timedelta(hours=1))

    assert "Newest" in visiting(own).get("/en/gb/").text


@pytest.mark.parametrize("address", ["/en/gb/", "/en/gb/?need=past", "/en/listing/gb-example/"])
def test_a_damaged_edition_gives_way_to_the_one_before(own: Press, shelf: Shelf, clock: Clock, address: str) -> None:
    visitor = visiting(own)
    visitor.get("/en/privacy/")
    damaged = shelf.folder / "parts" / f"{shelf.read(2).parts['GB'].sha256}.json"
    damaged.write_bytes(damaged.read_bytes()[:-20])

    page = visitor.get(address)
    clock.move(LOOK_EVERY)

    assert page.status_code == visitor.get(address).status_code == 200
    assert "After" not in page.text + visitor.get(address).text
    assert "Before" in visitor.get("/en/gb/").text


def test_without_an_edition_flask_says_so(own: Press, shelf: Shelf) -> None:
    for manifest in shelf.folder.glob("*.json"):
        manifest.unlink()

    assert visiting(own).get("/en/gb/").status_code == 503
