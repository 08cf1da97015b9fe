"""Locales and which one a reader gets."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import i18n
from resources.errors import CatalogueError
from tests.conftest import ROOT

LOCALES = i18n.load(ROOT / "translations")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (None, "en"),
        ("", "en"),
        ("de", "de"),
        ("de-AT,de;q=0.9,en;q=0.8", "de"),  # a region falls back to its language
        ("xx,fr;q=0.5", "fr"),  # what we do not speak is passed over
        ("en;q=0.3,ar;q=0.7", "ar"),  # the higher quality wins
        ("es;q=0,uk", "uk"),  # zero means never
        ("es;q=0", "en"),
        ("fr;q=nonsense,uk;q=0.1", "uk"),
        ("*", "en"),
        ("DE-de", "de"),  # tags have no case
    ],
)
def test_a_reader_gets_the_language_that_the_browser_asks_for(header: str | None, expected: str) -> None:
    assert i18n.negotiate(header, LOCALES).tag == expected


@given(st.text())
def test_any_header_gets_a_locale(header: str) -> None:
    assert i18n.negotiate(header, LOCALES).tag in LOCALES


def test_six_locales_are_spoken() -> None:
    assert list(LOCALES) == ["en", "ar", "de", "es", "fr", "uk"]


def test_arabic_runs_from_right_to_left() -> None:
    assert [LOCALES[tag].direction for tag in ("ar", "de")] == ["rtl", "ltr"]


def test_every_language_is_named_by_its_own_speakers() -> None:
    names = [locale.own_name for locale in LOCALES.values()]

    assert names == ["English", "العربية", "Deutsch", "Español", "Français", "Українська"]


def test_a_message_is_said_in_the_locale_being_spoken() -> None:
    with i18n.speaking(LOCALES["de"]):
        inside = i18n.gettext("Leave this site")

    with i18n.speaking(LOCALES["en"]):
        outside = i18n.gettext("Leave this site")

    assert outside == "Leave this site"
    assert inside != outside


def test_nothing_is_said_outside_a_locale() -> None:
    with pytest.raises(LookupError):
        i18n.gettext("Leave this site")


def test_a_broken_catalogue_is_refused_by_name(tmp_path: Path) -> None:
    broken = tmp_path / "de/LC_MESSAGES/messages.po"
    broken.parent.mkdir(parents=True)
    broken.write_text("words that no catalogue has")

    with pytest.raises(CatalogueError, match=r"de/LC_MESSAGES/messages\.po"):
        i18n.load(tmp_path)
