"""A page from right to left is the mirror of the same page: the style names no side of the screen."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

SIDE = r"(?:(?:margin|padding|border|inset|scroll-padding)-)?(?:left|right|top|bottom)(?:-[a-z]+)?\s*:"
TURN = r"(?:float|clear|text-align)\s*:\s*(?:left|right)"
FOUR = r"(?:margin|padding|inset|border-width)\s*:\s*[^\s;}]+(?:\s+[^\s;}]+){3}"
NAMES_A_SIDE = re.compile(rf"(?<=[;{{\s])(?:{SIDE}|{TURN}|{FOUR})")


def sides(style: str) -> list[str]:
    """Find what a style says of sides."""
    return NAMES_A_SIDE.findall(style)


@pytest.mark.parametrize("style", sorted((ROOT / "static/css").glob("*.css")), ids=lambda path: path.name)
def test_no_style_names_a_side(style: Path) -> None:
    assert sides(style.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "style",
    [
        "p{margin-left:1rem}",
        "p{color:red;right:0}",
        "td{text-align: left}",
        "td{padding:.5rem .6rem .5rem 0;color:red}",
    ],
)
def test_a_side_is_found(style: str) -> None:
    assert len(sides(style)) == 1


@pytest.mark.parametrize("style", ["p{margin-inline-start:1rem}", "td{padding:.5rem 0}", "td{text-align:start}"])
def test_what_turns_with_the_page_is_left(style: str) -> None:
    assert sides(style) == []
