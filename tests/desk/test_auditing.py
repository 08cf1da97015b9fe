"""The audit at the desk: what was done is read in plain words, and a chain that was tampered with says so."""

import ast

import pytest

from resources.desk import audit, hides, openings, review
from resources.desk.audit import NOBODY, Wanted
from resources.desk.auditing import MOST
from resources.desk.database import transaction
from resources.desk.event_words import KINDS
from resources.desk.hides import Target
from resources.desk.proposals import Writing
from resources.ledger import Kind
from tests.conftest import ROOT
from tests.desk.clients import desk, enter
from tests.desk.offices import LATER, NOON, approve, change, opened, submit
from tests.desk.signing import ANA, BEN, CHI, RELYING
from tests.desk.test_audit import unguarded

PAGE = "/desk/audit/"


@pytest.fixture
def office(database, tmp_path):
    return opened(database, tmp_path)


@pytest.fixture
def app(office, tmp_path):
    return desk(office, tmp_path / "instance")


@pytest.fixture
def worked(office):
    """Approve a new number, then hide a listing by a member and a link by the watch."""
    approve(office, submit(office, change(office)))
    hides.hide(office, Target("gb-other"), reason="wrong number", by=BEN.person, now=LATER)
    hides.hide(office, Target("gb-example", link="website"), reason="sold", by=None, now=LATER)
    return office


def tell(office, count, kind="sign in", subject="2"):
    with transaction(office.engine) as session:
        for _ in range(count):
            audit.append(session, kind, subject, {}, member=2, now=NOON)


def tamper(office, deed):
    with office.engine.begin() as connection:
        unguarded(connection)
        connection.exec_driver_sql(deed)


def titles(page):
    return [heading.get_text() for heading in page.select(".tasks h2")]


def numbers(page):
    return [int(summary.get_text().split()[1]) for summary in page.select(".tasks summary")]


# role: may read it
@pytest.mark.parametrize(("who", "status"), [(CHI, 403), (BEN, 200), (ANA, 200)])
def test_moderators_and_administrators_read_the_audit_and_contributors_do_not(app, who, status):
    member = enter(app, who)

    assert member.get(PAGE).status_code == status
    assert bool(member.page("/desk/").select(f"nav a[href='{PAGE}']")) is (status == 200)


def test_a_stranger_is_led_to_the_sign_in(app):
    answer = app.test_client().get(PAGE, base_url=RELYING.origin)

    assert answer.headers["Location"] == "/desk/sign-in/"


@pytest.mark.usefixtures("worked")
def test_what_was_done_is_told_newest_first_in_plain_words(ben):
    page = ben.page(PAGE)

    assert titles(page) == [
        "Hidden from visitors",
        "Hidden from visitors",
        "Proposal shown to visitors",
        "Proposal approved by a second member",
        "Proposal signed by its author",
        "Proposal begun",
    ]
    rows = [row.get_text(" ", strip=True) for row in page.select(".tasks > li")]
    assert "The desk or the watch itself" in rows[0]
    assert "Link Website Reason sold" in rows[0]
    assert "Ben" in rows[1]
    assert "Reason wrong number" in rows[1]
    assert "What it does Change" in rows[3]
    assert "Chi" in rows[4]


@pytest.mark.usefixtures("worked")
def test_a_row_leads_to_its_listing_and_its_proposal(ben):
    approved = ben.page(f"{PAGE}?kind=proposal+approved")

    for link in approved.select(".tasks a[href^='/desk/listings/'], .tasks a[href^='/desk/proposals/']"):
        assert ben.get(link["href"]).status_code == 200
    assert approved.select(".tasks a[href='/desk/listings/gb-example/']")


def test_a_listing_that_has_no_page_is_named_without_a_link(office, ben):
    retiring = openings.retire(office, "gb-other", note="closed", by=CHI.person, now=NOON)
    approve(office, submit(office, retiring))
    writing = Writing({"id": "gb-unborn"}, None)
    review.begin(office, Kind.NEW, "gb-unborn", writing, by=CHI.person, now=NOON)
    tell(office, 1, kind="hidden", subject="qq-nowhere")

    page = ben.page(PAGE)

    for name in ("gb-other", "gb-unborn", "qq-nowhere"):
        assert name in [one.text for one in page.select(".tasks > li p > bdi")]
        assert ben.get(f"/desk/listings/{name}/").status_code == 404
    assert page.select(".tasks a[href^='/desk/listings/']") == []


@pytest.mark.usefixtures("worked")
def test_it_speaks_german_too(ben):
    ben.post("/desk/speak/", {"locale": "de"})

    page = ben.page(PAGE)

    assert "Vor Besuchern verborgen" in titles(page)
    assert "Die Redaktion oder die Wache selbst" in page.get_text()


# what is asked for: the numbers of the events, newest first
ASKED = [
    ("", [6, 5, 4, 3, 2, 1]),
    ("from=3", [3, 2, 1]),
    ("from=999999999", [6, 5, 4, 3, 2, 1]),
    ("kind=hidden", [6, 5]),
    ("kind=hidden&from=5", [5]),
    ("kind=sign+in", []),
    ("member=2", [5, 3]),
    ("member=0", [6, 4]),
    ("member=2&kind=hidden", [5]),
    ("listing=gb-example", [6, 4, 3, 2, 1]),
    ("listing=gb-other", [5]),
    ("listing=gb-nobody", []),
    ("day=2026-11-24", [6, 5, 4, 3, 2, 1]),
    ("day=2026-11-25", []),
    ("day=9999-12-31", []),
    ("day=0001-01-01", []),
]


@pytest.mark.usefixtures("worked")
@pytest.mark.parametrize(("query", "expected"), ASKED)
def test_the_audit_is_narrowed_by_kind_listing_member_and_day(ben, query, expected):
    page = ben.page(f"{PAGE}?{query}")

    assert numbers(page) == expected
    assert ("Nothing of that was done" in page.get_text()) is (not expected)


@pytest.mark.usefixtures("worked")
@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("kind=burnt", "There is no such kind of event."),
        ("listing=<b>", "write the whole of it"),
        ("listing=gb-" + "x" * 100, "write the whole of it"),
        ("member=99", "There is no such member."),
        ("member=Ben", "There is no such member."),
        ("day=yesterday", "Write a day as year, month and day"),
        ("day=2026-02-30", "Write a day as year, month and day"),
        ("from=0", "An event has a number"),
        ("from=" + "9" * 40, "An event has a number"),
    ],
)
def test_what_cannot_be_asked_for_is_told_and_shows_nothing(ben, query, message):
    answer = ben.get(f"{PAGE}?{query}")

    assert answer.status_code == 400
    assert message in answer.text
    assert 'class="tasks"' not in answer.text
    assert "<b>" not in answer.text


def test_pages_follow_each_other_without_a_gap_and_keep_what_was_chosen(office, ben):
    tell(office, MOST + 7)

    first = ben.page(f"{PAGE}?member=2")
    older = next(link["href"] for link in first.select("main a") if link.get_text() == "Older")
    second = ben.page(older)

    assert len(numbers(first)) == MOST
    assert "member=2" in older
    assert [*numbers(first), *numbers(second)] == list(range(MOST + 7, 0, -1))
    assert "There is nothing older." in second.get_text()


def test_a_link_to_an_event_shows_it_first_whatever_comes_after(office, ben):
    tell(office, 3)
    link = ben.page(PAGE).select_one("a[href='/desk/audit/?from=2']")["href"]

    tell(office, MOST)

    assert numbers(ben.page(link)) == [2, 1]


def test_before_anything_was_done_the_page_says_so(ben):
    page = ben.page(PAGE)

    assert "Nothing was done yet." in page.get_text()
    assert not page.select(".fault, .tasks")


def test_a_whole_chain_says_so_and_names_its_head(worked, ben):
    page = ben.page(PAGE)

    with transaction(worked.engine) as session:
        head, missing = audit.head(session)
    assert "Every event on this page is as it was written" in page.get_text()
    assert missing == 0
    assert head.sha256 in page.get_text()


@pytest.mark.parametrize(
    ("deed", "query", "broken", "reason"),
    [
        ("UPDATE event SET kind = 'sign in' WHERE position = 5", "", 5, "It was changed after it was written."),
        ("UPDATE event SET member_id = 1 WHERE position = 5", "", 5, "It was changed after it was written."),
        ("UPDATE event SET sha256 = 'x' WHERE position = 5", "", 6, "It does not follow the event before it."),
        ("DELETE FROM event WHERE position = 5", "", 6, "The event before it is missing."),
        ("DELETE FROM event WHERE position = 5", "from=6&member=0", 6, "The event before it is missing."),
        ("UPDATE event SET previous = 'x' WHERE position = 1", "", 1, "It does not follow the event before it."),
    ],
)
def test_a_chain_that_was_tampered_with_says_where(worked, ben, deed, query, broken, reason):
    tamper(worked, deed)

    page = ben.page(f"{PAGE}?{query}")

    faulty = {
        numbers(row)[0]: row.select_one(".fault").get_text()
        for row in page.select(".tasks > li")
        if row.select(".fault")
    }
    assert faulty[broken] == reason
    assert "The chain is broken." in page.get_text()
    assert "is as it was written" not in page.get_text()


def test_events_that_are_missing_elsewhere_are_counted(worked, ben):
    tamper(worked, "DELETE FROM event WHERE position IN (2, 3)")

    page = ben.page(f"{PAGE}?from=1")

    assert "2 events are missing." in page.get_text()


def test_values_that_nobody_of_us_wrote_are_shown_as_they_stand(office, ben):
    odd = [
        ("<b>burnt</b>", {"kind": ["x"], "results": {"moon": "full"}, "recovers": 99}),
        ("hidden", {"phone": "<script>alert(1)</script>"}),
    ]
    with transaction(office.engine) as session:
        for kind, data in odd:
            audit.append(session, kind, "../../<i>", data, member=None, now=NOON)

    answer = ben.get(PAGE)

    assert answer.status_code == 200
    assert "&lt;b&gt;burnt&lt;/b&gt;" in answer.text
    assert "moon: full" in answer.text
    assert "<script>alert" not in answer.text
    assert 'href="/desk/listings/../../' not in answer.text


def test_every_kind_of_event_that_the_desk_writes_has_words():
    written = set()
    for path in (ROOT / "resources/desk").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in ("audit.append", "review.tell", "tell"):
                written |= {argument.value for argument in node.args[1:2] if isinstance(argument, ast.Constant)}

    assert written == set(KINDS)


def test_a_reading_is_bounded(office):
    tell(office, 5)

    with transaction(office.engine) as session:
        assert [event.position for event in audit.find(session, Wanted(), most=2)] == [5, 4]
        assert audit.find(session, Wanted(member=NOBODY), most=2) == []


def test_times_are_such_as_html_knows(office, ben):
    with transaction(office.engine) as session:
        audit.append(session, "sign in", "2", {}, member=2, now=NOON.replace(microsecond=857215))

    times = [time["datetime"] for time in ben.page(PAGE).select("time")]

    assert NOON.isoformat() in times
    assert [time for time in times if "." in time] == []
