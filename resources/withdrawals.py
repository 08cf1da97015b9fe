"""News of what must no longer be shown: listings, and ways to reach them, that went since an edition.

Only their names are told, never the number or address that went.
"""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Literal, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from resources.editions import Shelf
from resources.errors import DamagedEditionError, NoEditionError, QueryError, UnknownDataError
from resources.hsds import Shape, uuid_of
from resources.manifests import Edition
from resources.parts import PartRef
from resources.snapshot import KEPT_LISTINGS, Snapshot

LINKS: tuple[Literal["chat", "email", "website", "report_url"], ...] = ("chat", "email", "website", "report_url")
TOO_FAR = "too much has changed since for one answer", "Take everything anew: /api/editions/current."
REMEDY = "Take everything anew: /api/editions/current names the edition that is served."


class Withdrawal(Shape):
    """What went of a listing: all of it (`listing`), some of its phones, or a link."""

    id: str
    service_id: UUID
    country: str
    gone: tuple[Literal["listing", "phones", "chat", "email", "website", "report_url"], ...]


class Withdrawals(Shape):
    """What went between the edition `since` and the edition `until`, which is the one that is served."""

    since: int
    until: int
    withdrawn: tuple[Withdrawal, ...]


class Number(BaseModel, frozen=True):
    """A phone of a listing."""

    number: str


class Reached(BaseModel, frozen=True):
    """How a listing is reached; all else that stands in a part is passed over, which is much quicker."""

    id: str
    phones: tuple[Number, ...]
    chat: str | None
    email: str | None
    website: str | None
    report_url: str | None


class Reachable(BaseModel, frozen=True):
    """How the listings of a country are reached."""

    listings: tuple[Reached, ...]


class Change(NamedTuple):
    """A country whose facts are others now."""

    country: str
    old: PartRef
    new: PartRef | None


def since(number: int, snapshot: Snapshot) -> Withdrawals:
    """Compare an older edition with the one that is served.

    Raises: UnknownDataError where the older one is not on the shelf, or not whole; QueryError for too many changes.
    """
    changes = _changes(manifest(number, snapshot), snapshot.edition)
    if sum(change.old.listings for change in changes) > KEPT_LISTINGS:
        raise QueryError([("since", *TOO_FAR)])
    withdrawn = tuple(one for change in changes for one in _withdrawn(change, snapshot.shelf))
    return Withdrawals(since=number, until=snapshot.edition.number, withdrawn=withdrawn)


def manifest(number: int, snapshot: Snapshot) -> Edition:
    """Read the manifest of an edition up to the one that is served. Raises UnknownDataError."""
    current, shelf = snapshot.edition, snapshot.shelf
    if number == current.number:
        return current
    with suppress(DamagedEditionError, NoEditionError):
        if number < current.number and number in shelf.numbers():
            return shelf.read(number)
    raise UnknownDataError(str(number), REMEDY)


def _changes(old: Edition, new: Edition) -> tuple[Change, ...]:
    pairs = (Change(code, ref, new.parts.get(code)) for code, ref in sorted(old.parts.items()))
    return tuple(pair for pair in pairs if pair.new is None or pair.new.sha256 != pair.old.sha256)


def _withdrawn(change: Change, shelf: Shelf) -> Iterator[Withdrawal]:
    now = _reached(shelf, change.new)
    try:
        before = _reached(shelf, change.old)
    except DamagedEditionError as error:
        raise UnknownDataError(change.country, REMEDY) from error
    for name, was in before.items():
        if gone := _gone(was, now.get(name)):
            own = uuid_of("service", name)
            yield Withdrawal.model_validate({"id": name, "service_id": own, "country": change.country, "gone": gone})


def _reached(shelf: Shelf, ref: PartRef | None) -> Mapping[str, Reached]:
    if ref is None:
        return {}
    return {one.id: one for one in Reachable.model_validate_json(shelf.parts.data(ref)).listings}


def _gone(was: Reached, now: Reached | None) -> tuple[str, ...]:
    if now is None:
        return ("listing",)
    phones = {phone.number for phone in was.phones} - {phone.number for phone in now.phones}
    links = (name for name in LINKS if getattr(was, name) not in (None, getattr(now, name)))
    return (*(["phones"] if phones else []), *links)
