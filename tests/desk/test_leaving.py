"""Somebody leaves the desk, or is let go: doors close at once, and all that they did stays."""

import pytest
from bs4 import BeautifulSoup
from sqlmodel import col, select

from resources.desk import accounts, audit, tables, vouching
from resources.desk.database import transaction
from resources.desk.tables import DeskSession, Member
from resources.roles import Role
from tests.desk.clients import Guest, enter, link_of
from tests.desk.offices import NOON
from tests.desk.signing import ANA, BEN, CHI, MALLORY


@pytest.fixture
def leave(chi):
    """Let Chi leave by the pages."""

    def left():
        return chi.sign(chi.follow("/desk/account/leave/"))

    return left


def member(office, who=CHI):
    with transaction(office.engine) as session:
        return session.get_one(Member, who.person.member)


def events(office, kind):
    with transaction(office.engine) as session:
        found = session.exec(select(tables.Event).where(col(tables.Event.kind) == kind)).all()
        return [(event.member_id, event.subject) for event in found]


def test_a_member_leaves_by_their_own_signature_alone(office, chi, leave):
    assert "It is for good" in chi.page("/desk/account/leave/").get_text()

    answer = leave()

    assert answer.headers["Location"] == "/desk/farewell/"
    assert "__Host-desk=;" in answer.headers["Set-Cookie"]
    assert member(office).left_at == NOON
    assert events(office, "leave") == [(3, "3")]
    with transaction(office.engine) as session:
        assert 3 not in vouching.ring(session).roles
        audit.verify(session)


def test_who_left_is_signed_out_everywhere_and_does_not_come_in_again(app, office, chi, leave):
    elsewhere = enter(app, CHI)

    leave()

    for client in (chi, elsewhere):
        assert client.get("/desk/").headers["Location"] == "/desk/sign-in/"
    for key in (CHI.key, CHI.second):
        assert Guest(app.test_client()).sign_in(key).status_code == 403
    assert {one.member_id for one in rows(office, DeskSession)} == set()


def rows(office, table):
    with transaction(office.engine) as session:
        return session.exec(select(table)).all()


def test_an_administrator_and_another_member_let_somebody_go(office, ana, ben):
    place = ana.follow("/desk/people/3/end/")

    ana.sign(place)
    assert member(office).left_at is None
    ben.sign(place)

    assert member(office).left_at == NOON
    assert "Who has left" in ana.page("/desk/people/").get_text()


def test_an_administrator_alone_lets_nobody_go(office, ana):
    place = ana.follow("/desk/people/3/end/")
    ana.sign(place)

    again_signed = ana.sign(place)

    assert again_signed.status_code == 403
    assert member(office).left_at is None


@pytest.mark.parametrize("who", [BEN, CHI])
def test_only_an_administrator_begins_to_let_another_go(app, who):
    client = enter(app, who)

    assert client.get("/desk/people/1/end/").status_code == 403
    assert client.post("/desk/people/1/end/").status_code == 403


def test_the_last_administrator_stays(office, ana):
    assert "the last administrator" in ana.page("/desk/account/leave/").get_text()

    assert ana.post("/desk/account/leave/").status_code == 409
    assert member(office, ANA).left_at is None


def test_two_stay_who_can_take_others_in(ben, leave):
    leave()

    answer = ben.post("/desk/account/leave/")

    assert answer.status_code == 409
    assert "Fewer than two members would stay" in answer.text
    assert "Once their passkey is vouched for, this page lets you go on." in answer.text
    assert BeautifulSoup(answer.text, "html.parser").select("main a[href='/desk/people/']") == []


def test_a_desk_of_two_says_to_an_administrator_where_to_invite_and_what_can_be_done_at_once(ana, leave):
    leave()

    page = ana.page(f"/desk/people/{BEN.person.member}/end/").main

    assert "Fewer than two members would stay" in page.text
    assert "If it cannot wait, revoke the passkeys: one administrator can do that alone." in page.text
    assert page.select_one("a[href='/desk/people/']").text == "Invite somebody"


def test_what_stood_in_the_way_when_it_is_signed_counts(office, ben, chi):
    place = ben.follow("/desk/account/leave/")
    chi.sign(chi.follow("/desk/account/leave/"))

    answer = ben.sign(place)

    assert answer.status_code == 403
    assert member(office, BEN).left_at is None


def test_what_waited_for_signatures_with_them_waits_no_more(office, ana, leave):
    ana.follow("/desk/people/3/role/", {"role": "moderator"})
    ana.follow("/desk/account/revoke/", {"passkey": CHI.second.public.credential_id})
    ana.follow("/desk/people/3/end/")

    leave()

    with transaction(office.engine) as session:
        assert vouching.waiting(session) == []


def test_links_made_for_or_by_who_left_open_nothing(app, office, leave):
    with transaction(office.engine) as session:
        tokens = [
            accounts.invite(session, Role.CONTRIBUTOR, by=1, now=NOON, member=3),
            accounts.invite(session, Role.CONTRIBUTOR, by=3, now=NOON),
        ]

    leave()

    for token in tokens:
        assert "has been used" in Guest(app.test_client()).get(f"/desk/join/{token}/").text


def test_who_left_is_invited_anew_under_another_name_and_number(app, office, ana, leave):
    leave()
    guest = Guest(app.test_client())
    place = link_of(ana.post("/desk/people/invite/", {"role": "contributor"}))

    assert guest.join(place, MALLORY.key, name="Chi").status_code == 400
    assert guest.join(place, MALLORY.key, name="Chi again").status_code == 303

    with transaction(office.engine) as session:
        assert session.exec(select(Member.name).order_by(col(Member.id))).all() == ["Ana", "Ben", "Chi", "Chi again"]


def test_an_administrator_recovers_nobody_who_left(ana, leave):
    leave()

    assert ana.post("/desk/people/3/recover/").status_code == 404
    assert ana.post("/desk/people/3/role/", {"role": "moderator"}).status_code == 400
    assert ana.get("/desk/people/3/end/").status_code == 404


def test_somebody_whom_nobody_vouched_for_is_turned_away_without_a_signature(app, office, ana):
    guest = Guest(app.test_client())
    guest.join(link_of(ana.post("/desk/people/invite/", {"role": "administrator"})), MALLORY.key, name="Mallory")

    assert "nothing is to be signed" in ana.page("/desk/people/4/end/").get_text()
    assert ana.follow("/desk/people/4/end/") == "/desk/people/"

    assert guest.get("/desk/account/").headers["Location"] == "/desk/sign-in/"
    assert events(office, "leave") == [(1, "4")]
    assert vouchings(office) == []


def vouchings(office):
    with transaction(office.engine) as session:
        return list(vouching.waiting(session))


def test_leaving_is_put_up_once_and_can_be_withdrawn(office, ana, ben):
    place = ana.follow("/desk/people/3/end/")
    assert ana.follow("/desk/people/3/end/") == place
    assert ben.post(f"{place}withdraw/").status_code == 403

    ana.follow(f"{place}withdraw/")

    assert vouchings(office) == []
    assert ana.get(place).status_code == 404
    assert events(office, "withdraw") == [(1, "1")]


def test_what_cannot_be_put_up_again_cannot_be_withdrawn(app, office, ana):
    Guest(app.test_client()).join(
        link_of(ana.post("/desk/people/invite/", {"role": "contributor"})), MALLORY.key, name="Dan"
    )
    (row,) = vouchings(office)

    assert ana.post(f"/desk/vouching/{row.id}/withdraw/").status_code == 403
    assert len(vouchings(office)) == 1
