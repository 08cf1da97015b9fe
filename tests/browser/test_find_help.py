"""A newcomer finds a number to call, in at most two steps, in each way that home offers; and takes it away on paper."""

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import Opener

COUNTRIES = [("gb", "United Kingdom"), ("br", "Brazil"), ("ke", "Kenya"), ("jp", "Japan")]
ways_of_reading = pytest.mark.parametrize("script", [True, False])
places = pytest.mark.parametrize(("code", "name"), COUNTRIES)


def assert_holds_a_number(page: Page, code: str) -> None:
    """Hold the page to be the country's, and a number to call to stand on the first screen."""
    page.wait_for_url(f"**/en/{code}/")
    assert page.locator("main a[href^='tel:']").first.bounding_box()["y"] < 740
    assert page.locator(".card a[href^='tel:']").count() > 0


@ways_of_reading
@places
def test_by_select(visit: Opener, code: str, name: str, script: bool) -> None:
    with visit("/", script=script, locale="en") as page:
        page.select_option("#country", label=name)
        page.click("text=Show me who can help")

        assert_holds_a_number(page, code)


@ways_of_reading
@places
def test_by_list(visit: Opener, code: str, name: str, script: bool) -> None:
    with visit("/", script=script, locale="en") as page:
        page.click("text=All countries in a list")
        page.click(f"main a >> text='{name}'")

        assert_holds_a_number(page, code)


@ways_of_reading
@places
def test_by_search(visit: Opener, code: str, name: str, script: bool) -> None:
    with visit("/", script=script, locale="en") as page:
        page.fill("#name", name.lower())
        page.keyboard.press("Enter")
        page.click(f"main .doors a >> text='{name}' >> nth=0")

        assert_holds_a_number(page, code)


@pytest.mark.parametrize("address", ["/en/gb/", "/de/ca/", "/fr/au/", "/ar/us/", "/uk/gr/"])
def test_a_country_prints_on_one_sheet(visit: Opener, address: str) -> None:
    with visit(address) as page:
        sheet = page.pdf(format="A4")

    assert sheet.count(b"/Type /Page\n") == 1


def test_the_way_there_works_by_keyboard_alone(visit: Opener) -> None:
    with visit("/en/") as page:
        page.focus("#country")
        page.keyboard.type("Kenya")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")

        assert_holds_a_number(page, "ke")
