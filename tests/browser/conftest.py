"""A real server and a real Chromium, as visitors have them."""

import os
import shutil
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from resources.settings import Settings
from tests.conftest import ROOT

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SERVE = ("-m", "granian", "--interface", "wsgi", "--blocking-threads", "1", "--workers", "1")
START_SECONDS = 20

Opener = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="session")
def base_url(published: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start the real server on the real listings, as `make run` does, and give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, *SERVE, "--port", str(port), "app:application"]
    environment = {**os.environ, "NOTALONE_INSTANCE": str(published.instance), "NOTALONE_GALLERY": "1"}
    log = tmp_path_factory.mktemp("server") / "log"
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output) as server,
    ):
        _wait_for(f"http://127.0.0.1:{port}/healthz", server, log)
        yield f"http://127.0.0.1:{port}"
        server.terminate()


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(START_SECONDS * 10):
        try:
            opener.open(address, timeout=START_SECONDS).close()
        except urllib.error.URLError:
            try:
                server.wait(0.1)  # until it answers or gives up
            except subprocess.TimeoutExpired:
                continue
            break
        else:
            return
    raise AssertionError(log.read_text())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the distribution's Chromium where there is one, else Playwright's own."""
    with sync_playwright() as playwright:
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
