import itertools
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import yamltext


class Term(StrEnum):
    BARE = "bare_term"
    NO = "no"


NAMES = st.sampled_from(["name", "hours", "notes"])
WORDS = st.text(max_size=20)
PLAIN = WORDS | st.none() | st.lists(WORDS, max_size=3)
BLOCKS = st.dictionaries(NAMES, PLAIN, min_size=1)
FACTS = st.dictionaries(NAMES, PLAIN | BLOCKS | st.lists(BLOCKS, min_size=1, max_size=2), min_size=1)


@given(FACTS)
def test_what_is_written_is_read_again(facts):
    text = yamltext.dumps(facts)

    assert yamltext.loads(text) == (facts, ())


@given(FACTS)
def test_a_fact_takes_a_line(facts):
    text = yamltext.dumps(facts)

    assert all(line.strip() for line in text.splitlines())


# text, what is read
SCALARS = [
    ("a: NO", "NO"),  # Norway, not false
    ("a: 0116111", "0116111"),  # a number to dial, not 40009
    ("a: 2024-03", "2024-03"),
    ("a: 24/7", "24/7"),
    ("a: true", "true"),
    ('a: "null"', "null"),
    ("a: null", None),
    ("a: ~", None),
    ("a:", None),
    ('a: ""', ""),
]


@pytest.mark.parametrize(("text", "read"), SCALARS)
def test_scalar_is_the_text_that_stands_there(text, read):
    assert yamltext.loads(text) == ({"a": read}, ())


# value, what is written
STYLE = [
    (None, "a: null\n"),
    (True, "a: true\n"),
    ("GB", 'a: "GB"\n'),
    (Term.BARE, "a: bare_term\n"),
    (Term.NO, 'a: "no"\n'),  # other readers take a bare no for false
    ((), "a: []\n"),
    ((Term.BARE, "no"), 'a: [bare_term, "no"]\n'),
    ({"b": "x"}, 'a:\n  b: "x"\n'),
    (({"b": "x", "c": None}, {"b": "y"}), 'a:\n  - b: "x"\n    c: null\n  - b: "y"\n'),
    ("a\u2028b\x85\ufeff", 'a: "a\\u2028b\\u0085\\ufeff"\n'),
]


@pytest.mark.parametrize(("value", "text"), STYLE)
def test_style_is_one(value, text):
    assert yamltext.dumps({"a": value}) == text


# text, where the flaw is, a word of the remedy
FLAWS = [
    ("a: 1\na: 2", ("a",), "keep one"),
    ("a:\n  - b: 1\n    b: 2", ("a", 0, "b"), "line 3"),
    ("a: &x [1]\nb: *x", ("b",), "anchors"),
    ("a: !!python/object:os.system x", ("a",), "tags"),
    ("a: !!binary aGk=", ("a",), "tags"),
    ("? [a]\n: 1", (), "one word"),
    ("a: 1\n---\na: 2", (), "one YAML document"),
    ("a: [1", (), "one YAML document"),
    ("a: \x00", (), "one YAML document"),
    ("[" * 2000, (), "one YAML document"),
    ("", (), "empty"),
    ("# only a comment", (), "empty"),
]


@pytest.mark.parametrize(("text", "path", "word"), FLAWS)
def test_text_that_can_be_read_two_ways_is_refused(text, path, word):
    _, flaws = yamltext.loads(text)

    assert [(flaw.path, word in flaw.remedy) for flaw in flaws] == [(path, True)]


def test_flaws_are_named_all_at_once():
    _, flaws = yamltext.loads("a: 1\na: 2\nb: !x 1\nc: &y [1]\nd: *y")

    assert [flaw.path for flaw in flaws] == [("a",), ("b",), ("d",)]


def test_document_that_multiplies_itself_is_read_once():
    doubled = (f"{new}: &{new} [*{old}, *{old}]\n" for old, new in itertools.pairwise("abcdefghi"))
    bomb = "a: &a [x, x]\n" + "".join(doubled)

    _, flaws = yamltext.loads(bomb)

    assert len(flaws) == 16
