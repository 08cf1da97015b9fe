"""The desk's pages on proposals in a real browser: how they look, and what their script adds."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from resources.desk import proposal_rows, review, sessions
from resources.desk.database import engine, transaction
from resources.desk.proposals import Seen
from tests.browser.test_look import OVERFLOW, SMALL_TARGETS, WCAG
from tests.desk.clients import desk, enter
from tests.desk.offices import NOON, STANDING, change, opened, submit
from tests.desk.signing import BEN, CHI, Signer
from tests.servers import free_port

HOST = "localhost"  # a secure place to a browser, also without a certificate
TARGETS = "main button, main select, main input:not([type=hidden]), nav a"


@pytest.fixture
def app(tmp_path):
    opened_engine = engine(f"sqlite:///{tmp_path / 'desk.db'}")
    yield desk(opened(opened_engine, tmp_path), tmp_path / "instance")
    opened_engine.dispose()


@pytest.fixture
def office(app):
    return app.extensions["desk"].office


@pytest.fixture
def origin(app) -> Iterator[str]:
    """Serve the desk in this process, so that tests see into its database."""
    port = free_port()
    address = f"http://{HOST}:{port}"
    built = app.extensions["desk"]
    app.extensions["desk"] = replace(built, settings=replace(built.settings, desk_origin=address))
    server = make_server(HOST, port, app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield address
    server.shutdown()
    serving.join()
    server.server_close()
    app.extensions["desk"] = built


@pytest.fixture
def visit(app, browser: Browser, origin: str) -> Callable:
    @contextmanager
    def opened_page(who: Signer, path: str, *, width=360, dark=False, script=True, locale="en") -> Iterator[Page]:
        member = enter(app, who)
        token = member.browser.get_cookie(sessions.COOKIE, domain="localhost").value
        context = browser.new_context(
            viewport={"width": width, "height": 740},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
        )
        context.add_cookies([{"name": sessions.COOKIE, "value": token, "url": "https://localhost/", "secure": True}])
        try:
            page = context.new_page()
            page.goto(origin + path)
            if locale != "en":
                page.click(f"button[lang={locale}]")
                page.goto(origin + path)
            yield page
        finally:
            context.close()

    return opened_page


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
    )


@pytest.mark.parametrize("locale", ["en", "de"])
def test_no_page_has_an_accessibility_finding_or_overflows(office, visit, locale):
    for path in paths(office):
        with visit(BEN, path, locale=locale) as page:
            for width, scheme in product((360, 1100), ("light", "dark")):
                page.set_viewport_size({"width": width, "height": 740})
                page.emulate_media(color_scheme=scheme)

                found = Axe().run(page, options=WCAG).response["violations"]

                assert [(path, item["id"], item["nodes"][0]["html"]) for item in found] == []
                assert (path, page.evaluate(OVERFLOW)) <= (path, 0)
                assert (path, page.evaluate(SMALL_TARGETS, TARGETS)) == (path, [])


def test_what_is_typed_is_kept_without_a_button(office, visit):
    draft = change(office, STANDING)

    with visit(CHI, f"/desk/proposals/{draft.id}/edit/") as page:
        page.fill("[name='name']", "Typed")
        expect(page.locator("[data-status]")).to_have_text("Kept.")
        page.fill("[name='website']", "www.example.org")
        expect(page.locator("[data-fault='website']")).to_contain_text("begin it with https://")

    assert kept(office, draft).writing.facts["name"] == "Typed"
    assert kept(office, draft).writing.facts["website"] == "www.example.org"


def test_what_is_typed_is_kept_by_a_button_without_script(office, visit):
    draft = change(office, STANDING)

    with visit(CHI, f"/desk/proposals/{draft.id}/edit/", script=False) as page:
        page.fill("[name='name']", "Typed")
        page.press("[name='name']", "Enter")
        expect(page.locator("main [role=status]").first).to_have_text("Kept.")

    assert kept(office, draft).writing.facts["name"] == "Typed"


def test_two_who_type_in_one_field_bring_both_together(office, visit):
    draft = change(office, STANDING)

    with (
        visit(CHI, f"/desk/proposals/{draft.id}/edit/") as hers,
        visit(BEN, f"/desk/proposals/{draft.id}/edit/") as his,
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


def test_the_preview_is_shown_in_the_page_and_runs_nothing(office, visit):
    draft = submit(office, change(office))

    with visit(BEN, f"/desk/proposals/{draft.id}/", width=1100) as page:
        preview = page.frame_locator("iframe[name=preview]")
        expect(preview.locator("h1")).to_have_text("Example")
        page.click("a[hreflang=ar]")
        expect(preview.locator("html")).to_have_attribute("dir", "rtl")


def findings(page):
    return [(one["id"], one["nodes"][0]["html"]) for one in Axe().run(page, options=WCAG).response["violations"]]


def test_a_file_is_sent_and_its_report_read(visit):
    content = b"id,name,website\ngb-example,Renamed,\ngb-other,Other,nowhere\n"

    with visit(BEN, "/desk/import/") as page:
        page.set_input_files("#file", {"name": "x.csv", "mimeType": "text/csv", "buffer": content})
        page.click("main form button")

        expect(page.locator("main table")).to_contain_text("Proposed; look at it and sign")
        expect(page.locator("main table")).to_contain_text("begin it with https://")
        expect(page.locator(".step").last).to_be_hidden()
        assert page.evaluate(OVERFLOW) <= 0
        assert findings(page) == []


def test_the_merge_page_and_a_blank_form_have_no_finding(office, visit):
    draft = change(office, STANDING)

    with visit(CHI, f"/desk/proposals/{draft.id}/edit/") as page:
        typed = replace(draft.writing, facts={**draft.writing.facts, "name": "From Ben"})
        review.save_draft(office, draft.id, typed, by=BEN.person, seen=Seen(1), now=NOON)
        page.fill("[name='name']", "From Chi")
        page.click(".keep button")
        expect(page.locator(".merge")).to_contain_text("From Ben")
        assert findings(page) == []

    with visit(CHI, "/desk/listings/") as page:
        page.click("form[method=post][action='/desk/listings/'] button")
        expect(page.locator("[name='id']")).to_be_visible()
        assert findings(page) == []
