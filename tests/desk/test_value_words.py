"""What is wrong with a value is said in the reader’s language, wherever a rule may have found it."""

import ast
import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from resources import i18n, remedies
from resources.desk import forms, value_words, wing
from resources.desk.database import engine
from resources.errors import Fault
from tests.conftest import ROOT
from tests.desk.clients import desk, fields, put
from tests.desk.offices import STANDING, change, opened
from tests.desk.signing import BEN, RELYING

RULES = (
    *(f"resources/{name}.py" for name in ("hours", "links", "listing", "numbers", "places", "remedies", "yamltext")),
    *(f"resources/desk/{name}.py" for name in ("faults", "forms", "imports", "importing", "rows", "statements")),
)
REMEDY_OF = "; "  # parts what is wrong from what mends it
NO_SENTENCES = {
    r"(^|; |, | \|\| )(.+?)(?=; |, | \|\| |$)",
    "…; PH off",
    "attachment; filename=listings.zip",
    "…; choose one of these",  # what stands before it is a message of its own
}
WRAPPERS = {"{error}", "{why}", "write {form}"}


@pytest.fixture
def app(tmp_path):
    opened_engine = engine(f"sqlite:///{tmp_path / 'desk.db'}")
    yield desk(opened(opened_engine, tmp_path), tmp_path / "instance")
    opened_engine.dispose()


@pytest.fixture(scope="module")
def german() -> i18n.Locale:
    return wing.locales(ROOT)["de"]


def sentences(path: Path) -> Iterator[str]:
    """Give the texts of a module but its docstrings, with a sign where a value is put in."""
    tree = ast.parse(path.read_text("utf-8"))
    unsaid = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    unsaid |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in unsaid:
            yield node.value


def test_every_sentence_of_the_rules_has_a_message() -> None:
    found = {text for path in RULES for text in sentences(ROOT / path) if REMEDY_OF in text} - NO_SENTENCES
    found |= {f"write {form}" for form in remedies.FORMS.values()} | set(remedies.REMEDIES.values()) - WRAPPERS

    assert len(found) > 60
    assert [text for text in found if not any(one.fullmatch(text) for one in value_words.PATTERNS.values())] == []


@pytest.mark.parametrize(
    ("remedy", "words"),
    [
        ("empty; write it", "leer; schreib es hinein"),
        ("too long; write 90 signs at most", "zu lang; schreib höchstens 90 Zeichen"),
        ("100 % of nothing; write for instance Mo-Fr 09:00-17:00", "100 % of nothing; schreib zum Beispiel"),
        ("no page read for this change supports phones; add the page to the evidence, or date it anew", "Telefon"),
        ("the numbering metadata knows this number; remove `unusual`", "leere `unusual`"),
        ("a library’s own words", "a library’s own words"),
    ],
)
def test_a_sentence_is_said_in_german_with_what_was_put_into_it(german, remedy, words) -> None:
    with i18n.speaking(german):
        assert words in value_words.said(remedy)


def test_a_form_names_its_own_field_in_a_message_and_never_null(german) -> None:
    known = "the numbering metadata knows this number; remove `unusual`"
    abroad = remedies.REMEDIES["string_pattern_mismatch"].format(form=remedies.FORMS["e164"])
    faults = [Fault("", "gb-x", "phones.0.number", "1", known), Fault("", "gb-x", "phones.0.e164", "1", abroad)]

    form = forms.form_of({"phones": [{"number": "1", "e164": "1"}]}, faults)

    with i18n.speaking(german):
        number, e164 = (control.said for control in form.wrong)
    assert number.endswith("leere „Warum diese Nummer stimmt“")
    assert e164.endswith("oder lass es leer, wo man sie aus dem Ausland nicht wählen kann")


@pytest.mark.parametrize(
    ("field", "place", "column"),
    [
        ("phones.0.hours", "Telefone 1 › Zeiten", "phones.1.hours"),
        ("languages.1", "Sprachen 2", "languages.2"),
        (
            "reporting.evidence.0.url",
            "Wie er Meldungen annimmt › Seiten, die das sagen 1 › Adresse der Seite",
            "reporting.evidence.1.url",
        ),
        ("name", "Name", "name"),
        ("hides", "hides", "hides"),
        ("", "", ""),
    ],
)
def test_a_field_is_named_as_the_form_names_it_and_counted_from_one(german, field, place, column) -> None:
    with i18n.speaking(german):
        assert value_words.place(field) == place
    assert value_words.counted(field) == column


def test_what_is_wrong_is_said_in_german_on_every_page_that_tells_it(app, ben) -> None:
    draft = change(app.extensions["desk"].office, STANDING, by=BEN)
    path = f"/desk/proposals/{draft.id}/"
    ben.post("/desk/speak/", {"locale": "de"})
    form = fields(ben.page(f"{path}edit/"), ".listing-form")

    quiet = ben.post(f"{path}edit/", [*put(form, website="x", phones__0__hours="always"), ("quiet", "1")])
    uploaded = {"file": (io.BytesIO(b"id,name,phones.1.number\ngb-example,A,12ab\n"), "many.csv")}
    report = ben.browser.post(
        "/desk/import/",
        base_url=RELYING.origin,
        headers={"Origin": RELYING.origin},
        data={"csrf": ben.csrf, **uploaded},
    )

    assert quiet.json["faults"]["website"].startswith("nicht die Adresse einer Seite")
    assert "nicht die Adresse einer Seite" in ben.page(f"{path}edit/").select_one("#f-website-fault").text
    assert "Telefone 1 › Zeiten: so lassen sich die Zeiten nicht lesen" in ben.page(path).text
    assert "eine Nummer besteht nur aus Ziffern" in report.text
    assert "<code>phones.1.number</code>" in report.text
    for text in (ben.get(path).text, ben.get(f"{path}edit/").text, report.text):
        assert "; write" not in text
        assert 'lang="en"' not in BeautifulSoup(text, "html.parser").select_one("main").decode()
