"""The way out: at once, without a trace that we can help, with script and without."""

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import Opener


def play_neutral_site(page: Page) -> None:
    """Stand in for the neutral site, which tests must not reach, where the real answer leads to it."""

    def answer(route: Route) -> None:
        real = route.fetch(max_redirects=0)
        assert real.status == 303
        assert real.headers["location"] == "https://en.wikipedia.org/"
        route.fulfill(status=200, content_type="text/html", body="<title>Neutral</title><h1>Neutral</h1>")

    page.route("**/exit?to=en", answer)


@pytest.mark.parametrize("script", [True, False])
def test_the_link_leads_to_the_neutral_page(visit: Opener, script: bool) -> None:
    with visit("/en/gb/", script=script) as page:
        play_neutral_site(page)

        page.click(".exit")
        page.wait_for_url("**/exit?to=en")

        assert page.inner_text("h1") == "Neutral"


def test_the_shift_key_three_times_leads_out(visit: Opener) -> None:
    with visit("/en/gb/") as page:
        play_neutral_site(page)

        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url("**/exit?to=en")

        assert page.inner_text("h1") == "Neutral"


def test_typing_capitals_does_not_lead_out(visit: Opener) -> None:
    with visit("/en/") as page:
        play_neutral_site(page)
        page.focus("#name")

        for key in ("Shift", "K", "Shift", "Shift"):
            page.keyboard.press(key)

        assert page.input_value("#name") == "K"
        assert page.url.endswith("/en/")


def test_a_shift_key_that_is_held_down_does_not_lead_out(visit: Opener) -> None:
    with visit("/en/gb/") as page:
        play_neutral_site(page)

        for _ in range(3):
            page.keyboard.down("Shift")

        assert stays(page)


def test_three_presses_that_are_far_apart_do_not_lead_out(visit: Opener) -> None:
    with visit("/en/gb/") as page:
        page.clock.install()
        page.reload()
        play_neutral_site(page)

        for _ in range(3):
            page.keyboard.press("Shift")
            page.clock.fast_forward(1000)

        assert stays(page)


def test_a_page_that_the_browser_kept_in_memory_is_asked_for_anew(visit: Opener) -> None:
    with visit("/en/gb/") as page:
        with page.expect_request("**/en/gb/") as asked:
            page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

        assert asked.value.is_navigation_request()


def stays(page: Page) -> bool:
    """Tell whether the page was neither covered nor left."""
    return page.url.endswith("/en/gb/") and not page.evaluate("document.documentElement.hidden")


def test_the_page_is_covered_before_anything_is_fetched(visit: Opener) -> None:
    with visit("/en/gb/") as page:
        page.route("**/exit*", lambda route: route.abort())

        is_covered = page.evaluate("(document.querySelector('.exit').click(), document.documentElement.hidden)")

        assert is_covered


def test_going_back_does_not_bring_the_page_when_left_by_script(visit: Opener, base_url: str) -> None:
    with visit("/en/") as page:
        play_neutral_site(page)
        page.goto(base_url + "/en/gb/")

        page.click(".exit")
        page.wait_for_url("**/exit?to=en")
        page.go_back()

        assert page.url.endswith("/en/")
