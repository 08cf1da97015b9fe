"""Candidates of the listing files: there without a row for each, gone once somebody has taken them up."""

import pytest

from resources.desk import candidates, faults
from resources.desk.candidates import Candidate, Waiting
from resources.ledger import Kind, digest_of
from resources.listing import Reporting
from resources.terms import Fact, Situation, Status
from tests.builders import country, evidence, listing


def reporting(status, *supports):
    facts = {"accepts": (Situation.WEB_CONTENT,), "who": (), "anonymous": None, "asks": (), "passes_to": ()}
    pages = (evidence(supports=supports),)
    return Reporting(**facts, response=None, not_for=None, evidence=pages, status=status)


SHOWN = listing(id="gb-shown")
WAITS = listing(id="gb-waits", status=Status.CANDIDATE)
HALF = listing(id="gb-half", reporting=reporting(Status.CANDIDATE))
BOTH = listing(id="gb-both", status=Status.CANDIDATE, reporting=reporting(Status.CANDIDATE))
GB = country(SHOWN, WAITS, HALF, BOTH)


def test_what_waits_is_listed_and_what_is_shown_is_not():
    found = [(candidate.listing.id, candidate.part) for candidate in candidates.waiting([GB])]

    assert found == [
        ("gb-waits", Waiting.LISTING),
        ("gb-half", Waiting.REPORTING),
        ("gb-both", Waiting.LISTING),
    ]


def test_what_somebody_took_up_waits_no_more():
    first, *others = candidates.waiting([GB])

    assert list(candidates.waiting([GB], taken={first.proposal})) == others


def test_id_follows_from_what_would_be_confirmed():
    candidate = Candidate(WAITS, Waiting.LISTING)

    assert candidate.proposal == Candidate(WAITS, Waiting.LISTING).proposal
    assert len(candidate.proposal) == 32
    assert candidate.proposal != Candidate(WAITS.model_copy(update={"name": "New"}), Waiting.LISTING).proposal


def test_whole_listing_is_new_to_visitors_and_a_part_of_one_changes_it():
    whole, part = Candidate(WAITS, Waiting.LISTING), Candidate(HALF, Waiting.REPORTING)

    assert (whole.kind, whole.before) == (Kind.NEW, None)
    assert (part.kind, part.before) == (Kind.CHANGE, digest_of(HALF))


def test_confirming_shows_the_part_that_waits_and_changes_nothing_else():
    assert faults.listing_of(Candidate(WAITS, Waiting.LISTING).confirmed) == WAITS.model_copy(
        update={"status": Status.LISTED}
    )
    proven = HALF.model_copy(update={"reporting": reporting(Status.CANDIDATE, Fact.ACCEPTS)})
    confirmed = faults.listing_of(Candidate(proven, Waiting.REPORTING).confirmed)
    assert confirmed.proven_reporting == reporting(Status.LISTED, Fact.ACCEPTS)


def test_confirming_what_no_page_carries_is_a_fault_at_its_field():
    (fault,) = faults.of_shape(Candidate(HALF, Waiting.REPORTING).confirmed)

    assert fault.field == "reporting.accepts"


@pytest.mark.parametrize("part", Waiting)
def test_every_candidate_of_the_bundled_files_stands_once(countries, part):
    ids = [candidate.proposal for candidate in candidates.waiting(countries) if candidate.part is part]

    assert ids
    assert len(set(ids)) == len(ids)
