"""What brings a person here, and which kinds of services are made for it."""

from enum import StrEnum

from resources.listing import Listing
from resources.terms import Kind, Situation


class Need(StrEnum):
    """What brings a person here. The values stand in addresses: plain, and silent to a word filter."""

    TALK = "talk"
    NOW = "now"
    PAST = "past"
    PICTURE = "picture"
    CHILD = "child"
    THOUGHTS = "thoughts"
    MISSING = "missing"


FITTING: dict[Need, tuple[Kind, ...]] = {
    Need.TALK: (
        Kind.CHILD_HELPLINE,
        Kind.SURVIVOR_SUPPORT,
        Kind.VICTIM_SUPPORT,
        Kind.CRISIS_LINE,
        Kind.DOMESTIC_VIOLENCE,
    ),
    Need.NOW: (Kind.EMERGENCY_LINE, Kind.CHILD_PROTECTION, Kind.CHILD_HELPLINE, Kind.DOMESTIC_VIOLENCE),
    Need.PAST: (Kind.SURVIVOR_SUPPORT, Kind.VICTIM_SUPPORT),
    Need.PICTURE: (Kind.IMAGE_REMOVAL,),
    Need.CHILD: (Kind.CHILD_PROTECTION, Kind.CHILD_HELPLINE),
    Need.THOUGHTS: (Kind.PREVENTION,),
    Need.MISSING: (Kind.MISSING_CHILD,),
}
"""The kinds made for a need, most specific first."""

NEXT_BEST: dict[Need, tuple[Kind, ...]] = {
    Need.TALK: (Kind.CHILD_PROTECTION, Kind.EMERGENCY_LINE),
    Need.NOW: (Kind.POLICE_REPORT, Kind.SURVIVOR_SUPPORT, Kind.CRISIS_LINE),
    Need.PAST: (Kind.DOMESTIC_VIOLENCE, Kind.CRISIS_LINE, Kind.CHILD_HELPLINE),
    Need.PICTURE: (Kind.REPORT_CONTENT, Kind.CHILD_HELPLINE, Kind.POLICE_REPORT),
    Need.CHILD: (Kind.POLICE_REPORT, Kind.EMERGENCY_LINE, Kind.SURVIVOR_SUPPORT),
    Need.THOUGHTS: (Kind.CRISIS_LINE, Kind.SURVIVOR_SUPPORT, Kind.CHILD_HELPLINE),
    Need.MISSING: (Kind.POLICE_REPORT, Kind.CHILD_HELPLINE, Kind.CHILD_PROTECTION, Kind.TRAFFICKING),
}
"""Where to turn when nothing made for the need is known, or beside it."""

TAKES: dict[Need, Situation] = {Need.PICTURE: Situation.OWN_IMAGE, Need.MISSING: Situation.MISSING_CHILD}
"""A service that says it takes this situation is made for the need, whatever its kind."""


def is_made_for(listing: Listing, need: Need) -> bool:
    """Whether a service is one of those that a need calls for first."""
    takes = TAKES.get(need)
    return listing.kind in FITTING[need] or (
        takes is not None and listing.proven_reporting is not None and takes in listing.proven_reporting.accepts
    )


def concerns(listing: Listing, need: Need) -> bool:
    """Whether a service is made for a need, or is one of the next best."""
    return is_made_for(listing, need) or listing.kind in NEXT_BEST[need]
