"""The names of listings in addresses."""

import re

from resources.aliases import alias
from resources.listing import Country
from tests.house_rules import Visitor


def test_no_two_listings_have_the_same_alias(countries: tuple[Country, ...]) -> None:
    ids = [listing.id for country in countries for listing in country.listings]

    assert len({alias(name) for name in ids}) == len(ids)


def test_an_alias_tells_the_country_and_nothing_else() -> None:
    assert re.fullmatch("gb-[0-9a-f]{8}", alias("gb-revenge-porn-helpline"))


def test_links_lead_to_the_alias(page: Visitor) -> None:
    links = [str(link["href"]) for link in page("/en/gb/?all=1").soup.select("main a[href*='/listing/']")]

    assert f"/en/listing/{alias('gb-childline')}/" in links
    assert all(re.fullmatch("/en/listing/(gb|zz)-[0-9a-f]{8}/", link) for link in links)


def test_the_id_works_too_and_shows_the_same_page(page: Visitor) -> None:
    by_id, by_alias = page("/en/listing/gb-childline/"), page(f"/en/listing/{alias('gb-childline')}/")

    assert by_id.response.data == by_alias.response.data
