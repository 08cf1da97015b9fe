"""Checks are kept, settle what watches found, and reach visitors only when two members have signed."""

import pytest
from sqlmodel import select

from resources.desk import checks, findings
from resources.desk.checks import Reading, Result
from resources.desk.database import transaction
from resources.desk.findings import Found, Place
from resources.desk.tables import Event, Finding
from resources.errors import ConflictError, NotAllowedError, UnknownListingError
from resources.ledger import digest_of
from resources.terms import Fact, Method
from tests.desk.offices import LATER, NEW_NUMBER, NOON, STANDING, approve, change, opened, shown, submit
from tests.desk.signing import ANA, BEN, CHI

PAGE = STANDING.evidence[0].url
READ = Reading(Method.PAGE_READ, PAGE, digest_of(STANDING))


@pytest.fixture
def office(database, tmp_path):
    return opened(database, tmp_path)


def check(office, *, by=BEN, now=NOON, **results):
    named = {Fact(fact): result for fact, result in results.items()}
    checks.record(office, "gb-example", named, READ, by=by.person, now=now)


def unshown(office):
    with transaction(office.engine) as session:
        return [(one.fact, one.on, one.by) for one in checks.unshown(STANDING, checks.of(session, "gb-example"))]


def test_check_is_kept_with_its_event(office):
    check(office, phones=Result.RIGHT, hours=Result.UNSURE)

    with transaction(office.engine) as session:
        kept = [
            (one.fact, one.result, one.value, one.method, one.evidence_url, one.on)
            for one in checks.of(session, "gb-example")
        ]
        event = session.exec(select(Event)).all()[-1]
    assert sorted(kept) == [
        ("hours", "unsure", "24/7, 24/7", "page_read", PAGE, "2026-11-24"),
        ("phones", "right", "0800 1111, 0808 800 5000", "page_read", PAGE, "2026-11-24"),
    ]
    assert (event.kind, event.member_id, event.data["results"]) == (
        "checked",
        2,
        {"phones": "right", "hours": "unsure"},
    )


def test_contributor_cannot_check(office):
    with pytest.raises(NotAllowedError):
        check(office, by=CHI, phones=Result.RIGHT)


def test_listing_that_does_not_stand_cannot_be_checked(office):
    with pytest.raises(UnknownListingError):
        checks.record(office, "gb-nowhere", {Fact.PHONES: Result.RIGHT}, READ, by=BEN.person, now=NOON)


def test_check_of_one_member_changes_nothing_for_visitors(office):
    check(office, phones=Result.RIGHT)

    assert shown(office) == STANDING
    assert unshown(office) == [(Fact.PHONES, "2026-11-24", "moderator")]


def test_visitors_are_told_of_a_check_when_two_have_signed(office):
    check(office, phones=Result.RIGHT, hours=Result.RIGHT)
    draft = checks.show(office, "gb-example", by=BEN.person, now=NOON)

    submit(office, draft, by=BEN)
    approve(office, draft, by=ANA)

    told = [(one.fact, one.on, one.by, one.holds) for one in shown(office).checks]
    assert told == [(Fact.PHONES, "2026-11-24", "moderator", True), (Fact.HOURS, "2026-11-24", "moderator", True)]
    assert shown(office).model_copy(update={"checks": ()}) == STANDING
    assert office.shelf.verify(signatures=True) == ()


# what was found of a fact, in turns; whether there is something to tell visitors
TURNS = [
    ([Result.RIGHT], True),
    ([Result.CHANGED], False),
    ([Result.GONE], False),
    ([Result.UNSURE], False),
    ([Result.RIGHT, Result.CHANGED], False),  # the newest counts
    ([Result.CHANGED, Result.RIGHT], True),
    ([Result.RIGHT, Result.UNSURE], True),  # to be unsure takes nothing back
]


@pytest.mark.parametrize(("results", "is_told"), TURNS)
def test_newest_check_of_a_fact_counts(office, results, is_told):
    for result in results:
        check(office, phones=result)

    assert bool(unshown(office)) is is_told


def test_check_of_another_value_says_nothing(office):
    check(office, phones=Result.RIGHT)
    draft = change(office)
    submit(office, draft)
    approve(office, draft)

    with transaction(office.engine) as session:
        assert checks.unshown(NEW_NUMBER, checks.of(session, "gb-example")) == ()
        assert checks.newest(session, [NEW_NUMBER]) == {}
        assert checks.newest(session, [STANDING]).keys() == {("gb-example", Fact.PHONES)}


def test_page_that_was_opened_before_a_change_vouches_for_nothing(office):
    draft = change(office)
    submit(office, draft)
    approve(office, draft)

    with pytest.raises(ConflictError):
        check(office, phones=Result.RIGHT)

    with transaction(office.engine) as session:
        assert checks.of(session, "gb-example") == ()


def test_nothing_to_tell_is_said(office):
    with pytest.raises(UnknownListingError):
        checks.show(office, "gb-example", by=BEN.person, now=NOON)


# what the check found, who is then named as having settled the watch's task of the number
SETTLED = [(Result.RIGHT, 2), (Result.CHANGED, 2), (Result.GONE, 2), (Result.UNSURE, None)]


@pytest.mark.parametrize(("result", "by"), SETTLED)
def test_check_settles_what_the_watch_found_of_that_fact(office, result, by):
    with transaction(office.engine) as session:
        for field in ("phones › 0800 1111", "website"):
            findings.note(session, Place(PAGE, "gb-example", field), Found.DEAD, before="a", after="b", now=NOON)

    check(office, phones=result, now=LATER)

    with transaction(office.engine) as session:
        settled = {one.field: one.settled_by for one in session.exec(select(Finding))}
    assert settled == {"phones › 0800 1111": by, "website": None}
