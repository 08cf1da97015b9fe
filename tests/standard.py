"""What the Human Services Data Specification 3.1 asks of each thing that we give, in our own words.

Its JSON Schemas are under a licence that is not ours (CC BY-SA), so they are not copied; this says what they require
of the fields that we fill. `NESTED` names what lists and objects hold; a field that is named nowhere is a fault.
"""

from collections.abc import Iterator, Mapping
from uuid import UUID

REQUIRED = {
    "service": {"id", "name", "status"},
    "organization": {"id", "name", "description"},
    "phone": {"id", "number"},
    "url": {"id", "url"},
    "taxonomy": {"id", "name", "description"},
    "taxonomy_term": {"id", "name", "description"},
    **{name: {"id"} for name in ("schedule", "service_area", "language", "attribute")},
}
TEXTS = {
    "service": "name alternate_name description url email status eligibility_description assured_date",
    "organization": "name description",
    "phone": "number type description",
    "url": "label url",
    "taxonomy": "name description",
    "taxonomy_term": "code name description taxonomy language",
    "schedule": "description notes freq byday opens_at closes_at",
    "service_area": "name extent extent_type",
    "language": "name code",
    "attribute": "link_entity label value",
}
IDS = {"id", "service_id", "organization_id", "link_id", "taxonomy_id", "taxonomy_term_id"}
NESTED = {
    "additional_urls": "url",
    "phones": "phone",
    "schedules": "schedule",
    "service_areas": "service_area",
    "languages": "language",
    "attributes": "attribute",
    "organization": "organization",
    "taxonomy_term": "taxonomy_term",
}
TERMS = {"status": {"active", "inactive", "defunct", "temporarily closed"}, "freq": {"WEEKLY", "MONTHLY"}}
PROFILE = {("service", "not_alone"), ("organization", "services")}


def faults(kind: str, thing: Mapping[str, object]) -> Iterator[str]:
    """Name all in which a thing is not as the standard asks."""
    yield from (f"{kind} without {name}" for name in REQUIRED[kind] - thing.keys())
    for name, value in thing.items():
        if (kind, name) in PROFILE:
            continue
        if name in NESTED:
            for held in value if isinstance(value, list) else [value]:
                yield from faults(NESTED[name], held)
        elif name in IDS:
            UUID(str(value))
        elif name not in TEXTS[kind].split() or not isinstance(value, str):
            yield f"{kind}.{name} is {value!r}"
        elif name in TERMS and value not in TERMS[name]:
            yield f"{kind}.{name} may not be {value!r}"


def ids(thing: object) -> Iterator[str]:
    """Give the id of a thing and of all that is in it and no part of our profile; terms are shared by many."""
    if isinstance(thing, list):
        for held in thing:
            yield from ids(held)
    if isinstance(thing, dict):
        yield thing["id"]
        for name, held in thing.items():
            if name in NESTED and name not in ("taxonomy_term", "organization"):
                yield from ids(held)
