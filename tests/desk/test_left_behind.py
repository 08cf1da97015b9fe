"""What stays of somebody who left: all that they did, and what only they had signed, for a moderator to take on."""

import pytest
from sqlmodel import select

from resources.desk import proposal_rows, tables
from resources.desk.database import transaction
from resources.desk.proposals import State
from resources.desk.tables import Member
from resources.errors import AssertionRefusedError
from tests.desk.offices import NEW_NUMBER, NOON, STANDING, again, approve, change, shown, submit, unwritable
from tests.desk.signing import CHI

KEPT = (tables.Proposal, tables.Approval, tables.CheckRecord, tables.Event, tables.Passkey, tables.KeyringEntry)


@pytest.fixture
def leave(chi):
    """Let Chi leave by the pages."""
    return lambda: chi.sign(chi.follow("/desk/account/leave/"))


def left_at(office):
    with transaction(office.engine) as session:
        return session.get_one(Member, CHI.person.member).left_at


def count(office, table):
    with transaction(office.engine) as session:
        return len(session.exec(select(table)).all())


def test_nothing_that_somebody_did_is_deleted(office, leave):
    approve(office, submit(office, change(office)))
    drafted = change(office, STANDING)
    before = {table: count(office, table) for table in KEPT}

    leave()

    after = {table: count(office, table) for table in KEPT}
    assert all(after[table] >= before[table] for table in KEPT)
    with transaction(office.engine) as session:
        assert proposal_rows.find(session, drafted.id) == drafted
    assert shown(office) == NEW_NUMBER
    assert office.shelf.verify(signatures=True) == ()


def test_what_somebody_signed_before_is_verified_by_a_node_that_knows_only_the_shelf(office, leave):
    approve(office, submit(office, change(office)))

    leave()

    assert shown(again(office)) == NEW_NUMBER
    assert again(office).shelf.verify(signatures=True) == ()
    with transaction(office.engine) as session:
        assert again(office).keys(session).left == {3}


def test_a_signature_given_afterwards_counts_nowhere(office, leave):
    draft = change(office)
    leave()

    with pytest.raises(AssertionRefusedError, match="no good key"):
        submit(office, draft)


def test_what_waits_under_their_signature_is_taken_on_as_it_stands(office, ana, ben, leave):
    draft = submit(office, change(office))
    leave()
    place = f"/desk/proposals/{draft.id}/"
    page = ben.page(place)
    assert "counts no more" in page.get_text()
    assert not page.select_one("form[data-passkey]")

    ben.follow(f"{place}take-on/")
    assert ben.sign(place).status_code == 303
    assert ana.sign(place).status_code == 303

    assert shown(office) == NEW_NUMBER


def test_what_waits_under_their_signature_is_dropped_by_a_moderator(office, ben, leave):
    draft = submit(office, change(office))
    leave()

    ben.follow(f"/desk/proposals/{draft.id}/drop/")

    with transaction(office.engine) as session:
        assert proposal_rows.find(session, draft.id).state is State.DROPPED


def test_a_good_signature_is_not_taken_on(office, ben):
    draft = submit(office, change(office))

    assert ben.post(f"/desk/proposals/{draft.id}/take-on/").status_code == 409


def test_what_somebody_approved_is_published_before_their_keys_stop_to_count(office, chi):
    leftover = unwritable(office)
    approve(office, submit(office, change(office)))
    place = chi.follow("/desk/account/leave/")

    assert "on its way to visitors" in chi.sign(place).text
    assert left_at(office) is None
    leftover.rmdir()
    chi.sign(place)

    assert left_at(office) == NOON
    assert shown(office) == NEW_NUMBER
