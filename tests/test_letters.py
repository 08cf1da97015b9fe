"""Folding: what counts as the same letters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.letters import fold

SAME = [
    ("Österreich", "osterreich"),  # an accent
    ("STRASSE", "straße"),  # one letter for two
    ("Ørsted Łódź", "orsted lodz"),  # letters that Unicode does not take apart
    ("Côte d’Ivoire", "cote d'ivoire"),  # a typographic apostrophe
    ("Hawaiʻi", "hawaii"),  # an apostrophe that counts as a letter
    ("Guinea-Bissau", "guinea  bissau"),  # a dash parts words
    ("أَلْمَانِيَا", "المانيا"),  # tashkeel and hamza
    ("ألمـــانيا", "المانيا"),  # the word stretched
    ("ایران", "إيران"),  # a Persian keyboard
    ("سورية", "سوريه"),  # a letter without its dots
    ("Ukraïne", "Ukraine"),
    ("Україна", "УКРАЇНА"),
    ("かナ", "かナ"),  # half as wide is the same letter
    ("한국", "한국"),  # syllables and their parts
    ("a\u200db", "ab"),  # an invisible joiner
    ("one\x00two", "one two"),  # a control character
]

DIFFERENT = [
    ("カ", "ガ"),  # a voiced kana is another letter
    ("Niger", "Nigeria"),
    ("가나", "기니"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same_letters_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_other_letters_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize("text", ["", " \t\n", "…!?", "😀", "\ud800", "\x00\x1f", "’'"])
def test_what_holds_no_letter_folds_to_nothing(text: str) -> None:
    assert fold(text) == ""


@given(st.text(st.characters()))
def test_folding_again_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_words_are_parted_by_one_space(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())
