"""A browser's whole profile on the disk after a visit: no page, no name that was searched for, no cookie."""

import re
import shutil
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Playwright, Route

from tests.browser.conftest import QUIET
from tests.browser.test_exit import play_neutral_site

SEARCHED = "Childlyne"  # found as Childline, and written so by nobody but the one who searches
LONG = 40  # characters of a line that is surely ours
LINES_A_PAGE = 8  # its longest
EMPTY = re.compile(rb"namespace-[0-9a-f_]{36}-http://[0-9a-z.:]+/")
FILLED = re.compile(rb"map-\d+-")
STORES = {"Cache", "Code Cache", "IndexedDB", "Local Storage", "Service Worker", "Session Storage"}
PLAIN_SENTENCE = "A sentence of a site that takes no care"


@contextmanager
def browsing(playwright: Playwright, profile: Path, *, script: bool = True) -> Iterator[Page]:
    """Open Chromium as a person does, with a profile folder; close it as a person does."""
    context: BrowserContext = playwright.chromium.launch_persistent_context(
        profile, executable_path=shutil.which("chromium"), args=list(QUIET), java_script_enabled=script
    )
    yield context.pages[0]
    context.close()


class Visit:
    """A visit from home to the way out, which remembers what was read and where."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.base_url = base_url
        self.lines: list[str] = []
        self.addresses: set[str] = set()

    def open(self, path: str) -> None:
        """Write an address."""
        self.page.goto(self.base_url + path)
        self.read()

    def read(self) -> None:
        """Remember the address and the longest lines of what is shown."""
        lines = sorted(self.page.inner_text("main").splitlines(), key=len)
        self.lines += [line for line in lines[-LINES_A_PAGE:] if len(line) >= LONG]
        self.addresses.add(self.page.url)

    def search(self, name: str) -> None:
        """Search by name from home."""
        self.open("/en/")
        self.page.fill("#name", name)
        self.page.press("#name", "Enter")
        self.page.wait_for_url("**/en/find/")
        assert "Childline" in self.page.inner_text(".doors")
        self.read()

    def choose(self, country: str) -> None:
        """Choose a country from the list at home."""
        self.open("/en/")
        self.page.select_option("#country", country)
        self.page.click("form:has(#country) button")
        self.page.wait_for_url(f"**/en/{country}/")
        self.read()

    def report(self) -> None:
        """Open every concern of the page for reports."""
        self.open("/en/gb/report/")
        for summary in self.page.locator("details.concern > summary").all():
            summary.click()
        self.read()

    def leave(self) -> None:
        """Use the way out."""
        play_neutral_site(self.page)
        self.page.click(".exit")
        self.page.wait_for_url("**/exit?to=en")
        self.addresses.add(self.page.url)


def files(profile: Path) -> dict[str, bytes]:
    """Read all that the browser left on the disk."""
    return {str(file.relative_to(profile)): file.read_bytes() for file in profile.rglob("*") if file.is_file()}


def holding(kept: dict[str, bytes], texts: Iterable[str]) -> set[tuple[str, str]]:
    """Find the texts, as browsers write them, and the files that hold them."""
    forms = [(text, text.encode(code)) for text in texts for code in ("utf-8", "utf-16-le")]
    return {(text, name) for text, form in forms for name, content in kept.items() if form in content}


def stores_of(kept: dict[str, bytes], base_url: str) -> set[tuple[str, str]]:
    """Find what the browser stores of the pages of an origin, or for them.

    Chromium 150 opens an empty session storage for every site, whatever it does: the site's address under a number, and
    nothing more. The history holds that address too. What a page stores stands under `map-` and the number.
    """
    stores = {name: EMPTY.sub(b"", content) for name, content in kept.items() if STORES & set(Path(name).parts)}
    filled = {("map-", name) for name, content in stores.items() if FILLED.search(content)}
    return holding(stores, [base_url]) | filled


def history(profile: Path) -> set[str]:
    """Give every address of the browser's history."""
    with closing(sqlite3.connect(profile / "Default/History")) as rows:
        return {url for (url,) in rows.execute("SELECT url FROM urls")}


def cookies(profile: Path) -> int:
    """Count the browser's cookies."""
    with closing(sqlite3.connect(profile / "Default/Cookies")) as rows:
        return int(rows.execute("SELECT count(*) FROM cookies").fetchone()[0])


@contextmanager
def careless_site() -> Iterator[str]:
    """Serve a page as most sites do: with a cookie, to be kept, and with storage."""

    class Careless(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.send_header("Cache-Control", "max-age=3600")
            self.send_header("Set-Cookie", "who=you; Max-Age=3600")
            self.end_headers()
            stored = "for (const store of [localStorage, sessionStorage]) store.setItem('kept', 'stored')"
            self.wfile.write(f"<h1>{PLAIN_SENTENCE}</h1><script>{stored}</script>".encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Careless) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.mark.parametrize("script", [True, False])
def test_a_whole_visit_leaves_addresses_only(
    playwright: Playwright, base_url: str, tmp_path: Path, *, script: bool
) -> None:
    with browsing(playwright, tmp_path, script=script) as page:
        visit = Visit(page, base_url)
        visit.search(SEARCHED)
        visit.choose("gb")
        visit.report()
        visit.open("/en/help/picture/")
        visit.leave()

    kept = files(tmp_path)
    assert len(visit.lines) > LINES_A_PAGE
    assert holding(kept, {*visit.lines, SEARCHED}) == set()
    assert history(tmp_path) == visit.addresses
    assert stores_of(kept, base_url) == set()
    assert cookies(tmp_path) == 0


def test_the_same_search_finds_what_a_careless_site_leaves(playwright: Playwright, tmp_path: Path) -> None:
    with careless_site() as address, browsing(playwright, tmp_path) as page:
        page.goto(address)
        page.wait_for_function("localStorage.getItem('kept')")

    kept = files(tmp_path)
    places = {part for _, name in stores_of(kept, address) for part in Path(name).parts}
    assert {name for _, name in holding(kept, [PLAIN_SENTENCE])}
    assert {"Cache", "Local Storage", "Session Storage"} <= places
    assert history(tmp_path) == {f"{address}/"}
    assert cookies(tmp_path) == 1


def titles(profile: Path) -> list[tuple[str, str]]:
    """Give every address of the browser's history with its title."""
    with closing(sqlite3.connect(profile / "Default/History")) as rows:
        return rows.execute("SELECT url, title FROM urls").fetchall()


class HidingVisit(Visit):
    """A visit in which it is hidden which pages are read."""

    def press(self, label: str) -> None:
        """Press a button that leads to a page, by its words."""
        self.page.click(f"button:has-text('{label}') >> visible=true")
        self.read()

    def search(self, name: str) -> None:
        """Search by name from the page that is shown."""
        self.page.fill("#name", name)
        self.page.press("#name", "Enter")
        self.page.wait_for_selector(".doors button")
        self.read()

    def leave(self) -> None:
        """Use the way out."""
        self.page.route("https://en.wikipedia.org/", play_encyclopedia)
        self.page.click(".exit")
        self.page.wait_for_url("https://en.wikipedia.org/")


def play_encyclopedia(route: Route) -> None:
    """Stand in for the neutral site, which tests must not reach."""
    route.fulfill(status=200, content_type="text/html", body="<title>Neutral</title><h1>Neutral</h1>")


def read_in_hiding(visit: HidingVisit) -> None:
    """Read a page of most kinds, go back, and search."""
    visit.open("/")
    visit.press("Hide which pages I read")
    visit.press("All countries in a list")
    visit.press("United Kingdom")
    visit.press("Report something")
    visit.press("Go back")
    visit.press("Things to read")
    visit.press("Not Alone")
    visit.search(SEARCHED)
    visit.press("Childline")


@pytest.mark.parametrize("script", [True, False])
def test_a_visit_in_hiding_leaves_one_neutral_line(
    playwright: Playwright, base_url: str, tmp_path: Path, *, script: bool
) -> None:
    with browsing(playwright, tmp_path, script=script) as page:
        visit = HidingVisit(page, base_url)
        read_in_hiding(visit)
        visit.leave()

    kept = files(tmp_path)
    ours = [line for line in titles(tmp_path) if base_url in line[0]]
    assert ours in ([(f"{base_url}/", "Directory")], [(f"{base_url}/", "Neutral")])  # the second where script led out
    assert visit.addresses == {f"{base_url}/"}
    assert len(visit.lines) > LINES_A_PAGE
    assert holding(kept, {*visit.lines, SEARCHED, "/en/gb/", "%2Fen%2Fgb%2F"}) == set()
    assert stores_of(kept, base_url) == set()
    assert cookies(tmp_path) == 0


def test_going_back_after_a_visit_in_hiding_does_not_bring_a_page(
    playwright: Playwright, base_url: str, tmp_path: Path
) -> None:
    with browsing(playwright, tmp_path) as page:
        visit = HidingVisit(page, base_url)
        read_in_hiding(visit)
        visit.leave()
        page.go_back()

        assert "Childline" not in page.inner_text("body")


# What a page of ours could still do. None of it reaches somebody without a script, and only the one whose hash stands
# in the policy runs; to name them all would not fit the first packets of a page. Hints go to those who
# ask for them; we do not.
LEFT = """
    aria-notify autoplay captured-surface-control compute-pressure cross-origin-isolated deferred-fetch
    deferred-fetch-minimal digital-credentials-create digital-credentials-get encrypted-media gamepad
    interest-cohort keyboard-map language-detector language-model local-network local-network-access
    loopback-network media-playback-while-not-visible on-device-speech-recognition picture-in-picture
    private-state-token-issuance private-state-token-redemption summarizer sync-xhr translator unload
    attribution-reporting join-ad-interest-group private-aggregation run-ad-auction shared-storage
    shared-storage-select-url
"""  # the last six, for advertisements, in some builds of a version and not in others


def test_powers_over_the_device_are_off_and_those_left_are_known(
    playwright: Playwright, base_url: str, tmp_path: Path
) -> None:
    with browsing(playwright, tmp_path) as page:
        page.goto(f"{base_url}/en/")
        powers = page.evaluate("document.featurePolicy.allowedFeatures()")

    assert {power for power in powers if not power.startswith("ch-")} <= {*LEFT.split()}
