"""To sign in: a passkey that makes sure who holds it, over a challenge of ours, once; and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from resources.assertions import Relying, encoded
from resources.desk import accounts, sessions, web
from resources.desk.database import transaction
from resources.desk.tables import Ceremony, DeskSession, Event
from tests.desk.clients import Guest
from tests.desk.signing import ANA, BEN, MALLORY, RELYING, as_made_for, unverified


def is_in(guest) -> bool:
    return guest.get("/desk/").status_code == 200


def rows(office, table):
    with transaction(office.engine) as session:
        return session.exec(select(table)).all()


def test_a_member_signs_in_with_a_passkey(guest):
    answer = guest.sign_in(BEN.key)

    assert answer.headers["Location"] == "/desk/"
    assert is_in(guest)


def test_every_passkey_of_a_member_opens(guest):
    guest.sign_in(BEN.second)

    assert is_in(guest)


def test_the_page_asks_for_a_passkey_that_makes_sure_who_holds_it(guest):
    page = guest.get("/desk/sign-in/").text

    assert "&#34;userVerification&#34;:&#34;required&#34;" in page
    assert 'type="password"' not in page


@pytest.mark.parametrize(
    "key",
    [
        unverified(BEN.key),
        as_made_for(BEN.key, Relying(rp_id="localhost", origin="https://evil.example")),
        as_made_for(BEN.key, Relying(rp_id="localhost", origin="http://localhost:8002")),
        as_made_for(BEN.key, Relying(rp_id="evil.example", origin=RELYING.origin)),
        replace(BEN.key, private=ANA.key.private),  # Ben's name under Ana's signature
        replace(ANA.key, private=BEN.key.private),
        MALLORY.key,
    ],
    ids=["not verified", "another site", "another port", "another host", "forged", "forged for ana", "a stranger"],
)
def test_what_is_no_answer_of_a_members_own_passkey_opens_nothing(office, guest, key):
    answer = guest.sign_in(key)

    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert not is_in(guest)
    assert rows(office, DeskSession) == []


def test_a_challenge_is_good_once(app, guest):
    used = guest.challenge("/desk/sign-in/")
    assert guest.sign_in(BEN.key, used).status_code == 303

    for key in (BEN.key, ANA.key):
        assert Guest(app.test_client()).sign_in(key, used).status_code == 403


def test_a_challenge_of_somebody_elses_making_opens_nothing(guest):
    assert guest.sign_in(BEN.key, b"x" * 32).status_code == 403


def test_a_challenge_is_good_for_ten_minutes(app, clock, guest):
    first, second = guest.challenge("/desk/sign-in/"), guest.challenge("/desk/sign-in/")

    clock.move(accounts.CEREMONY_LIVES - timedelta(seconds=1))
    assert guest.sign_in(BEN.key, first).status_code == 303
    clock.move(timedelta(seconds=1))
    assert Guest(app.test_client()).sign_in(BEN.key, second).status_code == 403


def test_challenges_that_ran_out_are_not_kept(office, clock, guest):
    guest.challenge("/desk/sign-in/")
    clock.move(accounts.CEREMONY_LIVES)

    fresh = guest.challenge("/desk/sign-in/")

    assert [row.challenge for row in rows(office, Ceremony)] == [encoded(fresh)]


def test_a_passkey_that_was_revoked_opens_nothing(guest, ben):
    ben.sign(ben.follow("/desk/account/revoke/", {"passkey": BEN.second.public.credential_id}))

    assert guest.sign_in(BEN.second).status_code == 403


def test_to_sign_in_is_an_event(office, guest):
    guest.sign_in(MALLORY.key)
    guest.sign_in(BEN.key)

    assert [(event.kind, event.member_id) for event in rows(office, Event)] == [("sign in", 2)]


def test_tries_from_one_place_are_limited(clock, guest):
    for _ in range(web.SIGN_INS):
        assert guest.sign_in(MALLORY.key).status_code == 403

    limited = guest.sign_in(BEN.key)
    clock.move(web.SIGN_INS_PER)

    assert limited.status_code == 429
    assert "wait ten minutes" in limited.text
    assert guest.sign_in(BEN.key).status_code == 303


def test_tries_from_one_place_keep_nobody_out_elsewhere(app, guest):
    for _ in range(web.SIGN_INS + 1):
        guest.sign_in(MALLORY.key)
    elsewhere = Guest(app.test_client())
    elsewhere.browser.environ_base["REMOTE_ADDR"] = "192.0.2.7"

    assert elsewhere.sign_in(BEN.key).status_code == 303


def test_no_answer_of_the_desk_sets_a_cookie_but_to_sign_in(guest):
    for path in ("/desk/sign-in/", "/desk/", "/desk/farewell/", "/desk/healthz", "/desk/nothing/"):
        assert "Set-Cookie" not in guest.get(path).headers

    assert guest.sign_in(BEN.key).headers["Set-Cookie"].startswith(f"{sessions.COOKIE}=")
