"""A real server and a real Chromium, as visitors have them."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

from resources.settings import Settings
from tests.browser.desk_look import desk_app, office, origin, visit_desk
from tests.conftest import ROOT
from tests.servers import HOST, free_port, wait_until

__all__ = ["desk_app", "office", "origin", "visit_desk"]

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERVE = ("-m", "resources.server", "--interface", "wsgi", "--http", "1", "--blocking-threads", "1", "--workers", "1")

Opener = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="session")
def base_url(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the real server on the real listings, as `make run` does, and give its address."""
    port = free_port()
    command = [sys.executable, *SERVE, "--port", str(port), "app:application"]
    environment = {**os.environ, "NOTALONE_INSTANCE": str(published.instance), "NOTALONE_GALLERY": "1"}
    log = tmp_path_factory.mktemp("server") / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output) as server,
    ):
        address = f"http://{HOST}:{port}"
        wait_until(lambda: httpx.get(f"{address}/healthz", trust_env=False), server, log.read_text)
        yield address
        server.terminate()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """Start what drives browsers, once: a process takes no second one."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """Start the distribution's Chromium where there is one, else Playwright's own."""
    chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(QUIET))
    yield chromium
    chromium.close()


@pytest.fixture
def visit(browser: Browser, base_url: str) -> Opener:
    """Open an address in a fresh browser profile, of which nothing is kept."""

    @contextmanager
    def opened(
        path: str, *, width: int = 360, dark: bool = False, script: bool = True, **options: Any
    ) -> Iterator[Page]:
        context = browser.new_context(
            viewport={"width": width, "height": 740},
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            **options,
        )
        try:
            page = context.new_page()
            page.goto(base_url + path)
            yield page
        finally:
            context.close()

    return opened
