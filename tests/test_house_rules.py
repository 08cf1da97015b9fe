"""A walk over every page in every locale, each held to the house rules."""

import pytest

from resources import help_texts, places
from tests.house_rules import Visitor

LOCALES = ("en", "ar", "de", "es", "fr", "uk")
ALPHABET = sorted({code[0] for code in places.COUNTRIES})
PLAIN_PAGES = ("", "countries/", "find/", "help/", "how-we-check/", "privacy/", "coverage/", "changes/", "changes/1/")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("path", PLAIN_PAGES)
def test_every_plain_page_keeps_the_house_rules(page: Visitor, locale: str, path: str) -> None:
    page(f"/{locale}/{path}")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_help_text_keeps_the_house_rules(page: Visitor, locale: str) -> None:
    for text in help_texts.HELP_TEXTS:
        page(f"/{locale}/help/{text.slug}/")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("letter", ALPHABET)
def test_every_country_and_territory_has_its_pages(page: Visitor, locale: str, letter: str) -> None:
    for code in (code.lower() for code in places.COUNTRIES if code[0] == letter):
        page(f"/{locale}/{code}/")
        page(f"/{locale}/{code}/report/")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_listing_keeps_the_house_rules(page: Visitor, locale: str, countries) -> None:
    for listing in (item for country in countries for item in country.listings if item.status == "listed"):
        page(f"/{locale}/listing/{listing.id}/")


@pytest.mark.parametrize(
    "start",
    ["/en/", "/ar/gb/", "/en/gb/report/", "/de/help/", "/uk/coverage/", "/es/changes/", "/fr/listing/gb-childline/"],
)
def test_every_link_on_a_page_leads_somewhere(page: Visitor, start: str) -> None:
    inward = {link for link in page(start).links() if link.startswith(("/", "?"))}

    broken = [link for link in inward if page.client.get(_absolute(start, link)).status_code not in (200, 303)]

    assert inward
    assert broken == []


def _absolute(start: str, link: str) -> str:
    return start + link if link.startswith("?") else link
