"""Words that no keyboard types, where members write: refused or kept, on either database, and shown as they are."""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask

from resources import http
from resources.assertions import decoded
from resources.demo.softkey import SoftKey
from resources.desk import accounts
from resources.desk.database import transaction
from resources.ledger import digest_of
from resources.roles import Role
from tests.desk.clients import desk, fields, unhindered
from tests.desk.offices import NOON, STANDING, change, opened
from tests.desk.signing import BEN, RELYING
from tests.hostile import VALUES, wrongs

OWN = frozenset({"Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Frame-Options"})
"""What pages of the desk set for themselves."""
PROMISED = {name: value for name, value in http.SECURITY_HEADERS.items() if name not in OWN}
SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # where who joins gets the next number
LISTING = "/desk/listings/gb-example/"
NAMES = ("\x00", *VALUES.values())


@pytest.fixture
def app(database, tmp_path) -> Iterator[Flask]:
    with unhindered(desk(opened(database, tmp_path), tmp_path / "instance")) as app:
        yield app


def invited(office) -> str:
    with transaction(office.engine) as session:
        return f"/desk/join/{accounts.invite(session, Role.CONTRIBUTOR, by=1, now=NOON)}/"


def join(app, path, name, key=None):
    """Answer an invitation with a new passkey."""
    browser = app.test_client()
    page = browser.get(path, base_url=RELYING.origin).text
    challenge = decoded(page.partition("challenge&#34;:&#34;")[2].partition("&#34;")[0])
    credential = json.dumps((key or SoftKey(RELYING)).register(challenge))
    sent = {"name": name, "label": name, "credential": credential}
    return browser.post(path, base_url=RELYING.origin, data=sent, headers={"Origin": RELYING.origin})


def found(member, answers, *pages):
    """Say what is wrong with answers, and with the pages that show what was kept."""
    return [wrong for answer in [*answers, *map(member.get, pages)] for wrong in wrongs(answer, PROMISED)]


def test_what_is_typed_into_a_proposal_breaks_no_page_that_shows_it(office, ben):
    draft = change(office, by=BEN)
    at, answers = f"/desk/proposals/{draft.id}/", []
    for word in VALUES.values():
        page = ben.page(f"{at}edit/")
        typed = {
            str(one["name"]): word for one in page.select(".listing-form textarea, .listing-form input:not([type])")
        }
        kept = [pair for pair in fields(page, ".listing-form") if pair[0] not in typed]
        answers += [
            ben.post(f"{at}edit/", [*kept, *typed.items()]),
            *map(ben.get, (at, f"{at}edit/", f"{at}preview/en/")),
        ]

    assert len(typed) > 10
    assert found(ben, answers, "/desk/proposals/", LISTING) == []


SIDES = (
    r'{"name": "\ud800"}',
    r'{"id": "gb-\u0000"}',
    '{"notes": NaN}',
    '{"notes": 1e999}',
    '{"phones": 1, "evidence": {"a": []}, "reporting": [1], "checks": [null], "languages": {}, "id": [], "kind": {}}',
    r'{"phones": [1, null, {"number": {}}], "evidence": [{"url": 5}], "languages": [[]], "\ud800": 1, "kind": []}',
    '{"a": ' * 900 + "1" + "}" * 900,
)


@pytest.mark.parametrize("side", ["mine", "theirs", "base"])
def test_sides_of_a_merge_that_are_no_listing_break_nothing(office, ben, side):
    answers = []
    for text in SIDES:
        at = f"/desk/proposals/{change(office, by=BEN).id}/"
        sides = {"mine": "{}", "theirs": "{}", "base": "{}", "version": "1", "with": "standing", side: text}
        answers += [ben.post(f"{at}merge/", sides), ben.post(f"{at}edit/", sides)]
        answers += [ben.get(f"{at}{rest}") for rest in ("", "edit/", "merge/", "preview/en/")]

    assert found(ben, answers, "/desk/proposals/") == []


@SQLITE
def test_names_labels_and_reasons_of_any_kind_break_nothing(app, office, ben):
    answers = [join(app, invited(office), name) for name in NAMES]
    answers += [ben.post(f"{LISTING}hide/", {"phone": "0800 1111", "reason": name}) for name in NAMES]
    answers += [ben.post(f"{LISTING}hide/", {"phone": name}) for name in NAMES]
    seen = {"method": "page_read", "seen": digest_of(STANDING), "all": "right"}
    answers += [ben.post(f"{LISTING}check/", {**seen, "note": name, "page": name}) for name in NAMES]
    answers += [ben.post("/desk/listings/", {"kind": "retire", "listing": "gb-other", "note": name}) for name in NAMES]

    assert found(ben, answers, "/desk/people/", LISTING, f"{LISTING}check/", "/desk/", "/desk/dashboard/") == []


def test_a_proposal_of_any_name_is_not_found(ben):
    names = ["%00", "a%00b", "%ff%fe", "%ed%a0%80", *(quote(value[:200], safe="") for value in VALUES.values())]
    rests = ("", "edit/", "merge/", "preview/en/")

    found = {ben.get(f"/desk/proposals/{name}/{rest}").status_code for name in names for rest in rests if name}

    assert found <= {404, 308}


def test_a_search_for_anything_is_answered(ben):
    queries = [*map(quote, VALUES.values()), "%00", "%ff"]
    pages = ("/desk/listings/?q", "/desk/listings/?country", "/desk/candidates/?country")

    assert found(ben, [ben.get(f"{page}={query}") for page in pages for query in queries]) == []


def test_nul_is_no_text_in_a_form_or_an_address(ben):
    assert ben.post("/desk/speak/", {"locale": "de\x00"}).status_code == 400
    assert ben.post("/desk/speak/", {"locale": "de", "a\x00": ""}).status_code == 400
    assert ben.get("/desk/listings/?q=%00").status_code == 400
