"""What open data can be asked for: each query one frozen value, read from an address, described by its own fields.

Names that we do not know are passed over; a value that cannot be is refused with the remedy, and never told back.
"""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError
from werkzeug.datastructures import MultiDict

from resources import places
from resources.errors import QueryError
from resources.hsds import Described, Shape

MOST_PAGES = 1_000_000
MOST_PER_PAGE = 100
UUID = r"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
COUNTRIES = [*places.COUNTRIES, places.EVERYWHERE]
MOST_DIGITS = 9  # more are no number of anything here
TWICE = "Input should be given once; ask again for each value"


def _whole(value: object) -> object:
    """Read figures alone: no sign, no space, no figure of another script."""
    if not isinstance(value, str):
        return value
    if not (value.isascii() and value.isdecimal() and len(value) <= MOST_DIGITS):
        raise ValueError(f"Input should be a whole number of at most {MOST_DIGITS} figures")
    return int(value)


def _country(code: str) -> str:
    if code not in COUNTRIES:
        raise ValueError("Input should be the code of a country")
    return code


def _looking_like(pattern: str, what: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"Input should be {what}")
        return value

    return read


Code = Annotated[str, BeforeValidator(_country), Field(json_schema_extra={"enum": list(COUNTRIES)})]
Id = Annotated[
    str,
    BeforeValidator(_looking_like(UUID, "a UUID, such as 8ab2994a-a3b3-5098-b51d-cf4adcdc684f")),
    AfterValidator(str.lower),
    Field(json_schema_extra={"pattern": UUID}),
]
Tag = Annotated[
    str,
    BeforeValidator(_looking_like(LANGUAGE, "the tag of a language, such as en, pt-BR or zh-Hant")),
    Field(json_schema_extra={"pattern": LANGUAGE}),
]
Query = TypeVar("Query", bound=BaseModel)


class Nothing(Shape):
    """Nothing can be asked."""


class Paging(Shape):
    """Which page of a list, and how long."""

    page: Annotated[
        int, Field(ge=1, le=MOST_PAGES), BeforeValidator(_whole), Field(description="Which page, from 1.")
    ] = 1
    per_page: Annotated[
        int,
        Field(ge=1, le=MOST_PER_PAGE),
        BeforeValidator(_whole),
        Field(description=f"How many on a page, at most {MOST_PER_PAGE}."),
    ] = 50


class InCountry(Paging):
    """A list that can be narrowed to a country."""

    country: Annotated[
        Code | None, Field(description="Of one country: two capital letters of ISO 3166-1; ZZ serves every country.")
    ] = None


class Services(InCountry):
    """Which services; what is asked for must hold together."""

    language: Annotated[
        Tag | None,
        Field(description="That answer in a language: a tag such as pt; it finds pt-BR too."),
    ] = None
    organization_id: Annotated[
        Id | None, Field(description="Of one organization, by an id that /api/organizations gives.")
    ] = None
    taxonomy_id: Annotated[
        Id | None, Field(description="With a term of this taxonomy, by an id that /api/taxonomies gives.")
    ] = None
    taxonomy_term_id: Annotated[
        Id | None, Field(description="With this term, by an id that /api/taxonomy_terms gives.")
    ] = None
    full: Annotated[
        Literal["true", "false"], Field(description="Whether each comes with its lists: true or false.")
    ] = "false"


class Terms(Paging):
    """Which terms."""

    taxonomy_id: Annotated[Id | None, Field(description="Of one taxonomy, by an id that /api/taxonomies gives.")] = None


class Since(Shape):
    """Since when."""

    since: Annotated[
        int,
        Field(ge=1, le=10**MOST_DIGITS - 1),
        BeforeValidator(_whole),
        Field(description="The number of the edition that you hold."),
    ]


def read(query: type[Query], asked: MultiDict[str, str]) -> Query:
    """Read a query. Raises QueryError with every fault; a name given twice is one, since only one could be heeded."""
    given = {name: asked[name] for name in query.model_fields if name in asked}
    faults = [(name, TWICE) for name in given if len(asked.getlist(name)) > 1]
    try:
        found = query.model_validate(given)
    except ValidationError as error:
        told = error.errors(include_input=False, include_url=False)
        faults += [(str(fault["loc"][0]), fault["msg"].removeprefix("Value error, ")) for fault in told]
    if faults:
        raise QueryError([(name, fault, query.model_fields[name].description or "") for name, fault in faults])
    return found


def parameters(query: type[BaseModel]) -> list[dict[str, object]]:
    """Describe a query as OpenAPI does."""
    schema = query.model_json_schema(schema_generator=Described)
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, **_described(field)}
        for name, field in schema.get("properties", {}).items()
    ]


def _described(field: Mapping[str, object]) -> dict[str, object]:
    schema = {name: value for name, value in field.items() if name not in ("description", "title")}
    return {"description": field["description"], "schema": schema}
