"""The page of what editions changed, from the records of the shelf."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from resources.changelog import Record
from resources.errors import NotFoundError
from resources.frame import Frame
from resources.pages import ChangesPage
from resources.snapshot import Snapshot

MENDED = timedelta(minutes=1)  # what could not be compared is tried again after it


def changes_page(
    frame: Frame, snapshot: Snapshot, records: Sequence[Record], *, start: int | None, now: datetime
) -> ChangesPage:
    """Build the page that begins at edition `start`. Raises NotFoundError where there is none of that number yet."""
    if start is not None and start > snapshot.edition.number:
        raise NotFoundError(str(start))
    is_whole = bool(records) and all(record.is_whole for record in records)
    last = records[-1].older if records else None
    return ChangesPage(
        frame,
        tuple(records),
        frozenset(_live(snapshot, records)),
        start,
        last.number if last else None,
        changes_at=None if is_whole else now + MENDED,
    )


def _live(snapshot: Snapshot, records: Sequence[Record]) -> Iterator[str]:
    """Name the listings told of that still have a page."""
    for country in (country for record in records for country in record.countries):
        held = {listing.id for listing in snapshot.country(country.code).listings}
        yield from (change.listing_id for change in country.changes if change.listing_id in held)
