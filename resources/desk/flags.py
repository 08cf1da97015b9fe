"""What visitors say is wrong: taken in from the files of the public wing, and counted. Nothing hides by it alone.

The files only grow, and a day's rows are its lines in their order: so many as there are rows were taken in already,
whenever somebody was stopped over it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine
from sqlmodel import Session, col, func, select

from resources import spool
from resources.desk import audit
from resources.desk.database import transaction
from resources.desk.tables import CheckRecord, Flag
from resources.spool import Wrong

ALARM = 3  # of one kind on one day
LOOK_BACK = timedelta(days=14)  # what is older, and was not looked into, is in the queue by its age


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
            fresh = told[held.get(day, 0) :]
            new += len(fresh)
            session.add_all(Flag(day=day, **one._asdict()) for one in fresh)
    return Taken(new, damaged)


def counts(session: Session, today: date) -> Counter[str]:
    """Count by listing what was told after its last check."""
    counted: Counter[str] = Counter()
    for name, _, _, count in _told(session, today, least=1):
        counted[name] += count
    return counted


def alarms(session: Session, today: date) -> tuple[Alarm, ...]:
    """Name what several visitors said alike on one day, and nobody has looked into since; newest first."""
    told = _told(session, today, least=ALARM)
    return tuple(Alarm(name, Wrong(wrong), day, count) for name, wrong, day, count in told)


def _told(session: Session, today: date, *, least: int) -> list[tuple[str, str, str, int]]:
    last = select(CheckRecord.listing_id, func.max(CheckRecord.on).label("on")).group_by(col(CheckRecord.listing_id))
    checked = last.subquery()
    told = (
        select(Flag.listing_id, Flag.wrong, Flag.day, func.count())
        .join(checked, col(checked.c.listing_id) == col(Flag.listing_id), isouter=True)
        .where(col(Flag.day) >= (today - LOOK_BACK).isoformat())
        .where((checked.c.on.is_(None)) | (col(Flag.day) > checked.c.on))
        .group_by(col(Flag.listing_id), col(Flag.wrong), col(Flag.day))
        .having(func.count() >= least)
        .order_by(col(Flag.day).desc(), col(Flag.listing_id), col(Flag.wrong))
    )
    return [(name, wrong, day, count) for name, wrong, day, count in session.exec(told)]
