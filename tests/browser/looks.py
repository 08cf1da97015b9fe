"""How a page is looked at: what axe finds, what stands beyond the edge, and what is too small to be touched."""

from itertools import product

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WCAG = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
WIDTHS, SCHEMES = (360, 1100), ("light", "dark")
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
SMALL_TARGETS = """targets =>
[...document.querySelectorAll(targets)]
  .filter(e => e.checkVisibility() && e.getBoundingClientRect().height < (/checkbox|radio/.test(e.type) ? 24 : 43.5))
  .map(e => e.outerHTML.slice(0, 80))
"""

BEYOND = """[...document.querySelectorAll('body *')]
  .filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.outerHTML.slice(0, 80)).slice(0, 5)
"""


def findings(page: Page) -> list[tuple[str, str]]:
    """Name what axe finds, each with the first place."""
    return [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page, options=WCAG).response["violations"]]


def assert_calm(page: Page, targets: str) -> None:
    """Pass where a page has no finding, no overflow and no small target, narrow and wide, light and dark."""
    for width, scheme in product(WIDTHS, SCHEMES):
        page.set_viewport_size({"width": width, "height": 740})
        page.emulate_media(color_scheme=scheme)

        assert (page.url, width, scheme, findings(page)) == (page.url, width, scheme, [])
        assert (page.url, width, page.evaluate(OVERFLOW)) <= (page.url, width, 0)
        assert (page.url, width, page.evaluate(SMALL_TARGETS, targets)) == (page.url, width, [])


def assert_holds_large_letters(page: Page) -> None:
    """Pass where nothing stands beyond the edge of a phone on which letters are set to twice their size."""
    page.set_viewport_size({"width": WIDTHS[0], "height": 740})
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert (page.url, page.evaluate(OVERFLOW)) == (page.url, 0), page.evaluate(BEYOND)
