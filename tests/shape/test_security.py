"""What SECURITY.md says that shows a promise is there."""

import re

from tests.conftest import ROOT

TOLD = re.compile(r"`((?:tests|resources)/[\w/.]*)`")


def test_every_place_that_it_names_is_there() -> None:
    named = TOLD.findall((ROOT / "SECURITY.md").read_text("utf-8"))

    assert len(named) > 20
    assert [place for place in named if not (ROOT / place).exists()] == []


def test_everybody_who_would_attack_is_met_by_a_test() -> None:
    _, _, rest = (ROOT / "SECURITY.md").read_text("utf-8").partition("## Who would attack")
    rows = [line for line in rest.partition("\n## ")[0].splitlines() if line.startswith("| **")]

    assert len(rows) > 5
    assert [row for row in rows if not TOLD.findall(row)] == []
