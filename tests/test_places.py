"""Countries, regions, languages, zones."""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from resources import places
from resources.errors import UnknownCountryError

LISTINGS = Path(places.__file__).with_name("listings")

TAKEN = [
    (places.checked_country, "NO"),  # Norway, which YAML may read as "no"
    (places.checked_country, "XK"),
    (places.checked_country, places.EVERYWHERE),
    (places.checked_region, "GB-SCT"),
    (places.checked_region, "JP-13"),
    (places.checked_region, "BO-L"),
    (places.checked_zone, "Africa/Nairobi"),
    (places.checked_zone, "America/Argentina/Buenos_Aires"),
    (places.checked_language, "no"),
    (places.checked_language, "fil"),
    (places.checked_language, "zh-Hant"),
    (places.checked_language, "sr-ME"),
    (places.checked_language, "es-419"),
]

REFUSED = [
    (places.checked_country, False, "KE"),  # what YAML makes of an unquoted NO
    (places.checked_country, "False", "KE"),
    (places.checked_country, "ke", "KE"),
    (places.checked_country, "UK", "KE"),
    (places.checked_country, "EU", "KE"),
    (places.checked_country, "", "KE"),
    (places.checked_region, False, "GB-SCT"),
    (places.checked_region, "SCT", "GB-SCT"),
    (places.checked_region, "UK-SCT", "GB-SCT"),
    (places.checked_region, "ZZ-SCT", "GB-SCT"),  # everywhere has no regions
    (places.checked_region, "GB-SCOT", "GB-SCT"),
    (places.checked_region, "GB-SCT\n", "GB-SCT"),
    (places.checked_zone, "Nairobi", "Africa/Nairobi"),
    (places.checked_zone, "../etc/passwd", "Africa/Nairobi"),
    (places.checked_language, False, "zh-Hant"),
    (places.checked_language, "english", "zh-Hant"),
    (places.checked_language, "sr_ME", "zh-Hant"),
    (places.checked_language, "ZH-hant", "zh-Hant"),
    (places.checked_language, "qqq", "qqq"),  # names the part that nobody knows
    (places.checked_language, "en-QQ", "QQ"),
]

Check = Callable[[str], str]


@pytest.mark.parametrize(("check", "value"), TAKEN)
def test_good_value_comes_back_as_it_is(check: Check, value: str) -> None:
    assert check(value) == value


@pytest.mark.parametrize(("check", "value", "remedy"), REFUSED)
def test_bad_value_is_refused_with_remedy(check: Check, value: str, remedy: str) -> None:
    with pytest.raises(ValueError, match="write ") as caught:
        check(value)

    assert remedy in str(caught.value)


@given(text=st.text())
def test_any_text_is_taken_or_refused_as_a_value(text: str) -> None:
    for check in (places.checked_country, places.checked_region, places.checked_zone, places.checked_language):
        with suppress(ValueError):
            assert check(text) == text


def test_there_are_249_countries_and_kosovo() -> None:
    assert len(places.COUNTRIES) == len(set(places.COUNTRIES)) == 250
    assert "XK" in places.COUNTRIES


@pytest.mark.parametrize("code", ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
def test_what_is_no_country_is_left_out(code: str) -> None:
    assert code not in places.COUNTRIES


def test_every_listings_file_is_named_after_a_country() -> None:
    stems = {path.stem for path in LISTINGS.glob("*.yaml")} - {places.EVERYWHERE}

    assert len(stems) > 200
    assert stems <= set(places.COUNTRIES)


@pytest.mark.parametrize(
    ("code", "locale", "name"),
    [
        ("DE", "en", "Germany"),
        ("DE", "ar", "ألمانيا"),
        ("DE", "uk", "Німеччина"),
        ("XK", "fr", "Kosovo"),
        ("NO", "de", "Norwegen"),
        ("TF", "vo", "French Southern Territories"),  # no name in Volapük
    ],
)
def test_country_is_named_in_the_readers_language(code: str, locale: str, name: str) -> None:
    assert places.country_name(code, Locale(locale)) == name


@pytest.mark.parametrize("code", ["QQ", "ZZ", "", "de"])
def test_unknown_country_has_no_name(code: str) -> None:
    with pytest.raises(UnknownCountryError):
        places.country_name(code, Locale("en"))


@pytest.mark.parametrize("locale", ["en", "ar", "de", "es", "fr", "uk"])
def test_every_country_is_listed_once_by_name(locale: str) -> None:
    listed = places.sorted_countries(Locale(locale))

    assert sorted(code for code, _ in listed) == list(places.COUNTRIES)
    assert all(name == places.country_name(code, Locale(locale)) for code, name in listed)


def test_accents_do_not_count_in_the_alphabet() -> None:
    names = [name for _, name in places.sorted_countries(Locale("de"))]

    assert names.index("Ägypten") == names.index("Afghanistan") + 1
    assert names.index("Österreich") == names.index("Pakistan") - 1


@pytest.mark.parametrize(
    ("tag", "locale", "name"),
    [
        ("sw", "en", "Swahili"),
        ("uk", "de", "Ukrainisch"),
        ("zh-Hant", "en", "Traditional Chinese"),
        ("sr-ME", "en", "Montenegrin"),
        ("sr-Cyrl-BA", "en", "Serbian (Cyrillic, Bosnia & Herzegovina)"),  # no name of its own
        ("lua", "vo", "Luba-Lulua"),  # no name in Volapük
    ],
)
def test_language_is_named_in_the_readers_language(tag: str, locale: str, name: str) -> None:
    assert places.language_name(tag, Locale(locale)) == name


@pytest.mark.parametrize(
    ("code", "locale", "name"),
    [
        ("GB-SCT", "de", "Schottland"),
        ("GB-SCT", "en", "Scotland"),
        ("CA-QC", "uk", "Квебек"),
        ("AU-NT", "es", "Territorio Noroeste"),
        ("GB-BST", "en", "City of Bristol"),  # ISO turns it round
        ("GB-WLS", "en", "Wales"),  # ISO adds the Welsh
        ("GB-EAW", "en", "England and Wales"),  # a group of regions
        ("GB-EAW", "fr", "England et Wales"),
        ("IS-RKV", "en", "Reykjavíkurborg"),  # as people there write it
        ("GB-QQQ", "en", "GB-QQQ"),  # nobody knows it
    ],
)
def test_region_is_named_as_well_as_is_known(code: str, locale: str, name: str) -> None:
    assert places.region_name(code, Locale(locale)) == name


def test_every_region_of_the_listings_has_a_name() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in LISTINGS.glob("*.yaml"))
    regions = set(re.findall(r'^ +region: "?([A-Z]{2}-\w+)', text, re.MULTILINE))

    assert len(regions) > 30
    assert [code for code in regions if places.region_name(code, Locale("en")) == code] == []


@pytest.mark.parametrize(
    ("code", "zone"),
    [
        ("KE", "Africa/Nairobi"),  # one zone
        ("DE", "Europe/Berlin"),  # two that agree
        ("CY", "Asia/Famagusta"),
        ("AR", "America/Argentina/Buenos_Aires"),  # twelve that agree
        ("XK", "Europe/Belgrade"),
        ("US", None),
        ("BR", None),
        ("AU", None),
        ("ES", None),  # the Canaries
        ("PT", None),  # the Azores
        ("NZ", None),  # the Chatham Islands
        ("HM", None),  # nobody lives there
    ],
)
def test_sole_zone_is_given_where_the_whole_country_keeps_one_time(code: str, zone: str | None) -> None:
    assert places.sole_zone(code) == zone


@pytest.mark.parametrize("code", places.COUNTRIES)
def test_zones_of_a_country_are_known_and_counted_once(code: str) -> None:
    zones = places.zones(code)

    assert len(zones) == len(set(zones))
    assert [places.checked_zone(zone) for zone in zones] == list(zones)


def test_only_islands_without_people_have_no_zone() -> None:
    assert [code for code in places.COUNTRIES if not places.zones(code)] == ["BV", "HM"]
