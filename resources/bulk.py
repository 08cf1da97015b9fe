"""All listings in one file, as JSON or CSV: made once an edition, packed once, kept beside nothing else."""

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field

from resources import answers, canonical, catalogue, encodings, referrals
from resources.answers import Body
from resources.encodings import Coding
from resources.listing import Country, Listing, Phone
from resources.snapshot import Snapshot

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so is run by a spreadsheet; an apostrophe before it keeps it a text."""

COLUMNS = (
    *("id", "service_id", "country", "name", "name_en", "organization", "kind", "audiences", "scope", "region"),
    *("timezone", "phone", "channel", "cost", "hours", "chat", "email", "website", "report_url", "languages"),
    *("anonymous", "accepts", "networks", "notes"),
)
"""A row for each phone; a listing without one has one row."""


class Made(BaseModel, frozen=True):
    """Which edition it is."""

    number: int
    made_at: datetime
    sha256: canonical.Digest


class Everything(BaseModel, frozen=True):
    """All that visitors see, by country. A reporting part that waits for a moderator is left out (null)."""

    license: Annotated[str, Field(json_schema_extra={"format": "uri"})]
    edition: Made
    countries: tuple[Country, ...]


class Bulk:
    """The files of the newest edition that was asked for, packed: a few hundred kB, made by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._edition = ""
        self._made: dict[str, Body] = {}

    def get(self, media: str, snapshot: Snapshot) -> Body:
        """Give all listings as JSON or CSV. Raises QueryError where they are too many for one file."""
        with self._lock:
            if self._edition != snapshot.edition.sha256:
                self._edition, self._made = snapshot.edition.sha256, {}
            if media not in self._made:
                self._made[media] = _packed(media, WRITERS[media](snapshot))
            return self._made[media]


def as_json(snapshot: Snapshot) -> bytes:
    """Write all listings and emergency numbers as one JSON value."""
    listed: dict[str, list[Listing]] = {code: [] for code in sorted(snapshot.edition.parts)}
    for listing in catalogue.listings(snapshot):
        listed[listing.country].append(referrals.shown(listing))
    countries = tuple(
        Country.model_construct(country=code, emergency=snapshot.country(code).emergency, listings=tuple(shown))
        for code, shown in listed.items()
    )
    made = Made(**snapshot.edition.model_dump(include={"number", "made_at", "sha256"}))
    everything = Everything.model_construct(license=answers.LICENSE, edition=made, countries=countries)
    return f"{json.dumps(everything.model_dump(mode='json'), ensure_ascii=False)}\n".encode()


def as_csv(snapshot: Snapshot) -> bytes:
    """Write all listings as a table that no spreadsheet takes for a program."""
    text = io.StringIO()
    table = csv.writer(text, quoting=csv.QUOTE_ALL)
    table.writerow(COLUMNS)
    for listing in catalogue.listings(snapshot):
        table.writerows(_rows(listing))
    return text.getvalue().encode()


def plain(cell: object) -> str:
    """Write a value as the text of a cell; what is not known is empty."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    text = " ".join(map(str, cell)) if isinstance(cell, tuple) else str("" if cell is None else cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _rows(listing: Listing) -> Iterator[list[str]]:
    for phone in listing.phones or (None,):
        cells = {**dict(listing), **_derived(listing), **_of(phone)}
        yield [plain(cells[name]) for name in COLUMNS]


def _derived(listing: Listing) -> dict[str, object]:
    takes = listing.proven_reporting
    service = str(referrals.service_id(listing))
    return {"service_id": service, "country": listing.country, "accepts": takes.accepts if takes else ()}


def _of(phone: Phone | None) -> dict[str, object]:
    names = ("channel", "cost", "hours")
    return {"phone": phone and phone.number, **{name: phone and getattr(phone, name) for name in names}}


WRITERS: dict[str, Callable[[Snapshot], bytes]] = {answers.JSON: as_json, answers.CSV: as_csv}


def _packed(media: str, data: bytes) -> Body:
    made = answers.body(data, media)
    packed = {coding: encodings.pack_for_one(data, coding) for coding in (Coding.BROTLI, Coding.GZIP)}

    def pack(coding: Coding) -> bytes:
        return packed.get(coding) or encodings.unpack(packed[Coding.GZIP])

    return Body(media, made.tag, pack)
