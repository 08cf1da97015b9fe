"""The deliberate holes of `make holes` can still be made: each place is there, and so are the tests that guard it."""

import pytest

from tests.conftest import ROOT
from tests.holes import Hole, holes


@pytest.mark.parametrize("hole", holes(), ids=lambda hole: hole.claim)
def test_a_hole_can_be_made_where_tests_guard(hole: Hole) -> None:
    whole = (ROOT / hole.file).read_text("utf-8")
    assert hole.made_in(whole) != whole
    assert hole.tests
    for test in hole.tests:
        file, _, name = test.partition("::")
        assert (f"def {name}(" if name else "def test_") in (ROOT / file).read_text("utf-8")


def test_a_place_that_is_gone_is_told() -> None:
    hole = Hole("made up", "app.py", was="here", becomes="", tests=("tests/shape/test_holes.py",))
    with pytest.raises(ValueError, match=r"app\.py holds this 2 times"):
        hole.made_in("here and here")


def test_no_claim_stands_twice() -> None:
    claims = [hole.claim for hole in holes()]

    assert len(claims) == len(set(claims))
