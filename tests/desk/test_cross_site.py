"""Every form of the desk from another site, without the session’s secret, or with another’s: refused, nothing done.

The routes are those that the application has, so that a new one cannot be forgotten.
"""

from collections.abc import Mapping

import pytest
from flask.testing import FlaskClient

from tests.desk.busy import Busy
from tests.desk.signing import RELYING

pytestmark = pytest.mark.usefixtures("unchanged")
OPEN = frozenset({"desk.signed_in", "desk.joined"})  # where nobody need be signed in, so that there is no secret
FOREIGN: Mapping[str, Mapping[str, str]] = {
    "no origin": {},
    "another site": {"Origin": "https://evil.example"},
    "another port": {"Origin": "http://localhost:8000"},
    "another scheme": {"Origin": "https://localhost:8001"},
    "a subdomain": {"Origin": "http://evil.localhost:8001"},
    "a longer name": {"Origin": "http://localhost:8001.evil.example"},
    "no name": {"Origin": "null"},
    "two": {"Origin": f"{RELYING.origin}, https://evil.example"},
    "only a referrer": {"Referer": f"{RELYING.origin}/desk/"},
    "told by a stranger": {"X-Forwarded-Host": "localhost:8001", "Origin": "http://evil.example"},
    "as browsers say": {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
    "from a neighbour": {"Origin": "http://a.localhost:8001", "Sec-Fetch-Site": "same-site"},
    "across, and under our name": {"Origin": RELYING.origin, "Sec-Fetch-Site": "cross-site"},
    "near, and under our name": {"Origin": RELYING.origin, "Sec-Fetch-Site": "same-site"},
}


def routes(desk: Busy) -> dict[str, str]:
    """Give an address of every view that takes a form, by the view, of an object that is there."""
    values = desk.objects
    parts = {
        "proposal": values["draft of A"],
        "number": values["role of C"],
        "member": 3,
        "token": values["link unused"],
    }
    adapter = desk.app.url_map.bind("localhost")
    found = {}
    for rule in desk.app.url_map.iter_rules():
        if "POST" in rule.methods:
            named = {**parts, "listing_id": "gb-example"} | (
                {"proposal": values["gb-waits"]} if "candidate" in rule.endpoint else {}
            )
            found[rule.endpoint] = adapter.build(
                rule.endpoint, {name: named[name] for name in rule.arguments}, method="POST"
            )
    return found


FIELDS = {
    "credential": "{}",
    "kind": "retire",
    "listing": "gb-example",
    "role": "moderator",
    "locale": "de",
    "everywhere": "yes",
    "version": "1",
    "name": "Mallory",
    "method": "page_read",
    "all": "right",
}
"""What would make many a view do its deed; others need nothing."""


def post(browser: FlaskClient, path: str, csrf: str | None, headers: Mapping[str, str]) -> int:
    secret = {} if csrf is None else {"csrf": csrf}
    return browser.post(path, base_url=RELYING.origin, data={**FIELDS, **secret}, headers=headers).status_code


def test_every_view_that_changes_something_is_among_them(desk: Busy) -> None:
    assert len(routes(desk)) > 25
    assert {
        rule.endpoint for rule in desk.app.url_map.iter_rules() if rule.methods & {"PUT", "PATCH", "DELETE"}
    } == set()


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_a_form_of_another_site_is_refused_by_every_view(desk: Busy, headers: Mapping[str, str]) -> None:
    ana = desk.people["A"]

    told = {view: post(ana.browser, path, ana.csrf, headers) for view, path in routes(desk).items()}

    assert set(told.values()) == {403}


@pytest.mark.parametrize("secret", ["another's", "none", "empty", "cut", "longer", "beyond ASCII"])
def test_a_form_without_the_sessions_own_secret_is_refused_by_every_view(desk: Busy, secret: str) -> None:
    ana = desk.people["A"]
    sent = {
        "another's": desk.people["M"].csrf,
        "none": None,
        "empty": "",
        "cut": ana.csrf[:-1],
        "longer": f"{ana.csrf}x",
        "beyond ASCII": "ü\ud7ff",
    }[secret]

    told = {view: post(ana.browser, path, sent, {"Origin": RELYING.origin}) for view, path in routes(desk).items()}

    assert set(told.values()) == {403}


def test_the_secret_in_the_address_or_in_a_header_is_none(desk: Busy) -> None:
    ana = desk.people["A"]
    headers = {"Origin": RELYING.origin, "X-CSRF-Token": ana.csrf}

    told = {post(ana.browser, f"{path}?csrf={ana.csrf}", None, headers) for path in routes(desk).values()}

    assert told == {403}


@pytest.mark.parametrize("headers", FOREIGN.values(), ids=FOREIGN)
def test_another_site_signs_nobody_in_and_lets_nobody_join(desk: Busy, headers: Mapping[str, str]) -> None:
    browser = desk.app.test_client()

    assert {post(browser, path, None, headers) for view, path in routes(desk).items() if view in OPEN} == {403}


def test_whoever_is_not_signed_in_is_led_to_sign_in_by_every_other_view(desk: Busy) -> None:
    browser = desk.app.test_client()
    paths = [path for view, path in routes(desk).items() if view not in OPEN]

    answers = [
        browser.post(path, base_url=RELYING.origin, data=FIELDS, headers={"Origin": RELYING.origin}) for path in paths
    ]

    assert {answer.headers.get("Location") for answer in answers} == {"/desk/sign-in/"}
