"""What changed between two states of a country, fact by fact, in plain text."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from resources.listing import Country


@dataclass(frozen=True)
class Difference:
    """One fact that changed; `old` is None where it is new, `new` is None where it is gone.

    `field` is empty where a whole listing or emergency number came or went: its name then stands for it.
    """

    country: str
    listing: str
    field: str
    old: str | None
    new: str | None

    def __str__(self) -> str:
        place = " › ".join(part for part in (self.country, self.listing, self.field) if part)
        if self.old is None:
            return f"{place}: added {self.new}"
        if self.new is None:
            return f"{place}: removed {self.old}"
        return f"{place}: {self.old} → {self.new}"


def between(code: str, old: Country | None, new: Country | None) -> Iterator[Difference]:
    """Compare a country's listings by id and its emergency numbers by number and services, in this order."""
    before, after = _entries(old), _entries(new)
    for name in sorted(before.keys() | after.keys()):
        for field, was, now in _changes(before.get(name, {}), after.get(name, {})):
            yield Difference(code, name, field, was, now)


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[tuple[str, str | None, str | None]]:
    if not before or not after:
        yield "", before.get("name"), after.get("name")
        return
    for field in dict.fromkeys([*before, *after]):
        if before.get(field) != after.get(field):
            yield field, before.get(field), after.get(field)


def _entries(country: Country | None) -> dict[str, dict[str, str]]:
    if country is None:
        return {}
    entries = {listing.id: dict(_flat("", listing.model_dump(mode="json"))) for listing in country.listings}
    for emergency in country.emergency:
        name = f"{emergency.number} ({', '.join(emergency.services)})"
        entries[f"emergency {name}"] = {"name": name, **dict(_flat("", emergency.model_dump(mode="json")))}
    return entries


def _flat(place: str, value: object) -> Iterator[tuple[str, str]]:
    """Walk to the plain values; a list of plain values is one, what is not known is left out."""
    if isinstance(value, dict):
        pairs = [(str(key), item) for key, item in value.items()]
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        pairs = [(str(index), item) for index, item in enumerate(value, start=1)]
    else:
        if value not in (None, []):
            yield place, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
        return
    for key, item in pairs:
        yield from _flat(f"{place} › {key}" if place else key, item)
