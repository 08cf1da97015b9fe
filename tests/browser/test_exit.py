"""The way out: at once, without a trace that we can help, with script and without."""

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import Opener

NEUTRAL = "https://en.wikipedia.org/"


def play_neutral_site(page: Page) -> None:
    """Stand in for the neutral site, which tests must not reach."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<title>Neutral</title><h1>Neutral</h1>")

    page.route("https://*.wikipedia.org/**", answer)


@pytest.mark.parametrize("script", [True, False])
def test_the_link_leads_to_the_neutral_page(visit: Opener, script: bool) -> None:
    with visit("/en/gb/", script=script) as page:
        play_neutral_site(page)

        page.click(".exit")
        page.wait_for_url(NEUTRAL)

        assert page.inner_text("h1") == "Neutral"


def test_the_shift_key_three_times_leads_out(visit: Opener) -> None:
    with visit("/en/gb/") as page:
        play_neutral_site(page)

        for _ in range(3):
            page.keyboard.press("Shift")
        page.wait_for_url(NEUTRAL)


def test_typing_capitals_does_not_lead_out(visit: Opener) -> None:
    with visit("/en/") as page:
        play_neutral_site(page)
        page.focus("#name")

        page.keyboard.press("Shift")
        page.keyboard.press("K")
        page.keyboard.press("Shift")
        page.keyboard.press("Shift")

        assert page.input_value("#name") == "K"
        assert "/en/" in page.url


def test_the_page_is_covered_before_anything_is_fetched(visit: Opener) -> None:
    with visit("/en/gb/") as page:
        page.route("**/exit*", lambda route: None)  # a network that never answers

        page.evaluate("document.querySelector('.exit').click()")

        assert page.evaluate("document.documentElement.hidden")
        assert page.inner_text("body").strip() == ""


def test_going_back_does_not_bring_the_page_when_left_by_script(visit: Opener, base_url: str) -> None:
    with visit("/en/") as page:
        play_neutral_site(page)
        page.goto(base_url + "/en/gb/")

        page.click(".exit")
        page.wait_for_url(NEUTRAL)
        page.go_back()

        assert not page.url.endswith("/en/gb/")
