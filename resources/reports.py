"""The page that leads a concern to the channels that take it.

Built while a locale is spoken, since headings are words. We take no report ourselves: nothing here receives one.
"""

from collections.abc import Iterable
from datetime import datetime

from resources import guidance, places
from resources.cards import Card, EmergencyNumber, emergency_numbers
from resources.comparison import Asking, Option
from resources.concerns import Age, Concern, Question
from resources.directory import Who, look
from resources.guidance import Guidance, Reason, Route, Step
from resources.i18n import gettext
from resources.listing import Country, Emergency, Listing
from resources.messages import N_
from resources.pages import Frame, ReportPage

ASKED: dict[Concern, tuple[tuple[str, Who, Age], ...]] = {
    Concern.NOW: (
        (N_("If it is happening to you"), Who.CHILD, Age.UNDER_18),
        (N_("If you worry about a child"), Who.PARENT, Age.UNDER_18),
    ),
    Concern.SEEN: (("", Who.ADULT, Age.UNDER_18),),
    Concern.CONTACT: (("", Who.CHILD, Age.UNDER_18),),
    Concern.PICTURE: (
        (N_("If you are under eighteen, or it is your child"), Who.CHILD, Age.UNDER_18),
        (N_("If you were under eighteen in it and are older now"), Who.ADULT, Age.UNDER_18),
        (N_("If you were eighteen or over in it"), Who.ADULT, Age.ADULT),
    ),
    Concern.GAME: (("", Who.CHILD, Age.UNDER_18),),
    Concern.PAST: (
        (N_("If you are under eighteen"), Who.CHILD, Age.UNDER_18),
        (N_("If you are eighteen or over"), Who.ADULT, Age.UNDER_18),
    ),
    Concern.MISSING: (("", Who.PARENT, Age.UNDER_18),),
    Concern.TOLD: (("", Who.PROFESSIONAL, Age.UNDER_18),),
    Concern.WORK: (("", Who.PROFESSIONAL, Age.UNDER_18),),
}
"""The concerns in the order of the page, each with those who may ask; a heading for each, where there are several."""

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
    )


def _askings(concern: Concern, country: Country, worldwide: tuple[Listing, ...], now: datetime) -> tuple[Asking, ...]:
    return tuple(
        _asking(heading, guidance.channels(Question(concern, who, age), country, worldwide), now)
        for heading, who, age in ASKED[concern]
    )


def _asking(heading: str, found: Guidance, now: datetime) -> Asking:
    steps = [step.channel for step in found.steps]
    options = _options(found.steps, now)
    also = _options(found.also, now)
    return Asking(
        heading=gettext(heading) if heading else "",
        emergency=tuple(EmergencyNumber(item.number, item.services) for item in steps if isinstance(item, Emergency)),
        channels=tuple(option for option in options if option.reason not in TO_TALK),
        counsel=tuple(option for option in options if option.reason in TO_TALK),
        regional=tuple(sorted((option for option in also if option.region), key=lambda option: option.region)),
        platforms=tuple(option for option in also if option.reason is Reason.PLATFORM),
        routes=tuple(item for item in steps if isinstance(item, Route)),
        is_gap=found.is_gap,
    )


def _options(steps: Iterable[Step], now: datetime) -> tuple[Option, ...]:
    listed = ((step.channel, step.reason) for step in steps)
    return tuple(Option(Card(look(item, now)), reason) for item, reason in listed if isinstance(item, Listing))
