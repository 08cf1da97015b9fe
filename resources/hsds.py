"""The shapes of the Human Services Data Specification (HSDS) 3.1 that we fill: its names, only fields that we know.

What is not known is left out, never null. Ids are UUIDs that follow from our own, so
that they are the same in every edition and on every node.
"""

from functools import lru_cache
from typing import Annotated, Generic, Literal, TypeVar
from uuid import UUID, uuid5

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from resources.listing import Listing

VERSION = "3.1"
NAMESPACE = UUID("7d1b0c52-3f0e-5a86-9c55-0e6f3b1d8a24")
"""Of all our ids: a service's is `uuid5(NAMESPACE, "service/" + the listing's id)`. It never changes."""

KEPT_IDS = 16_384  # those of all today's things, some MB; making them takes half of the time of an answer

Uri = Annotated[str, Field(json_schema_extra={"format": "uri"})]
Email = Annotated[str, Field(json_schema_extra={"format": "email"})]
Item = TypeVar("Item")


def _is_unknown(value: object) -> bool:
    return value is None


Known = Annotated[Item | None, Field(exclude_if=_is_unknown)]
"""Left out where it is not known."""


@lru_cache(maxsize=KEPT_IDS)
def uuid_of(kind: str, *names: str) -> UUID:
    """Give the id of a thing by its kind and the names that tell it from others of that kind."""
    return uuid5(NAMESPACE, "/".join((kind, *names)))


class Shape(BaseModel):
    """The root of all shapes: frozen, and closed to fields that are not described."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class Taxonomy(Shape):
    """A closed set of terms."""

    id: UUID
    name: str
    description: str


class TaxonomyTerm(Shape):
    """A term of a closed set; `code` is the word that our listings use for it."""

    id: UUID
    code: str
    name: str
    description: str
    taxonomy: str
    taxonomy_id: UUID
    language: str = "en"


class Attribute(Shape):
    """What else is said of something: a term, or a value under a label."""

    id: UUID
    link_id: UUID
    link_entity: Literal["service"] = "service"
    label: str
    value: str
    taxonomy_term_id: Known[UUID] = None
    taxonomy_term: Known[TaxonomyTerm] = None


class OfService(Shape):
    """What belongs to a service."""

    id: UUID
    service_id: UUID


class AdditionalUrl(OfService):
    """A page of a service beside its first one."""

    label: str
    url: Uri


class SpokenLanguage(OfService):
    """A language that a service answers in; `code` is its tag of BCP 47."""

    name: str
    code: str


class PhoneNumber(OfService):
    """A number as a caller in the country dials it; `type` is voice, sms, whatsapp or textphone."""

    number: str
    type: str
    description: Known[str] = None


class Schedule(OfService):
    """When somebody answers, on the clock on the wall of the service.

    `description` is all that is known, in the syntax of OpenStreetMap's `opening_hours`. The weekly fields are given
    only where they say the whole of it.
    """

    description: str
    notes: str
    freq: Known[Literal["WEEKLY"]] = None
    byday: Known[str] = None
    opens_at: Known[str] = None
    closes_at: Known[str] = None


class ServiceArea(OfService):
    """Where a service answers: a country or a region by its code in ISO 3166."""

    name: str
    extent: Known[str] = None
    extent_type: Known[str] = None


class Organization(Shape):
    """Who runs a service."""

    id: UUID
    name: str
    description: str


class OrganizationService(Shape):
    """A service as its organization names it."""

    id: UUID
    name: str
    status: Literal["active"] = "active"


class FullOrganization(Organization):
    """Who runs services, and which."""

    services: tuple[OrganizationService, ...]


class Service(Shape):
    """A service, without its lists. Only what visitors see is in the data, so `status` is always active."""

    id: UUID
    name: str
    alternate_name: Known[str] = None
    organization_id: Known[UUID] = None
    organization: Known[Organization] = None
    description: Known[str] = None
    url: Known[Uri] = None
    email: Known[Email] = None
    status: Literal["active"] = "active"
    eligibility_description: str
    assured_date: Known[str] = None


class FullService(Service):
    """A service with all that belongs to it. `not_alone` is our profile: the listing as we keep it."""

    additional_urls: tuple[AdditionalUrl, ...]
    phones: tuple[PhoneNumber, ...]
    schedules: tuple[Schedule, ...]
    service_areas: tuple[ServiceArea, ...]
    languages: tuple[SpokenLanguage, ...]
    attributes: tuple[Attribute, ...]
    not_alone: Listing


class Page(Shape, Generic[Item]):
    """A page of a list; `page_number` is from 1, `size` counts what is on it."""

    total_items: int
    total_pages: int
    page_number: int
    size: int
    first_page: bool
    last_page: bool
    empty: bool
    contents: tuple[Item, ...]


class Root(Shape):
    """What this is, and where it is described."""

    version: str
    profile: Uri
    openapi_url: Uri


class Described(GenerateJsonSchema):
    """Describes shapes as they are written: what is not known is left out, so nothing of theirs is ever null."""

    _is_shape = False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Describe a value, remembering whether it is a shape."""
        around, self._is_shape = self._is_shape, issubclass(schema["cls"], Shape)
        try:
            return super().model_schema(schema)
        finally:
            self._is_shape = around

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """Describe what a field of a shape holds where it is there."""
        return self.generate_inner(schema["schema"]) if self._is_shape else super().nullable_schema(schema)

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Name no default that is null."""
        described = super().default_schema(schema)
        return {name: value for name, value in described.items() if (name, value) != ("default", None)}
