"""Many proposals of one file: a report by row, and one bad row loses no other."""

import pytest

from resources import seeds
from resources.desk import imports, proposal_rows, rows
from resources.desk.database import transaction
from resources.desk.imports import Outcome
from resources.desk.office import Office
from resources.desk.proposals import State
from resources.desk.rows import Form
from resources.errors import NotAllowedError
from resources.ledger import Kind
from resources.terms import Status
from tests.builders import country, listing
from tests.desk.offices import LATER, NEW_NUMBER, STANDING, WAITS, again, approve, opened, shown, submit
from tests.desk.signing import ANA, BEN, CHI

NEW = listing(id="gb-new", website=None)
PROPOSED, UNCHANGED, KNOWN, REFUSED = Outcome


@pytest.fixture
def office(database, tmp_path) -> Office:
    return opened(database, tmp_path)


def imported(office, text, form=Form.YAML, by=BEN, **options):
    return imports.import_rows(office, rows.read(text, form), by=by.person, now=LATER, **options)


def many(*listings):
    return seeds.dumps(country(*listings))


def open_proposals(office):
    with transaction(office.engine) as session:
        return proposal_rows.in_states(session)


def test_each_row_that_changes_something_becomes_a_draft(office):
    report = imported(office, many(NEW_NUMBER, NEW))

    assert [(row.number, row.listing_id, row.outcome) for row in report] == [
        (1, "gb-example", PROPOSED),
        (2, "gb-new", PROPOSED),
    ]
    drafts = {draft.id: draft for draft in open_proposals(office)}
    assert [drafts[row.proposal].kind for row in report] == [Kind.CHANGE, Kind.NEW]
    assert {draft.state for draft in drafts.values()} == {State.DRAFT}


def test_drafts_of_one_file_stand_by_listing(office):
    imported(office, many(*(listing(id=f"gb-{letter}", website=None) for letter in "dbeac")))

    assert [draft.listing_id for draft in open_proposals(office)] == ["gb-a", "gb-b", "gb-c", "gb-d", "gb-e"]


def test_row_that_says_what_stands_is_no_proposal(office):
    (row,) = imported(office, many(STANDING))

    assert (row.outcome, open_proposals(office)) == (UNCHANGED, ())


def test_bad_row_loses_no_other_and_is_named_by_field(office):
    spoilt = many(NEW_NUMBER, NEW, WAITS).replace('id: "gb-new"', 'id: "gb-new"\n    email: "nobody"', 1)
    spoilt = spoilt.replace("    email: null\n    website: null", "    website: null", 1)

    first, second, third = imported(office, spoilt)

    assert (first.outcome, second.outcome) == (PROPOSED, REFUSED)
    assert [fault.field for fault in second.faults] == ["email"]
    assert [fault.field for fault in third.faults] == ["status"]


def test_row_without_a_page_for_its_new_number_is_refused(office):
    (row,) = imported(office, many(NEW_NUMBER.model_copy(update={"evidence": STANDING.evidence})))

    assert row.outcome is REFUSED
    assert {fault.field for fault in row.faults} == {"phones", "hours"}


def test_same_file_again_makes_no_second_proposal(office):
    (first,) = imported(office, many(NEW_NUMBER))
    (again_,) = imported(office, many(NEW_NUMBER))

    assert (again_.outcome, again_.proposal) == (KNOWN, first.proposal)
    assert len(open_proposals(office)) == 1


def test_csv_row_changes_only_what_it_fills_in(office):
    text = "id,notes\ngb-example,Open to all\n"

    (row,) = imported(office, text, Form.CSV)

    (draft,) = open_proposals(office)
    assert row.outcome is PROPOSED
    assert draft.writing.facts == STANDING.model_copy(update={"notes": "Open to all"}).model_dump(mode="json")


def test_csv_row_can_confirm_what_waits(office):
    (row,) = imported(office, "id,status\ngb-waits,listed\n", Form.CSV)

    assert row.outcome is PROPOSED
    with transaction(office.engine) as session:
        draft = proposal_rows.find(session, row.proposal)
    approve(office, submit(office, draft, by=BEN), by=ANA)
    assert shown(office, "gb-waits") == WAITS.model_copy(update={"status": Status.LISTED})


# an id that names no country
BAD_IDS = ["qq-example", "x", ""]


@pytest.mark.parametrize("name", BAD_IDS)
def test_row_of_no_country_is_refused(office, name):
    (row,) = imported(office, f"id,notes\n{name},text\n", Form.CSV)

    assert row.outcome is REFUSED
    assert "id" in {fault.field for fault in row.faults}


def test_file_that_cannot_be_read_is_one_row_of_the_report(office):
    (row,) = imported(office, "a: [")

    assert (row.number, row.outcome) == (0, REFUSED)


def test_progress_is_told_after_each_row(office):
    told = []

    imported(office, many(NEW_NUMBER, NEW, STANDING), progress=lambda done, of: told.append((done, of)))

    assert told == [(1, 3), (2, 3), (3, 3)]


def test_contributor_cannot_import(office):
    with pytest.raises(NotAllowedError):
        imported(office, many(NEW_NUMBER), by=CHI)

    assert open_proposals(office) == ()


def test_rows_done_before_a_crash_stay_done(office):
    def crash(done, _of):
        if done == 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imported(office, many(NEW_NUMBER, NEW), progress=crash)

    assert [row.outcome for row in imported(again(office), many(NEW_NUMBER, NEW))] == [KNOWN, PROPOSED]


def test_imported_draft_is_shown_after_two_signed_it(office):
    imported(office, many(NEW_NUMBER))
    (draft,) = open_proposals(office)

    approve(office, submit(office, draft, by=BEN), by=ANA)

    assert shown(office) == NEW_NUMBER
