"""Proposals begun by one tap: each takes two signatures like any other."""

import pytest

from resources.desk import openings, proposal_rows, review
from resources.desk.database import transaction
from resources.desk.office import Office
from resources.desk.proposals import State
from resources.errors import NotAllowedError, UnknownListingError, UnknownProposalError
from resources.ledger import digest_of
from resources.terms import Status
from tests.desk.offices import (
    NEW_NUMBER,
    NOON,
    STANDING,
    WAITS,
    again,
    approve,
    change,
    opened,
    shown,
    submit,
)
from tests.desk.signing import ANA, BEN, CHI


@pytest.fixture
def office(database, tmp_path) -> Office:
    return opened(database, tmp_path)


def waiting(office):
    with transaction(office.engine) as session:
        return {candidate.listing.id: candidate.proposal for candidate in again(office).waiting(session)}


def test_two_members_retire_a_listing(office):
    draft = openings.retire(office, "gb-example", note="closed", by=CHI.person, now=NOON)
    assert shown(office) == STANDING

    approve(office, submit(office, draft))

    assert shown(office) is None
    assert shown(office, "gb-other").name == "Other"


def test_two_members_go_back_to_the_bundled_state(office):
    approve(office, submit(office, change(office)))
    draft = openings.roll_back(office, "gb-example", digest_of(STANDING), by=CHI.person, now=NOON)

    approve(office, submit(office, draft))

    assert shown(office) == STANDING


def test_two_members_go_back_to_a_state_between(office):
    approve(office, submit(office, change(office)))
    renamed = NEW_NUMBER.model_copy(update={"name": "Renamed"})
    approve(office, submit(office, change(office, renamed, before=NEW_NUMBER)))
    draft = openings.roll_back(office, "gb-example", digest_of(NEW_NUMBER), by=CHI.person, now=NOON)

    approve(office, submit(office, draft))

    assert shown(office) == NEW_NUMBER


def test_two_members_bring_back_what_was_retired(office):
    draft = openings.retire(office, "gb-example", note="", by=CHI.person, now=NOON)
    approve(office, submit(office, draft))
    back = openings.roll_back(office, "gb-example", digest_of(STANDING), by=CHI.person, now=NOON)

    approve(office, submit(office, back))

    assert shown(office) == STANDING


def test_state_that_never_stood_is_nothing_to_go_back_to(office):
    with pytest.raises(UnknownListingError):
        openings.roll_back(office, "gb-example", digest_of(NEW_NUMBER), by=CHI.person, now=NOON)


@pytest.mark.parametrize("begin", [openings.retire, openings.show])
def test_listing_that_does_not_stand_cannot_be_retired_or_shown(office, begin):
    with pytest.raises(UnknownListingError):
        begin(office, "gb-nowhere", note="", by=CHI.person, now=NOON)


def test_candidate_that_two_members_confirm_is_shown(office):
    draft = openings.confirm_candidate(office, waiting(office)["gb-waits"], by=BEN.person, now=NOON)
    assert shown(office, "gb-waits") is None

    approve(office, submit(office, draft, by=BEN), by=ANA)

    assert shown(office, "gb-waits") == WAITS.model_copy(update={"status": Status.LISTED})
    assert waiting(office) == {}


def test_candidate_that_was_dropped_waits_no_more(office):
    dropped = openings.drop_candidate(office, waiting(office)["gb-waits"], note="closed", by=BEN.person, now=NOON)

    assert dropped.state is State.DROPPED
    assert waiting(office) == {}
    with transaction(office.engine) as session:
        assert proposal_rows.find(session, dropped.id) == dropped


def test_candidate_is_taken_up_once(office):
    name = waiting(office)["gb-waits"]
    openings.confirm_candidate(office, name, by=BEN.person, now=NOON)

    with pytest.raises(UnknownProposalError):
        openings.confirm_candidate(office, name, by=BEN.person, now=NOON)


@pytest.mark.parametrize("deed", ["confirm", "drop"])
def test_contributor_cannot_decide_on_candidates(office, deed):
    deeds = {
        "confirm": lambda name: openings.confirm_candidate(office, name, by=CHI.person, now=NOON),
        "drop": lambda name: openings.drop_candidate(office, name, note="", by=CHI.person, now=NOON),
    }

    with pytest.raises(NotAllowedError):
        deeds[deed](waiting(office)["gb-waits"])


def test_statement_of_a_retirement_holds_no_content(office):
    draft = openings.retire(office, "gb-example", note="", by=CHI.person, now=NOON)

    assert review.statement(office, draft.id).content is None
