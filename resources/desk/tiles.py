"""The countries as tiles, each near where it lies: coordinates of their cities from the time zone database. Pure.

A picture to see at a glance where nobody has looked, not a map: small countries are as large as large ones.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

COLUMNS, ROWS = 36, 20
NORTH, SOUTH = 75.0, -55.0  # degrees; almost nobody lives beyond
PLACE = re.compile(r"^([A-Z]{2})\t([+-]\d{2})(\d{2})(?:\d{2})?([+-]\d{3})(\d{2})(?:\d{2})?\t", re.MULTILINE)


class Tile(NamedTuple):
    """A cell of the picture, from its upper left."""

    column: int
    row: int


@cache
def tiles() -> Mapping[str, Tile]:
    """Give each country its own cell, as near to its first city as there was one left."""
    taken: dict[Tile, str] = {}
    for code, wanted in sorted(_wanted().items()):
        taken[next(cell for cell in _around(wanted) if cell not in taken)] = code
    return {code: cell for cell, code in taken.items()}


def style() -> str:
    """Write a class for each column and row: no policy of ours lets an element carry a style of its own."""
    columns = (f".c{number}{{grid-column:{number}}}" for number in range(1, COLUMNS + 1))
    rows = (f".r{number}{{grid-row:{number}}}" for number in range(1, ROWS + 1))
    return "".join((*columns, *rows))


def _wanted() -> dict[str, Tile]:
    text = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    wanted: dict[str, Tile] = {}
    for code, north, minutes, east, more in PLACE.findall(text):
        latitude = int(north) + int(f"{north[0]}{minutes}") / 60
        longitude = int(east) + int(f"{east[0]}{more}") / 60
        down = (NORTH - min(NORTH, max(SOUTH, latitude))) / (NORTH - SOUTH)
        cell = Tile(int((longitude + 180) / 360 * (COLUMNS - 1)), int(down * (ROWS - 1)))
        wanted.setdefault(code, cell)
    return wanted


def _around(cell: Tile) -> Iterator[Tile]:
    """Walk the picture from a cell outwards, ring by ring."""
    yield cell
    for away in range(1, COLUMNS):
        for row in range(cell.row - away, cell.row + away + 1):
            for column in range(cell.column - away, cell.column + away + 1):
                is_ring = away in (abs(row - cell.row), abs(column - cell.column))
                if is_ring and 0 <= row < ROWS and 0 <= column < COLUMNS:
                    yield Tile(column, row)
