"""The desk's list of what is next, its form to check and its overview, in a real browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlmodel import col, select

from resources.desk import findings, flags
from resources.desk.checks import Result
from resources.desk.database import transaction
from resources.desk.findings import Found, Place
from resources.desk.tables import CheckRecord
from resources.spool import Spool, Wrong
from tests.browser.desk_look import TARGETS
from tests.browser.looks import assert_calm, assert_holds_large_letters
from tests.desk.offices import NOON, STANDING
from tests.desk.signing import BEN

CHECK = "/desk/listings/gb-example/check/"
PATHS = ("/desk/", CHECK, "/desk/dashboard/", "/desk/listings/?country=GB")


@pytest.fixture
def doubted(office, tmp_path):
    """Let a watch and three visitors doubt the example."""
    spool = Spool(tmp_path / "flags")
    for _ in range(3):
        spool.tell("gb-example", Wrong.NUMBER, edition=1, now=NOON - timedelta(hours=1))
    flags.take_in(office.engine, spool.folder)
    place = Place(STANDING.evidence[0].url, "gb-example", "phones › 0800 1111")
    with transaction(office.engine) as session:
        before, now = "Day and night: 0800 1111, free", "Our new number is 0808 800 5000, day and night"
        findings.note(session, place, Found.NUMBER_GONE, before=before, after=now, now=NOON)


def results(office):
    with transaction(office.engine) as session:
        return {row.fact: row.result for row in session.exec(select(CheckRecord).order_by(col(CheckRecord.id)))}


@pytest.mark.usefixtures("doubted")
@pytest.mark.parametrize("locale", ["en", "de"])
@pytest.mark.parametrize("path", PATHS)
def test_no_page_has_an_accessibility_finding_or_overflows(visit_desk, path, locale):
    with visit_desk(BEN, path, locale=locale) as page:
        assert_calm(page, TARGETS)
        assert_holds_large_letters(page)


def test_keys_lead_from_the_list_through_a_check(office, visit_desk):
    with visit_desk(BEN, "/desk/") as page:
        first = page.locator("ol.tasks a").first.inner_text()
        page.keyboard.press("n")
        expect(page.locator("h1")).to_have_text(first)
        page.keyboard.press("r")
        expect(page.locator("main")).to_contain_text("These checks are kept.")
        page.keyboard.press("n")
        expect(page.locator("h1")).not_to_have_text(first)

    assert set(results(office).values()) == {Result.RIGHT}


def test_key_that_is_typed_into_a_field_does_nothing(office, visit_desk):
    with visit_desk(BEN, CHECK) as page:
        page.locator("#note").press_sequentially("rsn")
        expect(page.locator("#note")).to_have_value("rsn")

    assert results(office) == {}


def test_a_key_keeps_what_was_chosen_by_keys_alone(office, visit_desk):
    with visit_desk(BEN, CHECK) as page:
        page.locator("[name='result.phones']").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("s")
        expect(page.locator("main")).to_contain_text("These checks are kept.")

    assert results(office) == {"phones": Result.RIGHT}


@pytest.mark.parametrize("script", [True, False])
def test_each_fact_gets_its_own_answer_with_script_and_without(office, visit_desk, script):
    with visit_desk(BEN, CHECK, script=script) as page:
        expect(page.locator("main")).to_contain_text("Do not call a crisis line to test it")
        page.locator("[name='result.phones'][value='changed']").check()
        page.locator("[name='result.website'][value='unsure']").check()
        page.get_by_role("button", name="Keep this").click()
        page.wait_for_url("**/desk/listings/gb-example/")

    assert results(office) == {"phones": Result.CHANGED, "website": Result.UNSURE}
