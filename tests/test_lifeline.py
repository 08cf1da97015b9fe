"""The plain page of a site that has nothing else: the emergency numbers of the listing files, never a false one."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from resources import seeds
from resources.cards import emergency_numbers
from resources.lifeline import Lifeline
from resources.listing import Country
from resources.places import COUNTRIES
from resources.settings import Settings
from tests.conftest import ROOT, Clock
from tests.house_rules import Visitor

MANY = 200  # countries and territories


@pytest.fixture
def bare(published: Settings, tmp_path: Path) -> Flask:
    """Put a site together that has no edition."""
    return create_app(replace(published, instance=tmp_path), clock=Clock())


@pytest.fixture
def page(bare: Flask) -> Visitor:
    return Visitor(bare.test_client(use_cookies=False))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give some listing files and a seal of them."""
    kept = tmp_path / "listings"
    kept.mkdir()
    for name in ("DE.yaml", "GB.yaml", "KE.yaml"):
        shutil.copy(ROOT / "resources/listings" / name, kept)
    seeds.tidy(kept)
    return kept


@pytest.mark.parametrize(
    ("locale", "path"), [("en", "gb/"), ("ar", "gb/"), ("de", "gb/report/"), ("uk", "gb/?need=past")]
)
def test_the_country_that_was_asked_for_comes_first(page: Visitor, locale: str, path: str) -> None:
    found = page(f"/{locale}/{path}", status=503)

    assert [link["href"] for link in found.soup.select(".now a")] == ["tel:999", "tel:112"]
    assert found.one("html")["lang"] == locale


def test_a_page_of_no_country_holds_those_of_all(page: Visitor, countries: tuple[Country, ...]) -> None:
    found = page("/en/coverage/", status=503)

    with_numbers = [one for one in countries if emergency_numbers(one.emergency) and one.country in COUNTRIES]
    assert len(found.soup.select("dl dt")) == len(with_numbers) > MANY
    assert not found.soup.select(".now")


def test_what_needs_no_edition_is_there_all_the_same(page: Visitor) -> None:
    for path in ("/", "/en/", "/fr/find/", "/ar/help/telling/", "/uk/privacy/"):
        page(path)


def test_numbers_that_wait_for_a_moderator_are_not_shown(folder: Path) -> None:
    path = folder / "GB.yaml"
    path.write_text(path.read_text().replace("status: listed", "status: candidate", 1))
    seeds.tidy(folder)

    assert [item.number for item in Lifeline(folder).numbers()["GB"]] == ["112"]


def test_a_false_number_in_a_file_is_not_shown_and_takes_no_other_away(folder: Path) -> None:
    path = folder / "GB.yaml"
    path.write_text(path.read_text().replace('"999"', '"116000"', 1))

    assert Lifeline(folder).numbers().keys() == {"DE", "KE"}


def test_a_damaged_file_takes_no_other_away(folder: Path) -> None:
    (folder / "KE.yaml").write_bytes(b"\xff{")

    assert Lifeline(folder).numbers().keys() == {"DE", "GB"}


def test_without_any_number_the_page_still_leads_on(published: Settings, folder: Path, tmp_path: Path) -> None:
    app = create_app(replace(published, instance=tmp_path, listings=folder), clock=Clock())
    (folder / "seal.json").write_text("{")

    found = Visitor(app.test_client())("/en/gb/", status=503)

    assert found.soup.select("#country")
    assert not found.soup.select("dl")


def test_files_that_are_mended_are_read_again(folder: Path) -> None:
    sealed = (folder / "seal.json").read_text()
    (folder / "seal.json").write_text("{")
    lifeline = Lifeline(folder)
    assert lifeline.numbers() == {}

    (folder / "seal.json").write_text(sealed)

    assert lifeline.numbers().keys() == {"DE", "GB", "KE"}
