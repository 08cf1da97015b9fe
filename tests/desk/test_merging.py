"""Three-way merge by field: what only one changed is taken, what both changed is shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.desk.merging import MISSING, Conflict, merge

# base, theirs, mine, merged, fields in conflict
ROWS = [
    # nobody changed anything
    ({"a": 1}, {"a": 1}, {"a": 1}, {"a": 1}, []),
    # only they did
    ({"a": 1}, {"a": 2}, {"a": 1}, {"a": 2}, []),
    # only I did
    ({"a": 1}, {"a": 1}, {"a": 2}, {"a": 2}, []),
    # both did, in two fields
    ({"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 1, "b": 2}, {"a": 2, "b": 2}, []),
    # both did the same
    ({"a": 1}, {"a": 2}, {"a": 2}, {"a": 2}, []),
    # both did, each otherwise: mine stands, and it is shown
    ({"a": 1}, {"a": 2}, {"a": 3}, {"a": 3}, ["a"]),
    # a field that only they added, and one that only I did
    ({}, {"a": 1}, {"b": 2}, {"b": 2, "a": 1}, []),
    # a field that they took away, and I left alone
    ({"a": 1}, {}, {"a": 1}, {}, []),
    # a field that they took away, and I changed
    ({"a": 1}, {}, {"a": 2}, {"a": 2}, ["a"]),
    # None is a value, not a gap
    ({"a": None}, {"a": 1}, {"a": None}, {"a": 1}, []),
    # nobody knows what both began from: each difference is shown
    (None, {"a": 1, "b": 1}, {"a": 2, "b": 1}, {"a": 2, "b": 1}, ["a"]),
    # they took the listing away, I changed a field of it
    ({"a": 1, "b": 1}, None, {"a": 2, "b": 1}, {"a": 2}, ["a"]),
    # I take the listing away, they changed a field of it
    ({"a": 1}, {"a": 2}, None, {}, ["a"]),
]

FACTS = st.dictionaries(st.sampled_from("abcd"), st.integers(0, 2))


@pytest.mark.parametrize(("base", "theirs", "mine", "merged", "conflicts"), ROWS)
def test_merge_takes_what_one_changed_and_shows_what_both_did(base, theirs, mine, merged, conflicts):
    merging = merge(base, theirs, mine)

    assert merging.facts == merged
    assert [conflict.field for conflict in merging.conflicts] == conflicts
    assert merging.is_clean is (conflicts == [])


def test_conflict_holds_all_three_values():
    (conflict,) = merge({"a": 1}, {}, {"a": 2}).conflicts

    assert conflict == Conflict("a", base=1, theirs=MISSING, mine=2)


@given(FACTS, FACTS)
def test_work_of_one_alone_is_taken_whole(base, changed):
    assert merge(base, changed, base).facts == changed
    assert merge(base, base, changed).facts == changed
    assert merge(base, changed, base).is_clean
    assert merge(base, base, changed).is_clean


@given(FACTS, FACTS, FACTS)
def test_order_of_the_two_matters_only_where_they_conflict(base, theirs, mine):
    one, other = merge(base, theirs, mine), merge(base, mine, theirs)
    contested = {conflict.field for conflict in one.conflicts}

    assert contested == {conflict.field for conflict in other.conflicts}
    assert {key: value for key, value in one.facts.items() if key not in contested} == {
        key: value for key, value in other.facts.items() if key not in contested
    }


@given(FACTS, FACTS, FACTS)
def test_no_change_is_lost_without_being_shown(base, theirs, mine):
    merging = merge(base, theirs, mine)
    contested = {conflict.field for conflict in merging.conflicts}

    for side in (theirs, mine):
        changed = {field for field in base.keys() | side.keys() if side.get(field, MISSING) != base.get(field, MISSING)}
        assert all(merging.facts.get(field, MISSING) == side.get(field, MISSING) for field in changed - contested)
