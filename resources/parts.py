"""The parts of editions: one file a country, named by digest, shared by all editions that hold the same facts."""

from collections.abc import Iterable
from pathlib import Path
from typing import Self, TypeVar

from pydantic import BaseModel, NonNegativeInt, PositiveInt, ValidationError, model_validator

from resources import canonical, files
from resources.errors import DamagedEditionError
from resources.listing import PUBLISHED, Country, Emergency, Listing
from resources.terms import Status

Fact = TypeVar("Fact", Listing, Emergency)


class PartRef(BaseModel, frozen=True, extra="forbid"):
    """Which file holds a country's facts, its bytes, and how many facts are in it or wait for a moderator."""

    sha256: canonical.Digest
    size: PositiveInt
    listings: NonNegativeInt
    emergency: NonNegativeInt
    candidates: NonNegativeInt
    emergency_candidates: NonNegativeInt


class PublishedCountry(Country):
    """What visitors see of a country: no listing and no emergency number in it waits for a moderator."""

    @model_validator(mode="after")
    def _is_listed(self) -> Self:
        if waiting := [*_of(Status.CANDIDATE, self.listings), *_of(Status.CANDIDATE, self.emergency)]:
            raise ValueError(f"{len(waiting)} candidates in an edition; publish only what is listed")
        return self


def published(country: Country) -> PublishedCountry:
    """Leave out what waits for a moderator."""
    return PublishedCountry(
        country=country.country,
        emergency=_of(Status.LISTED, country.emergency),
        listings=_of(Status.LISTED, country.listings),
    )


class Parts:
    """The folder of all parts."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, country: Country) -> PartRef:
        """Write what visitors may see of a country, unless it is there whole; only while no other publishes."""
        public = published(country)
        data = canonical.dumps(public.model_dump(mode="json"))
        ref = PartRef(
            sha256=canonical.digest(data),
            size=len(data),
            listings=len(public.listings),
            emergency=len(public.emergency),
            candidates=len(country.listings) - len(public.listings),
            emergency_candidates=len(country.emergency) - len(public.emergency),
        )
        if not self._is_whole(ref):
            files.write(self._path(ref), data, by=self.folder)
        return ref

    def read(self, ref: PartRef) -> PublishedCountry:
        """Read a country back. Raises DamagedEditionError."""
        try:
            return PublishedCountry.model_validate_json(self.data(ref), context=PUBLISHED)
        except ValidationError as error:
            reason = f"its facts cannot be read ({error.error_count()} faults, first: {error.errors()[0]['msg']})"
            raise DamagedEditionError(self._path(ref), reason) from error

    def data(self, ref: PartRef) -> bytes:
        """Read the bytes of a part and hold them against their digest. Raises DamagedEditionError."""
        data = files.read(self._path(ref), most=ref.size)
        if canonical.digest(data) != ref.sha256:
            raise DamagedEditionError(self._path(ref), f"its SHA-256 is {canonical.digest(data)}")
        return data

    def _is_whole(self, ref: PartRef) -> bool:
        try:
            self.data(ref)
        except DamagedEditionError:
            return False
        return True

    def _path(self, ref: PartRef) -> Path:
        return self.folder / f"{ref.sha256}.json"


def _of(status: Status, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.status is status)
