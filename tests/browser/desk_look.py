"""The desk in a real browser: served in this process, so that tests see into its database, and opened by its members.

Four fixtures, which `conftest.py` gives to all: `desk_app`, `office`, `origin` and `visit_desk`.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.serving import make_server

from resources.desk import sessions
from resources.desk.database import engine
from resources.desk.office import Office
from tests.desk.clients import desk, enter
from tests.desk.offices import opened
from tests.desk.signing import Signer
from tests.servers import free_port

HOST = "localhost"  # a secure place to a browser, also without a certificate
TARGETS = "main button, main select, main input:not([type=hidden]), nav a, main > p > a, .tasks > li > a, .scroll a"

DeskOpener = Callable[..., AbstractContextManager[Page]]


@pytest.fixture
def desk_app(tmp_path: Path) -> Iterator[Flask]:
    """Build the desk of the three over a database of its own."""
    database = engine(f"sqlite:///{tmp_path / 'desk.db'}")
    yield desk(opened(database, tmp_path), tmp_path / "instance")
    database.dispose()


@pytest.fixture
def office(desk_app: Flask) -> Office:
    """Give what the desk's deeds stand on, to put rows there."""
    found: Office = desk_app.extensions["desk"].office
    return found


@pytest.fixture
def origin(desk_app: Flask) -> Iterator[str]:
    """Serve the desk, and give its address."""
    port = free_port()
    address = f"http://{HOST}:{port}"
    built = desk_app.extensions["desk"]
    desk_app.extensions["desk"] = replace(built, settings=replace(built.settings, desk_origin=address))
    server = make_server(HOST, port, desk_app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield address
    server.shutdown()
    serving.join()
    server.server_close()
    desk_app.extensions["desk"] = built


@pytest.fixture
def visit_desk(desk_app: Flask, browser: Browser, origin: str) -> DeskOpener:
    """Open a page of the desk in a fresh browser, as a member, or as nobody where `who` is None."""

    @contextmanager
    def opened_page(
        who: Signer | None,
        path: str,
        *,
        width: int = 360,
        dark: bool = False,
        script: bool = True,
        locale: str = "en",
    ) -> Iterator[Page]:
        context = browser.new_context(
            viewport={"width": width, "height": 740},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale=locale,
        )
        try:
            if who:
                _enter(context, desk_app, who)
            page = context.new_page()
            page.goto(origin + path)
            if who and locale != "en":
                page.click(f"button[lang={locale}]")
                page.goto(origin + path)
            yield page
        finally:
            context.close()

    return opened_page


def _enter(context: BrowserContext, app: Flask, who: Signer) -> None:
    token = enter(app, who).browser.get_cookie(sessions.COOKIE, domain="localhost").value
    context.add_cookies([{"name": sessions.COOKIE, "value": token, "url": "https://localhost/", "secure": True}])
