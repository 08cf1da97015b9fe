"""What open data can be asked for: each query one frozen value, read from an address, described by its own fields.

Names that we do not know are passed over; a value that cannot be is refused with the remedy, and never told back.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints, ValidationError

from resources import places
from resources.errors import QueryError
from resources.hsds import Described, Shape

MOST_PAGES = 1_000_000
MOST_PER_PAGE = 100
UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
LANGUAGE = r"^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
COUNTRIES = [*places.COUNTRIES, places.EVERYWHERE]
MOST_DIGITS = 9  # more are no number of anything here


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


Code = Annotated[str, BeforeValidator(_country), Field(json_schema_extra={"enum": list(COUNTRIES)})]
Id = Annotated[str, StringConstraints(pattern=UUID)]
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
        Annotated[str, StringConstraints(pattern=LANGUAGE)] | None,
        Field(description="That answer in a language: a tag such as pt; it finds pt-BR too."),
    ] = None
    organization_id: Annotated[Id | None, Field(description="Of one organization, by its id.")] = None
    taxonomy_id: Annotated[Id | None, Field(description="With a term of this taxonomy, by its id.")] = None
    taxonomy_term_id: Annotated[Id | None, Field(description="With this term, by its id.")] = None
    full: Annotated[
        Literal["true", "false"], Field(description="Whether each comes with its lists: true or false.")
    ] = "false"


class Terms(Paging):
    """Which terms."""

    taxonomy_id: Annotated[Id | None, Field(description="Of one taxonomy, by its id.")] = None


class Since(Shape):
    """Since when."""

    since: Annotated[
        int,
        Field(ge=1, le=10**MOST_DIGITS - 1),
        BeforeValidator(_whole),
        Field(description="The number of the edition that you hold."),
    ]


def read(query: type[Query], asked: Mapping[str, str]) -> Query:
    """Read a query; of a name given twice the first counts. Raises QueryError with every fault."""
    try:
        return query.model_validate({name: asked[name] for name in query.model_fields if name in asked})
    except ValidationError as error:
        described = {name: field.description or "" for name, field in query.model_fields.items()}
        told = ((str(fault["loc"][0]), fault["msg"]) for fault in error.errors(include_input=False, include_url=False))
        raise QueryError([(name, msg.removeprefix("Value error, "), described[name]) for name, msg in told]) from None


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
