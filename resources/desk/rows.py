"""A file of many proposals, read row by row: one that cannot be read is named and loses no other.

YAML: a country's file as in `listings/`, or a bare list of listings; each stands whole.
CSV: a header, then a listing a line. A column is a field (`name`, `website`), a list's words parted by spaces
(`audiences`), or a field of the n-th phone or page (`phones.1.number`, `evidence.1.url`). Only what is filled in is
changed: phones take the place of the phones that stand, pages join those that stand. `null` empties a field.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from resources import yamltext
from resources.errors import Fault
from resources.listing import Evidence, Listing, Part, Phone
from resources.yamltext import Facts

MOST_ROWS = 2000  # every listing of the world, three times over
LISTS: Final = frozenset({"audiences", "languages", "networks", "supports"})
PARTS: Final[Mapping[str, type[Part]]] = {"phones": Phone, "evidence": Evidence}
NOT_IN_CSV: Final = frozenset({"phones", "evidence", "reporting", "checks", "site_notes"})
NUMBERED = re.compile(r"(phones|evidence)\.([1-9][0-9]?)\.([a-z0-9_]+)")
BLANK: Final[Facts] = {
    name: [] if name in LISTS | PARTS.keys() else None
    for name, field in Listing.model_fields.items()
    if field.is_required()
} | {"status": "listed", "scope": "national"}
"""A listing of which nothing is known yet."""
BLANK_PARTS: Final[Mapping[str, Facts]] = {
    "phones": {"number": None, "e164": None, "channel": "voice", "cost": "unknown", "hours": None},
    "evidence": {"url": None, "publisher": None, "kind": None, "as_of": None, "supports": []},
}
NULL = "null"
BEYOND = ""  # what the csv module calls cells beyond the last column


class Form(StrEnum):
    """How a file is written."""

    YAML = "yaml"
    CSV = "csv"


@dataclass(frozen=True)
class Row:
    """One row: its number in the file from 1, what it says, or why it cannot be read.

    `is_whole` tells that the facts are a listing's, not only what changes of one. Number 0 speaks for the file.
    """

    number: int
    facts: Facts
    faults: tuple[Fault, ...] = ()
    is_whole: bool = True

    @property
    def listing_id(self) -> str:
        """The id that the row names; empty where it names none."""
        name = self.facts.get("id")
        return name if isinstance(name, str) else ""


def form_of(name: str) -> Form:
    """Tell a file's form by its name; what is not called .csv is read as YAML."""
    return Form.CSV if PurePath(name).suffix.lower() == ".csv" else Form.YAML


def read(text: str, form: Form) -> tuple[Row, ...]:
    """Read all rows of a file, faulty ones too, in its order."""
    rows = _csv_rows(text) if form is Form.CSV else _yaml_rows(text)
    if len(rows) > MOST_ROWS:
        return (_unreadable(f"{len(rows)} rows", f"too many; a file holds at most {MOST_ROWS} rows, so part it"),)
    return rows


def whole(row: Row, standing: Listing | None) -> Facts:
    """Give all facts of a row: what it says, and the rest as it stands."""
    if row.is_whole:
        return row.facts
    before = standing.model_dump(mode="json") if standing else BLANK
    return {**before, **row.facts, "evidence": _joined(before["evidence"], row.facts.get("evidence", []))}


def _joined(standing: object, added: object) -> list[Facts]:
    """Put pages beside those that stand; one with the same address takes the place of the old one."""
    pages, new = (side if isinstance(side, list) else [] for side in (standing, added))
    renewed = {page["url"] for page in new}
    return [*(page for page in pages if page["url"] not in renewed), *new]


def _yaml_rows(text: str) -> tuple[Row, ...]:
    data, flaws = yamltext.loads(text)
    listings = data.get("listings") if isinstance(data, dict) else data
    if not isinstance(listings, list):
        remedy = flaws[0].remedy if flaws else "no listings; write a list of them, or a country's file"
        return (_unreadable(flaws[0].value if flaws else "", remedy),)
    start = 1 if isinstance(data, dict) else 0  # of the path within the list
    found = [(flaw.path[start:], flaw) for flaw in flaws if len(flaw.path) > start]
    return tuple(
        _yaml_row(number, listing, [(path[1:], flaw) for path, flaw in found if path[0] == number - 1])
        for number, listing in enumerate(listings, start=1)
    )


def _yaml_row(number: int, listing: yamltext.Value, flaws: list[tuple[yamltext.Path, yamltext.Flaw]]) -> Row:
    if not isinstance(listing, dict):
        return Row(number, {}, (Fault("", "", "", str(listing)[:80], "not a listing; write a block of fields"),))
    name = str(listing.get("id") or "")
    faults = (Fault("", name, ".".join(map(str, path)), flaw.value, flaw.remedy) for path, flaw in flaws)
    return Row(number, listing, tuple(faults))


def _csv_rows(text: str) -> tuple[Row, ...]:
    try:
        reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), restkey=BEYOND, strict=True)
        if faults := tuple(_unknown(reader.fieldnames or [])):
            return (Row(0, {}, faults),)
        return tuple(_csv_row(number, cells) for number, cells in enumerate(reader, start=1))
    except csv.Error as error:
        return (_unreadable("", f"not a CSV file ({error}); save it with commas and double quotes"),)


def _unknown(columns: Sequence[str]) -> Iterator[Fault]:
    if "id" not in columns:
        yield Fault("", "", "id", "", "no such column; the first line names the columns, and `id` is one of them")
    for name, times in Counter(columns).items():
        if not _is_column(name):
            yield Fault("", "", "", name, "no such column; name a field, or phones.1.number, evidence.1.url and so on")
        if times > 1:
            yield Fault("", "", "", name, f"stands {times} times; keep one column of it")


def _is_column(name: str) -> bool:
    if found := NUMBERED.fullmatch(name):
        return found[3] in PARTS[found[1]].model_fields
    return name in Listing.model_fields and name not in NOT_IN_CSV


def _csv_row(number: int, cells: dict[str, str]) -> Row:
    name = (cells.get("id") or "").strip()
    if BEYOND in cells:
        fault = Fault("", name, "", "", "more cells than columns; put text that holds a comma in double quotes")
        return Row(number, {"id": name}, (fault,), is_whole=False)
    filled = {column: cell.strip() for column, cell in cells.items() if cell and cell.strip()}
    facts = {column: _value(column, cell) for column, cell in filled.items() if column in Listing.model_fields}
    return Row(number, {**facts, **_parts(filled)}, is_whole=False)


def _parts(filled: Mapping[str, str]) -> dict[str, object]:
    """Gather the numbered columns into phones and pages, in the order of their numbers."""
    parts: dict[str, dict[int, dict[str, object]]] = {}
    for column, cell in filled.items():
        if found := NUMBERED.fullmatch(column):
            part, index, field = found[1], int(found[2]), found[3]
            parts.setdefault(part, {}).setdefault(index, dict(BLANK_PARTS[part]))[field] = _value(field, cell)
    return {part: [numbered[index] for index in sorted(numbered)] for part, numbered in parts.items()}


def _value(field: str, cell: str) -> object:
    if field in LISTS:
        return [] if cell == NULL else re.split(r"[\s,;]+", cell)
    return None if cell == NULL else cell


def _unreadable(value: str, remedy: str) -> Row:
    return Row(0, {}, (Fault("", "", "", value, remedy),))
