"""The desk's pages on people in a real browser: to come in, one's account, people, leaving, and what is refused."""

import pytest

from resources.desk import accounts, departures, vouching
from resources.desk.database import transaction
from resources.desk.tables import Member
from resources.roles import Role
from resources.vouches import Revocation, Vouch
from tests.browser.desk_look import TARGETS
from tests.browser.looks import assert_calm
from tests.desk.offices import NOON, change
from tests.desk.signing import ANA, BEN, CHI, MALLORY

LONG = "Aleksandra-Wilhelmina von und zu Beispielhausen-Langenfeld"


@pytest.fixture
def links(office):
    """Let somebody wait to be vouched for, and give the links of a new member and of one who comes back."""
    with transaction(office.engine) as session:
        new = accounts.invite(session, Role.MODERATOR, by=1, now=NOON)
        back = accounts.invite(session, Role.CONTRIBUTOR, by=1, now=NOON, member=3)
        member = Member(name=LONG, role=Role.MODERATOR, joined_at=NOON)
        session.add(member)
        session.flush()
        accounts.keep(session, member.id, MALLORY.key.public, "phone", now=NOON)
        vouching.propose(session, Vouch(member=member.id, role=Role.MODERATOR, key=MALLORY.key.public), now=NOON)
        vouching.propose(session, Revocation(credential_id=BEN.second.public.credential_id), now=NOON)
        departures.begin(session, departures.look(session, 3), by=1, now=NOON)
    return f"/desk/join/{new}/", f"/desk/join/{back}/"


@pytest.fixture
def left(office):
    """Let somebody have left."""
    with transaction(office.engine) as session:
        session.add(Member(name="Dora", role=Role.MODERATOR, joined_at=NOON, left_at=NOON))


@pytest.mark.parametrize("locale", ["en", "de"])
def test_no_page_to_come_in_has_a_finding_or_overflows(visit_desk, links, locale):
    for path in ("/desk/sign-in/", *links, "/desk/join/used/", "/desk/farewell/"):
        with visit_desk(None, path, locale=locale) as page:
            assert_calm(page, TARGETS)


@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.usefixtures("links", "left")
def test_no_page_on_people_has_a_finding_or_overflows(office, visit_desk, locale):
    change(office)
    paths = ["/desk/account/", "/desk/account/leave/", "/desk/people/", "/desk/people/3/end/", "/desk/people/4/end/"]
    for path in [*paths, *(f"/desk/vouching/{number}/" for number in (1, 2, 3))]:
        with visit_desk(ANA, path, locale=locale) as page:
            for closed in page.query_selector_all("details"):
                closed.evaluate("e => e.open = true")
            assert_calm(page, TARGETS)


@pytest.mark.parametrize("locale", ["en", "de"])
def test_no_page_of_a_failure_has_a_finding_or_overflows(desk_app, visit_desk, locale):
    limits = desk_app.extensions["desk"].tries
    with visit_desk(CHI, "/desk/nothing/", locale=locale) as page:
        assert_calm(page, TARGETS)
        page.goto(page.url.replace("nothing/", "candidates/"))
        assert_calm(page, TARGETS)
        for _ in range(limits.most):
            limits.allows("127.0.0.1", NOON)
        page.context.clear_cookies()
        page.goto(page.url.replace("candidates/", "sign-in/"))
        page.evaluate("document.querySelector('form').submit()")
        page.wait_for_load_state()
        assert_calm(page, TARGETS)


def test_somebody_leaves_by_two_buttons_and_their_passkey(visit_desk, office):
    with visit_desk(CHI, "/desk/account/", locale="en") as page:
        page.click("main a[href='/desk/account/leave/']")
        page.click("main form button")
        page.wait_for_url("**/desk/vouching/1/")

        assert "What they did stays" in page.inner_text("main")
        page.click("form.row button.quiet >> nth=0")

    with transaction(office.engine) as session:
        assert vouching.waiting(session) == []
