"""Proposals: state × deed × role × whose, and what each step makes of a draft."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from resources.assertions import Assertion
from resources.desk import proposals
from resources.desk.permissions import Person
from resources.desk.proposals import Deed, Seen, Signature, State, Writing
from resources.errors import ConflictError, NotAllowedError, OwnApprovalError, StaleApprovalError
from resources.ledger import Kind, Statement
from resources.roles import Role
from tests.builders import listing

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)
ANA, BEN, CHI = 1, 2, 3
CONTRIBUTOR, MODERATOR, ADMINISTRATOR = Role
FACTS = listing().model_dump(mode="json")
WRITING = Writing(facts=FACTS, before=None)
ASSERTION = Assertion(credential_id="a2V5", client_data="e30", authenticator_data="AA", signature="AA")


def statement(**changes):
    facts = {"kind": Kind.NEW, "proposal": "0" * 32, "listing_id": "gb-example", "content": listing(), "before": None}
    return Statement(**(facts | {"hides": (), "keyring": 2} | changes))


def signature(member, signed=None):
    return Signature(member, (signed or statement()).digest.hex(), ASSERTION, NOON)


def draft():
    return proposals.begin("0" * 32, Kind.NEW, "gb-example", WRITING, by=Person(ANA, CONTRIBUTOR), now=NOON)


def in_review():
    return proposals.submit(draft(), statement(), signature(ANA), role=CONTRIBUTOR, now=NOON)


def approved():
    return proposals.approve(in_review(), signature(BEN), role=MODERATOR, now=NOON)


def published():
    return proposals.published(approved(), now=NOON)


def dropped():
    return proposals.drop(draft(), by=Person(ANA, CONTRIBUTOR), now=NOON)


MADE = {
    State.DRAFT: draft,
    State.IN_REVIEW: in_review,
    State.APPROVED: approved,
    State.PUBLISHED: published,
    State.DROPPED: dropped,
}

# state and deed: own as contributor, moderator, administrator; another's as contributor, moderator, administrator
YES, NO = True, False
TABLE = {
    (State.DRAFT, Deed.EDIT): (YES, YES, YES, NO, YES, YES),
    (State.DRAFT, Deed.SUBMIT): (YES, YES, YES, NO, YES, YES),
    (State.DRAFT, Deed.APPROVE): (NO, NO, NO, NO, NO, NO),
    (State.DRAFT, Deed.DROP): (YES, YES, YES, NO, YES, YES),
    (State.IN_REVIEW, Deed.EDIT): (YES, YES, YES, NO, YES, YES),
    (State.IN_REVIEW, Deed.SUBMIT): (NO, NO, NO, NO, NO, NO),
    # nobody approves their own, whatever the role
    (State.IN_REVIEW, Deed.APPROVE): (NO, NO, NO, NO, YES, YES),
    (State.IN_REVIEW, Deed.DROP): (YES, YES, YES, NO, YES, YES),
    # what two have signed, and what was given up, stays as it is
    **{(state, deed): (NO,) * 6 for state in (State.APPROVED, State.PUBLISHED, State.DROPPED) for deed in Deed},
}
PEOPLE = [(member, role) for member in (ANA, BEN) for role in (CONTRIBUTOR, MODERATOR, ADMINISTRATOR)]
ROWS = [
    (state, deed, member, role, expected)
    for (state, deed), row in TABLE.items()
    for (member, role), expected in zip(PEOPLE, row, strict=True)
]


def test_every_state_and_deed_stands_in_the_table():
    assert set(TABLE) == {(state, deed) for state in State for deed in Deed}
    assert {state: make().state for state, make in MADE.items()} == {state: state for state in State}


@pytest.mark.parametrize(("state", "deed", "member", "role", "expected"), ROWS)
def test_deed_is_offered_where_the_table_says_so(state, deed, member, role, expected):
    assert (deed in proposals.deeds(MADE[state](), Person(member, role))) is expected


def do(deed, proposal, member, role):
    by = Person(member, role)
    steps = {
        Deed.EDIT: lambda: proposals.edit(proposal, WRITING, by=by, seen=Seen(proposal.version, FACTS), now=LATER),
        Deed.SUBMIT: lambda: proposals.submit(proposal, statement(), signature(member), role=role, now=LATER),
        Deed.APPROVE: lambda: proposals.approve(proposal, signature(member), role=role, now=LATER),
        Deed.DROP: lambda: proposals.drop(proposal, by=by, now=LATER),
    }
    return steps[deed]()


@pytest.mark.parametrize(("state", "deed", "member", "role"), [row[:4] for row in ROWS if row[4]])
def test_deed_that_is_offered_can_be_done_and_makes_a_new_version(state, deed, member, role):
    before = MADE[state]()

    after = do(deed, before, member, role)

    assert (after.version, after.updated_at) == (before.version + 1, LATER)


@pytest.mark.parametrize(("state", "deed", "member", "role"), [row[:4] for row in ROWS if not row[4]])
def test_deed_that_is_not_offered_is_refused(state, deed, member, role):
    with pytest.raises((NotAllowedError, OwnApprovalError)):
        do(deed, MADE[state](), member, role)


@pytest.mark.parametrize("role", Role)
def test_author_cannot_approve_own_proposal_in_any_role(role):
    with pytest.raises(OwnApprovalError, match="another member approves it"):
        proposals.approve(in_review(), signature(ANA), role=role, now=LATER)


def test_refusal_says_why():
    with pytest.raises(NotAllowedError, match="cannot edit: the proposal is published; look at it anew"):
        do(Deed.EDIT, published(), ANA, CONTRIBUTOR)


def test_edit_empties_the_signatures():
    edited = do(Deed.EDIT, in_review(), BEN, MODERATOR)

    assert (edited.state, edited.statement, edited.signatures, edited.digest) == (State.DRAFT, None, (), None)


def test_edit_leaves_the_author_and_the_time_it_was_begun():
    edited = do(Deed.EDIT, in_review(), BEN, MODERATOR)

    assert (edited.author, edited.created_at) == (ANA, NOON)


def test_who_signs_first_is_the_author_whoever_began_it():
    taken = proposals.submit(draft(), statement(), signature(BEN), role=MODERATOR, now=LATER)

    assert taken.author == BEN
    with pytest.raises(OwnApprovalError):
        proposals.approve(taken, signature(BEN), role=MODERATOR, now=LATER)
    assert proposals.approve(taken, signature(ANA), role=MODERATOR, now=LATER).state is State.APPROVED


def test_edit_of_an_older_version_carries_both_sides_and_what_they_began_from():
    mine = Writing(facts=FACTS | {"name": "Mine"}, before=None)
    theirs = proposals.edit(
        draft(),
        replace(WRITING, facts=FACTS | {"name": "Theirs"}),
        by=Person(ANA, CONTRIBUTOR),
        seen=Seen(1, FACTS),
        now=LATER,
    )

    with pytest.raises(ConflictError, match="nothing is lost") as error:
        proposals.edit(theirs, mine, by=Person(ANA, CONTRIBUTOR), seen=Seen(1, FACTS), now=LATER)

    assert (error.value.theirs, error.value.mine) == (theirs.writing.facts, mine.facts)
    assert error.value.base == FACTS


def test_submission_of_something_else_than_stands_is_stale():
    other = statement(content=listing(name="Other"))

    with pytest.raises(StaleApprovalError) as error:
        proposals.submit(draft(), statement(), signature(ANA, other), role=CONTRIBUTOR, now=LATER)

    assert (error.value.seen, error.value.current) == (other.digest.hex(), statement().digest.hex())


def test_approval_of_something_else_than_stands_is_stale():
    other = statement(content=listing(name="Other"))

    with pytest.raises(StaleApprovalError) as error:
        proposals.approve(in_review(), signature(BEN, other), role=MODERATOR, now=LATER)

    assert (error.value.seen, error.value.current) == (other.digest.hex(), statement().digest.hex())


def test_approval_given_before_an_edit_is_stale_after_it():
    edited = do(Deed.EDIT, in_review(), ANA, CONTRIBUTOR)
    other = statement(content=listing(name="Edited"))
    again = proposals.submit(edited, other, signature(ANA, other), role=CONTRIBUTOR, now=LATER)

    with pytest.raises(StaleApprovalError):
        proposals.approve(again, signature(BEN), role=MODERATOR, now=LATER)


def test_approval_holds_both_signatures_author_first():
    assert [signed.member for signed in approved().signatures] == [ANA, BEN]


def test_only_what_was_approved_is_published():
    for state in set(State) - {State.APPROVED}:
        with pytest.raises(NotAllowedError):
            proposals.published(MADE[state](), now=LATER)


# the id that was typed, the id that the new listing has then
NAMES = [
    ("gb-other", "gb-other"),
    ("ke-example", "ke-example"),
    ("gb_other", "gb-example"),
    (None, "gb-example"),
    (7, "gb-example"),
]


@pytest.mark.parametrize(("typed", "expected"), NAMES)
def test_new_listing_may_change_its_id_while_it_is_written(typed, expected):
    renamed = replace(WRITING, facts=FACTS | {"id": typed})

    edited = proposals.edit(draft(), renamed, by=Person(ANA, CONTRIBUTOR), seen=Seen(1), now=LATER)

    assert edited.listing_id == expected
    assert edited.country == expected[:2].upper()


def test_standing_listing_keeps_its_id_whatever_is_typed():
    change = replace(draft(), kind=Kind.CHANGE)
    renamed = replace(WRITING, facts=FACTS | {"id": "gb-other"})

    edited = proposals.edit(change, renamed, by=Person(ANA, CONTRIBUTOR), seen=Seen(1), now=LATER)

    assert edited.listing_id == "gb-example"
