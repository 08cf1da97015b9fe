"""The parts of editions: one file a country, named by digest, shared by all editions that hold the same facts."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Self, TypeVar

from pydantic import BaseModel, NonNegativeInt, PositiveInt, ValidationError, model_validator

from resources import canonical, files, ledger, vouches
from resources.errors import DamagedEditionError
from resources.listing import PUBLISHED, Country, Emergency, Listing
from resources.terms import Status

Fact = TypeVar("Fact", Listing, Emergency)


class FileRef(BaseModel, frozen=True, extra="forbid"):
    """A file by the digest and the number of its bytes."""

    sha256: canonical.Digest
    size: PositiveInt


class Local(BaseModel, frozen=True, extra="forbid"):
    """What a country's facts were made of: the bundled ones, and the log of what members changed."""

    seed: FileRef
    log: FileRef


class PartRef(FileRef, frozen=True):
    """Which file holds a country's facts, its bytes, and how many facts are in it or wait for a moderator.

    `local` is None where the facts are the bundled ones, as nobody changed any here.
    """

    listings: NonNegativeInt
    emergency: NonNegativeInt
    candidates: NonNegativeInt
    emergency_candidates: NonNegativeInt
    local: Local | None = None

    @property
    def seed(self) -> FileRef:
        """The bundled facts."""
        return self.local.seed if self.local else FileRef(sha256=self.sha256, size=self.size)


class PublishedCountry(Country):
    """What visitors see of a country: no listing and no emergency number in it waits for a moderator."""

    @model_validator(mode="after")
    def _is_listed(self) -> Self:
        if waiting := [*_of(Status.CANDIDATE, self.listings), *_of(Status.CANDIDATE, self.emergency)]:
            raise ValueError(f"{len(waiting)} candidates in an edition; publish only what is listed")
        return self


class Named(BaseModel, frozen=True):
    """What a listing is found by; all else that stands in a part is passed over."""

    id: str
    name: str
    name_en: str | None


class Names(BaseModel, frozen=True):
    """The names in a part."""

    listings: tuple[Named, ...]


def published(country: Country) -> PublishedCountry:
    """Leave out what waits for a moderator."""
    return PublishedCountry(
        country=country.country,
        emergency=_of(Status.LISTED, country.emergency),
        listings=_of(Status.LISTED, country.listings),
    )


def dumps(country: PublishedCountry) -> bytes:
    """Write a country's facts as they stand in a part."""
    return canonical.dumps(country.model_dump(mode="json"))


class Parts:
    """The folder of all parts, and of the logs and keyrings that bear them out."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, country: Country, log: Sequence[ledger.Entry] = ()) -> PartRef:
        """Write what visitors may see of a country, with what its log changes; only while no other publishes."""
        seed = published(country)
        if not log:
            return self._counted(self.keep(dumps(seed)), seed, country, settled=frozenset())
        shown = published(ledger.apply(seed, log))
        local = Local(seed=self.keep(dumps(seed)), log=self.keep(ledger.dumps(log)))
        settled = frozenset(name for entry in log for name in _settled(entry))
        ref = self._counted(self.keep(dumps(shown)), shown, country, settled=settled)
        return ref.model_copy(update={"local": local})

    def keep(self, data: bytes) -> FileRef:
        """Write a file under its digest, unless it is there whole; only while no other publishes."""
        ref = FileRef(sha256=canonical.digest(data), size=len(data))
        if not self._is_whole(ref):
            files.write(self._path(ref), data, by=self.folder)
        return ref

    def log(self, ref: PartRef | None) -> tuple[ledger.Entry, ...]:
        """Read what members changed of a country. Raises DamagedEditionError."""
        if ref is None or ref.local is None:
            return ()
        try:
            return ledger.Entries.validate_json(self.data(ref.local.log), context=PUBLISHED)
        except ValidationError as error:
            raise DamagedEditionError(self._path(ref.local.log), f"not a log ({error.errors()[0]['msg']})") from error

    def keyring(self, ref: FileRef | None) -> tuple[vouches.Entry, ...]:
        """Read the list of the members' keys. Raises DamagedEditionError."""
        if ref is None:
            return ()
        try:
            return vouches.Entries.validate_json(self.data(ref))
        except ValidationError as error:
            raise DamagedEditionError(self._path(ref), f"not a keyring ({error.errors()[0]['msg']})") from error

    def read(self, ref: FileRef) -> PublishedCountry:
        """Read a country back. Raises DamagedEditionError."""
        try:
            return PublishedCountry.model_validate_json(self.data(ref), context=PUBLISHED)
        except ValidationError as error:
            reason = f"its facts cannot be read ({error.error_count()} faults, first: {error.errors()[0]['msg']})"
            raise DamagedEditionError(self._path(ref), reason) from error

    def names(self, ref: FileRef) -> tuple[Named, ...]:
        """Read only the names of a country's listings, which is much quicker than all. Raises DamagedEditionError."""
        try:
            return Names.model_validate_json(self.data(ref)).listings
        except ValidationError as error:
            raise DamagedEditionError(
                self._path(ref), f"its names cannot be read ({error.errors()[0]['msg']})"
            ) from error

    def data(self, ref: FileRef) -> bytes:
        """Read the bytes of a part and hold them against their digest. Raises DamagedEditionError."""
        data = files.read(self._path(ref), most=ref.size)
        if canonical.digest(data) != ref.sha256:
            raise DamagedEditionError(self._path(ref), f"its SHA-256 is {canonical.digest(data)}")
        return data

    def stamp(self, ref: FileRef) -> files.Stamp | None:
        """Tell when the file of a part was last touched, without reading it."""
        return files.stamp(self._path(ref))

    def _counted(self, file: FileRef, shown: PublishedCountry, country: Country, *, settled: frozenset[str]) -> PartRef:
        waiting = [item for item in _of(Status.CANDIDATE, country.listings) if item.id not in settled]
        return PartRef(
            sha256=file.sha256,
            size=file.size,
            listings=len(shown.listings),
            emergency=len(shown.emergency),
            candidates=len(waiting),
            emergency_candidates=len(_of(Status.CANDIDATE, country.emergency)),
        )

    def _is_whole(self, ref: FileRef) -> bool:
        try:
            self.data(ref)
        except DamagedEditionError:
            return False
        return True

    def _path(self, ref: FileRef) -> Path:
        return self.folder / f"{ref.sha256}.json"


def _settled(entry: ledger.Entry) -> tuple[str, ...]:
    return (entry.statement.listing_id,) if isinstance(entry, ledger.Approved) else ()


def _of(status: Status, facts: Iterable[Fact]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact.status is status)
