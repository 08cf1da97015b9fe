"""A listing and its parts: the one shape for YAML, forms, database, edition and API.

All parts are frozen and refuse unknown fields. What a part alone can tell is checked here, at every door; what
needs the other listings (a repeated id, a file's name) is checked by `seeds`. Messages name the remedy.
"""

import operator
from collections.abc import Iterable, Iterator
from typing import Annotated, Final, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from resources import hours, links, numbers, places, terms

ListingId = Annotated[str, StringConstraints(pattern=r"^[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
Line = Annotated[str, StringConstraints(min_length=1, max_length=300, strip_whitespace=True, pattern=r"^[^\r\n\t]+$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2000, strip_whitespace=True)]
PartialDate = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$")]
E164 = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{6,14}$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+$", max_length=254)]
CountryCode = Annotated[str, AfterValidator(places.checked_country)]
Region = Annotated[str, AfterValidator(places.checked_region)]
ZoneName = Annotated[str, AfterValidator(places.checked_zone)]
Language = Annotated[str, AfterValidator(places.checked_language)]
Url = Annotated[str, AfterValidator(links.checked)]
Hours = Annotated[str, AfterValidator(hours.checked)]


PUBLISHED: Final = object()
"""The validation context of what was published: numbers are not held against metadata that has changed since."""


OPPOSITES: Final = {
    terms.SiteTrait.NO_EXIT: terms.SiteTrait.HAS_EXIT,
    terms.SiteTrait.HAS_EXIT: terms.SiteTrait.NO_EXIT,
}


class Part(BaseModel):
    """The root of every part: frozen, and closed to fields that we do not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Evidence(Part):
    """A page that somebody read, and which fields it supports.

    `as_of` is the page's own date, as exact as the page gives it: `2024`, `2024-03` or `2024-03-18`. `supports` is
    empty where a page was read and bears no field out: what was looked at is kept.
    """

    url: Url
    publisher: Line
    kind: terms.EvidenceKind
    as_of: PartialDate | None
    supports: tuple[terms.Fact, ...]


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
    e164: E164 | None
    channel: terms.Channel
    cost: terms.Cost
    hours: Hours | None
    unusual: Line | None = None
    """Why the number is kept although the numbering metadata does not know it."""


class Reporting(Part):
    """How a service takes reports.

    Listed only where a page says what it takes; a candidate waits for somebody to find that page.
    """

    accepts: Annotated[tuple[terms.Situation, ...], Field(min_length=1)]
    who: tuple[terms.Audience, ...]
    anonymous: terms.Anonymity | None
    asks: tuple[terms.Asked, ...]
    passes_to: tuple[terms.Recipient, ...]
    response: Text | None
    not_for: Text | None
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    status: terms.Status = terms.Status.LISTED

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        _refuse("Reporting", self._faults())
        return self

    def _faults(self) -> Iterator[InitErrorDetails]:
        if self.status is terms.Status.LISTED and not _supports(self.evidence, terms.Fact.ACCEPTS):
            message = "no page in `evidence` supports accepts; name the page that says so, or write status: candidate"
            yield _detail(("accepts",), ", ".join(self.accepts), message)


class Emergency(Part):
    """A general emergency number; `services` is empty where no page says who answers it."""

    number: Line
    status: terms.Status
    services: tuple[terms.EmergencyService, ...]
    evidence: Annotated[tuple[Evidence, ...], Field(min_length=1)]
    unusual: Line | None = None


class SiteNote(Part):
    """What was noticed at a site that the listing leads to: on which page of it, and on which day."""

    trait: terms.SiteTrait
    url: Url
    on: PartialDate


class Listing(Part):
    """One service: what it is, whom it is for, how to reach it, and where each fact was read.

    Names stand as the service writes them, `name_en` renders a name that is not English. `languages` is empty
    where no page says; None means "not known" everywhere, never "no". A regional service has no region where ISO 3166-2
    draws its borders otherwise; the notes then name the place.
    """

    id: ListingId
    name: Line
    name_en: Line | None
    organization: Line | None
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
    site_notes: Annotated[tuple[SiteNote, ...], Field(exclude_if=operator.not_)] = ()
    """Written only where there is one, so that what was signed before there were any keeps its digest."""

    @property
    def country(self) -> str:
        """The upper-case code of the country served; `ZZ` serves every country."""
        return self.id[:2].upper()

    @property
    def proven_reporting(self) -> Reporting | None:
        """How it takes reports, where a page says what it takes: all of it that visitors see."""
        return self.reporting if self.reporting and self.reporting.status is terms.Status.LISTED else None

    @property
    def sites(self) -> tuple[str, ...]:
        """The sites that its links lead to, by the domains under which they are registered."""
        linked = filter(None, (self.website, self.chat, self.report_url))
        return tuple(dict.fromkeys(map(links.registrable_domain, linked)))

    @property
    def pages(self) -> tuple[Evidence, ...]:
        """Every page that somebody read for this listing, how it takes reports included."""
        return (*self.evidence, *(self.reporting.evidence if self.reporting else ()))

    @field_validator("phones")
    @classmethod
    def _can_be_dialled(cls, phones: tuple[Phone, ...], info: ValidationInfo) -> tuple[Phone, ...]:
        if "id" in info.data and not _is_published(info):
            _refuse("Listing", _undiallable(phones, info.data["id"][:2].upper()))
        return phones

    @model_validator(mode="after")
    def _holds_together(self) -> Self:
        _refuse("Listing", (*self._misplaced(), *self._unproven(), *self._misnoted()))
        return self

    def _misplaced(self) -> Iterator[InitErrorDetails]:
        if self.region and self.scope is not terms.Scope.REGIONAL:
            yield _detail(
                ("region",), self.region, "only a regional service has a region; write scope: regional, or null"
            )
        if self.region and not self.region.startswith(self.country):
            yield _detail(("region",), self.region, f"not a region of {self.country}; write one that begins with it")
        if not any((self.phones, self.chat, self.email, self.website, self.report_url)):
            yield _detail(("phones",), None, "no way to reach the service; give a number, an address or a page")

    def _unproven(self) -> Iterator[InitErrorDetails]:
        if (link := self.report_url) is None:
            return
        official = (page.url for page in self.pages if page.kind is terms.EvidenceKind.OFFICIAL)
        if not _supports(self.pages, terms.Fact.REPORT_URL) and not links.is_same_body(link, official):
            where = links.registrable_domain(link)
            message = f"{where} is the domain of no official page in `evidence`, and no page supports report_url;"
            yield _detail(("report_url",), link, f"{message} name such a page, or write null")
        if links.is_needlessly_open(link, (page.url for page in self.pages)):
            yield _detail(
                ("report_url",), link, "the pages in `evidence` show that the host answers over https; write https://"
            )

    def _misnoted(self) -> Iterator[InitErrorDetails]:
        seen: set[tuple[str, terms.SiteTrait]] = set()
        for index, note in enumerate(self.site_notes):
            site = links.registrable_domain(note.url)
            if site not in self.sites:
                message = f"no link of the listing leads to {site}; name a page of a site that one does"
                yield _detail(("site_notes", index, "url"), note.url, message)
            if {(site, note.trait), (site, OPPOSITES.get(note.trait))} & seen:
                message = f"{site} is said to be this already, or its opposite; keep the one that is true now"
                yield _detail(("site_notes", index, "trait"), note.trait, message)
            seen.add((site, note.trait))


class Country(Part):
    """All that a country's file holds."""

    country: CountryCode
    emergency: tuple[Emergency, ...]
    listings: tuple[Listing, ...]

    @field_validator("emergency")
    @classmethod
    def _can_be_dialled(cls, emergency: tuple[Emergency, ...], info: ValidationInfo) -> tuple[Emergency, ...]:
        if "country" in info.data and not _is_published(info):
            _refuse("Country", _undiallable(emergency, info.data["country"]))
        return emergency

    @field_validator("listings")
    @classmethod
    def _stand_in_their_country(cls, listings: tuple[Listing, ...], info: ValidationInfo) -> tuple[Listing, ...]:
        if country := info.data.get("country"):
            strangers = (pair for pair in enumerate(listings) if pair[1].country != country)
            message = f"begin it with {country.lower()}-"
            _refuse("Country", (_detail((index, "id"), listing.id, message) for index, listing in strangers))
        return listings


def _is_published(info: ValidationInfo) -> bool:
    return info.context is PUBLISHED


def _supports(pages: Iterable[Evidence], fact: terms.Fact) -> bool:
    return any(fact in page.supports for page in pages)


def _undiallable(parts: Iterable[Phone | Emergency], country: str) -> Iterator[InitErrorDetails]:
    for index, part in enumerate(parts):
        if message := numbers.fault(part.number, country, is_unusual=part.unusual is not None):
            yield _detail((index, "number"), part.number, message)


def _detail(place: tuple[str | int, ...], value: object, message: str) -> InitErrorDetails:
    return InitErrorDetails(type=PydanticCustomError("listing", "{why}", {"why": message}), loc=place, input=value)


def _refuse(title: str, faults: Iterable[InitErrorDetails]) -> None:
    if details := list(faults):
        raise ValidationError.from_exception_data(title, details)
