"""The names that people call countries by."""

import pytest

from resources import gazetteer
from resources.places import COUNTRIES


def test_file_holds_what_cldr_says() -> None:
    written = gazetteer.FILE.read_text(encoding="utf-8")

    assert written == gazetteer.dumps(gazetteer.collect()), "run: python -m resources.gazetteer"


def test_what_is_written_reads_back() -> None:
    names = (gazetteer.CountryName("NO", 9, "Norway"), gazetteer.CountryName("NO", 9, "Noruega"))

    assert tuple(gazetteer.loads(gazetteer.dumps(names))) == names


def test_every_country_has_names() -> None:
    assert {name.country for name in gazetteer.read()} == set(COUNTRIES)


@pytest.mark.parametrize(
    ("country", "name"),
    [
        ("DE", "Deutschland"),
        ("DE", "Alemania"),
        ("DE", "ألمانيا"),
        ("GB", "UK"),
        ("GB", "Scotland"),  # an everyday name
        ("KE", "KE"),  # a code of two letters
        ("KE", "KEN"),  # and of three
        ("XK", "Kosovo"),
    ],
)
def test_country_goes_by_name(country: str, name: str) -> None:
    assert (country, name) in {(held.country, held.name) for held in gazetteer.read()}


def test_name_of_many_languages_comes_before_name_of_few() -> None:
    languages = [name.languages for name in gazetteer.read() if name.country == "DE"]

    assert languages == sorted(languages, reverse=True)
