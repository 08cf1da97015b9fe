"""The deeds of review on real databases: two people, and then visitors see it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from sqlmodel import col, select

from resources.desk import audit, proposal_rows, publishing, review, statements
from resources.desk.database import transaction
from resources.desk.office import Office
from resources.desk.proposals import Seen, State, Writing
from resources.desk.tables import Event, LedgerEntry
from resources.errors import (
    ConflictError,
    DeskError,
    FaultyProposalError,
    NotAllowedError,
    OwnApprovalError,
    StaleApprovalError,
    UnknownProposalError,
)
from resources.ledger import Kind
from resources.terms import Fact
from tests.builders import evidence, listing
from tests.desk.offices import (
    LATER,
    NEW_NUMBER,
    NOON,
    STANDING,
    again,
    approve,
    change,
    opened,
    shown,
    submit,
)
from tests.desk.signing import ANA, BEN, CHI

RENAMED = STANDING.model_copy(update={"name": "Renamed"})


@pytest.fixture
def office(database, tmp_path) -> Office:
    return opened(database, tmp_path)


def kept(office, draft):
    with transaction(office.engine) as session:
        return proposal_rows.find(session, draft.id)


def events(office):
    with transaction(office.engine) as session:
        audit.verify(session)
        return [event.kind for event in session.exec(select(Event).order_by(col(Event.position)))]


def logged(office):
    with transaction(office.engine) as session:
        return session.exec(select(LedgerEntry)).all()


def test_what_two_members_signed_is_shown(office):
    approved = approve(office, submit(office, change(office)))

    assert approved.state is State.PUBLISHED
    assert shown(office) == NEW_NUMBER
    assert office.shelf.verify(signatures=True) == ()


def test_what_one_member_signed_is_not(office):
    submit(office, change(office))

    publishing.catch_up(office, now=LATER)

    assert shown(office) == STANDING


def test_every_step_has_its_event(office):
    approve(office, submit(office, change(office)))

    assert events(office) == ["proposal begun", "proposal submitted", "proposal approved", "proposal published"]


# who writes, over a draft that its author has signed or not, whether it is an event
WRITERS = [
    # an author who types
    (CHI, False, []),
    # an author who takes back what was signed
    (CHI, True, ["proposal edited"]),
    # a moderator who writes over another's draft
    (BEN, False, ["proposal edited"]),
    (BEN, True, ["proposal edited"]),
]


@pytest.mark.parametrize(("who", "is_signed", "told"), WRITERS)
def test_typing_is_no_event_and_writing_over_what_others_rely_on_is_one(office, who, is_signed, told):
    draft = submit(office, change(office)) if is_signed else change(office)
    before = events(office)

    review.save_draft(office, draft.id, draft.writing, by=who.person, seen=Seen(draft.version), now=LATER)

    assert events(office) == before + told


def test_deed_that_is_refused_leaves_no_trace(office):
    draft = submit(office, change(office))
    before, steps = kept(office, draft), events(office)

    with pytest.raises(OwnApprovalError):
        approve(office, draft, by=CHI)

    assert (kept(office, draft), events(office), list(logged(office))) == (before, steps, [])


def test_draft_is_kept_as_it_is_typed_also_while_it_is_faulty(office):
    draft = change(office)
    typed = replace(draft.writing, facts={**draft.writing.facts, "email": "nobody"})

    review.save_draft(office, draft.id, typed, by=CHI.person, seen=Seen(1), now=LATER)

    assert kept(office, draft).writing == typed
    with pytest.raises(FaultyProposalError, match="email"):
        review.statement(office, draft.id)


def test_two_who_write_one_draft_lose_nothing(office):
    draft = change(office)
    theirs = replace(draft.writing, facts={**draft.writing.facts, "name": "Theirs"})
    mine = replace(draft.writing, facts={**draft.writing.facts, "notes": "Mine"})
    review.save_draft(office, draft.id, theirs, by=CHI.person, seen=Seen(1), now=LATER)

    with pytest.raises(ConflictError) as error:
        review.save_draft(office, draft.id, mine, by=BEN.person, seen=Seen(1, draft.writing.facts), now=LATER)

    assert (error.value.theirs, error.value.mine) == (theirs.facts, mine.facts)
    assert error.value.base == draft.writing.facts
    assert kept(office, draft).writing == theirs


def test_a_row_is_written_over_the_version_that_was_read_alone(office):
    draft = change(office)
    submit(office, draft)

    with pytest.raises(ConflictError), transaction(office.engine) as session:
        proposal_rows.save(session, draft, seen=draft.version)

    assert kept(office, draft).state is State.IN_REVIEW


def test_edit_after_submission_empties_the_signatures(office):
    draft = submit(office, change(office))

    edited = review.save_draft(office, draft.id, draft.writing, by=CHI.person, seen=Seen(2), now=LATER)

    assert kept(office, draft) == edited
    assert (edited.state, edited.signatures) == (State.DRAFT, ())


def test_draft_can_be_submitted_again_as_it_was(office):
    draft = submit(office, change(office))
    review.save_draft(office, draft.id, draft.writing, by=CHI.person, seen=Seen(2), now=LATER)

    assert approve(office, submit(office, draft)).state is State.PUBLISHED


def test_draft_that_another_takes_over_is_theirs(office):
    draft = submit(office, change(office), by=BEN)

    with pytest.raises(OwnApprovalError):
        approve(office, draft, by=BEN)
    assert approve(office, draft, by=ANA).state is State.PUBLISHED


def test_what_was_dropped_cannot_be_approved(office):
    draft = submit(office, change(office))
    signed = BEN.sign(review.statement(office, draft.id))
    review.drop(office, draft.id, by=CHI.person, now=NOON)

    with pytest.raises(NotAllowedError):
        review.approve(office, draft.id, signed, by=BEN.person, now=LATER)


def test_proposal_that_is_not_there_is_named(office):
    with pytest.raises(UnknownProposalError):
        review.statement(office, "f" * 32)


def test_second_of_two_changes_of_one_listing_conflicts_until_both_are_brought_together(office):
    first, second = submit(office, change(office)), submit(office, change(office, RENAMED))
    signed = BEN.sign(review.statement(office, second.id))
    approve(office, first)

    with pytest.raises(ConflictError) as error:
        review.approve(office, second.id, signed, by=BEN.person, now=LATER)

    assert error.value.theirs == statements.facts_of(NEW_NUMBER)
    assert error.value.base == statements.facts_of(STANDING)
    assert shown(office) == NEW_NUMBER


def test_change_brought_together_with_another_is_shown_with_it(office):
    second = change(office, RENAMED)
    approve(office, submit(office, change(office)))
    both = NEW_NUMBER.model_copy(update={"name": "Renamed"})
    writing = replace(second.writing, facts=statements.facts_of(both), before=statements.digest_of(NEW_NUMBER))

    review.save_draft(office, second.id, writing, by=CHI.person, seen=Seen(1), now=LATER)
    approve(office, submit(office, second))

    assert shown(office) == both


def test_statement_to_be_signed_is_the_same_each_time(office):
    draft = change(office)

    assert review.statement(office, draft.id) == review.statement(office, draft.id)
    submitted = submit(office, draft)
    assert review.statement(office, draft.id) == submitted.statement


def test_new_listing_is_shown_after_two_signed_it(office):
    page = evidence(supports=(Fact.EMAIL,))
    content = listing(id="ke-new", phones=(), evidence=(page,), website=None, email="help@example.org")
    writing = Writing(facts=statements.facts_of(content), before=None)
    draft = review.begin(office, Kind.NEW, "ke-new", writing, by=CHI.person, now=NOON)

    approve(office, submit(office, draft))

    assert shown(office, "ke-new") == content


def test_approvals_of_one_proposal_at_the_same_time_count_once(office):
    draft = submit(office, change(office))
    stated = review.statement(office, draft.id)
    signed = [(who, who.sign(stated)) for who in (ANA, BEN)]

    def approved(pair):
        who, assertion = pair
        try:
            return review.approve(again(office), draft.id, assertion, by=who.person, now=LATER).state
        except DeskError:
            return None

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(approved, signed))

    assert sorted(map(str, outcomes)) == ["None", "published"]
    assert len(logged(office)) == 1
    assert shown(office) == NEW_NUMBER


def test_approvals_of_many_proposals_at_the_same_time_are_all_shown(office):
    names = ["gb-example", "gb-other", "ke-example"]
    drafts = []
    for name in names:
        held = next(one for code in office.countries for one in office.countries[code].listings if one.id == name)
        content = held.model_copy(update={"notes": "Changed"})
        drafts.append(submit(office, change(office, content, before=held)))
    signed = [BEN.sign(review.statement(office, draft.id)) for draft in drafts]

    def approved(pair):
        return review.approve(again(office), pair[0].id, pair[1], by=BEN.person, now=LATER)

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(approved, zip(drafts, signed, strict=True)))
    publishing.catch_up(office, now=LATER)

    assert [shown(office, name).notes for name in names] == ["Changed"] * 3
    assert office.shelf.verify(signatures=True) == ()


def test_approval_that_cannot_be_published_now_is_kept_and_published_later(office):
    draft = submit(office, change(office))
    leftover = office.shelf.parts.folder / "000002.json.tmp"
    leftover.mkdir()

    approved = approve(office, draft)

    assert approved.state is State.APPROVED
    assert shown(office) == STANDING
    leftover.rmdir()
    publishing.catch_up(office, now=LATER)
    assert shown(office) == NEW_NUMBER
    assert kept(office, draft).state is State.PUBLISHED


def test_catching_up_twice_makes_one_edition(office):
    approve(office, submit(office, change(office)))

    first = publishing.catch_up(office, now=LATER)
    second = publishing.catch_up(again(office), now=LATER)

    assert first == second
    assert first.number == 2


def test_stale_approval_names_what_was_signed_and_what_stands(office):
    draft = submit(office, change(office))
    before = review.statement(office, draft.id)
    review.save_draft(
        office,
        draft.id,
        replace(draft.writing, facts=statements.facts_of(RENAMED)),
        by=CHI.person,
        seen=Seen(2),
        now=LATER,
    )
    submit(office, draft)

    with pytest.raises(StaleApprovalError) as error:
        review.approve(office, draft.id, BEN.sign(before), by=BEN.person, now=LATER)

    assert error.value.seen == before.digest.hex()
    assert error.value.current == review.statement(office, draft.id).digest.hex()
    assert shown(office) == STANDING
