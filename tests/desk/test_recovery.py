"""Who lost every passkey comes back by two administrators together, never by one, and never by mail."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from resources.assertions import Assertion
from resources.desk import accounts, vouching
from resources.desk.database import transaction
from resources.desk.tables import Invitation, Passkey
from resources.roles import Role
from resources.vouches import Vouch
from tests.desk.clients import Guest, link_of
from tests.desk.offices import NOON
from tests.desk.signing import ANA, BEN, CHI, MALLORY, Signer

NEW = MALLORY.key  # here the new passkey of somebody who lost all others


@pytest.fixture
def two_lead(office):
    """Make Ben an administrator too."""
    promote(office, BEN)


def promote(office, who: Signer) -> None:
    entry = Vouch(member=who.person.member, role=Role.ADMINISTRATOR, key=who.key.public)
    with transaction(office.engine) as session:
        row = vouching.propose(session, entry, now=NOON)
        for signer in (one for one in (ANA, BEN, CHI) if one is not who):
            if row.done_at is None:
                vouching.sign(session, row, signed(session, row, signer), now=NOON)
        assert row.done_at


def signed(session, row, who: Signer) -> Assertion:
    return who.key.sign(vouching.challenge(row, vouching.ring(session)))


@pytest.fixture
def lost(app, ana):
    """Let Chi come by the link that Ana made, with a new passkey, which waits to be vouched for."""
    guest = Guest(app.test_client())
    link = link_of(ana.post("/desk/people/3/recover/"))
    assert guest.join(link, NEW, label="new phone").headers["Location"] == "/desk/account/"
    return guest


def place_of(office) -> str:
    with transaction(office.engine) as session:
        (row,) = vouching.waiting(session)
        return f"/desk/vouching/{row.id}/"


def is_in(guest) -> bool:
    return guest.get("/desk/").status_code == 200


def answer_with(client, place, key):
    """Sign what a page asks with a passkey of one's choice."""
    return client.post(place, {"credential": json.dumps(key.answer(Guest(client.browser).challenge(place)))})


@pytest.mark.usefixtures("two_lead")
def test_two_administrators_bring_somebody_back_who_is_who_they_were(office, lost, ana, ben):
    place = place_of(office)

    ana.sign(place)
    assert not is_in(lost)
    ben.sign(place)

    assert is_in(lost)
    assert "Chi" in lost.get("/desk/account/").text
    with transaction(office.engine) as session:
        holder = vouching.ring(session).holder(NEW.public.credential_id)
    assert (holder.member, holder.role) == (3, Role.CONTRIBUTOR)


@pytest.mark.usefixtures("two_lead")
def test_one_administrator_alone_brings_nobody_back_with_two_passkeys_neither(office, lost, ana):
    place = place_of(office)

    ana.sign(place)
    assert ana.sign(place).status_code == 403
    answer_with(ana, place, ANA.second)

    assert not is_in(lost)


def test_an_administrator_and_a_moderator_bring_nobody_back(office, lost, ana, ben):
    place = place_of(office)

    ana.sign(place)
    ben.sign(place)

    assert not is_in(lost)


@pytest.mark.usefixtures("two_lead")
def test_who_is_lost_is_not_one_of_the_two(office, lost, ana):
    place = place_of(office)
    chi = lost.entered(CHI)
    ana.sign(place)

    assert NEW.public.credential_id not in chi.get(place).text
    assert answer_with(chi, place, NEW).status_code == 403
    assert not is_in(lost)


def test_an_administrator_who_is_lost_is_not_one_of_the_two_either(app, office, ben):
    promote(office, BEN)
    guest = Guest(app.test_client())
    assert guest.join(link_of(ben.post("/desk/people/1/recover/")), NEW).status_code == 303
    place, ana = place_of(office), guest.entered(ANA)
    ben.sign(place)

    assert NEW.public.credential_id not in ana.get(place).text
    assert answer_with(ana, place, NEW).status_code == 403
    assert not is_in(guest)


@pytest.mark.parametrize("who", [BEN, CHI])
def test_only_an_administrator_makes_a_link(app, office, who):
    client = Guest(app.test_client())
    client.sign_in(who.key)

    assert client.entered(who).post("/desk/people/3/recover/").status_code == 403
    with transaction(office.engine) as session:
        assert session.exec(select(Invitation)).all() == []


def test_a_link_is_for_one_who_is_a_member(ana):
    assert ana.post("/desk/people/9/recover/").status_code == 404


def test_a_link_works_once_and_for_three_days(app, clock, office, ana):
    first, second = (link_of(ana.post("/desk/people/3/recover/")) for _ in range(2))
    Guest(app.test_client()).join(first, NEW)
    clock.move(accounts.INVITATION_LIVES)

    for link in (first, second):
        assert Guest(app.test_client()).get(link).status_code == 403
    with transaction(office.engine) as session:
        assert len([row for row in session.exec(select(Passkey)) if row.member_id == 3]) == 3


def test_no_field_makes_it_another_members_link(app, office, ana):
    guest = Guest(app.test_client())

    guest.join(link_of(ana.post("/desk/people/3/recover/")), NEW, name="Ana", member="1", role="administrator")

    with transaction(office.engine) as session:
        (row,) = vouching.waiting(session)
        entry = vouching.entry_of(row)
    assert (entry.member, entry.role) == (3, Role.CONTRIBUTOR)
    assert "Chi" in guest.get("/desk/account/").text


@pytest.mark.usefixtures("two_lead")
def test_a_signature_over_an_older_list_counts_no_more(office, lost, ana, ben, clock):
    place = place_of(office)
    ana.sign(place)
    ben.sign(ben.follow("/desk/account/revoke/", {"passkey": BEN.second.public.credential_id}))
    clock.move(timedelta(minutes=1))

    ben.sign(place)

    assert not is_in(lost)  # the list has grown, so Ana reads and signs it anew
    ana.sign(place)
    assert is_in(lost)
