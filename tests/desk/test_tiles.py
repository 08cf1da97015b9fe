"""Countries as tiles: each its own, near where it lies."""

from resources import places
from resources.desk import tiles
from resources.desk.tiles import COLUMNS, ROWS


def test_every_country_with_a_city_has_its_own_cell():
    cells = tiles.tiles()

    assert len(set(cells.values())) == len(cells)
    assert {"BV", "HM", "XK"} >= places.COUNTRIES - cells.keys()
    assert all(0 <= cell.column < COLUMNS and 0 <= cell.row < ROWS for cell in cells.values())


def test_neighbours_stand_as_they_lie():
    cells = tiles.tiles()

    assert cells["CA"].row < cells["MX"].row < cells["CL"].row
    assert cells["US"].column < cells["FR"].column < cells["IN"].column < cells["JP"].column
