"""How long what we say of services stays true: until a door moves, or a day begins and “Mon 09:00” becomes “09:00”."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo

from resources import freshness
from resources.directory import look
from resources.hours import Door, Moment
from resources.listing import Listing

DAY = timedelta(days=1)


def changes_at(listings: Iterable[Listing], *, now: datetime) -> datetime | None:
    """Tell the first moment, in UTC, at which an answer made of these listings may read otherwise; None for never.

    Give all that were looked at, shown or not: each can move up or drop out when its door moves.
    """
    moments = (moment for listing in listings for moment in look(listing, now).doors)
    return min((change for moment in moments for change in _changes(moment, now)), default=None)


def facts_change_at(listing: Listing, *, now: datetime) -> datetime | None:
    """Tell the same of a page that also says which checks are long ago."""
    moments = (changes_at([listing], now=now), freshness.next_change(listing, now))
    return min(filter(None, moments), default=None)


def _changes(moment: Moment, now: datetime) -> Iterator[datetime]:
    if moment.until:
        yield moment.until.astimezone(UTC)
        yield _next_day(now, moment.until.tzinfo)
    elif moment.door is not Door.UNKNOWN and not moment.always:
        yield now + DAY  # a change that is more than a year ahead comes into sight on some day


def _next_day(now: datetime, zone: tzinfo | None) -> datetime:
    tomorrow = now.astimezone(zone).date() + DAY
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
