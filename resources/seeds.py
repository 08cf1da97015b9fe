"""The listing files: one YAML file a country, read whole or not at all, and written in one style.

countries = load(FOLDER)           # every file, checked; ListingsError holds every fault of every file
loads(dumps(country)) == country   # and dumps(loads(text)) == text for each file that we keep
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from resources import remedies, yamltext
from resources.errors import Fault, ListingsError
from resources.listing import Country

FOLDER = Path(__file__).parent / "listings"
SCHEMA = "country.schema.json"
FIRST_LINE = f"# yaml-language-server: $schema={SCHEMA}\n"  # editors check and complete the file while it is written
LARGEST_BYTES = 512 * 1024  # fifteen times the largest country; a file beyond this is not one
VALUE_CHARACTERS = 80  # of a faulty value; enough to find it by


class _Reading(NamedTuple):
    """What one file gave: a country or faults, and the ids that stand in it either way."""

    file: str
    country: Country | None
    faults: tuple[Fault, ...]
    ids: tuple[str, ...] = ()


def load(folder: Path = FOLDER) -> tuple[Country, ...]:
    """Read all countries of a folder, sorted by code.

    Raises: ListingsError with every fault of every file. Never returns a part of the folder.
    """
    readings = [_read(path) for path in sorted(folder.glob("*.yaml"))]
    faults = [fault for reading in readings for fault in reading.faults]
    if not readings:
        faults.append(Fault(folder.name, "", "", "", "no listing files; put one YAML file a country here"))
    if faults := [*faults, *_repeated(readings)]:
        raise ListingsError(faults)
    return tuple(reading.country for reading in readings if reading.country)


def loads(text: str, file: str = "") -> Country:
    """Read one country's text; `file` names it in faults, and must be its code if it ends in .yaml."""
    reading = _parse(text, file)
    if reading.country is None or (faults := [*reading.faults, *_repeated([reading])]):
        raise ListingsError(reading.faults if reading.country is None else faults)
    return reading.country


def dumps(country: Country) -> str:
    """Write one country in the style of the files: what has a default is written only where it was set."""
    return FIRST_LINE + yamltext.dumps(country.model_dump(exclude_defaults=True))


def tidy(folder: Path = FOLDER) -> tuple[str, ...]:
    """Bring all files of a folder, and the schema beside them, into the one style; name those that changed.

    Raises: ListingsError where a file holds a fault; then nothing is written.
    """
    texts = {f"{country.country}.yaml": dumps(country) for country in load(folder)} | {SCHEMA: json_schema()}
    changed = [name for name, text in texts.items() if not _stands(folder / name, text)]
    for name in changed:
        (folder / name).write_text(texts[name], encoding="utf-8", newline="\n")
    return tuple(changed)


def json_schema() -> str:
    """Write the JSON Schema of a country's file, as it is kept beside the files for editors and other programs."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Country.model_json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _stands(path: Path, text: str) -> bool:
    return path.exists() and path.read_bytes() == text.encode()


def _read(path: Path) -> _Reading:
    content = path.read_bytes()
    if len(content) > LARGEST_BYTES:
        return _unread(path.name, f"{len(content)} bytes", f"too large; a country takes at most {LARGEST_BYTES} bytes")
    try:
        return _parse(content.decode("utf-8"), path.name)
    except UnicodeDecodeError as error:
        return _unread(path.name, f"byte {error.start}", "not UTF-8; save the file in that encoding")


def _unread(file: str, value: str, remedy: str) -> _Reading:
    return _Reading(file, None, (Fault(file, "", "", value, remedy),))


def _parse(text: str, file: str) -> _Reading:
    data, flaws = yamltext.loads(text)
    faults = [_fault(file, data, *flaw) for flaw in flaws]
    country = None
    if data is not None:
        try:
            country = Country.model_validate(data)
        except ValidationError as error:
            faults += [
                _fault(file, data, found["loc"], _shown(found["input"]), remedies.remedy(found))
                for found in error.errors(include_url=False)
            ]
    return _Reading(file, country, (*faults, *_misnamed(file, country)), tuple(_ids(data)))


def _misnamed(file: str, country: Country | None) -> Iterator[Fault]:
    if country and file.endswith(".yaml") and file != f"{country.country}.yaml":
        yield Fault(
            file, "", "country", country.country, f"the file is named otherwise; name it {country.country}.yaml"
        )


def _repeated(readings: Iterable[_Reading]) -> Iterator[Fault]:
    met = Counter(name for reading in readings for name in reading.ids)
    for reading in readings:
        for name in dict.fromkeys(reading.ids):
            if met[name] > 1:
                yield Fault(
                    reading.file, name, "id", name, f"stands {met[name]} times; each listing has an id of its own"
                )


def _ids(data: yamltext.Value) -> Iterator[str]:
    listings = data.get("listings") if isinstance(data, dict) else None
    for listing in listings if isinstance(listings, list) else []:
        name = listing.get("id") if isinstance(listing, dict) else None
        if isinstance(name, str):
            yield name


def _fault(file: str, data: yamltext.Value, path: tuple[str | int, ...], value: str, remedy: str) -> Fault:
    listing = ""
    if path[:1] == ("listings",) and len(path) > 1:
        listing, path = _name(data, path[1]), path[2:]
    return Fault(file, listing, ".".join(map(str, path)), value, remedy)


def _name(data: yamltext.Value, index: str | int) -> str:
    listings = data.get("listings") if isinstance(data, dict) else None
    listing = listings[index] if isinstance(listings, list) and isinstance(index, int) else None
    name = listing.get("id") if isinstance(listing, dict) else None
    return name if isinstance(name, str) else f"listing {index}"


def _shown(value: object) -> str:
    if value is None:
        return "null"
    return value[:VALUE_CHARACTERS] if isinstance(value, str) else ""
