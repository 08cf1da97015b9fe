"""From a draft to what is signed: each kind does what it is for, and nothing by the way."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from resources.desk import books, proposals, statements
from resources.desk.proposals import Writing
from resources.errors import ConflictError, FaultyProposalError
from resources.ledger import Hidden, Kind, Statement, digest_of
from resources.terms import Fact, Status
from tests.builders import country, evidence, listing, phone
from tests.desk.signing import CHI, KEYS, approved, statement

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
STANDING = listing()
HIDDEN = Hidden(id="2" * 32, listing="gb-example", at=NOON, reason="wrong")
CHANGED = approved(statement())
NEW_PAGE = evidence(url="https://www.example.org.uk/new", supports=(Fact.PHONES, Fact.HOURS, Fact.WEBSITE))


def book(*entries):
    rows = [entry.model_dump(mode="json") for entry in entries]
    return books.open_book(country(STANDING), books.Shelved(), rows, KEYS)


def draft(kind, content, *, before=STANDING, listing_id="gb-example", hides=()):
    writing = Writing(
        facts=statements.facts_of(content), before=digest_of(before) if before else None, hides=tuple(hides)
    )
    return proposals.begin("7" * 32, kind, listing_id, writing, by=CHI.person, now=NOON)


def stated(proposal, on=None, candidate=None):
    return statements.of(proposal, on or book(), candidate=candidate, keyring=6)


def faults_of(proposal, on=None, candidate=None):
    with pytest.raises(FaultyProposalError) as error:
        stated(proposal, on, candidate)
    return [(fault.field, fault.remedy) for fault in error.value.faults]


RENAMED = listing(name="Renamed")
OTHER = listing(id="gb-other", website=None)

# kind, content, what it was written over, listing, hides, the log: what can be signed
SIGNABLE = [
    (Kind.NEW, OTHER, None, "gb-other", [], []),
    (Kind.CHANGE, RENAMED, STANDING, "gb-example", [], []),
    (Kind.CHANGE, RENAMED, STANDING, "gb-example", [HIDDEN.id], [HIDDEN]),
    (Kind.RETIRE, None, STANDING, "gb-example", [], []),
    (Kind.SHOW, None, STANDING, "gb-example", [HIDDEN.id], [HIDDEN]),
    (Kind.ROLL_BACK, STANDING, listing(name="Changed"), "gb-example", [], [CHANGED]),
]


@pytest.mark.parametrize(("kind", "content", "before", "name", "hides", "log"), SIGNABLE)
def test_proposal_that_does_what_its_kind_is_for_can_be_signed(kind, content, before, name, hides, log):
    proposal = draft(kind, content, before=before, listing_id=name, hides=hides)

    assert stated(proposal, book(*log)) == Statement(
        kind=kind,
        proposal="7" * 32,
        listing_id=name,
        content=content,
        before=digest_of(before) if before else None,
        hides=tuple(hides),
        keyring=6,
    )


# kind, content, what it was written over, listing, hides, the log, words of the remedy
UNSIGNABLE = [
    # nothing was written
    (Kind.NEW, None, None, "gb-other", [], [], "nothing is written yet"),
    # a change of nothing
    (Kind.CHANGE, STANDING, STANDING, "gb-example", [], [], "changes nothing"),
    (Kind.CHANGE, None, STANDING, "gb-example", [], [], "changes nothing"),
    (Kind.CHANGE, OTHER, None, "gb-other", [], [], "changes nothing"),
    # taking away what is not there
    (Kind.RETIRE, None, None, "gb-other", [], [], "no such listing stands"),
    # a change by the name of a retirement, of a showing, of a roll-back
    (Kind.RETIRE, RENAMED, STANDING, "gb-example", [], [], "no such listing stands"),
    (Kind.SHOW, RENAMED, STANDING, "gb-example", [HIDDEN.id], [HIDDEN], "nothing of it is hidden"),
    (Kind.ROLL_BACK, RENAMED, STANDING, "gb-example", [], [], "not a state in which it ever stood"),
    (Kind.ROLL_BACK, None, STANDING, "gb-example", [], [], "not a state in which it ever stood"),
    # a roll-back to what stands
    (Kind.ROLL_BACK, STANDING, STANDING, "gb-example", [], [], "it stands so now"),
    # showing what is not hidden
    (Kind.SHOW, None, STANDING, "gb-example", [], [], "nothing of it is hidden"),
    (Kind.SHOW, None, STANDING, "gb-example", ["9" * 32], [HIDDEN], "not hidden any more"),
    # content of another listing
    (Kind.CHANGE, OTHER, STANDING, "gb-example", [], [], "another listing's; write gb-example"),
    # hidden by its status
    (Kind.CHANGE, listing(status=Status.CANDIDATE), STANDING, "gb-example", [], [], "or retire it"),
]


@pytest.mark.parametrize(("kind", "content", "before", "name", "hides", "log", "words"), UNSIGNABLE)
def test_proposal_that_does_something_else_cannot(kind, content, before, name, hides, log, words):
    proposal = draft(kind, content, before=before, listing_id=name, hides=hides)

    assert any(words in remedy for _, remedy in faults_of(proposal, book(*log)))


def test_faults_of_shape_are_named_by_field():
    proposal = draft(Kind.CHANGE, STANDING)
    typed = replace(proposal, writing=replace(proposal.writing, facts={"id": "gb-example", "email": "nobody"}))

    assert "email" in [field for field, _ in faults_of(typed)]


@pytest.mark.parametrize("kind", [Kind.NEW, Kind.CHANGE])
def test_contact_without_a_page_read_for_it_cannot_be_signed(kind):
    name, before = ("gb-other", None) if kind is Kind.NEW else ("gb-example", STANDING)
    content = listing(id=name, phones=(phone(number="0808 800 5000"),), evidence=(evidence(supports=()),))

    found = faults_of(draft(kind, content, before=before, listing_id=name))

    assert {"phones", "hours"} <= {field for field, _ in found}


def test_contact_with_a_page_read_for_it_can_be_signed():
    content = listing(phones=(phone(number="0808 800 5000"),), evidence=(evidence(), NEW_PAGE))

    assert stated(draft(Kind.CHANGE, content)).content == content


def test_roll_back_needs_no_page_since_it_stood_before():
    other = listing(phones=(phone(number="0808 800 5000"),), evidence=(evidence(), NEW_PAGE))
    log = approved(statement(content=other))

    assert stated(draft(Kind.ROLL_BACK, STANDING, before=other), book(log)).content == STANDING


def test_candidate_is_what_a_new_listing_is_held_against():
    candidate = listing(id="gb-waits", status=Status.CANDIDATE, phones=(phone(),))
    changed = listing(id="gb-waits", phones=(phone(number="0808 800 5000"),))
    confirmed = listing(id="gb-waits", website=None)

    assert faults_of(draft(Kind.NEW, changed, before=None, listing_id="gb-waits"), candidate=candidate)
    assert stated(draft(Kind.NEW, confirmed, before=None, listing_id="gb-waits"), candidate=candidate)


def test_draft_written_over_something_that_stands_no_more_conflicts_and_loses_nothing():
    mine = listing(name="Mine")

    with pytest.raises(ConflictError) as error:
        stated(draft(Kind.CHANGE, mine), book(CHANGED))

    assert error.value.theirs == statements.facts_of(listing(name="Changed"))
    assert error.value.mine == statements.facts_of(mine)
    assert error.value.base == statements.facts_of(STANDING)


def test_new_listing_whose_id_was_taken_since_conflicts():
    with pytest.raises(ConflictError) as error:
        stated(draft(Kind.NEW, RENAMED, before=None))

    assert (error.value.theirs, error.value.base) == (statements.facts_of(STANDING), None)


def test_change_of_what_was_retired_since_conflicts():
    gone = approved(statement(kind=Kind.RETIRE, content=None))

    with pytest.raises(ConflictError) as error:
        stated(draft(Kind.CHANGE, RENAMED), book(gone))

    assert (error.value.theirs, error.value.base) == (None, statements.facts_of(STANDING))
