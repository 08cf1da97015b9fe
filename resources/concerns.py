"""What somebody comes with, and whether a service takes it.

Pure: a listing's own words decide, and only where no page was read for it does its kind stand for it.
"""

from dataclasses import dataclass
from enum import StrEnum

from resources.directory import Who
from resources.listing import Listing
from resources.terms import Audience, Kind, Situation


class Concern(StrEnum):
    """What somebody comes with. The values tell no story and wake no word filter."""

    SEEN = "seen"
    """A page, picture or video that somebody saw."""
    CONTACT = "contact"
    """Someone who contacts, presses or blackmails a child online."""
    PICTURE = "picture"
    """A picture of the one who asks, or of their child, is online or might be put there."""
    NOW = "now"
    """A child is being hurt or is in danger."""
    PAST = "past"
    MISSING = "missing"
    GAME = "game"
    """Something or someone in an app or a game."""
    TOLD = "told"
    """A child told somebody whose work is with children."""
    WORK = "work"
    """Found at work: by a moderator, a hosting company, an administrator."""


class Age(StrEnum):
    """How old the person in a picture was when it was taken."""

    UNDER_18 = "under_18"
    ADULT = "adult"


@dataclass(frozen=True)
class Question:
    """What is asked; `age` counts for pictures only."""

    concern: Concern
    who: Who
    age: Age = Age.UNDER_18


TAKEN: dict[Concern, tuple[Situation, ...]] = {
    Concern.SEEN: (Situation.WEB_CONTENT,),
    Concern.CONTACT: (Situation.ONLINE_CONTACT,),
    Concern.PICTURE: (Situation.OWN_IMAGE, Situation.WEB_CONTENT, Situation.ONLINE_CONTACT),
    Concern.NOW: (Situation.ABUSE_NOW,),
    Concern.PAST: (Situation.ABUSE_PAST,),
    Concern.MISSING: (Situation.MISSING_CHILD,),
    Concern.GAME: (Situation.ONLINE_CONTACT, Situation.APP_OR_GAME),
    Concern.TOLD: (Situation.ABUSE_NOW, Situation.ABUSE_PAST),
    Concern.WORK: (Situation.WEB_CONTENT,),
}
"""A service takes a concern when it takes one of these, best first."""

TAKEN_BY_KIND: dict[Kind, tuple[Situation, ...]] = {
    Kind.REPORT_CONTENT: (Situation.WEB_CONTENT,),
    Kind.IMAGE_REMOVAL: (Situation.OWN_IMAGE,),
    Kind.POLICE_REPORT: (Situation.ABUSE_NOW, Situation.ABUSE_PAST),
    Kind.CHILD_PROTECTION: (Situation.ABUSE_NOW,),
    Kind.MISSING_CHILD: (Situation.MISSING_CHILD,),
}
"""What a service takes by what it is, where no page was read that says more. All other kinds then take nothing."""

ASKERS: dict[Who, frozenset[Audience]] = {
    Who.CHILD: frozenset({Audience.CHILD, Audience.YOUNG_PERSON, Audience.EVERYONE}),
    Who.ADULT: frozenset({Audience.ADULT_SURVIVOR, Audience.BYSTANDER, Audience.EVERYONE}),
    Who.PARENT: frozenset({Audience.PARENT, Audience.BYSTANDER, Audience.EVERYONE}),
    Who.PROFESSIONAL: frozenset({Audience.PROFESSIONAL, Audience.BYSTANDER, Audience.EVERYONE}),
}
"""A service is open to the one who asks when it names one of these."""

PICTURED: dict[Age, frozenset[Audience]] = {
    Age.UNDER_18: frozenset({Audience.CHILD, Audience.YOUNG_PERSON}),
    Age.ADULT: frozenset({Audience.ADULT_SURVIVOR}),
}
"""The person in a picture, whom somebody else can help to ask."""

HELPERS = frozenset({Who.PARENT, Who.PROFESSIONAL})
ONLY_UNDER_18 = frozenset(
    {"zz-take-it-down", "ca-cybertip", "au-accce"}
)  # they say so; `who` tells the asker's age only


def wanted(question: Question) -> tuple[Situation, ...]:
    """Say what a service must take, best first. A picture of an adult is no case for those who act for children."""
    if question.concern is Concern.PICTURE and question.age is Age.ADULT:
        return (Situation.OWN_IMAGE,)
    if question.concern is Concern.PICTURE and question.who is Who.ADULT:
        return (Situation.OWN_IMAGE, Situation.WEB_CONTENT)
    return TAKEN[question.concern]


def taken(listing: Listing) -> frozenset[Situation]:
    """Say what a service takes: what a page says, else what its kind stands for.

    What still waits for a page adds nothing but narrows: a portal thought to take one thing is not given another.
    """
    if listing.proven_reporting:
        return frozenset(listing.proven_reporting.accepts)
    by_kind = frozenset(TAKEN_BY_KIND.get(listing.kind, ()))
    return by_kind.intersection(listing.reporting.accepts) if listing.reporting else by_kind


def takes(listing: Listing, question: Question) -> bool:
    """Tell whether a service takes what is asked about, whoever asks."""
    if set(wanted(question)).isdisjoint(taken(listing)):
        return False
    return question.concern is not Concern.PICTURE or _takes_age(listing, question.age)


def is_named(listing: Listing, who: Who) -> bool:
    """Tell whether a service names the one who asks among those who may turn to it."""
    return not ASKERS[who].isdisjoint(audiences(listing))


def is_open_to(listing: Listing, question: Question) -> bool:
    """Tell whether the one who asks may turn to a service, or can help the person in the picture to do so."""
    if is_named(listing, question.who):
        return True
    can_help = question.concern is Concern.PICTURE and question.who in HELPERS
    return can_help and not PICTURED[question.age].isdisjoint(audiences(listing))


def audiences(listing: Listing) -> frozenset[Audience]:
    """Say who may report, where a page says so, else whom the service is for."""
    says = listing.proven_reporting.who if listing.proven_reporting else ()
    return frozenset(says or listing.audiences)


def _takes_age(listing: Listing, age: Age) -> bool:
    if age is Age.UNDER_18:
        return audiences(listing) != PICTURED[Age.ADULT]
    is_for_adults = not audiences(listing).isdisjoint(PICTURED[Age.ADULT] | {Audience.EVERYONE})
    return is_for_adults and listing.id not in ONLY_UNDER_18
