"""From a page of others that changed to what a member and a visitor see, in a real browser."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import make_server

from app import create_app
from resources.desk import watch
from resources.desk.watch import World
from resources.settings import Settings
from tests.browser.desk_look import TARGETS
from tests.browser.looks import assert_calm
from tests.conftest import Clock
from tests.desk.offices import NOON
from tests.desk.outside import Outside, Reply, outside, signed_by_nobody
from tests.desk.signing import BEN, KEYS
from tests.servers import HOST, free_port

CONTACT, HOME = "www.example.org.uk/contact", "www.example.org.uk/"


@pytest.fixture
def world(tmp_path) -> Iterator[Outside]:
    with outside(*signed_by_nobody(tmp_path)) as played:
        played.pages |= {CONTACT: Reply("<p>Day and night: 0800 1111, free</p>"), HOME: Reply("<p>Welcome</p>")}
        yield played


@pytest.fixture
def public(office) -> Iterator[str]:
    """Serve what visitors see of the desk's shelf."""
    settings = Settings(office.shelf.folder.parent, office.shelf.folder.parent, gallery=False)
    app = create_app(Settings(**{**vars(settings), "first_key": KEYS.fingerprint}), clock=Clock())
    server = make_server(HOST, free_port(), app)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield f"http://{HOST}:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


@contextmanager
def visitor(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 360, "height": 740})
    try:
        page = context.new_page()
        page.goto(address)
        yield page
    finally:
        context.close()


def look(office, world):
    with world.client() as client:
        until = NOON + timedelta(hours=1)
        return watch.run(office, World(client, lambda: NOON, lambda _: None, until, lambda _: True), lambda _: None)


def top(page, text):
    return page.get_by_text(text).evaluate("e => e.getBoundingClientRect().top")


def test_number_that_changed_on_its_page_is_a_task_with_both_versions_beside_each_other(office, world, visit_desk):
    look(office, world)
    world.pages[CONTACT] = Reply("<p>We moved. Call 0808 800 5000, free</p>")
    look(office, world)

    with visit_desk(BEN, "/desk/", width=1100) as page:
        task = page.locator(".tasks > li", has_text="The watch found 1 fault.")
        task.get_by_role("link", name="Example").click()

        expect(page.locator("main")).to_contain_text("The number is not on the page")
        before, now = "Day and night: 0800 1111, free", "We moved. Call 0808 800 5000, free"
        assert top(page, before) == top(page, now)
        page.set_viewport_size({"width": 360, "height": 740})
        assert top(page, before) < top(page, now)
        assert_calm(page, TARGETS)


def test_domain_of_another_owner_is_hidden_with_the_number_still_shown_and_a_task(
    office, world, visit_desk, public, browser
):
    with visitor(browser, f"{public}/en/listing/gb-example/") as page:
        expect(page.locator("a[href='https://www.example.org.uk/']").first).to_be_visible()
    world.pages |= {
        HOME: Reply(status=301, headers={"Location": "http://bought.example.net/"}),
        "bought.example.net/": Reply("<p>A shop</p>"),
    }

    look(office, world)

    for path in ("/en/listing/gb-example/", "/en/gb/"):
        with visitor(browser, public + path) as page:
            expect(page.locator("a[href='tel:08001111']").first).to_be_visible()
            assert page.locator(f"main a[href='https://{HOME}']").count() == 0
            assert "bought.example.net" not in page.content()
    with visit_desk(BEN, "/desk/listings/gb-example/check/") as page:
        expect(page.locator("main")).to_contain_text("The page leads to another domain")
        expect(page.locator("main")).to_contain_text("bought.example.net")
    with visit_desk(BEN, "/desk/listings/gb-example/") as page:
        expect(page.locator("main")).to_contain_text("Hidden from visitors")
