"""What visitors say is taken in once, counted, and hides nothing."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources import spool
from resources.desk import checks, flags, hides
from resources.desk.checks import Reading, Result
from resources.desk.database import transaction
from resources.desk.hides import Target
from resources.ledger import digest_of
from resources.spool import Spool, Wrong
from resources.terms import Fact, Method
from tests.builders import country, listing, phone
from tests.desk.offices import NOON, STANDING, opened, shown
from tests.desk.signing import BEN

DAY = "2026-11-24.jsonl"


@pytest.fixture
def office(database, tmp_path):
    return opened(database, tmp_path)


@pytest.fixture
def told(tmp_path):
    return Spool(tmp_path / "flags")


def tell(told, *, times=1, wrong=Wrong.NUMBER, of="gb-example", now=NOON):
    for minute in range(times):
        assert told.tell(of, wrong, edition=1, now=now + timedelta(minutes=minute))


def counted(office, now=NOON):
    with transaction(office.engine) as session:
        return dict(flags.counts(session, now.date(), office.facts))


def alarms(office, now=NOON):
    with transaction(office.engine) as session:
        return [(one.listing_id, one.wrong, one.count) for one in flags.alarms(session, now.date(), office.facts)]


def test_flags_are_taken_in_once(office, told):
    tell(told, times=2)

    taken = [flags.take_in(office.engine, told.folder).new for _ in range(2)]
    tell(told)
    taken.append(flags.take_in(office.engine, told.folder).new)

    assert taken == [2, 0, 1]
    assert counted(office) == {"gb-example": 3}


def test_line_that_is_still_being_written_waits(office, told):
    tell(told)
    file = told.folder / DAY
    whole = file.read_bytes()
    file.write_bytes(whole + whole[:-10])

    first = flags.take_in(office.engine, told.folder)
    file.write_bytes(whole + whole)
    second = flags.take_in(office.engine, told.folder)

    assert (first, second) == ((1, 0), (1, 0))


def test_damaged_lines_are_passed_over_and_counted(office, told):
    tell(told)
    with (told.folder / DAY).open("ab") as file:
        file.write(b'{"listing":"gb-example"}\nnot json\n{"listing":"../etc","wrong":"number","edition":1,"hour":1}\n')
    tell(told)

    taken = flags.take_in(office.engine, told.folder)

    assert taken == (2, 3)
    assert flags.take_in(office.engine, told.folder).new == 0


def test_without_a_folder_nothing_was_told(office, tmp_path):
    assert flags.take_in(office.engine, tmp_path / "nowhere") == (0, 0)


# how many said the same on one day, whether it is an alarm
ALARMS = [(flags.ALARM - 1, []), (flags.ALARM, [("gb-example", Wrong.NUMBER, flags.ALARM)])]


@pytest.mark.parametrize(("times", "raised"), ALARMS)
def test_several_of_a_kind_in_a_day_raise_an_alarm_and_hide_nothing(office, told, times, raised):
    tell(told, times=times)
    tell(told, wrong=Wrong.HOURS)

    flags.take_in(office.engine, told.folder)

    assert alarms(office) == raised
    assert shown(office) == STANDING


def test_alarm_of_another_day_is_not_added_up(office, told):
    tell(told, times=flags.ALARM - 1)
    tell(told, now=NOON + timedelta(days=1))

    flags.take_in(office.engine, told.folder)

    assert alarms(office, NOON + timedelta(days=1)) == []


# what a check found of which fact, at which hour; whether it answers three flags on the number, told at noon
ANSWERS = [
    (Fact.PHONES, Result.RIGHT, 13, True),
    (Fact.PHONES, Result.CHANGED, 13, True),
    (Fact.PHONES, Result.UNSURE, 13, False),
    (Fact.PHONES, Result.RIGHT, 11, False),  # they were told after it
    (Fact.PHONES, Result.RIGHT, 12, False),  # perhaps after it
    (Fact.COST, Result.RIGHT, 13, False),  # it looked at something else
]


@pytest.mark.parametrize(("fact", "result", "hour", "answers"), ANSWERS)
def test_check_of_the_fact_answers_what_was_told_before(office, told, fact, result, hour, answers):
    tell(told, times=flags.ALARM)
    flags.take_in(office.engine, told.folder)

    reading = Reading(Method.PAGE_READ, None, digest_of(STANDING))
    checks.record(office, "gb-example", {fact: result}, reading, by=BEN.person, now=NOON.replace(hour=hour))

    assert (counted(office) == {}, alarms(office) == []) == (answers, answers)


@pytest.mark.parametrize("fact", [Fact.PHONES, Fact.COST])
def test_what_is_told_of_a_fact_that_a_listing_does_not_have_is_answered_by_any_check(database, tmp_path, told, fact):
    hourless = listing(phones=(phone(hours=None),))
    office = opened(database, tmp_path, [country(hourless)])
    tell(told, times=flags.ALARM, wrong=Wrong.HOURS)
    flags.take_in(office.engine, told.folder)
    assert len(alarms(office)) == 1

    reading = Reading(Method.PAGE_READ, None, digest_of(hourless))
    checks.record(office, "gb-example", {fact: Result.RIGHT}, reading, by=BEN.person, now=NOON.replace(hour=13))

    assert alarms(office) == []


def test_nothing_is_told_of_a_listing_that_visitors_do_not_see(office, told):
    tell(told, times=flags.ALARM)
    flags.take_in(office.engine, told.folder)

    hides.hide(office, Target("gb-example"), reason="wrong", by=BEN.person, now=NOON)

    assert alarms(office) == []


@given(st.lists(st.binary(max_size=80)))
def test_any_bytes_can_be_read(tmp_path_factory, lines):
    folder = tmp_path_factory.mktemp("flags")
    (folder / DAY).write_bytes(b"\n".join(lines))

    for day in spool.read(folder):
        assert day.day == "2026-11-24"
