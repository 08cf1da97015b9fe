"""What changed of a country from one edition to the next, in kinds that a visitor knows: no values, no names of ours.

A number that is no longer true is not written again, and neither is the reason for which a member hid something.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from resources.keyring import Keyring
from resources.ledger import Approved, Entry, Hidden, Kind, Statement
from resources.listing import Country, Listing
from resources.roles import Role
from resources.terms import Fact


class Deed(StrEnum):
    """What was done to a listing, as a visitor sees it."""

    NEW = "new"
    CHANGED = "changed"
    """Its facts; `Change.facts` says which."""
    CHECKED = "checked"
    SOURCES = "sources"
    """Nothing but where its facts were read."""
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    NUMBER_HIDDEN = "number_hidden"
    LINK_HIDDEN = "link_hidden"
    SHOWN = "shown"
    ROLLED_BACK = "rolled_back"


@dataclass(frozen=True)
class Change:
    """One change of one listing. `signed` holds the roles of the two who signed it; empty where it came with files.

    `name` is empty where neither state tells it.
    """

    listing_id: str
    name: str
    deed: Deed
    facts: tuple[Fact, ...] = ()
    signed: tuple[Role, ...] = ()


class State(NamedTuple):
    """A country in an edition; both empty where the edition does not hold it."""

    country: Country
    log: tuple[Entry, ...] = ()


DEEDS: Final[Mapping[Kind, Deed]] = {
    Kind.NEW: Deed.NEW,
    Kind.RETIRE: Deed.WITHDRAWN,
    Kind.SHOW: Deed.SHOWN,
    Kind.ROLL_BACK: Deed.ROLLED_BACK,
}
"""Of what two signed; a change is what it did to the facts."""

Read = Callable[[Listing, Collection[str]], object]

REPORTING: Final = {
    Fact.ACCEPTS: "accepts",
    Fact.WHO: "who",
    Fact.ASKS: "asks",
    Fact.PASSES_TO: "passes_to",
    Fact.RESPONSE: "response",
    Fact.NOT_FOR: "not_for",
}


def _of_phones(*names: str) -> Read:
    """Read what is told of the numbers that stood before and stand still."""
    return lambda one, kept: {
        (phone.number, *(getattr(phone, name) for name in names)) for phone in one.phones if phone.number in kept
    }


def _of(*names: str) -> Read:
    return lambda one, _: tuple(getattr(one, name) for name in names)


def _of_reporting(name: str) -> Read:
    return lambda one, _: getattr(one.proven_reporting, name, None)


READ: Final[Mapping[Fact, Read]] = {
    Fact.PHONES: lambda one, _: {(phone.number, phone.e164, phone.channel) for phone in one.phones},
    Fact.HOURS: _of_phones("hours"),
    Fact.COST: _of_phones("cost"),
    Fact.NAME: _of("name", "name_en"),
    Fact.REGION: _of("region", "scope"),
    Fact.WEBSITE: _of("website", "site_notes"),
    Fact.ANONYMOUS: lambda one, _: (one.anonymous, getattr(one.proven_reporting, "anonymous", None)),
    **{
        fact: _of(fact)
        for fact in (
            Fact.CHAT,
            Fact.EMAIL,
            Fact.REPORT_URL,
            Fact.ORGANIZATION,
            Fact.KIND,
            Fact.AUDIENCES,
            Fact.TIMEZONE,
            Fact.LANGUAGES,
            Fact.NETWORKS,
            Fact.NOTES,
        )
    },
    **{fact: _of_reporting(name) for fact, name in REPORTING.items()},
}
"""How each fact is read; what is told first stands first."""


def between(old: State, new: State, keys: Keyring) -> Iterator[Change]:
    """Say what was done to the listings of a country: what members did in its order, then what came with files."""
    before = {one.id: one for one in old.country.listings}
    after = {one.id: one for one in new.country.listings}
    told = set()
    for entry in new.log[len(old.log) :]:
        change = _hidden(entry, before) if isinstance(entry, Hidden) else _approved(entry, before, after, keys)
        told.add(change.listing_id)
        yield change
    for name in sorted((before.keys() | after.keys()) - told):
        was, now = before.get(name), after.get(name)
        if was != now and (named := now or was):
            yield Change(name, named.name, *_seen(was, now))


def has_other_emergency(old: Country, new: Country) -> bool:
    """Tell whether emergency numbers, or who answers them, are not the same."""
    was, now = ({(one.number, one.services) for one in country.emergency} for country in (old, new))
    return was != now


def _hidden(entry: Hidden, before: Mapping[str, Listing]) -> Change:
    part = Deed.NUMBER_HIDDEN if entry.phone else Deed.LINK_HIDDEN
    deed = part if entry.phone or entry.link else Deed.HIDDEN
    return Change(entry.listing, before[entry.listing].name if entry.listing in before else "", deed)


def _approved(entry: Approved, before: Mapping[str, Listing], after: Mapping[str, Listing], keys: Keyring) -> Change:
    statement = entry.statement
    was, now = before.get(statement.listing_id), after.get(statement.listing_id)
    deed, facts = _seen(was, now) if statement.kind is Kind.CHANGE and was and now else _done(statement)
    named = statement.content or now or was
    holders = (keys.at(statement.keyring).holder(one.credential_id) for one in entry.assertions)
    signed = tuple(holder.role for holder in holders if holder)
    return Change(statement.listing_id, named.name if named else "", deed, facts, signed)


def _done(statement: Statement) -> tuple[Deed, tuple[Fact, ...]]:
    return DEEDS.get(statement.kind, Deed.CHANGED), ()


def _seen(was: Listing | None, now: Listing | None) -> tuple[Deed, tuple[Fact, ...]]:
    if was is None:
        return Deed.NEW, ()
    if now is None:
        return Deed.WITHDRAWN, ()
    if facts := _facts(was, now):
        return Deed.CHANGED, facts
    return (Deed.CHECKED if was.checks != now.checks else Deed.SOURCES), ()


def _facts(was: Listing, now: Listing) -> tuple[Fact, ...]:
    kept = {phone.number for phone in was.phones} & {phone.number for phone in now.phones}
    return tuple(fact for fact, read in READ.items() if read(was, kept) != read(now, kept))
