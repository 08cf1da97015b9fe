"""Every form of the desk, found by walking it as each role, sent what no member sends: pages of ours come back.

Nothing that one member sends puts a word or a number before visitors: by hiding they can only take away.
"""

import itertools
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote, urlencode

import pytest
from werkzeug.test import TestResponse

from resources.desk import audit, sessions
from resources.desk.database import transaction
from resources.editions import Shelf
from resources.listing import Listing
from tests.desk.busy import Busy
from tests.desk.crawling import HTML, PROMISED, all_forms, faults, links, send, walk
from tests.desk.signing import RELYING
from tests.hostile import BODIES, MARK, MARKUP, METHODS, PARTS, RAW, TYPES, VALUES, Form, bodies, wrongs

KEPT = ("csrf",)  # what each session's own pages hold
ROLES = ("A", "M", "C", "N")  # administrator, moderator, contributor, and somebody for whom nobody vouched yet
SOME = 9  # of a form that another role was tried with already
MANY = 20  # fields; of such a form of one view, one is tried in full
ENDS = ("sign_out", "desk.left", "dropped")  # after which there is less to look at


@pytest.fixture(autouse=True)
def held(desk: Busy) -> Iterator[None]:
    """Give the desk as it was, and hold what became of it to what one member alone may do."""
    desk.put_back()
    before = public(desk)
    yield
    assert unproven(desk) == []
    assert [one for one in public(desk).values() if not is_less(one, before.get(one.id))] == []


def public(desk: Busy) -> dict[str, Listing]:
    """Read what visitors see, as a node of its own does."""
    shelf = Shelf(desk.office.shelf.folder, desk.office.shelf.proofs.trust)
    edition = shelf.newest().edition
    return {one.id: one for code in edition.parts for one in shelf.part(edition, code).listings}


def is_less(now: Listing, before: Listing | None) -> bool:
    """Tell whether nothing stands in a listing that did not before."""
    if before is None:
        return False
    links = [(getattr(now, name), getattr(before, name)) for name in ("website", "chat", "report_url")]
    fewer = {name: getattr(before, name) for name in ("phones", "website", "chat", "report_url")}
    return (
        now.model_copy(update=fewer) == before
        and set(now.phones) <= set(before.phones)
        and all(new in (None, old) for new, old in links)
    )


def unproven(desk: Busy) -> list[object]:
    """Give what in the audit or on the shelf does not hold."""
    with transaction(desk.office.engine) as session:
        audit.verify(session)
    return list(desk.office.shelf.verify(signatures=True))


def sent(desk: Busy, role: str, form: Form, filled: Mapping[str, bytes]) -> Iterator[str]:
    """Send a form in many ways; who was signed out by it is signed in again. Say what was wrong with each answer."""
    for what, body in filled.items():
        answer = send(desk.people[role], form, body)
        yield from (f"{form.action} {what}: {wrong}" for wrong in faults([answer]))
        if not desk.is_in(role):
            desk.put_back()


@pytest.fixture(scope="module")
def pages(desk: Busy) -> Mapping[str, Mapping[str, TestResponse]]:
    """Walk the desk once as each role."""
    return {role: walk(desk.people[role]) for role in ROLES}


def ways(form: Form, *, every: int) -> dict[str, bytes]:
    """Fill a form in hostile ways that differ, each way or only some of them."""
    once = {body: what for what, body in bodies(form, KEPT)}
    return {what: body for body, what in itertools.islice(once.items(), 0, None, every)}


@pytest.fixture(scope="module")
def tried() -> set[str]:
    """Hold which kinds of forms were tried in full, as whichever role came first."""
    return set()


@pytest.mark.parametrize("role", ROLES)
def test_every_form_that_a_member_sees_takes_anything(
    desk: Busy, pages: Mapping[str, Mapping[str, TestResponse]], tried: set[str], role: str
) -> None:
    found, wrong = all_forms(desk.app, pages[role]), []
    for kind, form in found.items():
        desk.put_back()
        view = kind.split()[1]
        wrong += sent(desk, role, form, ways(form, every=SOME if tried & {kind, view} else 1))
        wrong += unproven(desk)
        tried |= {kind, view} if len(form.names) > MANY else {kind}

    assert len(found) > 2
    assert desk.is_in(role)
    assert wrong == []


def test_what_was_kept_of_it_is_shown_as_it_is(desk: Busy, pages: Mapping[str, Mapping[str, TestResponse]]) -> None:
    """Each value in each field beside others that are right, none put back: what is kept stands on pages then."""
    member = desk.people["A"]
    found = [form for kind, form in all_forms(desk.app, pages["A"]).items() if not any(end in kind for end in ENDS)]
    for form in found:
        for name in set(form.names) - {*KEPT}:
            others = [pair for pair in form.fields if pair[0] != name]
            send(member, form, urlencode([*others, (name, MARKUP + VALUES["template"])]).encode())

    shown = walk(member).values()

    assert sum(MARK in answer.text for answer in shown if answer.mimetype == HTML) > 5
    assert faults(shown) == []


@pytest.mark.parametrize("role", ROLES)
def test_every_link_leads_to_a_page_that_its_reader_may_open(
    pages: Mapping[str, Mapping[str, TestResponse]], role: str
) -> None:
    """The audit alone names what is not there any more, or never came to be."""
    found = pages[role]
    told = {link for address, page in found.items() if address.startswith("/desk/audit/") for link in links(page)}

    assert faults(found.values()) == []
    assert {address for address, page in found.items() if page.status_code >= 400} <= told


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_of_any_parts_is_answered(desk: Busy, method: str) -> None:
    """Each part stands in some of the addresses; they are read in two ways, as text and as a number."""
    member, answers = desk.people["A"], []
    body = urlencode({"csrf": member.csrf}).encode()
    rules = [rule.rule for rule in desk.app.url_map.iter_rules() if rule.arguments and method in rule.methods]
    for turn, rule in enumerate(rules):
        for part in PARTS[turn % 5 :: 5]:
            path = re.sub(r"<[^>]*>", lambda _, part=part: part, rule)
            answers.append(member.get(path) if method == "GET" else send(member, Form("POST", path, ()), body))

    assert faults(answers) == []


@pytest.mark.parametrize("path", ["/desk/", "/desk/sign-in/", "/desk/import/"])
def test_methods_and_bodies_of_any_type_are_answered(desk: Busy, path: str) -> None:
    browser, options = desk.people["M"].browser, {"base_url": RELYING.origin, "headers": {"Origin": RELYING.origin}}

    answers = [browser.open(path, method=method, **options) for method in METHODS]
    answers += [browser.post(path, data=body, content_type=kind, **options) for kind in TYPES for body in BODIES]

    assert [wrong for answer in answers for wrong in wrongs(answer, PROMISED)] == []


def test_a_cookie_of_any_kind_opens_nothing_and_breaks_nothing(desk: Busy) -> None:
    browser = desk.app.test_client(use_cookies=False)
    cookies = [f"{sessions.COOKIE}={quote(value)[:3000]}" for value in VALUES.values()]
    cookies += [f"{sessions.COOKIE}={raw.decode('latin-1')}" for raw in RAW.values()]

    answers = [browser.get("/desk/", base_url=RELYING.origin, headers={"Cookie": cookie}) for cookie in cookies]

    assert faults(answers) == []
    assert {answer.headers.get("Location") for answer in answers} == {"/desk/sign-in/"}
