"""Who is signed in: for half an hour without a step, for a working day at most, and until they sign out."""

import json
from dataclasses import replace
from datetime import timedelta

from sqlmodel import select

from resources.desk import sessions, web
from resources.desk.database import transaction
from resources.desk.tables import DeskSession
from resources.limits import Limits
from tests.desk.clients import Guest, enter, link_of
from tests.desk.signing import ANA, BEN, MALLORY, RELYING

SECOND = timedelta(seconds=1)


def is_in(client) -> bool:
    return client.get("/desk/").status_code == 200


def kept(office):
    with transaction(office.engine) as session:
        return session.exec(select(DeskSession)).all()


def cookie_of(guest) -> str:
    return guest.browser.get_cookie(sessions.COOKIE, domain="localhost").value


def plant(guest, value: str) -> None:
    guest.browser.set_cookie(sessions.COOKIE, value, domain="localhost", secure=True)


def test_who_takes_no_step_for_half_an_hour_is_signed_out(office, clock, ben):
    clock.move(sessions.IDLE - SECOND)
    assert is_in(ben)
    clock.move(sessions.IDLE - SECOND)
    assert is_in(ben)

    clock.move(sessions.IDLE)

    assert ben.get("/desk/").headers["Location"] == "/desk/sign-in/"
    assert kept(office) == []


def test_who_works_on_is_signed_out_after_a_working_day(clock, ben):
    begun = clock.now
    while clock.now + timedelta(minutes=20) < begun + sessions.ABSOLUTE:
        clock.move(timedelta(minutes=20))
        assert is_in(ben)

    clock.now = begun + sessions.ABSOLUTE

    assert not is_in(ben)


def test_a_deed_after_the_time_does_nothing(clock, ben):
    clock.move(sessions.IDLE)

    answer = ben.post("/desk/listings/gb-example/hide/")

    assert answer.headers["Location"] == "/desk/sign-in/"


def test_only_the_digest_of_the_cookie_is_kept(office, guest):
    guest.sign_in(BEN.key)

    (row,) = kept(office)
    assert row.token_sha256 == sessions.digest(cookie_of(guest))
    assert cookie_of(guest) not in str(row.model_dump())


def test_what_was_planted_is_never_taken_over(office, guest):
    plant(guest, "planted")

    guest.sign_in(BEN.key)

    assert cookie_of(guest) != "planted"
    assert [row.token_sha256 for row in kept(office)] == [sessions.digest(cookie_of(guest))]
    plant(guest, "planted")
    assert not is_in(guest)


def test_the_session_is_a_new_one_each_time_and_the_one_before_ends(app, guest):
    guest.sign_in(BEN.key)
    before = cookie_of(guest)
    member = guest.entered(BEN)
    challenge = guest.challenge("/desk/sign-in/")

    answer = member.post("/desk/sign-in/", {"credential": answered(BEN.key, challenge)})

    assert answer.status_code == 303
    assert cookie_of(guest) != before
    thief = Guest(app.test_client())
    plant(thief, before)
    assert not is_in(thief)


def test_another_members_session_is_not_gone_on_with(app, guest):
    """An attacker plants the cookie of a session of their own; who signs in over it works under their own name."""
    plant(guest, enter(app, ANA).browser.get_cookie(sessions.COOKIE, domain="localhost").value)
    hers = guest.entered(ANA)
    challenge = guest.challenge("/desk/sign-in/")

    hers.post("/desk/sign-in/", {"credential": answered(BEN.key, challenge)})

    assert "Ben" in guest.get("/desk/account/").text


def test_who_joins_in_a_browser_where_somebody_was_signed_in_ends_that_session(app, ana, guest):
    link = link_of(ana.post("/desk/people/invite/", {"role": "contributor"}))
    guest.sign_in(BEN.key)
    before, member = cookie_of(guest), guest.entered(BEN)

    credential = json.dumps(MALLORY.key.register(guest.challenge(link)))
    assert member.post(link, {"credential": credential, "name": "Dan"}).status_code == 303

    thief = Guest(app.test_client())
    plant(thief, before)
    assert not is_in(thief)


def answered(key, challenge) -> str:
    return json.dumps(key.answer(challenge))


def test_the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(guest):
    told = guest.sign_in(BEN.key).headers["Set-Cookie"].split("; ")

    assert told[0].startswith("__Host-desk=")
    assert set(told[1:]) == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}  # no Domain, and no life of its own


def test_to_sign_out_ends_this_session_and_no_other(app, ben):
    elsewhere = enter(app, BEN)

    answer = ben.post("/desk/sign-out/")

    assert answer.headers["Location"] == "/desk/sign-in/"
    assert answer.headers["Set-Cookie"].startswith("__Host-desk=;")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not is_in(ben)
    assert is_in(elsewhere)


def test_a_cookie_that_was_copied_opens_nothing_after_signing_out(app, ben):
    token = ben.browser.get_cookie(sessions.COOKIE, domain="localhost").value
    thief = Guest(app.test_client())
    plant(thief, token)
    assert is_in(thief)

    ben.post("/desk/sign-out/")

    assert not is_in(thief)


def test_to_sign_out_everywhere_ends_all_of_ones_own_and_no_others(app, ben, ana):
    elsewhere = enter(app, BEN)

    ben.post("/desk/sign-out/", {"everywhere": "yes"})

    assert not is_in(ben)
    assert not is_in(elsewhere)
    assert is_in(ana)


def test_nobody_signs_another_out_from_another_site(ben):
    for origin, secret in (("https://evil.example", ben.csrf), (RELYING.origin, "")):
        answer = ben.browser.post(
            "/desk/sign-out/", base_url=RELYING.origin, data={"csrf": secret}, headers={"Origin": origin}
        )
        assert answer.status_code == 403

    assert is_in(ben)


def test_posts_of_one_member_are_limited_and_keep_nobody_else_out(app, clock, ben, chi):
    app.extensions["desk"] = replace(app.extensions["desk"], writes=Limits(2, web.WRITES_PER))

    told = [chi.post("/desk/speak/", {"locale": "de"}).status_code for _ in range(3)]

    assert told == [303, 303, 429]
    assert ben.post("/desk/speak/", {"locale": "de"}).status_code == 303
    clock.move(web.WRITES_PER)
    assert chi.post("/desk/speak/", {"locale": "de"}).status_code == 303
