"""The listing files: one YAML file a country, read whole or not at all, and written in one style.

countries = load(FOLDER)           # every file, checked; ListingsError holds every fault of every file
loads(dumps(country)) == country   # and dumps(loads(text)) == text for each file that we keep
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter, ValidationError

from resources import canonical, parts, remedies, yamltext
from resources.errors import Fault, ListingsError
from resources.listing import Country

FOLDER = Path(__file__).parent / "listings"
SCHEMA = "country.schema.json"
SEAL = "seal.json"
FIRST_LINE = f"# yaml-language-server: $schema={SCHEMA}\n"  # editors check and complete the file while it is written
LARGEST_BYTES = 512 * 1024  # fifteen times the largest country; a file beyond this is not one
VALUE_CHARACTERS = 80  # of a faulty value; enough to find it by


Seal = TypeAdapter(dict[str, canonical.Digest])


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
    if paths := sorted(folder.glob("*.yaml")):
        return _whole([_read(path) for path in paths])
    raise ListingsError([Fault(folder.name, "", "", "", "no listing files; put one YAML file a country here")])


def sound(folder: Path = FOLDER) -> tuple[Country, ...]:
    """Read those countries of a folder that hold no fault, and what the seal says where there is one; leave the others.

    For when something is better than nothing. Raises: ListingsError where the seal is none.
    """
    sealed = seal(folder)
    readings = (_read(path) for path in sorted(folder.glob("*.yaml")))
    countries = (one.country for one in readings if one.country and not one.faults)
    return tuple(one for one in countries if sealed is None or _seal([one]).items() <= sealed.items())


def loads(text: str, file: str = "") -> Country:
    """Read one country's text; `file` names it in faults, and must be its code if it ends in .yaml.

    Raises: ListingsError with every fault of the text.
    """
    (country,) = _whole([_parse(text, file)])
    return country


def dumps(country: Country) -> str:
    """Write one country in the style of the files: what has a default is written only where it was set."""
    return FIRST_LINE + yamltext.dumps(country.model_dump(exclude_defaults=True))


def tidy(folder: Path = FOLDER) -> tuple[str, ...]:
    """Bring all files of a folder, the schema and the seal beside them, up to date; name those that changed.

    Raises: ListingsError where a file holds a fault; then nothing is written.
    """
    countries = load(folder)
    texts = {f"{country.country}.yaml": dumps(country) for country in countries}
    texts |= {SCHEMA: json_schema(), SEAL: _dumped(_seal(countries))}
    changed = [name for name, text in texts.items() if not _stands(folder / name, text)]
    for name in changed:
        (folder / name).write_text(texts[name], encoding="utf-8", newline="\n")
    return tuple(changed)


def seal(folder: Path = FOLDER) -> dict[str, str] | None:
    """Read the digest of each country's published facts, by code; None where a folder has no seal.

    Raises: ListingsError where the file is none.
    """
    try:
        return Seal.validate_json((folder / SEAL).read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError):
        raise ListingsError([Fault(SEAL, "", "", "", "not a seal; run: flask --app app listings tidy")]) from None


def require_sealed(folder: Path, countries: Iterable[Country]) -> None:
    """Pass where a folder has no seal, or one that holds what its files say. Raises ListingsError."""
    if (sealed := seal(folder)) not in (None, _seal(countries)):
        differ = sorted(code for code, digest in _seal(countries).items() if (sealed or {}).get(code) != digest)
        remedy = "the files say something else than when they were sealed; read the difference, then run: listings tidy"
        raise ListingsError([Fault(SEAL, "", "", ", ".join(differ), remedy)])


def resealed(folder: Path, changed: Iterable[tuple[Country | None, Country]]) -> str | None:
    """Write the seal of a folder anew for countries that changed, each as it was and as it is; None where it has none.

    What was not as it was sealed stays so: nobody has read it. Raises: ListingsError where the seal is none.
    """
    if (sealed := seal(folder)) is None:
        return None
    read = [new for old, new in changed if sealed.items() >= _seal([old] if old else []).items()]
    return _dumped(dict(sorted({**sealed, **_seal(read)}.items())))


def _dumped(sealed: Mapping[str, str]) -> str:
    return json.dumps(sealed, indent=0) + "\n"


def _seal(countries: Iterable[Country]) -> dict[str, str]:
    return {country.country: canonical.digest(parts.dumps(parts.published(country))) for country in countries}


def json_schema() -> str:
    """Write the JSON Schema of a country's file, as it is kept beside the files for editors and other programs."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Country.model_json_schema()
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def _stands(path: Path, text: str) -> bool:
    return path.exists() and path.read_bytes() == text.encode()


def _whole(readings: Sequence[_Reading]) -> tuple[Country, ...]:
    faults = [fault for reading in readings for fault in reading.faults]
    if faults := [*faults, *_repeated(readings)]:
        raise ListingsError(faults)
    return tuple(reading.country for reading in readings if reading.country)


def _repeated(readings: Sequence[_Reading]) -> Iterator[Fault]:
    met = Counter(name for reading in readings for name in reading.ids)
    for reading in readings:
        for name in dict.fromkeys(reading.ids):
            if met[name] > 1:
                remedy = f"stands {met[name]} times; give each listing an id of its own"
                yield Fault(reading.file, name, "id", name, remedy)


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
    faults = [_fault(file, data, flaw) for flaw in flaws]
    if data is None and faults:
        return _Reading(file, None, tuple(faults))
    country, unfit = _validated(data)
    faults += [_fault(file, data, flaw) for flaw in unfit]
    return _Reading(file, country, (*faults, *_misnamed(file, country)), tuple(_ids(data)))


def _validated(data: yamltext.Value) -> tuple[Country | None, tuple[yamltext.Flaw, ...]]:
    try:
        return Country.model_validate(data), ()
    except ValidationError as error:
        found = error.errors(include_url=False)
        return None, tuple(yamltext.Flaw(one["loc"], _shown(one["input"]), remedies.remedy(one)) for one in found)


def _shown(value: object) -> str:
    if value is None:
        return "null"
    return value[:VALUE_CHARACTERS] if isinstance(value, str) else ""


def _misnamed(file: str, country: Country | None) -> Iterator[Fault]:
    if country and file.endswith(".yaml") and file != f"{country.country}.yaml":
        remedy = f"the file is named otherwise; name it {country.country}.yaml"
        yield Fault(file, "", "country", country.country, remedy)


def _fault(file: str, data: yamltext.Value, flaw: yamltext.Flaw) -> Fault:
    listing, field = "", list(flaw.path)
    match field:
        case ["listings", int(index), *rest]:
            listing, field = _id(_listings(data)[index]) or f"listing {index + 1}", rest
    return Fault(file, listing, ".".join(map(str, field)), flaw.value, flaw.remedy)


def _ids(data: yamltext.Value) -> Iterator[str]:
    return filter(None, map(_id, _listings(data)))


def _listings(data: yamltext.Value) -> list[yamltext.Value]:
    found = data.get("listings") if isinstance(data, dict) else None
    return found if isinstance(found, list) else []


def _id(listing: yamltext.Value) -> str | None:
    found = listing.get("id") if isinstance(listing, dict) else None
    return found if isinstance(found, str) else None
