"""Differences between two states of a country."""

import pytest

from resources import differences
from resources.terms import EmergencyService
from tests.builders import country, emergency, listing, phone


def said(old, new):
    return [str(difference) for difference in differences.between("GB", old, new)]


POLICE = emergency("999", EmergencyService.POLICE)
ELSEWHERE = POLICE.evidence[0].model_copy(update={"publisher": "Other"})

CASES = [
    # nothing changed
    (country(listing()), country(listing()), []),
    # a plain field
    (
        country(listing(name="Old")),
        country(listing(name="New")),
        ["GB › gb-example › name: Old → New"],
    ),
    # a field inside a list of phones, counted from one
    (
        country(listing(phones=(phone(), phone(number="0800 1111")))),
        country(listing(phones=(phone(), phone(number="116 111")))),
        ["GB › gb-example › phones › 2 › number: 0800 1111 → 116 111"],
    ),
    # what was not known becomes known, and the other way round
    (country(listing()), country(listing(anonymous=True)), ["GB › gb-example › anonymous: added True"]),
    (country(listing(anonymous=True)), country(listing()), ["GB › gb-example › anonymous: removed True"]),
    # a list of plain values is one value
    (
        country(listing(languages=("en",))),
        country(listing(languages=("en", "cy"))),
        ["GB › gb-example › languages: en → en, cy"],
    ),
    # whole listings and whole countries, by name only
    (country(), country(listing()), ["GB › gb-example: added Example"]),
    (country(listing()), None, ["GB › gb-example: removed Example"]),
    (None, country(listing()), ["GB › gb-example: added Example"]),
    # emergency numbers
    (
        country(),
        country(emergency=(POLICE,)),
        ["GB › emergency 999 (police): added 999 (police)"],
    ),
    (
        country(emergency=(POLICE,)),
        country(emergency=(POLICE.model_copy(update={"evidence": (ELSEWHERE,)}),)),
        ["GB › emergency 999 (police) › evidence › 1 › publisher: Example → Other"],
    ),
]


@pytest.mark.parametrize(("old", "new", "lines"), CASES)
def test_difference_is_told_as_country_listing_field_old_new(old, new, lines):
    assert said(old, new) == lines


def test_order_of_listings_is_no_difference():
    first, second = listing(), listing(id="gb-other")

    assert said(country(first, second), country(second, first)) == []
