"""What is wrong with a proposal before anybody can sign it, field by field.

Its shape is that of a listing, and each contact that it changes stands on a page that somebody read for this change: a
page that the proposal adds, dates anew, or holds a new check against.
"""

from collections.abc import Callable, Mapping
from typing import Final

from pydantic import ValidationError

from resources import remedies
from resources.errors import Fault, FaultyProposalError
from resources.listing import Evidence, Listing
from resources.terms import Fact, Status
from resources.yamltext import Facts

VALUE_CHARACTERS = 80  # of a faulty value; enough to find it by


def _numbers(listing: Listing) -> object:
    return {(phone.number, phone.e164, phone.channel) for phone in listing.phones}


def _hours(listing: Listing) -> object:
    return {phone.number: phone.hours for phone in listing.phones if phone.hours}


CONTACTS: Final[Mapping[Fact, Callable[[Listing], object]]] = {
    Fact.PHONES: _numbers,
    Fact.HOURS: _hours,
    Fact.CHAT: lambda listing: listing.chat,
    Fact.EMAIL: lambda listing: listing.email,
    Fact.WEBSITE: lambda listing: listing.website,
    Fact.REPORT_URL: lambda listing: listing.report_url,
}
"""The facts by which a false listing would lead a child to the wrong person."""


def listing_of(facts: Facts) -> Listing:
    """Read what was typed as a listing. Raises: FaultyProposalError with every fault of its shape."""
    try:
        return Listing.model_validate(facts)
    except ValidationError as error:
        found = error.errors(include_url=False)
        name = str(facts.get("id") or "")
        raise FaultyProposalError(
            [Fault("", name, _place(one["loc"]), _shown(one["input"]), remedies.remedy(one)) for one in found]
        ) from error


def of_shape(facts: Facts) -> tuple[Fault, ...]:
    """Name every fault that the shape of a listing shows, for messages while somebody types."""
    try:
        listing_of(facts)
    except FaultyProposalError as error:
        return error.faults
    return ()


def of_status(after: Listing) -> tuple[Fault, ...]:
    """Name what would take a listing from visitors by the way: a proposal to retire it says so."""
    if after.status is Status.LISTED:
        return ()
    return (Fault("", after.id, "status", after.status, "visitors would not see it; write listed, or retire it"),)


def of_evidence(before: Listing | None, after: Listing) -> tuple[Fault, ...]:
    """Name each contact that changed without a page read for it; one that is only taken away needs none.

    A candidate that is shown needs a page for each contact too, but a page that stands already will do.
    """
    shown = [fact for fact in CONTACTS if CONTACTS[fact](after)]
    changed = {fact for fact in shown if before is None or CONTACTS[fact](before) != CONTACTS[fact](after)}
    bare = set() if before is None or before.status is Status.LISTED else {*shown} - changed
    unread = {fact for fact in changed if not any(_is_read(page, fact, before, after) for page in after.pages)}
    unread |= {fact for fact in bare if not any(fact in page.supports for page in after.pages)}
    return tuple(_unread(after, fact) for fact in CONTACTS if fact in unread)


def _is_read(page: Evidence, fact: Fact, before: Listing | None, after: Listing) -> bool:
    return fact in page.supports and (_is_new(page, before) or _is_held(page, fact, before, after))


def _is_new(page: Evidence, before: Listing | None) -> bool:
    """Tell whether a page was added, or its date moved on."""
    known = [old.as_of or "" for old in before.pages if old.url == page.url] if before else []
    return not known or (page.as_of or "") > max(known)


def _is_held(page: Evidence, fact: Fact, before: Listing | None, after: Listing) -> bool:
    """Tell whether a page without a date of its own was read anew: a check that the proposal adds says so."""
    fresh = (check for check in after.checks if before is None or check not in before.checks)
    return any(check.holds and check.fact is fact and check.url == page.url for check in fresh)


def _unread(listing: Listing, fact: Fact) -> Fault:
    remedy = f"no page read for this change supports {fact}; add the page to the evidence, or date it anew"
    return Fault("", listing.id, str(fact), "", remedy)


def _place(path: tuple[int | str, ...]) -> str:
    return ".".join(map(str, path))


def _shown(value: object) -> str:
    return value[:VALUE_CHARACTERS] if isinstance(value, str) else ""
