"""`make demo` in a real Chromium: a newcomer goes on as somebody, signs by one button, and visitors see it."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.desk_look import TARGETS
from tests.browser.looks import assert_calm
from tests.conftest import ROOT
from tests.servers import free_port, wait_until

MAKING_SECONDS = 180  # it reads every listing file, publishes them and starts two servers, on a busy machine too
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""Such as stands in a phone, whose owner has shown a finger."""
ENDED = (0, 2, -signal.SIGTERM)  # as the shell says it, as make says it, and where make had no time to


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Run `make demo` as a newcomer does, but that nothing is installed; give the addresses of site and desk."""
    folder, port, desk_port = tmp_path_factory.mktemp("demo"), free_port(), free_port()
    site, desk, log = f"http://127.0.0.1:{port}", f"http://localhost:{desk_port}", folder / "log"
    places = (f"BIN={Path(sys.executable).parent}", f"DEMO={folder / 'instance'}")
    command = ["make", "-s", "-o", ".venv/run", "demo", *places, f"PORT={port}", f"DESK_PORT={desk_port}"]
    with log.open("wb") as output, subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output) as made:
        for health in (f"{desk}/desk/healthz", f"{site}/healthz"):
            wait_until(lambda: httpx.get(health, trust_env=False), made, log.read_text, seconds=MAKING_SECONDS)  # noqa: B023 - it is called at once
        yield site, desk
        made.terminate()
        assert made.wait() in ENDED


def test_a_newcomer_approves_by_one_button_and_visitors_see_it(demo: tuple[str, str], browser: Browser) -> None:
    site, desk = demo
    page = browser.new_page()

    page.goto(f"{desk}/desk/")
    page.click("text=Go on as Made-up Milo")
    page.click("text=1 proposal waits for your signature")
    page.locator("main .tasks a").first.click()
    page.click("text=Sign as Made-up Milo")

    expect(page.locator("main")).to_contain_text("Visitors see it.")
    page.goto(f"{site}/en/aq/")
    expect(page.locator("main")).to_contain_text("Penguins read no letters.")
    page.close()


def test_a_browsers_own_passkey_joins_is_vouched_for_and_signs_in(demo: tuple[str, str], browser: Browser) -> None:
    """No passkey in software: what a page may ask of a browser, its headers included, is tried here alone."""
    page, colleague = browser.new_context().new_page(), browser.new_page()
    authenticator = page.context.new_cdp_session(page)
    authenticator.send("WebAuthn.enable")
    authenticator.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    colleague.goto(f"{demo[1]}/desk/sign-in/")
    colleague.click("text=Go on as Pretend Pia")
    colleague.goto(f"{demo[1]}/desk/people/")
    colleague.click("form[action='/desk/people/invite/'] button")

    page.goto(colleague.inner_text(".note code"))
    page.fill("[name=name]", "Real Rita")
    page.click("form[data-passkey] button")
    vouching = page.get_attribute("main a[href^='/desk/vouching/']", "href")
    for name in ("Pretend Pia", "Made-up Milo"):
        colleague.goto(f"{demo[1]}/desk/sign-in/")
        colleague.click(f"text=Go on as {name}")
        colleague.goto(f"{demo[1]}{vouching}")
        colleague.click(f"text=Sign as {name}")
    page.context.clear_cookies()
    page.goto(f"{demo[1]}/desk/sign-in/")
    page.click("form[data-passkey] button")

    expect(page.locator(".who")).to_have_text("Real Rita")
    page.context.close()
    colleague.close()


def test_a_newcomer_needs_no_script(demo: tuple[str, str], browser: Browser) -> None:
    page = browser.new_page(java_script_enabled=False)

    for name in ("Pretend Pia", "Invented Ida"):
        page.goto(f"{demo[1]}/desk/sign-in/")
        page.click(f"text=Go on as {name}")
        expect(page.locator(".who")).to_have_text(name)
    page.close()


def test_its_own_parts_have_no_accessibility_finding_and_do_not_overflow(
    demo: tuple[str, str], browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(f"{demo[1]}/desk/sign-in/")
    assert_calm(page, TARGETS)

    page.click("text=Go on as Pretend Pia")
    page.goto(f"{demo[1]}/desk/people/")
    assert_calm(page, TARGETS)
    page.close()
