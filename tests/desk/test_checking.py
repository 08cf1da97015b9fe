"""What next at the desk: the list, a listing's checks, the overview."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from resources import freshness
from resources.desk import checks, findings
from resources.desk.database import engine, transaction
from resources.desk.findings import Found, Place
from resources.ledger import digest_of
from resources.spool import Spool, Wrong
from tests.desk.clients import desk, enter
from tests.desk.offices import NOON, STANDING, opened, shown
from tests.desk.signing import ANA, CHI

CHECK = "/desk/listings/gb-example/check/"
PAGE = STANDING.evidence[0].url
OPENED = {"method": "page_read", "seen": digest_of(STANDING)}


@pytest.fixture
def app(tmp_path):
    opened_engine = engine(f"sqlite:///{tmp_path / 'desk.db'}")
    yield desk(opened(opened_engine, tmp_path), tmp_path / "instance")
    opened_engine.dispose()


def words(page):
    return page.main.get_text(" ", strip=True)


def check(member, results, **more):
    named = {f"result.{fact}": result for fact, result in results.items()}
    return member.follow(CHECK, {**OPENED, "page": PAGE, **named, **more})


def test_list_leads_to_each_listing_that_is_due(ben):
    page = ben.page("/desk/")

    assert "3 listings are to be checked." in words(page)
    assert CHECK in [link["href"] for link in page.select("ol.tasks a")]


def test_listing_whose_facts_all_passed_leaves_the_list(ben):
    ben.follow(CHECK, {**OPENED, "page": PAGE, "all": "right"})

    page = ben.page("/desk/")

    assert "2 listings are to be checked." in words(page)
    assert CHECK not in [link["href"] for link in page.select("ol.tasks a")]


def test_alarm_stands_first(app, ben):
    spool = Spool(app.extensions["desk"].settings.flags)
    for _ in range(3):
        spool.tell("gb-example", Wrong.NUMBER, edition=1, now=NOON)

    page = ben.page("/desk/")

    assert "3 visitors say the same: Example · The number does not work · 2026-11-24" in words(page)


def test_alarm_is_seen_on_every_page_by_those_who_can_look_into_it_until_somebody_has(app, ben):
    spool = Spool(app.extensions["desk"].settings.flags)
    for wrong in [Wrong.NUMBER] * 3 + [Wrong.HOURS] * 3 + [Wrong.OTHER] * 2:
        spool.tell("gb-example", wrong, edition=1, now=NOON - timedelta(hours=1))
    ben.page("/desk/")  # takes in what was told
    chi = enter(app, CHI)
    said = "Several visitors say the same of 1 listing. Look at it first."

    seen = {who: said in words(member.page("/desk/listings/")) for who, member in (("Ben", ben), ("Chi", chi))}
    check(ben, dict.fromkeys(freshness.facts(STANDING), "right"))

    assert seen == {"Ben": True, "Chi": False}
    assert said not in words(ben.page("/desk/listings/"))


def test_both_versions_of_what_a_watch_found_stand_beside_the_form(office, ben):
    place = Place(PAGE, "gb-example", "phones › 0800 1111")
    with transaction(office.engine) as session:
        findings.note(session, place, Found.NUMBER_GONE, before="Call 0800 1111", after="0808 555 111", now=NOON)

    page = ben.page(CHECK)

    assert "The number is not on the page" in words(page)
    assert [one.text for one in page.select(".tasks dd")][:2] == ["Call 0800 1111", "0808 555 111"]
    assert page.select_one('form input[name="result.phones"]')


def test_pages_to_read_open_beside_the_desk_and_learn_nothing(ben):
    links = ben.page(CHECK).select('a[target="_blank"]')

    assert PAGE in [link["href"] for link in links]
    assert {tuple(link["rel"]) for link in links} == {("noreferrer", "noopener", "nofollow")}


def test_check_is_kept_and_told_to_visitors_by_two(office, ben, app):
    assert check(ben, {"phones": "right"}) == f"{CHECK}#kept"

    proposal = ben.follow(f"{CHECK}show/")
    assert ben.sign(proposal).status_code == 303
    assert shown(office).checks == ()
    assert enter(app, ANA).sign(proposal).status_code == 303

    assert [one.fact for one in shown(office).checks] == ["phones"]


# what was found, where the member is led
ONWARD = [
    ("right", f"{CHECK}#kept"),
    ("unsure", f"{CHECK}#kept"),
    ("changed", "/desk/listings/gb-example/"),
    ("gone", "/desk/listings/gb-example/"),
]


@pytest.mark.parametrize(("result", "onward"), ONWARD)
def test_member_is_led_to_what_mends_it(ben, result, onward):
    assert check(ben, {"phones": result}) == onward


# what is sent, the status
FAULTY = [
    ({"method": "page_read"}, 400),
    ({"method": "page_read", "result.phones": "wonderful"}, 400),
    ({"method": "guessed", "result.phones": "right"}, 400),
    ({"method": "page_read", "result.name": "right"}, 400),
]


@pytest.mark.parametrize(("sent", "status"), FAULTY)
def test_what_is_no_check_is_refused_and_keeps_nothing(ben, sent, status):
    assert ben.post(CHECK, sent).status_code == status
    assert "Nobody has checked it here yet." in words(ben.page(CHECK))


def test_who_says_nothing_of_any_fact_is_told_so_beside_the_form_and_keeps_the_note(ben):
    answer = ben.post(CHECK, {**OPENED, "note": "I read it twice"})

    page = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 400
    assert page.select_one("[role=alert].fault").text == (
        "Nothing was kept yet: say of at least one fact what you found."
    )
    assert page.select_one("#note")["value"] == "I read it twice"


def test_a_value_is_said_as_visitors_read_it(ben):
    check(ben, {"cost": "right"})

    page = ben.page(CHECK)
    assert "Free to call" in page.select_one("fieldset:has([name='result.cost'])").text
    assert "Free to call" in page.select(".tasks")[-1].text


def test_page_that_is_not_of_the_listing_is_not_kept_as_read(office, ben):
    check(ben, {"phones": "right"}, page="https://evil.example.net/")

    with transaction(office.engine) as session:
        assert checks.of(session, "gb-example")[0].evidence_url is None


def test_page_that_is_out_of_date_is_shown_anew_and_keeps_nothing(ben):
    answer = ben.post(CHECK, {**OPENED, "seen": "0" * 64, "result.phones": "right"})

    assert answer.status_code == 409
    assert "It has changed since you opened this page" in answer.text
    assert "Nobody has checked it here yet." in answer.text


def test_what_was_found_changed_stays_in_the_list_until_it_is_changed(ben):
    ben.follow(CHECK, {**OPENED, "page": PAGE, "all": "right"})
    check(ben, {"phones": "changed"})

    assert CHECK in [link["href"] for link in ben.page("/desk/").select("ol.tasks a")]


def test_unknown_listing_is_not_found(ben):
    assert ben.get("/desk/listings/gb-nowhere/check/").status_code == 404


def test_overview_counts_each_country(ben):
    page = ben.page("/desk/dashboard/")

    row = next(row for row in page.select("tbody tr") if row.th.a["href"].endswith("?country=KE"))
    assert row.th.a.text.split() == ["○", "Kenya"]
    assert [cell.text for cell in row.select("td")] == ["1", "1", "1", "0"]
    assert "Nothing was checked yet." in words(page)
    assert page.select_one('.map a[title="Kenya: all due"]')
    assert len(page.select("tbody tr")) >= 249


def test_overview_names_what_was_checked_longest_ago(ben):
    check(ben, {"phones": "right"})

    page = ben.page("/desk/dashboard/")

    assert "checked: 1" in words(page)
    assert page.select_one(f'.tasks a[href="{CHECK}"]')
