"""What keeps a proposal from being signed: its shape, and a changed contact without a page read for it."""

import pytest

from resources.desk import faults
from resources.errors import FaultyProposalError
from resources.listing import Check
from resources.terms import Fact, Method, Status
from tests.builders import evidence, listing, phone

PAGE = "https://www.example.org.uk/contact"
NEW_PAGE = "https://www.example.org.uk/new"
BEFORE = listing(
    chat="https://www.example.org.uk/chat",
    email="help@example.org.uk",
    report_url="https://www.example.org.uk/report",
    evidence=(evidence(as_of="2026-05-01", supports=(*faults.CONTACTS, Fact.NAME)),),
)
CHANGES = {
    Fact.PHONES: {"phones": (phone(number="0808 800 5000"),)},
    Fact.HOURS: {"phones": (phone(hours="Mo-Fr 09:00-17:00"),)},
    Fact.CHAT: {"chat": "https://www.example.org.uk/other-chat"},
    Fact.EMAIL: {"email": "other@example.org.uk"},
    Fact.WEBSITE: {"website": "https://www.example.org.uk/other"},
    Fact.REPORT_URL: {"report_url": "https://www.example.org.uk/other-report"},
}


def after(fact, *pages, **changes):
    return BEFORE.model_copy(update=CHANGES[fact] | ({"evidence": pages} if pages else {}) | changes)


def unread(before, listing):
    return {fault.field for fault in faults.of_evidence(before, listing)}


def expected(fact):
    return {"phones", "hours"} if fact is Fact.PHONES else {str(fact)}


@pytest.mark.parametrize("fact", faults.CONTACTS)
def test_changed_contact_without_a_page_read_for_it_is_a_fault_at_its_field(fact):
    assert unread(BEFORE, after(fact)) == expected(fact)


@pytest.mark.parametrize("fact", faults.CONTACTS)
def test_page_that_was_added_and_supports_the_contact_mends_it(fact):
    page = evidence(url=NEW_PAGE, as_of=None, supports=(fact, Fact.HOURS))

    assert unread(BEFORE, after(fact, *BEFORE.evidence, page)) == set()


@pytest.mark.parametrize("fact", faults.CONTACTS)
def test_page_that_supports_something_else_does_not(fact):
    page = evidence(url=NEW_PAGE, supports=(Fact.NAME,))

    assert unread(BEFORE, after(fact, *BEFORE.evidence, page)) == expected(fact)


# the date the page had, the date it has now, whether it was read for this change
DATES = [
    # the same: nobody read it anew
    ("2026-05-01", "2026-05-01", False),
    # later
    ("2026-05-01", "2026-11-20", True),
    # earlier: a page does not grow younger by being read
    ("2026-05-01", "2026-04-30", False),
    # without any date now
    ("2026-05-01", None, False),
    # without any before
    (None, "2026-11-20", True),
    # more exact
    ("2026", "2026-05", True),
    # less exact
    ("2026-05", "2026", False),
    # never with a date
    (None, None, False),
]


@pytest.mark.parametrize(("was", "now", "is_read"), DATES)
def test_page_is_read_anew_where_its_date_moved_on(was, now, is_read):
    before = listing(website="https://www.example.org.uk/old", evidence=(evidence(as_of=was),))
    page = evidence(as_of=now, supports=(Fact.WEBSITE, Fact.PHONES, Fact.HOURS))
    changed = listing(website="https://www.example.org.uk/new", evidence=(page,))

    assert unread(before, changed) == (set() if is_read else {"website"})


def test_support_claimed_of_an_old_page_is_no_new_reading():
    before = listing(evidence=(evidence(supports=(Fact.NAME,)),))
    claimed = listing(website="https://www.example.org.uk/new", evidence=(evidence(supports=(Fact.WEBSITE,)),))

    assert unread(before, claimed) == {"website"}


def check(**changes):
    facts = {"fact": Fact.WEBSITE, "method": Method.PAGE_READ, "url": PAGE, "on": "2026-11-20", "by": "moderator"}
    return Check(**(facts | {"holds": True} | changes))


# the check that the proposal adds, whether it lets an undated page count as read
CHECKS = [
    # of the fact, on the page
    (check(), True),
    # of another fact
    (check(fact=Fact.NAME), False),
    # on another page
    (check(url="https://www.example.org.uk/elsewhere"), False),
    # that found it wrong
    (check(holds=False), False),
]


@pytest.mark.parametrize(("new", "is_read"), CHECKS)
def test_new_check_says_that_a_page_without_a_date_was_read_anew(new, is_read):
    page = evidence(as_of=None, supports=(Fact.WEBSITE,))
    before = listing(website="https://www.example.org.uk/old", evidence=(page,))
    changed = listing(website="https://www.example.org.uk/new", evidence=(page,), checks=(new,))

    assert unread(before, changed) == (set() if is_read else {"website"})


def test_check_that_stood_before_is_no_new_reading():
    page = evidence(as_of=None, supports=(Fact.WEBSITE,))
    before = listing(website="https://www.example.org.uk/old", evidence=(page,), checks=(check(),))
    changed = listing(website="https://www.example.org.uk/new", evidence=(page,), checks=(check(),))

    assert unread(before, changed) == {"website"}


def test_contact_that_is_only_taken_away_needs_no_page():
    assert unread(BEFORE, BEFORE.model_copy(update={"chat": None, "email": None, "report_url": None})) == set()


def test_contact_that_stays_needs_no_page():
    assert unread(BEFORE, BEFORE.model_copy(update={"name": "Another name"})) == set()


def test_phones_in_another_order_are_the_same_phones():
    two = (phone(), phone(number="0808 800 5000"))

    assert unread(listing(phones=two), listing(phones=two[::-1])) == set()


def test_new_listing_needs_a_page_for_each_contact_it_has():
    bare = BEFORE.model_copy(update={"evidence": (evidence(supports=(Fact.NAME,)),)})

    assert unread(None, bare) == {str(fact) for fact in faults.CONTACTS}
    assert unread(None, BEFORE) == set()


def test_candidate_that_is_shown_needs_a_page_for_each_contact_and_an_old_one_will_do():
    candidate = BEFORE.model_copy(update={"status": Status.CANDIDATE})
    bare = candidate.model_copy(update={"evidence": (evidence(supports=(Fact.PHONES, Fact.HOURS)),)})

    assert unread(candidate, BEFORE) == set()
    assert unread(bare, BEFORE.model_copy(update={"evidence": bare.evidence})) == {
        "chat",
        "email",
        "website",
        "report_url",
    }


def test_candidate_whose_contact_changes_while_it_is_shown_needs_a_page_read_for_it():
    candidate = BEFORE.model_copy(update={"status": Status.CANDIDATE})

    assert unread(candidate, after(Fact.PHONES)) == {"phones", "hours"}


def test_proposal_that_would_hide_a_listing_by_its_status_is_a_fault_there():
    (fault,) = faults.of_status(listing(status=Status.CANDIDATE))

    assert (fault.field, fault.value) == ("status", "candidate")
    assert faults.of_status(listing()) == ()


def test_facts_that_are_a_listing_read_as_one():
    assert faults.listing_of(BEFORE.model_dump(mode="json")) == BEFORE
    assert faults.of_shape(BEFORE.model_dump(mode="json")) == ()


def test_faults_of_shape_name_the_field_the_value_and_the_remedy():
    facts = BEFORE.model_dump(mode="json") | {"email": "help at example.org", "kind": "helpline"}

    found = {fault.field: fault for fault in faults.of_shape(facts)}

    assert found.keys() == {"email", "kind"}
    assert (found["email"].listing, found["email"].value) == ("gb-example", "help at example.org")
    assert "help@example.org" in found["email"].remedy


def test_reading_faulty_facts_raises_all_of_them():
    with pytest.raises(FaultyProposalError) as error:
        faults.listing_of({"id": "gb-example", "phones": [{"number": "0800 CHILD"}]})

    assert {"name", "phones.0.channel", "evidence"} <= {fault.field for fault in error.value.faults}
