"""The desk's pages on proposals in a real browser: how they look, and what their script adds."""

from dataclasses import replace

import pytest
from playwright.sync_api import expect

from resources.desk import proposal_rows, review
from resources.desk.database import transaction
from resources.desk.proposals import Seen
from resources.letters import fold
from tests.browser.desk_look import TARGETS
from tests.browser.looks import OVERFLOW, assert_calm, assert_holds_large_letters, findings
from tests.desk.offices import NOON, STANDING, change, submit
from tests.desk.signing import BEN, CHI


def kept(office, draft):
    with transaction(office.engine) as session:
        return proposal_rows.find(session, draft.id)


def paths(office):
    signed = submit(office, change(office))
    draft = change(office, STANDING)
    faulty = replace(draft.writing, facts={**draft.writing.facts, "name": "", "kind": "shop", "website": "x"})
    review.save_draft(office, draft.id, faulty, by=CHI.person, seen=Seen(1), now=NOON)
    return (
        "/desk/listings/",
        "/desk/listings/?country=GB",
        "/desk/listings/gb-example/",
        "/desk/proposals/",
        f"/desk/proposals/{signed.id}/",
        f"/desk/proposals/{draft.id}/",
        f"/desk/proposals/{draft.id}/edit/",
        "/desk/candidates/",
        "/desk/import/",
        "/desk/audit/",
        "/desk/audit/?kind=sign+in",
        "/desk/audit/?day=never",
    )


@pytest.mark.parametrize("locale", ["en", "de"])
def test_no_page_has_an_accessibility_finding_or_overflows(office, visit_desk, locale):
    for path in paths(office):
        with visit_desk(BEN, path, locale=locale) as page:
            assert_calm(page, TARGETS)
            assert_holds_large_letters(page)


def test_what_is_typed_is_kept_without_a_button(office, visit_desk):
    draft = change(office, STANDING)

    with visit_desk(CHI, f"/desk/proposals/{draft.id}/edit/") as page:
        page.fill("[name='name']", "Typed")
        expect(page.locator("[data-status]")).to_have_text("Kept.")
        page.fill("[name='website']", "www.example.org")
        expect(page.locator("[data-fault='website']")).to_contain_text("begin it with https://")

    assert kept(office, draft).writing.facts["name"] == "Typed"
    assert kept(office, draft).writing.facts["website"] == "www.example.org"


def test_what_is_typed_is_kept_by_a_button_without_script(office, visit_desk):
    draft = change(office, STANDING)

    with visit_desk(CHI, f"/desk/proposals/{draft.id}/edit/", script=False) as page:
        page.fill("[name='name']", "Typed")
        page.press("[name='name']", "Enter")
        expect(page.locator("main [role=status]").first).to_have_text("Kept.")

    assert kept(office, draft).writing.facts["name"] == "Typed"


def test_two_who_type_in_one_field_bring_both_together(office, visit_desk):
    draft = change(office, STANDING)

    with (
        visit_desk(CHI, f"/desk/proposals/{draft.id}/edit/") as hers,
        visit_desk(BEN, f"/desk/proposals/{draft.id}/edit/") as his,
    ):
        expect(his.locator("[data-others]")).to_contain_text("Chi")
        hers.fill("[name='name']", "From Chi")
        expect(hers.locator("[data-status]")).to_have_text("Kept.")
        his.fill("[name='name']", "From Ben")
        expect(his.locator("[data-status]")).to_contain_text("Somebody else wrote here too")
        his.locator(".keep button").click()
        expect(his.locator(".merge")).to_contain_text("From Chi")
        his.check("[name='choice.name'][value='theirs']")
        his.click(".merge button")
        expect(his.locator("[name='name']")).to_have_value("From Chi")


def test_the_preview_is_shown_in_the_page_and_runs_nothing(office, visit_desk):
    draft = submit(office, change(office))

    with visit_desk(BEN, f"/desk/proposals/{draft.id}/", width=1100) as page:
        preview = page.frame_locator("iframe[name=preview]")
        expect(preview.locator("h1")).to_have_text("Example")
        page.click("a[hreflang=ar]")
        expect(preview.locator("html")).to_have_attribute("dir", "rtl")


def test_a_file_is_sent_and_its_report_read(visit_desk):
    content = b"id,name,website\ngb-example,Renamed,\ngb-other,Other,nowhere\n"

    with visit_desk(BEN, "/desk/import/") as page:
        page.set_input_files("#file", {"name": "x.csv", "mimeType": "text/csv", "buffer": content})
        page.click("main form button")

        expect(page.locator("main table")).to_contain_text("Proposed; look at it and sign")
        expect(page.locator("main table")).to_contain_text("begin it with https://")
        expect(page.locator(".step").last).to_be_hidden()
        assert page.evaluate(OVERFLOW) <= 0
        assert findings(page) == []


def test_the_merge_page_and_a_blank_form_have_no_finding(office, visit_desk):
    draft = change(office, STANDING)

    with visit_desk(CHI, f"/desk/proposals/{draft.id}/edit/") as page:
        typed = replace(draft.writing, facts={**draft.writing.facts, "name": "From Ben"})
        review.save_draft(office, draft.id, typed, by=BEN.person, seen=Seen(1), now=NOON)
        page.fill("[name='name']", "From Chi")
        page.click(".keep button")
        expect(page.locator(".merge")).to_contain_text("From Ben")
        assert findings(page) == []

    with visit_desk(CHI, "/desk/listings/") as page:
        page.click("form[method=post][action='/desk/listings/'] button")
        expect(page.locator("[name='id']")).to_be_visible()
        assert findings(page) == []


def test_the_overview_shows_countries_about_where_they_lie(visit_desk):
    with visit_desk(BEN, "/desk/dashboard/", width=1280) as page:
        gb, ke, jp = (page.locator(f".map a[href$='={code}']").bounding_box() for code in ("GB", "KE", "JP"))
        assert findings(page) == []  # once: axe takes seconds for so many tiles
        assert page.locator(".map").evaluate("e => e.scrollWidth - e.clientWidth") == 0

    assert gb["y"] < ke["y"]
    assert gb["x"] < ke["x"] < jp["x"]


def test_the_overview_leads_to_a_country_on_a_phone_where_its_picture_has_no_room(visit_desk):
    with visit_desk(BEN, "/desk/dashboard/", locale="de") as page:
        names = [name.lstrip("●◐○· ") for name in page.locator("table th a").all_inner_texts()]
        assert not page.locator(".map").is_visible()
        assert page.evaluate(OVERFLOW) <= 0
        page.select_option("[name=country]", label="Vereinigtes Königreich")
        page.click("main form button")
        assert page.locator("main .tasks a").first.get_attribute("href") == "/desk/listings/gb-example/"

    assert names == sorted(names, key=fold)
