"""Each page kind in each locale, light and dark, narrow and wide, with script and without."""

import pytest

from tests.browser.conftest import Opener
from tests.browser.looks import OVERFLOW, assert_calm

LOCALES = ("en", "ar", "de", "es", "fr", "uk")
PAGES = (
    "",
    "countries/",
    "find/",
    "gb/",
    "gb/?need=past&open=1",
    "gb/?all=1",
    "ca/",
    "aq/",
    "jp/",
    "gb/report/",
    "help/",
    "help/picture/",
    "help/this-device/",
    "listing/gb-childline/",
    "how-we-check/",
    "privacy/",
    "coverage/",
    "changes/",
    "nothing/here/",
)
RING = 6  # pixels: how far the mark of what has the focus reaches
TARGETS = (
    ".bar a, .call, .ways a, .plain a, .doors a, .also a, .scroll a, button, select, summary, input:not([type=hidden])"
)
GO = """page => {
const form = document.getElementById('pages');
form.append(Object.assign(document.createElement('input'), {name: 'page', value: page}));
form.submit();
}"""
IN_HIDING = ".bar button, .call, .ways button, .plain button, .doors button, .also a, form button, select, summary"


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_an_accessibility_finding_or_overflows(visit: Opener, locale: str, path: str) -> None:
    with visit(f"/{locale}/{path}") as page:
        assert_calm(page, TARGETS)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_the_same_with_script_and_without(visit: Opener, locale: str, path: str) -> None:
    with visit(f"/{locale}/{path}") as page:
        with_script = page.inner_text("body")

    with visit(f"/{locale}/{path}", script=False) as page:
        without = page.inner_text("body")

    assert with_script == without


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("path", ["", "gb/", "gb/report/", "help/picture/"])
def test_a_page_holds_at_twice_the_size(visit: Opener, locale: str, path: str) -> None:
    # 200 % of a 360 px phone is a viewport of 180 CSS pixels at two device pixels each
    with visit(f"/{locale}/{path}", width=180, device_scale_factor=2) as page:
        overflow = page.evaluate(OVERFLOW)

    assert overflow <= 0


@pytest.mark.parametrize("path", ["/en/", "/ar/gb/", "/en/gb/report/", "/de/help/picture/"])
def test_a_page_makes_one_request_and_leaves_nothing_in_the_browser(visit: Opener, base_url: str, path: str) -> None:
    asked: list[str] = []
    with visit("/en/") as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(base_url + path)
        kept = page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]")
        cookies = page.context.cookies()

    assert asked == [base_url + path]
    assert kept == ["", 0, 0]
    assert cookies == []


@pytest.mark.parametrize("path", ["/en/", "/ar/gb/report/"])
def test_the_ring_around_the_skip_link_is_seen_whole(visit: Opener, path: str) -> None:
    with visit(path) as page:
        page.keyboard.press("Tab")
        skip = page.locator(".skip:focus").bounding_box()
        width = page.evaluate("document.documentElement.clientWidth")

    assert min(skip["x"], skip["y"], width - skip["x"] - skip["width"]) >= RING


@pytest.mark.parametrize("path", ["/en/countries/", "/ar/gb/"])
def test_the_ring_around_what_has_the_focus_is_never_cut(visit: Opener, path: str) -> None:
    with visit(path) as page:
        bar = page.locator(".bar").bounding_box()["height"]
        page.focus("main a")
        boxes = []
        for _ in range(25):
            page.keyboard.press("Tab")
            boxes.append(page.locator(":focus").bounding_box())

    assert len({box["y"] for box in boxes}) > 1
    assert [box for box in boxes if not bar + RING <= box["y"] <= 740 - RING - box["height"]] == []


@pytest.mark.parametrize("locale", ["en", "ar"])
def test_a_wide_table_keeps_its_countries_in_view(visit: Opener, locale: str) -> None:
    with visit(f"/{locale}/coverage/") as page:
        page.locator(".scroll").evaluate("e => e.scrollTo(document.dir === 'rtl' ? -999 : 999, 0)")
        seen = page.locator("tbody th").first.bounding_box()

    assert 0 <= seen["x"] <= 360 - seen["width"]


def test_the_first_screen_of_a_country_holds_a_number_to_call(visit: Opener) -> None:
    with visit("/en/gb/") as page:
        lowest = page.locator(".card .call").first.evaluate("e => e.getBoundingClientRect().bottom")

    assert lowest <= 740


@pytest.mark.parametrize("locale", ["en", "ar"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_in_hiding_has_an_accessibility_finding_or_overflows(visit: Opener, locale: str, path: str) -> None:
    with visit(f"/{locale}/") as page:
        page.click("form.switch button")
        page.wait_for_selector("#pages", state="attached")
        page.evaluate(GO, f"/{locale}/{path}")
        page.wait_for_selector(
            f"[name=trail][value='/{locale}/'] + [name=trail]" if path else "#pages", state="attached"
        )
        assert_calm(page, IN_HIDING)
