"""What a proposal changes, in the words of the desk."""

import pytest

from resources import i18n
from resources.desk import changes, field_words
from resources.desk.forms import blank
from resources.desk.shape import SHAPE
from resources.terms import Audience, Channel
from tests.builders import evidence, listing, phone
from tests.conftest import ROOT


@pytest.fixture(autouse=True)
def english():
    with i18n.speaking(i18n.load(ROOT / "translations")["en"]):
        yield


def told(before, after):
    found = changes.between(before and before.model_dump(mode="json"), after and after.model_dump(mode="json"))
    return [(one.field.path, one.item, one.old, one.new) for one in found]


OLD = listing(phones=(phone(), phone(number="116 123")), anonymous=None)


@pytest.mark.parametrize(
    ("update", "rows"),
    [
        ({}, []),
        ({"name": "Other"}, [("name", "", "Example", "Other")]),
        ({"anonymous": False}, [("anonymous", "", "", "No")]),
        ({"chat": "https://x.org.uk/"}, [("chat", "", "", "https://x.org.uk/")]),
        ({"website": None}, [("website", "", "https://www.example.org.uk/", "")]),
        (
            {"audiences": (Audience.CHILD, Audience.PARENT)},
            [("audiences", "", "children", "children, parents and carers")],
        ),
        # a phone is known by its number: one before it is no change of it
        (
            {"phones": (phone(), phone(number="116 123", hours=None))},
            [("phones.hours", "116 123", "24/7", "")],
        ),
        (
            {"phones": (phone(number="116 123"),)},
            [("phones", "0800 1111", "Number: 0800 1111 · Used for: Call · Cost: Free to call · Hours: 24/7", "")],
        ),
        (
            {"evidence": (evidence(as_of="2026-06"),)},
            [("evidence.as_of", "https://www.example.org.uk/contact", "2026-05-01", "2026-06")],
        ),
    ],
)
def test_a_change_is_told_by_its_field(update, rows):
    assert told(OLD, OLD.model_copy(update=update)) == rows


def test_a_new_listing_is_told_whole():
    fields = [path for path, _, old, _ in told(None, OLD) if not old]

    assert {"name", "kind", "phones", "evidence", "website"} <= set(fields)


def test_the_same_number_twice_is_two_lines():
    twice = OLD.model_copy(update={"phones": (phone(), phone(channel=Channel.SMS))})

    assert [item for path, item, *_ in told(None, twice) if path == "phones"] == ["0800 1111", "0800 1111 #2"]


def test_what_was_typed_wrongly_is_told_too():
    facts = blank("gb-x") | {"phones": "none", "kind": "shop", "audiences": ["cats"]}

    assert ("kind", "shop") in [(one.field.path, one.new) for one in changes.between(None, facts)]


@pytest.mark.parametrize(
    ("update", "fact"),
    [({"chat": "https://x.org.uk/"}, "chat"), ({"website": None}, None), ({"name": "Other"}, None)],
)
def test_a_contact_that_is_new_names_the_fact_that_a_page_must_support(update, fact):
    (one,) = changes.between(OLD.model_dump(mode="json"), OLD.model_copy(update=update).model_dump(mode="json"))

    assert one.fact == fact


def test_every_field_has_its_words():
    def paths(fields):
        for field in fields:
            yield field.path
            yield from paths(field.fields)

    for path in paths(SHAPE):
        assert field_words.label(path)
        assert field_words.help_text(path)
    assert set(field_words.LABELS) == set(field_words.HELP)
