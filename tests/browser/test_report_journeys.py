"""Seven people with something to report, each in a real browser: in English and Arabic, without script, by keyboard."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page

from resources import i18n, words
from resources.concerns import Concern
from tests.browser.conftest import Opener
from tests.conftest import ROOT

LOCALES = i18n.load(ROOT / "translations")
TABS = 60  # more presses than any reader should need to reach a part of the page
CARDS = "article.channel"


@dataclass(frozen=True)
class Journey:
    """Who comes, what they open, and where the first links that they are shown lead."""

    who: str
    code: str
    concern: Concern
    leads_to: tuple[str, ...]
    shows: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return f"{self.code}/report/"


JOURNEYS = (
    Journey(
        "illegal pictures seen, in the United Kingdom",
        "gb",
        Concern.SEEN,
        ("https://www.iwf.org.uk/report",),
        ("Internet Watch Foundation", "iwf.org.uk"),
    ),
    Journey(
        "own picture online at 15, in the United States",
        "us",
        Concern.PICTURE,
        ("https://takeitdown.ncmec.org/", "https://report.cybertip.org/"),
        ("Take It Down",),
    ),
    Journey(
        "abused at 9 and now 40, in Ireland",
        "ie",
        Concern.PAST,
        (),
        ("1800 77 88 88", "1800 555 222"),
    ),
    Journey(
        "a son blackmailed with pictures, in Canada",
        "ca",
        Concern.CONTACT,
        (
            "https://www.cybertip.ca/app/en/report_general?i=1",
            "https://www.grc-rcmp.gc.ca/en/online-child-sexual-exploitation",
        ),
        ("Cybertip.ca", "RCMP"),
    ),
    Journey(
        "an address to report from a small hosting company, in Germany",
        "de",
        Concern.WORK,
        ("https://www.internet-beschwerdestelle.de/de/index.html",),
        ("Internet-Beschwerdestelle",),
    ),
    Journey(
        "a classmate's disclosure to a teacher, in France",
        "fr",
        Concern.TOLD,
        ("https://www.allo119.gouv.fr/", "https://arretonslesviolences.gouv.fr"),
        ("119", "allo119.gouv.fr"),
    ),
    Journey(
        "somebody met in a game, in Australia",
        "au",
        Concern.GAME,
        ("https://www.accce.gov.au/report",),
        ("eSafety", "accce.gov.au"),
    ),
)
"""The seven that the page is built for."""

each = pytest.mark.parametrize("journey", JOURNEYS, ids=lambda journey: journey.code)
both_ways = pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
in_two_directions = pytest.mark.parametrize("locale", ["en", "ar"])


def part(page: Page, locale: str, concern: Concern) -> Locator:
    """Find the part of the page whose summary speaks the concern."""
    with i18n.speaking(LOCALES[locale]):
        words_of_it = words.label(concern)
    return page.locator("details.concern").filter(has=page.locator("summary", has_text=words_of_it))


def focused(page: Page) -> Iterator[str]:
    """Press Tab again and again; say what has the focus."""
    for _ in range(TABS):
        page.keyboard.press("Tab")
        yield page.evaluate("document.activeElement.outerHTML")


@each
@both_ways
@in_two_directions
def test_a_newcomer_opens_the_concern_and_holds_the_channel(
    visit: Opener, journey: Journey, script: bool, locale: str
) -> None:
    with visit(f"/{locale}/{journey.path}", script=script) as page:
        address = page.url
        opened = part(page, locale, journey.concern)

        opened.locator("summary").click()

        links = [link.get_attribute("href") for link in opened.locator(f"{CARDS} a.call[href^=http]").all()]
        assert tuple(links[: len(journey.leads_to)]) == journey.leads_to
        assert [text for text in journey.shows if text not in opened.inner_text()] == []
        assert opened.locator(CARDS).or_(opened.locator("a.call")).first.is_visible()
        assert page.url == address


@each
@in_two_directions
def test_the_journey_needs_the_keyboard_only(visit: Opener, journey: Journey, locale: str) -> None:
    with visit(f"/{locale}/{journey.path}") as page:
        opened = part(page, locale, journey.concern)
        summary = opened.locator("summary").evaluate("element => element.outerHTML")

        reached = next(position for position, element in enumerate(focused(page)) if element == summary)
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")

        assert reached < TABS
        assert opened.get_attribute("open") is not None
        assert opened.locator("a:focus").count() == 1


@each
def test_what_was_opened_shows_in_no_address_and_no_request(visit: Opener, journey: Journey) -> None:
    asked: list[str] = []
    with visit(f"/en/{journey.path}") as page:
        page.on("request", lambda request: asked.append(request.url))
        before = page.evaluate("history.length")

        part(page, "en", journey.concern).locator("summary").click()

        assert asked == []
        assert page.evaluate("history.length") == before
        assert "#" not in page.url


def test_the_hotline_says_whether_a_name_is_asked_and_what_else(visit: Opener) -> None:
    with visit("/en/gb/report/") as page:
        opened = part(page, "en", Concern.SEEN)
        opened.locator("summary").click()

        card = opened.locator(CARDS).first.inner_text()

    assert "You choose whether to give your name" in card
    assert "the web address" in card
    assert "police" in card


@pytest.mark.parametrize(("width", "columns"), [(360, 1), (1100, 2)])
def test_channels_stand_side_by_side_where_there_is_room(visit: Opener, width: int, columns: int) -> None:
    with visit("/en/us/report/", width=width) as page:
        opened = part(page, "en", Concern.PICTURE)
        opened.locator("summary").click()

        tops = [card.bounding_box()["y"] for card in opened.locator(CARDS).all()[:columns]]
        below = opened.locator(CARDS).nth(columns).bounding_box()["y"]

    assert len(set(tops)) == 1
    assert below > tops[0]


@pytest.mark.parametrize("country", ["gb", "au", "ie", "us"])
@pytest.mark.parametrize("locale", ["en", "ar", "de", "uk"])
def test_the_page_prints_on_one_sheet_whichever_concern_is_open(visit: Opener, locale: str, country: str) -> None:
    with visit(f"/{locale}/{country}/report/", width=1100) as page:
        sheets = [sheets_with(page, opened) for opened in range(page.locator("details.concern").count())]

    assert sheets == [1] * len(Concern)


def sheets_with(page: Page, opened: int) -> int:
    page.locator("details.concern").evaluate_all(
        "(all, opened) => all.forEach((one, i) => one.open = i === opened)", opened
    )
    return page.pdf(format="A4").count(b"/Type /Page\n")


def test_the_emergency_number_can_be_read_on_paper(visit: Opener) -> None:
    with visit("/en/gb/report/") as page:
        page.emulate_media(media="print")  # printers leave backgrounds out

        colour = page.locator(".now .call").first.evaluate("element => getComputedStyle(element).color")

    assert colour == "rgb(0, 0, 0)"
