"""Every view of the desk, and every role, and who is signed out: one table of which door opens to whom."""

import pytest

from resources.desk.database import engine
from tests.desk.clients import desk, enter
from tests.desk.offices import opened
from tests.desk.signing import ANA, BEN, CHI, RELYING

SIGNED_OUT, CONTRIBUTOR, MODERATOR, ADMINISTRATOR = None, CHI, BEN, ANA
EVERYBODY = (SIGNED_OUT, CONTRIBUTOR, MODERATOR, ADMINISTRATOR)
MEMBERS, DECIDE, PEOPLE = EVERYBODY[1:], EVERYBODY[2:], EVERYBODY[3:]

OPENS_TO = {
    # to sign in, to join
    **dict.fromkeys(("sign_in", "signed_in", "join", "joined", "health"), EVERYBODY),
    # one's own account
    **dict.fromkeys(("account", "add_passkey", "revoke", "sign_out", "speak", "vouched", "vouching_page"), MEMBERS),
    # to read
    **dict.fromkeys(("home", "dashboard", "check_page", "listings", "listing", "listing_preview", "people"), MEMBERS),
    **dict.fromkeys(("proposal", "proposal_list", "proposal_preview"), MEMBERS),
    # to propose
    **dict.fromkeys(
        ("begin", "edit", "edited", "merge_page", "merged", "submitted", "dropped", "checks_shown"), MEMBERS
    ),
    # to decide, check, hide, bring in
    **dict.fromkeys(("approved", "candidate_list", "candidate_confirmed", "candidate_dropped", "checked"), DECIDE),
    **dict.fromkeys(("hide", "import_form", "import_file", "export_file"), DECIDE),
    # people
    **dict.fromkeys(("invite", "recover", "change_role"), PEOPLE),
}

VALUES = {"proposal": "0" * 32, "listing_id": "gb-example", "tag": "en", "token": "none", "member": "1", "number": "1"}


@pytest.fixture
def app(tmp_path, monkeypatch):
    """Build a desk whose views do nothing but say that they were reached."""
    opened_engine = engine(f"sqlite:///{tmp_path / 'desk.db'}")
    built = desk(opened(opened_engine, tmp_path), tmp_path / "instance")
    for endpoint in built.view_functions:
        monkeypatch.setitem(built.view_functions, endpoint, lambda **_: "reached")
    yield built
    opened_engine.dispose()


def doors(app):
    """Give each view with a path that leads to it, once for each method."""
    for rule in app.url_map.iter_rules():
        path = rule.rule.replace("<int:", "<")
        for name in rule.arguments:
            path = path.replace(f"<{name}>", VALUES[name])
        yield from ((rule.endpoint.removeprefix("desk."), method, path) for method in rule.methods & {"GET", "POST"})


def reached(app, who):
    """Try every door as one person, and name those that open."""
    member = enter(app, who) if who else None
    browser = member.browser if member else app.test_client()
    sent = {"data": {"csrf": member.csrf} if member else {}, "headers": {"Origin": RELYING.origin}}
    answers = {
        (view, method): browser.open(path, method=method, base_url=RELYING.origin, **sent)
        for view, method, path in doors(app)
    }
    return {door for door, answer in answers.items() if answer.text == "reached"}


def test_every_view_has_its_row(app):
    assert {view for view, _, _ in doors(app)} == OPENS_TO.keys()


@pytest.mark.parametrize("who", EVERYBODY, ids=["signed out", "contributor", "moderator", "administrator"])
def test_door_opens_to_those_the_table_names_and_to_nobody_else(app, who):
    expected = {(view, method) for view, method, _ in doors(app) if who in OPENS_TO[view]}

    assert reached(app, who) == expected


def test_no_form_is_taken_without_the_secret_of_the_session(app):
    member = enter(app, ANA)
    posts = [path for view, method, path in doors(app) if method == "POST"]

    answers = [
        member.browser.post(path, base_url=RELYING.origin, data={"csrf": secret}, headers={"Origin": origin})
        for path in posts
        for secret, origin in (("", RELYING.origin), ("x" * 43, RELYING.origin), (member.csrf, "https://evil.example"))
    ]

    assert {answer.status_code for answer in answers} == {403}
