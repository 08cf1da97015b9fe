"""A listing and its parts: the one shape for YAML, forms, database, edition and API.

All parts are frozen and refuse unknown fields. What a part alone can tell is checked here, at every door; what
needs the other listings (a repeated id, a file's name) is checked by `seeds`. Messages name the remedy.
"""

from collections.abc import Iterator
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from resources import hours, links, numbers, places, terms

ListingId = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True, pattern=r"^[^\r\n\t]+$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
PartialDate = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+$", max_length=254)]
CountryCode = Annotated[str, AfterValidator(places.checked_country)]
Region = Annotated[str, AfterValidator(places.checked_region)]
ZoneName = Annotated[str, AfterValidator(places.checked_zone)]
Language = Annotated[str, AfterValidator(places.checked_language)]
Url = Annotated[str, AfterValidator(links.checked)]
Hours = Annotated[str, AfterValidator(hours.checked)]


class Part(BaseModel):
    """The root of every part: frozen, and closed to fields that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Part):
    """A page that somebody read, and which fields it supports.

    `as_of` is the page's own date, as exact as the page gives it: `2024`, `2024-03` or `2024-03-18`.
    """

    url: Url
    publisher: Line
    kind: terms.EvidenceKind
    as_of: PartialDate | None
    supports: Annotated[tuple[terms.Fact, ...], Field(min_length=1)]


class Check(Part):
    """What a moderator found when checking one fact; `on` is a date, `by` a role, never a person's name."""

    fact: terms.Fact
    method: terms.Method
    url: Url | None
    on: PartialDate
    by: Line
    holds: bool


class Phone(Part):
    """A number as a caller in the country dials it; `e164` only where it can be reached from abroad."""

    number: Line
    e164: Line | None
    channel: terms.Channel
    cost: terms.Cost
    hours: Hours | None
    unusual: Line | None = None
    """Why the number is kept although the numbering metadata does not know it."""


class Reporting(Part):
    """How a service takes reports."""

    accepts: Annotated[tuple[terms.Situation, ...], Field(min_length=1)]
    who: tuple[terms.Audience, ...]
    anonymous: terms.Anonymity | None
    asks: tuple[terms.Asked, ...]
    passes_to: tuple[terms.Recipient, ...]
    response: Text | None
    not_for: Text | None
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]


class Emergency(Part):
    """A general emergency number."""

    number: Line
    status: terms.Status
    services: Annotated[tuple[terms.EmergencyService, ...], Field(min_length=1)]
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    unusual: Line | None = None


class Listing(Part):
    """One service: what it is, whom it is for, how to reach it, and where each fact was read.

    Names stand as the service writes them, `name_en` renders a name that is not English. `languages` is empty
    where no page says; None means "not known" everywhere, never "no".
    """

    id: ListingId
    name: Line
    name_en: Line | None
    organization: Line
    kind: terms.Kind
    status: terms.Status
    audiences: Annotated[tuple[terms.Audience, ...], Field(min_length=1)]
    scope: terms.Scope
    region: Region | None
    timezone: ZoneName | None
    phones: tuple[Phone, ...]
    chat: Url | None
    email: Email | None
    website: Url | None
    report_url: Url | None
    languages: tuple[Language, ...]
    anonymous: bool | None
    reporting: Reporting | None
    networks: tuple[terms.Network, ...]
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    notes: Text | None
    checks: tuple[Check, ...] = ()

    @property
    def country(self) -> str:
        """The upper-case code of the country served; `ZZ` serves every country."""
        return self.id[:2].upper()

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        _refuse("Listing", self._faults())
        return self

    def _faults(self) -> Iterator[InitErrorDetails]:
        if self.country != places.EVERYWHERE:
            places.checked_country(self.country)
        for index, phone in enumerate(self.phones):
            if message := numbers.fault(phone.number, self.country, is_unusual=phone.unusual is not None):
                yield _detail(("phones", index, "number"), phone.number, message)
        if (self.scope is terms.Scope.REGIONAL) != (self.region is not None):
            yield _detail(("region",), self.region, "a regional service names its region (ISO 3166-2), others none")
        if not any((self.phones, self.chat, self.email, self.website, self.report_url)):
            yield _detail(("phones",), None, "no way to reach the service; give a number, an address or a page")


class Country(Part):
    """All that a country's file holds."""

    country: CountryCode
    emergency: tuple[Emergency, ...]
    listings: tuple[Listing, ...]

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        _refuse("Country", self._faults())
        return self

    def _faults(self) -> Iterator[InitErrorDetails]:
        for index, emergency in enumerate(self.emergency):
            is_unusual = emergency.unusual is not None
            if message := numbers.fault(emergency.number, self.country, is_unusual=is_unusual):
                yield _detail(("emergency", index, "number"), emergency.number, message)
        for index, listing in enumerate(self.listings):
            if listing.country != self.country:
                yield _detail(("listings", index, "id"), listing.id, f"begin it with {self.country.lower()}-")


def _detail(place: tuple[str | int, ...], value: object, message: str) -> InitErrorDetails:
    return InitErrorDetails(type=PydanticCustomError("listing", "{why}", {"why": message}), loc=place, input=value)


def _refuse(title: str, faults: Iterator[InitErrorDetails]) -> None:
    if details := list(faults):
        raise ValidationError.from_exception_data(title, details)
