"""What visitors say is wrong: taken in from the files of the public wing, and counted. Nothing hides by it alone.

The files only grow, and a day's rows are its lines in their order: so many as there are rows were taken in already,
whenever somebody was stopped over it.
"""

import logging
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import sqlalchemy
from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from resources import freshness, spool
from resources.desk import audit
from resources.desk.database import transaction
from resources.desk.tables import CheckRecord, Flag
from resources.spool import Wrong
from resources.terms import Fact

log = logging.getLogger(__name__)

ALARM = 3  # of one kind on one day
LOOK_BACK = timedelta(days=14)  # what is older, and was not looked into, is in the queue by its age


UNSURE = "unsure"  # a check's result that tells nothing

ABOUT: Mapping[Wrong, frozenset[Fact]] = {
    Wrong.NUMBER: frozenset({Fact.PHONES}),
    Wrong.NO_ANSWER: frozenset({Fact.PHONES, Fact.HOURS}),
    Wrong.HOURS: frozenset({Fact.HOURS}),
    Wrong.ADDRESS: frozenset({Fact.WEBSITE, Fact.CHAT, Fact.REPORT_URL, Fact.EMAIL}),
    Wrong.CLOSED: frozenset(freshness.DAYS),
    Wrong.OTHER: frozenset(freshness.DAYS),
}
"""Which facts a check must look at to answer a flag; any one of them will do, and any fact where there is none."""

FactsOf = Callable[[str], frozenset[Fact]]
"""Gives the facts that a listing has, by its id; none where visitors do not see it, so that nobody need look."""


class Taken(NamedTuple):
    """How many flags were new, and how many lines are not what the public wing writes."""

    new: int
    damaged: int


@dataclass(frozen=True)
class Alarm:
    """Several visitors said the same of a listing on one day."""

    listing_id: str
    wrong: Wrong
    day: str
    count: int


def take_in(engine: Engine, folder: Path) -> Taken:
    """Take in what was told since the last time; once, whoever else does so at the same time."""
    new = damaged = 0
    with transaction(engine) as session:
        audit.wait_for_turn(session)
        held: Mapping[str, int] = dict(session.exec(select(Flag.day, func.count()).group_by(col(Flag.day))).all())
        for day, told, spoilt in spool.read(folder):
            damaged += spoilt
            if spoilt:
                log.warning("%s.jsonl: %s lines are not what the public wing writes; they are passed over", day, spoilt)
            fresh = told[held.get(day, 0) :]
            new += len(fresh)
            session.add_all(Flag(day=day, **one._asdict()) for one in fresh)
    return Taken(new, damaged)


def counts(session: Session, today: date, facts: FactsOf) -> Counter[str]:
    """Count by listing what was told and not answered by a check since."""
    counted: Counter[str] = Counter()
    for alarm in _unanswered(session, today, facts):
        counted[alarm.listing_id] += alarm.count
    return counted


def alarms(session: Session, today: date, facts: FactsOf) -> tuple[Alarm, ...]:
    """Name what several visitors said alike on one day, and nobody has looked into since; newest first."""
    if not _may_alarm(session, today):
        return ()
    return tuple(alarm for alarm in _unanswered(session, today, facts) if alarm.count >= ALARM)


def _may_alarm(session: Session, today: date) -> bool:
    """Ask the database alone, since every page of the desk does: on nearly all days nothing was said so often."""
    kinds = (col(Flag.day), col(Flag.listing_id), col(Flag.wrong))
    often = sqlalchemy.select(col(Flag.day)).where(col(Flag.day) >= (today - LOOK_BACK).isoformat()).group_by(*kinds)
    return session.execute(often.having(func.count() >= ALARM).limit(1)).first() is not None


def _unanswered(session: Session, today: date, facts: FactsOf) -> list[Alarm]:
    since = (today - LOOK_BACK).isoformat()
    kinds = (col(Flag.listing_id), col(Flag.wrong), col(Flag.day), col(Flag.hour))
    told = sqlalchemy.select(*kinds, func.count()).where(col(Flag.day) >= since).group_by(*kinds)
    checked = _checked(session, since)
    days: Counter[tuple[str, str, str]] = Counter()
    for name, wrong, day, hour, count in session.execute(told):
        held = facts(name)
        answers = (checked.get((name, fact), ("", 0)) for fact in (held & ABOUT[Wrong(wrong)] or held))
        if held and (day, hour) >= max(answers):
            days[name, wrong, day] += count
    found = [Alarm(name, Wrong(wrong), day, count) for (name, wrong, day), count in days.items()]
    return sorted(found, key=lambda one: (one.day, one.listing_id, one.wrong), reverse=True)


def _checked(session: Session, since: str) -> dict[tuple[str, str], tuple[str, int]]:
    """Give the day and hour of the last check of each fact; one that could not tell answers nothing."""
    rows = session.exec(select(CheckRecord).where(col(CheckRecord.on) >= since, CheckRecord.result != UNSURE))
    last: dict[tuple[str, str], tuple[str, int]] = {}
    for row in rows:
        last[row.listing_id, row.fact] = max((row.on, row.hour), last.get((row.listing_id, row.fact), ("", 0)))
    return last
