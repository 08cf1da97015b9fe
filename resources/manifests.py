"""Manifests: what an edition is, before it is a file."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, PositiveInt

from resources import canonical
from resources.parts import FileRef, PartRef


def _checked_time(time: datetime) -> datetime:
    if time.utcoffset() or time.microsecond:
        raise ValueError("not in UTC to the second; write a time such as 2026-11-24T12:00:00Z")
    return time


class EditionRef(BaseModel, frozen=True, extra="forbid"):
    """An edition by number and digest."""

    number: PositiveInt
    sha256: canonical.Digest


class Edition(BaseModel, frozen=True, extra="forbid"):
    """A manifest. `made_at` is UTC to the second, `parts` go by country code, `keys` is the members' keyring."""

    number: PositiveInt
    made_at: Annotated[AwareDatetime, AfterValidator(_checked_time)]
    previous: EditionRef | None
    parts: Mapping[str, PartRef]
    keys: FileRef | None = None
    sha256: canonical.Digest

    @property
    def content_digest(self) -> str:
        """What `sha256` is when nobody has touched the rest."""
        return canonical.digest(canonical.dumps(self.model_dump(mode="json", exclude={"sha256"})))

    @property
    def ref(self) -> EditionRef:
        """How the next edition names this one."""
        return EditionRef(number=self.number, sha256=self.sha256)


def dumps(edition: Edition) -> bytes:
    """Write a manifest as canonical JSON."""
    return canonical.dumps(edition.model_dump(mode="json"))


def faults(edition: Edition, data: bytes, number: int) -> Iterator[str]:
    """Say in what a manifest that was read from `data` is not edition `number`."""
    if edition.number != number:
        yield f"it holds edition {edition.number}"
    if edition.sha256 != edition.content_digest:
        yield f"its SHA-256 is {edition.content_digest}"
    if data != dumps(edition):
        yield "not in canonical form"
