"""Canonical JSON: the same value is the same bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=10,
)


@given(VALUES)
def test_value_reads_back_equal(value):
    assert json.loads(canonical.dumps(value)) == value


@given(st.dictionaries(TEXT, st.integers()))
def test_order_of_keys_does_not_matter(value):
    turned = dict(reversed(value.items()))

    assert canonical.dumps(turned) == canonical.dumps(value)


def test_form_is_sorted_tight_utf8_and_one_line():
    assert canonical.dumps({"b": [1, None], "a": "ü"}) == '{"a":"ü","b":[1,null]}\n'.encode()


def test_digest_is_sha256():
    assert canonical.digest(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800"])
def test_what_json_cannot_say_is_refused(value):
    with pytest.raises(ValueError, match=r"JSON|surrogates"):
        canonical.dumps(value)
