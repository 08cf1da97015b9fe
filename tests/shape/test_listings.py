"""The bundled listings: all sound, all in one style, all accounted for."""

import pytest

from resources import links, seeds
from resources.terms import Fact, Status

FILES = sorted(seeds.FOLDER.glob("*.yaml"))


@pytest.fixture(scope="module")
def bundled():
    return {country.country: country for country in seeds.load()}


def test_every_file_and_listing_is_there(bundled):
    listings = [listing for country in bundled.values() for listing in country.listings]

    assert len(bundled) == len(FILES) == 244
    assert len(listings) == 832


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_file_is_in_the_one_style(path, bundled):
    assert path.read_text(encoding="utf-8") == seeds.dumps(bundled[path.stem])


def test_schema_beside_the_files_is_up_to_date():
    assert (seeds.FOLDER / seeds.SCHEMA).read_text(encoding="utf-8") == seeds.json_schema()


def test_shown_channel_names_the_page_that_says_what_it_takes(bundled):
    shown = [
        listing
        for country in bundled.values()
        for listing in country.listings
        if listing.status is Status.LISTED and listing.proven_reporting
    ]

    assert shown
    for listing in shown:
        assert any(Fact.ACCEPTS in page.supports for page in listing.reporting.evidence), listing.id


def test_shown_host_is_never_in_punycode(bundled):
    addresses = [
        address
        for country in bundled.values()
        for listing in country.listings
        for address in (listing.website, listing.chat, listing.report_url)
        if address
    ]

    assert [address for address in addresses if links.PUNYCODE in links.host_name(address)] == []


def test_facts_are_given_away():
    text = (seeds.FOLDER / "LICENSE").read_text(encoding="utf-8")

    assert "CC0 1.0 Universal" in text
