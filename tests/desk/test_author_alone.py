"""Every way by which an author might publish alone, each tried: visitors see what stood before.

The author has all of the desk in their hands: their own passkeys, what others ever signed, and the database.
"""

from dataclasses import replace

import pytest
from sqlmodel import col, delete, update

from resources.desk import openings, proposal_rows, publishing, review, statements
from resources.desk.database import transaction
from resources.desk.permissions import Person
from resources.desk.proposals import Seen, Signature, State
from resources.desk.tables import Approval, KeyringEntry, LedgerEntry, Member, Proposal
from resources.errors import (
    KeyringError,
    LedgerError,
    NotAllowedError,
    NotAloneError,
    OwnApprovalError,
    ProofError,
    StaleApprovalError,
)
from resources.keyring import Keyring, challenge
from resources.ledger import Approved, digest_of
from resources.roles import Role
from resources.terms import Fact
from resources.vouches import Founding
from tests.builders import evidence, phone
from tests.desk.offices import LATER, NEW_NUMBER, STANDING, again, approve, change, opened, shown, submit
from tests.desk.signing import ANA, BEN, CHI, KEYS, MALLORY, RELYING, vouch, vouched

FALSE_PAGE = evidence(url="https://www.example.org.uk/false", supports=(Fact.PHONES, Fact.HOURS))
FALSE_NUMBER = NEW_NUMBER.model_copy(
    update={"phones": (phone(number="0800 555 999"),), "evidence": (*STANDING.evidence, FALSE_PAGE)}
)


@pytest.fixture
def office(database, tmp_path):
    """Open a desk; whatever was tried there, visitors must see what stood before."""
    found = opened(database, tmp_path)
    yield found
    publishing.publish_now(again(found), now=LATER)
    assert shown(found) in (STANDING, NEW_NUMBER), "the author alone has shown a false number"
    assert found.shelf.verify(signatures=True) == ()


@pytest.fixture
def false(office):
    """Let Ben, a moderator, sign a proposal of a false number as its author."""
    return submit(office, change(office, FALSE_NUMBER, by=BEN), by=BEN)


def forge(office, row):
    with transaction(office.engine) as session:
        session.add(row)


def overwrite(office, draft, **values):
    with transaction(office.engine) as session:
        session.exec(update(Proposal).where(col(Proposal.id) == draft.id).values(**values))


def log_row(entry, position=0):
    return LedgerEntry(country="GB", position=position, entry=entry.model_dump(mode="json"))


def attempt(office, draft, assertion, by):
    return review.approve(office, draft.id, assertion, by=by, now=LATER)


@pytest.mark.parametrize("role", Role)
def test_author_cannot_approve_own_whatever_role_the_session_says(office, false, role):
    with pytest.raises(OwnApprovalError):
        attempt(office, false, BEN.sign(false.statement), Person(BEN.person.member, role))


def test_administrator_cannot_approve_own(office):
    draft = submit(office, change(office, FALSE_NUMBER, by=ANA), by=ANA)

    with pytest.raises(OwnApprovalError):
        attempt(office, draft, ANA.sign(draft.statement), ANA.person)


def test_second_passkey_of_the_author_is_the_author(office, false):
    with pytest.raises(OwnApprovalError):
        attempt(office, false, BEN.sign_with_second(false.statement), BEN.person)


def test_second_passkey_of_the_author_in_the_name_of_another_member_is_refused(office, false):
    with pytest.raises(NotAllowedError, match="another member's"):
        attempt(office, false, BEN.sign_with_second(false.statement), ANA.person)


def test_authors_assertion_played_again_in_the_name_of_another_member_is_refused(office, false):
    with pytest.raises(NotAllowedError, match="another member's"):
        attempt(office, false, false.signatures[0].assertion, ANA.person)


def test_passkey_that_nobody_vouched_for_is_refused(office, false):
    with pytest.raises(ProofError, match="no good key"):
        attempt(office, false, MALLORY.sign(false.statement), ANA.person)


def test_contributor_whose_session_says_administrator_cannot_approve(office, false):
    with pytest.raises(NotAllowedError):
        attempt(office, false, CHI.sign(false.statement), Person(CHI.person.member, Role.ADMINISTRATOR))


def test_contributor_whose_session_says_moderator_signs_nothing_of_anothers(office):
    draft = change(office, FALSE_NUMBER, by=BEN)
    signed = CHI.sign(review.statement(office, draft.id))

    with pytest.raises(NotAllowedError):
        review.submit(office, draft.id, signed, by=Person(CHI.person.member, Role.MODERATOR), now=LATER)


def test_approval_of_another_proposal_played_again_is_stale(office):
    true = submit(office, change(office, NEW_NUMBER, by=BEN), by=BEN)
    old = ANA.sign(true.statement)
    attempt(office, true, old, ANA.person)
    late = submit(office, change(office, FALSE_NUMBER, by=BEN, before=NEW_NUMBER), by=BEN)

    with pytest.raises(StaleApprovalError):
        attempt(office, late, old, ANA.person)


def test_approval_of_the_proposal_before_it_was_edited_is_stale(office):
    draft = submit(office, change(office, NEW_NUMBER, by=BEN), by=BEN)
    old = ANA.sign(draft.statement)
    writing = replace(draft.writing, facts=statements.facts_of(FALSE_NUMBER))
    review.save_draft(office, draft.id, writing, by=BEN.person, seen=Seen(2), now=LATER)
    submit(office, draft, by=BEN)

    with pytest.raises(StaleApprovalError):
        attempt(office, draft, old, ANA.person)


def test_proposal_cannot_be_edited_after_it_was_approved(office):
    draft = approve(office, submit(office, change(office, NEW_NUMBER, by=BEN), by=BEN), by=ANA)
    writing = replace(draft.writing, facts=statements.facts_of(FALSE_NUMBER))

    with pytest.raises(NotAllowedError):
        review.save_draft(office, draft.id, writing, by=BEN.person, seen=Seen(draft.version), now=LATER)


def test_approved_proposal_whose_row_is_changed_shows_what_was_approved(office):
    draft = approve(office, submit(office, change(office, NEW_NUMBER, by=BEN), by=BEN), by=ANA)
    stated = draft.statement.model_copy(update={"content": FALSE_NUMBER}).model_dump(mode="json")

    overwrite(office, draft, content=statements.facts_of(FALSE_NUMBER), statement=stated, state="approved")

    publishing.publish_now(again(office), now=LATER)
    assert shown(office) == NEW_NUMBER


# what the row shows, beside a statement that says something else
READ = {
    "the true number": {"content": statements.facts_of(NEW_NUMBER)},
    "another kind": {"kind": "roll_back"},
    "something that comes to light": {"hides": ["a" * 32]},
    "another state before": {"before": digest_of(NEW_NUMBER)},
}


@pytest.mark.parametrize("shows", READ.values(), ids=READ)
def test_what_the_approver_reads_is_what_the_approver_signs(office, false, shows):
    overwrite(office, false, **shows)

    with pytest.raises(StaleApprovalError):
        attempt(office, false, ANA.sign(false.statement), ANA.person)


@pytest.mark.parametrize("state", ["approved", "published"])
def test_row_that_says_it_was_approved_is_not(office, false, state):
    overwrite(office, false, state=state)

    publishing.catch_up(again(office), now=LATER)

    assert shown(office) == STANDING


def test_row_that_says_it_was_approved_never_comes_to_say_that_it_was_published(office, false):
    overwrite(office, false, state="approved")

    publishing.catch_up(again(office), now=LATER)

    with transaction(office.engine) as session:
        assert proposal_rows.find(session, false.id).state is State.APPROVED


def test_row_that_names_another_author_lets_the_author_approve_nothing(office, false):
    overwrite(office, false, author_id=ANA.person.member)

    with pytest.raises(LedgerError, match="another member approves"):
        attempt(office, false, BEN.sign_with_second(false.statement), BEN.person)


def test_row_of_an_approval_in_the_name_of_another_member_counts_for_nothing(office, false):
    signed = Signature(ANA.person.member, false.digest, BEN.sign_with_second(false.statement), LATER)
    forged = Approval(
        proposal_id=false.id,
        member_id=signed.member,
        digest=signed.digest,
        assertion=signed.assertion.model_dump(),
        at=LATER,
    )
    forge(office, forged)
    overwrite(office, false, state="approved")

    publishing.catch_up(again(office), now=LATER)

    assert shown(office) == STANDING


def signed_by(author, approver):
    def entry(stated):
        return Approved(statement=stated, assertions=(author(stated), approver(stated)))

    return entry


# rows that the author puts into the log by hand
LOG_ROWS = {
    "both by one passkey": signed_by(BEN.sign, BEN.sign),
    "by both passkeys of one member": signed_by(BEN.sign, BEN.sign_with_second),
    "by both passkeys of an administrator": signed_by(ANA.sign, ANA.sign_with_second),
    "approved by a passkey that nobody vouched for": signed_by(BEN.sign, MALLORY.sign),
    "approved by a contributor": signed_by(BEN.sign, CHI.sign),
    "approved with what another member signed before": signed_by(
        BEN.sign, lambda stated: ANA.sign(stated.model_copy(update={"content": NEW_NUMBER}))
    ),
}


@pytest.mark.parametrize("entry", LOG_ROWS.values(), ids=LOG_ROWS)
def test_row_in_the_log_that_two_members_did_not_sign_is_not_shown(office, false, entry):
    forge(office, log_row(entry(false.statement)))

    publishing.catch_up(again(office), now=LATER)

    assert shown(office) == STANDING


@pytest.mark.parametrize("entry", LOG_ROWS.values(), ids=LOG_ROWS)
def test_forged_row_in_the_log_keeps_nobody_from_publishing_what_is_true(office, false, entry):
    forge(office, log_row(entry(false.statement)))

    approve(office, submit(office, change(office)))

    assert shown(office) == NEW_NUMBER


def test_entry_that_two_signed_and_somebody_changed_since_is_not_shown(office):
    draft = approve(office, submit(office, change(office, NEW_NUMBER, by=BEN), by=BEN), by=ANA)
    with transaction(office.engine) as session:
        row = proposal_rows.log(session, "GB")[0]
        changed = {**row, "statement": {**row["statement"], "content": statements.facts_of(FALSE_NUMBER)}}
        session.exec(update(LedgerEntry).values(entry=changed))

    publishing.catch_up(again(office), now=LATER)

    assert shown(office) == NEW_NUMBER
    assert draft.id in str(office.log("GB"))


def test_approval_of_long_ago_that_its_author_signs_anew_brings_nothing_back(office):
    """What it was signed over stands again, and the other member’s signature is good."""
    approve(office, submit(office, change(office, NEW_NUMBER, by=BEN), by=BEN), by=ANA)
    (old,) = office.log("GB")
    back = openings.roll_back(office, "gb-example", digest_of(STANDING), by=ANA.person, now=LATER)
    approve(office, submit(office, back, by=ANA), by=BEN)
    signed_anew = Approved(statement=old.statement, assertions=(BEN.sign(old.statement), old.assertions[1]))
    forge(office, log_row(signed_anew, position=2))

    publishing.catch_up(again(office), now=LATER)

    assert shown(office) == STANDING


def test_key_that_one_administrator_vouched_for_alone_is_nobody(office):
    """A stolen administrator makes up a second person and lets that one approve."""
    alone = vouch(MALLORY, MALLORY.key)
    forged = alone.model_copy(update={"by": (ANA.key.sign(challenge(alone, KEYS.entries)),)})
    forge(office, KeyringEntry(position=len(KEYS.entries), entry=forged.model_dump(mode="json")))
    forge(office, Member(id=4, name="Mallory", role="administrator", joined_at=LATER))
    draft = submit(office, change(office, FALSE_NUMBER, by=ANA), by=ANA)

    with pytest.raises(ProofError, match="no good key"):
        attempt(office, draft, MALLORY.sign(draft.statement), MALLORY.person)


def test_keyring_that_is_damaged_in_the_database_lets_nobody_sign(office, false):
    with transaction(office.engine) as session:
        session.exec(update(KeyringEntry).where(col(KeyringEntry.position) == 1).values(entry={"kind": "vouch"}))

    with pytest.raises(NotAloneError):
        attempt(office, false, MALLORY.sign(false.statement), MALLORY.person)


def test_keyring_that_is_replaced_in_the_database_counts_for_nothing(office, false):
    """Mallory founds a desk of her own in the rows, and is its first administrator."""
    founding = Founding(relying=RELYING, key=MALLORY.key.public)
    begun = vouched(Keyring(), founding, [MALLORY.key]).entries[0].model_dump(mode="json")
    with transaction(office.engine) as session:
        session.exec(delete(KeyringEntry))
        session.add(KeyringEntry(position=0, entry=begun))

    with pytest.raises(KeyringError, match="no member’s key counts"):
        attempt(office, false, MALLORY.sign(false.statement), Person(1, Role.ADMINISTRATOR))


def test_role_that_is_raised_in_the_database_approves_nothing(office, false):
    with transaction(office.engine) as session:
        session.exec(update(Member).where(col(Member.id) == CHI.person.member).values(role="administrator"))

    with pytest.raises(NotAllowedError):
        attempt(office, false, CHI.sign(false.statement), Person(CHI.person.member, Role.ADMINISTRATOR))
