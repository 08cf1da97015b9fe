"""To join the desk: by a link that works once, for three days, in the role that it was made for; then others vouch."""

import json
from datetime import timedelta

import pytest
from sqlmodel import select

from resources.assertions import Relying
from resources.desk import accounts, vouching, web
from resources.desk.database import transaction
from resources.desk.tables import Invitation, Member, Passkey
from resources.roles import Role
from tests.desk.clients import Guest, link_of, register
from tests.desk.signing import BEN, CHI, MALLORY, RELYING, as_made_for, unverified

DAN = MALLORY  # here somebody who was invited


@pytest.fixture
def link(ana):
    """Let Ana invite a contributor."""
    return link_of(ana.post("/desk/people/invite/", {"role": "contributor"}))


def rows(office, table):
    with transaction(office.engine) as session:
        return session.exec(select(table)).all()


def place_of(office) -> str:
    with transaction(office.engine) as session:
        return f"/desk/vouching/{vouching.waiting(session)[-1].id}/"


def role_of(office, member=4):
    with transaction(office.engine) as session:
        return vouching.ring(session).roles.get(member)


def test_who_was_invited_joins_and_works_once_two_have_vouched(office, guest, link, ana, ben):
    answer = guest.join(link, DAN.key, name="Dan", label="phone")

    assert answer.headers["Location"] == "/desk/account/"
    assert guest.get("/desk/").headers["Location"] == "/desk/account/"
    place = place_of(office)
    ana.sign(place)
    assert role_of(office) is None
    ben.sign(place)
    assert role_of(office) is Role.CONTRIBUTOR
    assert guest.get("/desk/").status_code == 200


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_desk_goes_on_in_the_language_in_which_somebody_joined(guest, link, language):
    guest.browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    guest.join(link, DAN.key, name="Dan")
    del guest.browser.environ_base["HTTP_ACCEPT_LANGUAGE"]

    assert f'<html lang="{language}"' in guest.get("/desk/account/").text


def test_a_link_works_once(app, office, guest, link):
    guest.join(link, DAN.key, name="Dan")
    late = Guest(app.test_client())

    assert late.get(link).status_code == 403
    challenge = late.challenge("/desk/sign-in/")
    assert register(late, link, DAN.second, challenge, name="Eve").status_code == 403
    assert [member.name for member in rows(office, Member)] == ["Ana", "Ben", "Chi", "Dan"]


def test_a_link_works_for_three_days(clock, guest, link):
    challenge = guest.challenge("/desk/sign-in/")
    clock.move(accounts.INVITATION_LIVES - timedelta(seconds=1))
    assert guest.get(link).status_code == 200

    clock.move(timedelta(seconds=1))

    assert guest.get(link).status_code == 403
    assert register(guest, link, DAN.key, challenge, name="Dan").status_code == 403


def test_a_link_that_nobody_made_opens_nothing(office, guest):
    challenge = guest.challenge("/desk/sign-in/")

    assert guest.get("/desk/join/made-up/").status_code == 403
    assert register(guest, "/desk/join/made-up/", DAN.key, challenge, name="Dan").status_code == 403
    assert len(rows(office, Member)) == 3


def test_a_link_is_shown_once_and_its_secret_is_not_kept(office, ana, link):
    secret = link.removeprefix("/desk/join/").strip("/")

    assert secret not in ana.page("/desk/people/").get_text()
    assert secret not in str([row.model_dump() for row in rows(office, Invitation)])


@pytest.mark.parametrize("who", [BEN, CHI])
def test_only_administrators_invite(app, office, who):
    client = Guest(app.test_client())
    client.sign_in(who.key)

    answer = client.entered(who).post("/desk/people/invite/", {"role": "contributor"})

    assert answer.status_code == 403
    assert rows(office, Invitation) == []


@pytest.mark.parametrize("role", ["", "owner", "Administrator", "moderator "])
def test_there_is_no_invitation_for_a_role_that_there_is_not(office, ana, role):
    answer = ana.post("/desk/people/invite/", {"role": role})

    assert answer.status_code == 400
    assert "We could not read that" in answer.text
    assert rows(office, Invitation) == []


def test_no_field_claims_another_role_or_another_member(office, guest, link, ana, ben):
    guest.join(f"{link}?role=administrator", DAN.key, name="Dan", role="administrator", member="1", member_id="1")

    place = place_of(office)
    ana.sign(place)
    ben.sign(place)

    assert role_of(office) is Role.CONTRIBUTOR
    assert role_of(office, 1) is Role.ADMINISTRATOR
    assert {row.member_id for row in rows(office, Passkey) if row.credential_id == DAN.key.public.credential_id} == {4}


@pytest.mark.parametrize(
    "key",
    [
        unverified(DAN.key),
        as_made_for(DAN.key, Relying(rp_id="localhost", origin="https://evil.example")),
        as_made_for(DAN.key, Relying(rp_id="evil.example", origin=RELYING.origin)),
    ],
    ids=["not verified", "another site", "another host"],
)
def test_a_passkey_that_is_not_good_is_refused_and_the_link_still_works(office, guest, link, key):
    answer = guest.join(link, key, name="Dan")

    assert answer.status_code == 400
    assert len(rows(office, Member)) == 3
    assert guest.join(link, DAN.key, name="Dan").status_code == 303


def test_a_challenge_is_good_once_and_for_ten_minutes(clock, guest, link, ana):
    used, old = guest.challenge(link), guest.challenge(link)
    assert register(guest, link, DAN.key, used, name="Dan").status_code == 303
    other = link_of(ana.post("/desk/people/invite/", {"role": "contributor"}))
    guest.browser.delete_cookie("__Host-desk", domain="localhost")

    assert register(guest, other, DAN.second, used, name="Eve").status_code == 400
    clock.move(accounts.CEREMONY_LIVES)
    assert register(guest, other, DAN.second, old, name="Eve").status_code == 400


@pytest.mark.parametrize("name", ["", "   ", "Ben", " Ben "])
def test_a_name_is_given_and_nobody_elses(office, guest, link, name):
    assert guest.join(link, DAN.key, name=name).status_code == 400
    assert len(rows(office, Member)) == 3


def test_a_passkey_that_somebody_has_is_not_kept_twice(office, guest, link):
    answer = guest.join(link, BEN.key, name="Dan")

    assert answer.status_code == 400
    assert "known here" in answer.text
    assert len(rows(office, Member)) == 3


def test_nobody_vouches_with_a_passkey_that_nobody_vouched_for(office, guest, link):
    guest.join(link, DAN.key, name="Dan")
    place = place_of(office)
    member = guest.entered(DAN)

    assert "no passkey that can sign this" in member.page(place).get_text()
    challenge = guest.challenge("/desk/sign-in/")
    assert member.post(place, {"credential": answered(DAN.key, challenge)}).status_code == 403
    assert role_of(office) is None


def test_a_signature_over_something_else_holds_up_nobody(office, guest, link, ana, ben):
    guest.join(link, DAN.key, name="Dan")
    place = place_of(office)

    assert ben.post(place, {"credential": answered(BEN.key, b"x" * 32)}).status_code == 403
    for member in (ana, ben):
        assert member.sign(place).status_code == 303
    assert role_of(office) is Role.CONTRIBUTOR


def answered(key, challenge) -> str:
    return json.dumps(key.answer(challenge))


def test_tries_from_one_place_are_limited(clock, guest, link):
    for _ in range(web.SIGN_INS):
        assert register(guest, "/desk/join/guessed/", DAN.key, b"x", name="Dan").status_code == 403

    assert guest.join(link, DAN.key, name="Dan").status_code == 429
    clock.move(web.SIGN_INS_PER)
    assert guest.join(link, DAN.key, name="Dan").status_code == 303
