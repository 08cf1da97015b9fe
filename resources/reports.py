"""The page that leads a concern to the channels that take it.

Built while a locale is spoken, since headings are words. We take no report ourselves: nothing here receives one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from resources import guidance, places, validity
from resources.cards import Card, EmergencyNumber, emergency_numbers
from resources.comparison import Asking, Option
from resources.concerns import Age, Concern, Question
from resources.directory import Who, look
from resources.frame import Frame
from resources.guidance import Guidance, Reason, Route, Step
from resources.i18n import gettext
from resources.listing import Country, Emergency, Listing
from resources.messages import N_
from resources.pages import ReportPage


@dataclass(frozen=True)
class Asker:
    """Somebody who comes with a concern. `heading` names them, where a concern leads others another way.

    `is_covered`: the heading before speaks for them too, so that they are named only where they are led elsewhere.
    """

    who: Who
    age: Age = Age.UNDER_18
    heading: str = ""
    is_covered: bool = False


ASKED: dict[Concern, tuple[Asker, ...]] = {
    Concern.NOW: (
        Asker(Who.CHILD, heading=N_("If it is happening to you")),
        Asker(Who.PARENT, heading=N_("If you worry about a child")),
    ),
    Concern.SEEN: (Asker(Who.ADULT),),
    Concern.CONTACT: (Asker(Who.CHILD),),
    Concern.PICTURE: (
        Asker(Who.CHILD, heading=N_("If you were under 18 in it, or it is your child")),
        Asker(Who.ADULT, heading=N_("If you were under 18 in it, and are older now"), is_covered=True),
        Asker(Who.ADULT, Age.ADULT, heading=N_("If you were 18 or over in it")),
    ),
    Concern.GAME: (Asker(Who.CHILD),),
    Concern.PAST: (
        Asker(Who.CHILD, heading=N_("If you are under 18")),
        Asker(Who.ADULT, heading=N_("If you are 18 or over")),
    ),
    Concern.MISSING: (Asker(Who.PARENT),),
    Concern.TOLD: (Asker(Who.PROFESSIONAL),),
    Concern.WORK: (Asker(Who.PROFESSIONAL),),
}
"""The concerns in the order of the page, each with those who may ask."""

TO_TALK = (Reason.TALK, Reason.ASK)
DUTIES = (Concern.TOLD, Concern.WORK)  # of those whose work it is; they stand below the others


def report_page(around: Frame, country: Country, worldwide: Iterable[Listing], *, now: datetime) -> ReportPage:
    """Build the page of one country: every concern with what each asker is led to."""
    worldwide = tuple(worldwide)
    concerns = {concern: _askings(concern, country, worldwide, now) for concern in ASKED}
    return ReportPage(
        around,
        code=country.country,
        name=places.country_name(country.country, around.locale.babel),
        emergency=emergency_numbers(country.emergency),
        concerns=tuple((concern, askings) for concern, askings in concerns.items() if concern not in DUTIES),
        duties=tuple((concern, concerns[concern]) for concern in DUTIES),
        changes_at=validity.changes_at((*country.listings, *worldwide), now=now),
    )


def _askings(concern: Concern, country: Country, worldwide: tuple[Listing, ...], now: datetime) -> tuple[Asking, ...]:
    askings: list[Asking] = []
    for asker in ASKED[concern]:
        found = guidance.channels(Question(concern, asker.who, asker.age), country, worldwide)
        asking = _asking(asker.heading, found, now)
        if not (asker.is_covered and askings[-1].channels == asking.channels):
            askings.append(asking)
    return tuple(askings)


def _asking(heading: str, found: Guidance, now: datetime) -> Asking:
    steps = [step.channel for step in found.steps]
    options = _options(found.steps, now)
    also = _options(found.also, now)
    return Asking(
        heading=gettext(heading) if heading else "",
        emergency=tuple(EmergencyNumber(item.number, item.services) for item in steps if isinstance(item, Emergency)),
        channels=tuple(option for option in options if option.reason not in TO_TALK),
        counsel=tuple(option for option in options if option.reason in TO_TALK),
        regional=_by_region(option for option in also if option.reason is not Reason.PLATFORM),
        platforms=tuple(option for option in also if option.reason is Reason.PLATFORM),
        routes=tuple(item for item in steps if isinstance(item, Route)),
        is_gap=found.is_gap,
    )


def _options(steps: Iterable[Step], now: datetime) -> tuple[Option, ...]:
    listed = ((step.channel, step.reason) for step in steps)
    return tuple(Option(Card(look(item, now)), reason) for item, reason in listed if isinstance(item, Listing))


def _by_region(options: Iterable[Option]) -> tuple[Option, ...]:
    return tuple(sorted(options, key=lambda option: option.region))
