"""The doors of the desk: who comes from elsewhere, comes again, or claims to be more than they are, stays outside."""

import json

import pytest

from resources.assertions import encoded
from resources.desk import accounts, sessions, web
from resources.desk.database import engine, transaction
from resources.roles import Role
from tests.desk.clients import Client, desk, enter
from tests.desk.offices import NOON, STANDING, change, opened, shown, submit
from tests.desk.signing import ANA, BEN, CHI, RELYING

NESTED = "[" * 200_000
HUGE = 10**30


@pytest.fixture
def app(tmp_path):
    opened_engine = engine(f"sqlite:///{tmp_path / 'desk.db'}")
    yield desk(opened(opened_engine, tmp_path), tmp_path / "instance")
    opened_engine.dispose()


@pytest.fixture
def stranger(app):
    return app.test_client()


def sent(browser, path, fields, *, origin=RELYING.origin, **headers):
    named = headers | ({} if origin is None else {"Origin": origin})
    return browser.post(path, base_url=RELYING.origin, data=fields, headers=named)


def signing_in(browser, who, challenge=None):
    """Answer the passkey's form of the page to sign in, or an earlier challenge again."""
    page = browser.get("/desk/sign-in/", base_url=RELYING.origin).text
    asked = challenge or page.partition("challenge&#34;:&#34;")[2].partition("&#34;")[0]
    answer = json.dumps(who.key.answer(accounts.assertions.decoded(asked)))
    return sent(browser, "/desk/sign-in/", {"credential": answer}), asked


def test_what_an_address_takes_is_told_without_a_type_of_nothing(stranger):
    answer = stranger.options("/desk/sign-in/", base_url=RELYING.origin)

    assert (answer.data, set(answer.allow)) == (b"", {"GET", "HEAD", "OPTIONS", "POST"})
    assert "Content-Type" not in answer.headers


HIDE = "/desk/listings/gb-example/hide/"


@pytest.mark.parametrize(
    "origin", [None, "null", "", "https://evil.example", "http://localhost:8001.evil.example", "http://localhost:8002"]
)
def test_a_form_of_another_site_does_nothing(office, ben, origin):
    assert sent(ben.browser, HIDE, {"csrf": ben.csrf}, origin=origin).status_code == 403
    assert shown(office) == STANDING


def test_a_form_with_another_sessions_secret_does_nothing(office, ben, chi):
    for secret in ("", "x", chi.csrf, "ü"):
        assert sent(ben.browser, HIDE, {"csrf": secret}).status_code == 403
    assert shown(office) == STANDING


def test_nobody_signs_another_in_from_another_site(stranger):
    assert sent(stranger, "/desk/sign-in/", {"credential": "{}"}, origin="https://evil.example").status_code == 403


def test_a_session_that_was_planted_is_not_the_one_that_begins(stranger):
    stranger.set_cookie(sessions.COOKIE, "planted", domain="localhost", secure=True)

    answer, _ = signing_in(stranger, BEN)

    assert answer.status_code == 303
    assert f"{sessions.COOKIE}=planted" not in answer.headers["Set-Cookie"]
    stranger.set_cookie(sessions.COOKIE, "planted", domain="localhost", secure=True)
    assert stranger.get("/desk/", base_url=RELYING.origin).headers["Location"] == "/desk/sign-in/"


def test_the_cookie_is_for_this_host_alone_and_out_of_reach_of_scripts(stranger):
    cookie = signing_in(stranger, BEN)[0].headers["Set-Cookie"]

    assert cookie.startswith("__Host-desk=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"} <= set(cookie.split("; "))
    assert "Domain" not in cookie


def test_a_challenge_is_good_once_and_only_ours(app, stranger):
    answer, used = signing_in(stranger, BEN)
    assert answer.status_code == 303

    for challenge in (used, encoded(b"of my own making, 32 bytes long!")):
        assert signing_in(app.test_client(), BEN, challenge)[0].status_code == 403


def test_a_signature_of_another_member_does_not_count_as_ones_own(office, ben):
    draft = submit(office, change(office))
    form = ben.page(f"/desk/proposals/{draft.id}/").select_one("form[data-passkey]")
    challenge = accounts.assertions.decoded(json.loads(form["data-options"])["challenge"])

    answer = ben.post(form["action"], {"credential": json.dumps(ANA.key.answer(challenge))})

    assert answer.status_code in (400, 403)
    assert shown(office) == STANDING


@pytest.mark.parametrize("override", [{"_method": "DELETE"}, {"role": "administrator", "member": "1", "is_admin": "1"}])
def test_further_fields_change_no_method_and_no_role(office, chi, override):
    chi.post("/desk/speak/", {"locale": "de", **override})

    assert chi.post(HIDE, override).status_code == 403
    assert chi.get("/desk/export/").status_code == 403
    assert shown(office) == STANDING


def test_a_read_does_no_deed_whatever_its_headers_say(office, ben):
    answer = ben.browser.get(HIDE, base_url=RELYING.origin, headers={"X-HTTP-Method-Override": "POST"})

    assert answer.status_code == 405
    assert shown(office) == STANDING


def test_who_joins_gets_the_role_of_the_invitation_and_no_other(office, stranger):
    with transaction(office.engine) as session:
        token = accounts.invite(session, Role.CONTRIBUTOR, by=1, now=NOON)

    page = stranger.get(f"/desk/join/{token}/?role=administrator", base_url=RELYING.origin)

    assert page.status_code == 200
    with transaction(office.engine) as session:
        assert accounts.invitation(session, token, now=NOON).role == Role.CONTRIBUTOR


@pytest.mark.parametrize("to", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_nothing_that_was_sent_says_where_one_is_led(ben, to):
    named = dict.fromkeys(("next", "to", "return", "url", "page"), to)

    for path in ("/desk/speak/", "/desk/sign-out/"):
        assert ben.post(path, named).headers["Location"].startswith("/desk/")


@pytest.mark.parametrize("credential", [NESTED, "{" * 10, '{"response": ' + '{"a": ' * 50_000, '"\\ud800"', "\x00"])
def test_what_is_no_answer_of_a_passkey_is_refused_and_breaks_nothing(stranger, credential):
    assert sent(stranger, "/desk/sign-in/", {"credential": credential}).status_code in (400, 403)


@pytest.mark.parametrize("path", [f"/desk/vouching/{HUGE}/", "/desk/vouching/0/", f"/desk/people/{HUGE}/role/"])
def test_a_number_beyond_every_row_is_not_found(app, path):
    ana = enter(app, ANA)

    assert {ana.get(path).status_code, ana.post(path, {"role": "moderator"}).status_code} <= {400, 404, 405}


@pytest.mark.parametrize("name", ["gb-nowhere", "qq-nothing", "zz", "x", "%00", "gb-example%00", "%ff%fe"])
@pytest.mark.parametrize("deed", ["hide/", "check/", "check/show/"])
def test_a_deed_at_a_listing_that_is_not_there_is_not_found(ben, name, deed):
    assert ben.post(f"/desk/listings/{name}/{deed}", {"method": "page_read", "all": "right"}).status_code == 404


@pytest.mark.parametrize("name", ["", "gb-nowhere", "qq-nothing", "x", "../gb"])
@pytest.mark.parametrize("kind", ["change", "retire", "show", "roll_back"])
def test_nothing_is_proposed_of_a_listing_that_is_not_there(ben, name, kind):
    assert ben.post("/desk/listings/", {"kind": kind, "listing": name, "to": "0" * 64}).status_code == 404


@pytest.mark.parametrize("deed", ["edit/", "merge/"])
def test_what_was_dropped_is_not_written_on(office, chi, deed):
    draft = change(office)
    chi.follow(f"/desk/proposals/{draft.id}/drop/")

    answer = chi.post(f"/desk/proposals/{draft.id}/{deed}", {"version": "1", "base": "{}", "name": "Other"})

    assert answer.status_code == 409
    assert "Nothing of yours was lost" in answer.text


@pytest.mark.parametrize("deed", ["edit/", "merge/", "drop/"])
def test_who_may_not_write_on_anothers_is_told_that_their_role_does_not_include_it(office, chi, deed):
    draft = change(office, by=BEN)

    answer = chi.post(f"/desk/proposals/{draft.id}/{deed}", {"version": "1", "base": "{}", "name": "Other"})

    assert answer.status_code == 403
    assert "our role" in answer.text
    assert "was quicker" not in answer.text


# view: who is let in, of contributors (C), moderators (M), administrators (A) and strangers (S)
LET_IN = {
    "account": "CMA",
    "add_passkey": "CMA",
    "approved": "MA",
    "audit_page": "MA",
    "begin": "CMA",
    "candidate_confirmed": "MA",
    "candidate_dropped": "MA",
    "candidate_list": "MA",
    "change_role": "A",
    "check_page": "CMA",
    "checked": "MA",
    "checks_shown": "CMA",
    "dashboard": "CMA",
    "dropped": "CMA",
    "edit": "CMA",
    "edited": "CMA",
    "end": "A",
    "ended": "A",
    "export_file": "MA",
    "farewell": "CMAS",
    "health": "CMAS",
    "hide": "MA",
    "home": "CMA",
    "import_file": "MA",
    "import_form": "MA",
    "invite": "A",
    "join": "CMAS",
    "joined": "CMAS",
    "leave": "CMA",
    "left": "CMA",
    "listing": "CMA",
    "listing_preview": "CMA",
    "listings": "CMA",
    "merge_page": "CMA",
    "merged": "CMA",
    "people": "CMA",
    "proposal": "CMA",
    "proposal_list": "CMA",
    "proposal_preview": "CMA",
    "recover": "A",
    "revoke": "CMA",
    "sign_in": "CMAS",
    "sign_out": "CMA",
    "signed_in": "CMAS",
    "speak": "CMA",
    "submitted": "CMA",
    "taken_on": "CMA",
    "vouched": "CMA",
    "vouching_page": "CMA",
    "withdrawn": "CMA",
}


def test_a_view_that_stands_in_no_table_is_answered_to_nobody(app, monkeypatch):
    monkeypatch.delitem(web.VIEWS, "desk.listings")

    assert enter(app, ANA).get("/desk/listings/").status_code == 404


@pytest.fixture
def hollow(app):
    """Let every view only say that one was let in: what it does inside is tried elsewhere."""
    views = dict(app.view_functions)
    app.view_functions.update(dict.fromkeys(views, lambda **_: "let in"))
    yield app
    app.view_functions.update(views)


def knock(app, rule, visitor):
    """Ask for a view as a visitor's browser would, and tell whether one was let in."""
    filled = {name: 1 if name in ("member", "number") else "x" for name in rule.arguments}
    path = app.url_map.bind("localhost").build(rule.endpoint, filled)
    if "POST" in rule.methods:
        return (visitor.post(path) if isinstance(visitor, Client) else sent(visitor, path, {})).text == "let in"
    return visitor.get(path, **({} if isinstance(visitor, Client) else {"base_url": RELYING.origin})).text == "let in"


def test_every_view_lets_in_whom_the_table_says_and_nobody_else(hollow):
    visitors = {"C": enter(hollow, CHI), "M": enter(hollow, BEN), "A": enter(hollow, ANA), "S": hollow.test_client()}

    let_in = {
        rule.endpoint.removeprefix("desk."): "".join(
            name for name, visitor in visitors.items() if knock(hollow, rule, visitor)
        )
        for rule in hollow.url_map.iter_rules()
    }

    assert let_in == LET_IN
