"""Every catalogue is complete, and says the same thing as its source."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from tests.conftest import ROOT

CATALOGUES = sorted((ROOT / "translations").glob("*/LC_MESSAGES/*.po"))
TEMPLATES = sorted((ROOT / "translations").glob("*.pot"))
HOLE = re.compile(r"%\(\w+\)[sd]")
PHONE_LIKE = re.compile(r"\d[\d ()/-]{4,}")
FACT = re.compile(r"\d+|[\w.-]*(?:://|@|\w\.\w)\S*")  # a number, an address of a page or of a mailbox
MIDNIGHT = "00:00"  # which not every language has a word for
ENGLISH_SENTENCE = re.compile(r"[a-z]{2,} [a-z]{2,}")  # a word alone, a name or a pattern may be the same


def read(path: Path, locale: str | None = None) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=locale, abort_invalid=True)


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


@pytest.fixture(params=CATALOGUES, ids=lambda path: f"{path.parent.parent.name} {path.stem}")
def path(request: pytest.FixtureRequest) -> Path:
    found: Path = request.param
    return found


@pytest.fixture
def catalogue(path: Path) -> Catalog:
    return read(path, path.parent.parent.name)


def test_every_message_is_translated(catalogue: Catalog) -> None:
    texts = {message.id: message.string for message in messages(catalogue)}

    assert [key for key, text in texts.items() if not (all(text) if isinstance(text, tuple) else text)] == []


def test_no_translation_is_a_guess(catalogue: Catalog) -> None:
    assert [message.id for message in messages(catalogue) if message.fuzzy] == []


def test_every_catalogue_has_exactly_the_source_messages(catalogue: Catalog, path: Path) -> None:
    source = {message.id for message in messages(read(ROOT / f"translations/{path.stem}.pot"))}

    assert {message.id for message in messages(catalogue)} == source


@pytest.mark.parametrize("found", [*TEMPLATES, *CATALOGUES], ids=lambda found: found.relative_to(ROOT).as_posix())
def test_a_translator_s_program_is_told_how_the_words_are_written(found: Path) -> None:
    head = found.read_text().partition("\n\n")[0]

    assert "Content-Type: text/plain; charset=utf-8" in head
    assert "EMAIL@ADDRESS" not in head


def test_every_hole_of_a_message_is_kept(catalogue: Catalog) -> None:
    assert [message.id for message in messages(catalogue) if any(map(differs_in_holes(message), forms(message)))] == []


def differs_in_holes(message: Message) -> Callable[[str], bool]:
    source = message.id if isinstance(message.id, str) else message.id[-1]
    return lambda text: Counter(HOLE.findall(text)) != Counter(HOLE.findall(source))


def forms(message: Message) -> Iterable[str]:
    return [message.string] if isinstance(message.string, str) else message.string


def test_no_number_to_dial_stands_in_a_message(catalogue: Catalog) -> None:
    assert [message.id for message in messages(catalogue) if PHONE_LIKE.search(str(message.string))] == []


def test_no_translation_holds_a_number_or_an_address_that_its_source_does_not_hold(catalogue: Catalog) -> None:
    added = {text: facts(text) - facts(str(message.id)) for message in messages(catalogue) for text in forms(message)}

    assert {text: found for text, found in added.items() if found} == {}


def facts(text: str) -> set[str]:
    return {match.strip(".") for match in FACT.findall(HOLE.sub("", text).replace(MIDNIGHT, ""))}


def test_no_translation_is_left_in_english(catalogue: Catalog) -> None:
    same = (str(message.id) for message in messages(catalogue) if message.id == message.string)

    assert [text for text in same if ENGLISH_SENTENCE.search(text)] == []
