"""The open data described as OpenAPI 3.1, out of the same table that its addresses and queries are made of."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from resources import answers, hsds, queries
from resources.answers import Body
from resources.hsds import Described
from resources.queries import Nothing

COMPONENTS = "#/components/schemas/{model}"
UNNAMED = re.compile(r"\W")  # what no name of a component has in it: the brackets of `Page[Service]`
PLACE = re.compile(r"\{(\w+)\}")

PLACES = {
    "id": ("The id of the thing; for a service, the id of its listing will do.", r"^[0-9A-Za-z-]{1,80}$"),
    "number": ("The number of an edition.", r"^[1-9][0-9]{0,8}$"),
    "sha256": ("The SHA-256 of a part, from a manifest.", r"^[0-9A-Fa-f]{64}$"),
}
"""What stands in an address: what it is, and what it looks like."""


@dataclass(frozen=True)
class Endpoint:
    """An address of the open data. `view` takes what stands in the address, and the query after that.

    `shapes` are what it may answer with; none where that is JSON of any shape, or no JSON.
    """

    path: str
    summary: str
    view: Callable[..., Body | BaseModel]
    shapes: tuple[type[BaseModel], ...] = ()
    query: type[BaseModel] = Nothing
    media: str = answers.JSON

    @property
    def name(self) -> str:
        """The name of its view."""
        return self.view.__name__

    @property
    def places(self) -> tuple[str, ...]:
        """The names of what stands in the address."""
        return tuple(PLACE.findall(self.path))


class Problem(BaseModel, extra="forbid"):
    """What is wrong, and what mends it (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: tuple[Mapping[str, str], ...] = ()


def document(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    """Describe all addresses; those that read, since nothing can be written."""
    listed = tuple(endpoints)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Not Alone: open data",
            "version": "1",
            "summary": "Public help and reporting services in every country, and where each fact was read.",
            "description": PROFILE,
            "license": {"name": "CC0-1.0", "url": answers.LICENSE},
        },
        "servers": [{"url": answers.PREFIX}],
        "security": [],
        "paths": {endpoint.path: {"get": _operation(endpoint, listed)} for endpoint in listed},
        "components": {"schemas": _schemas(listed)},
    }


PROFILE = (
    f"Services follow the Human Services Data Specification {hsds.VERSION} (HSDS). Our profile adds a field to a full "
    "service, `not_alone`: the listing as we keep it, with where each fact was read and when. Only what visitors see "
    "is here. Names in a query that we do not know are passed over. All facts are in the public domain (CC0)."
)


def _operation(endpoint: Endpoint, others: Iterable[Endpoint]) -> dict[str, Any]:
    return {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": [*map(_place, endpoint.places), *queries.parameters(endpoint.query)],
        "responses": {
            "200": _response("What was asked for.", endpoint.media, _shape(endpoint)) | _links(endpoint, others),
            "304": {"description": "You hold it already."},
            **_failure(400, "A value in the query cannot be."),
            **(_failure(404, "Nothing has this name.") if endpoint.places or endpoint.query is queries.Since else {}),
            **_failure(406, "It comes in another form than you take."),
            **_failure(503, "No edition can be served at the moment."),
        },
    }


def _links(endpoint: Endpoint, others: Iterable[Endpoint]) -> dict[str, Any]:
    """Say that what stands in a list is found by its id."""
    first = {"id": "$response.body#/contents/0/id"}
    named = [other.name for other in others if other.path == f"{endpoint.path}/{{id}}"]
    return {"links": {name: {"operationId": name, "parameters": first} for name in named}} if named else {}


def _place(name: str) -> dict[str, Any]:
    described, pattern = PLACES[name]
    schema = {"type": "string", "pattern": pattern}
    return {"name": name, "in": "path", "required": True, "description": described, "schema": schema}


def _failure(status: int, what: str) -> dict[str, Any]:
    return {str(status): _response(what, answers.PROBLEM, {"$ref": COMPONENTS.format(model="Problem")})}


def _response(what: str, media: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"description": what, "content": {media: {"schema": schema}}}


def _shape(endpoint: Endpoint) -> dict[str, Any]:
    if not endpoint.shapes:
        return {"type": "string" if endpoint.media == answers.CSV else "object"}
    refs = [{"$ref": COMPONENTS.format(model=UNNAMED.sub("_", shape.__name__))} for shape in endpoint.shapes]
    return refs[0] if len(refs) == 1 else {"anyOf": refs}


def _schemas(endpoints: Iterable[Endpoint]) -> dict[str, Any]:
    shapes: set[type[BaseModel]] = {Problem, *(shape for endpoint in endpoints for shape in endpoint.shapes)}
    named = sorted(shapes, key=lambda shape: shape.__name__)
    asked: list[tuple[type[BaseModel], JsonSchemaMode]] = [(shape, "serialization") for shape in named]
    _, described = models_json_schema(asked, ref_template=COMPONENTS, schema_generator=Described)
    found: dict[str, Any] = described["$defs"]
    return found
