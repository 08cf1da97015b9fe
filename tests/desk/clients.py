"""Members at the pages of a desk, as their browsers would be, without a browser."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app import create_desk
from resources.assertions import decoded
from resources.demo.softkey import SoftKey
from resources.desk import sessions, web
from resources.desk.database import transaction
from resources.desk.office import Office
from resources.limits import Limits
from resources.settings import from_environment
from tests.conftest import ROOT
from tests.desk.offices import NOON
from tests.desk.signing import RELYING, Signer


@dataclass
class Client:
    """One member, signed in."""

    browser: FlaskClient
    csrf: str
    who: Signer

    def get(self, path: str) -> TestResponse:
        return self.browser.get(path, base_url=RELYING.origin)

    def page(self, path: str) -> BeautifulSoup:
        answer = self.get(path)
        assert answer.status_code == 200, (path, answer.status, answer.headers.get("Location"))
        return BeautifulSoup(answer.text, "html.parser")

    def post(self, path: str, fields=(), **options) -> TestResponse:
        data = {}
        for name, value in [("csrf", self.csrf), *(fields.items() if isinstance(fields, dict) else fields)]:
            data.setdefault(name, []).append(value)
        headers = {"Origin": RELYING.origin}
        return self.browser.post(path, base_url=RELYING.origin, data=data, headers=headers, **options)

    def follow(self, path: str, fields=()) -> str:
        """Post, and say where it leads."""
        answer = self.post(path, fields)
        assert answer.status_code == 303, BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)
        return answer.headers["Location"]

    def sign(self, path: str) -> TestResponse:
        """Answer the passkey's form of a page, and send it."""
        form = self.page(path).select_one("form[data-passkey]")
        assert form, self.page(path).get_text(" ", strip=True)
        challenge = decoded(json.loads(form["data-options"])["challenge"])
        return self.post(form["action"], {"credential": json.dumps(self.who.key.answer(challenge))})


@dataclass
class Guest:
    """Somebody who is not signed in, with a browser of their own."""

    browser: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.browser.get(path, base_url=RELYING.origin)

    def challenge(self, path: str) -> bytes:
        """Open a page that asks for a passkey, and give what is to be signed."""
        form = BeautifulSoup(self.get(path).text, "html.parser").select_one("form[data-passkey]")
        assert form, self.get(path).text
        return decoded(json.loads(form["data-options"])["challenge"])

    def post(self, path: str, **fields: str) -> TestResponse:
        headers = {"Origin": RELYING.origin}
        return self.browser.post(path, base_url=RELYING.origin, data=fields, headers=headers)

    def sign_in(self, key: SoftKey, challenge: bytes | None = None) -> TestResponse:
        answer = key.answer(challenge or self.challenge("/desk/sign-in/"))
        return self.post("/desk/sign-in/", credential=json.dumps(answer))

    def join(self, path: str, key: SoftKey, **fields: str) -> TestResponse:
        """Answer an invitation; `path` is that of its link."""
        return self.post(path, credential=json.dumps(key.register(self.challenge(path))), **fields)

    def entered(self, who: Signer) -> Client:
        """Go on as the member that one is by now."""
        page = BeautifulSoup(self.get("/desk/account/").text, "html.parser")
        return Client(self.browser, page.select_one("[name=csrf]")["value"], who)


def register(guest: Guest, path: str, key: SoftKey, challenge: bytes, **fields: str) -> TestResponse:
    """Answer an invitation with a passkey made over a challenge of one's choice."""
    return guest.post(path, credential=json.dumps(key.register(challenge)), **fields)


def link_of(answer: TestResponse) -> str:
    """Read the path of the link that a page shows once."""
    shown = BeautifulSoup(answer.text, "html.parser").select_one(".note code")
    assert shown, answer.text
    return shown.text.removeprefix(RELYING.origin)


def fields(soup: BeautifulSoup, form: str) -> list[tuple[str, str]]:
    """Give what a browser would send of a form when nothing is touched, buttons left out."""
    sent = []
    for one in soup.select(f"{form} [name]"):
        if one.name == "select":
            chosen = one.select_one("option[selected]") or one.select_one("option")
            sent.append((one["name"], chosen["value"]))
        elif one.name == "textarea":
            sent.append((one["name"], one.text.removeprefix("\n")))
        elif one.get("type") in ("checkbox", "radio"):
            sent += [(one["name"], one["value"])] if one.has_attr("checked") else []
        elif one.name == "input" and one["name"] != "csrf":
            sent.append((one["name"], one.get("value", "")))
    return sent


def put(sent: list[tuple[str, str]], **changes: str) -> list[tuple[str, str]]:
    """Type into fields; `phones_0_number` is `phones.0.number`."""
    typed = {name.replace("__", "."): value for name, value in changes.items()}
    kept = [(name, value) for name, value in sent if name not in typed]
    return [*kept, *typed.items()]


BUILT: dict[str, Flask] = {}  # once a process: it reads all listing files


def desk(office: Office, instance: Path, clock: Callable[[], datetime] = lambda: NOON) -> Flask:
    """Build the desk over an office; the one before is gone."""
    if "app" not in BUILT:
        environment = {"NOTALONE_INSTANCE": str(instance), "NOTALONE_DESK_ORIGIN": RELYING.origin}
        BUILT["app"] = create_desk(from_environment(environment, ROOT), clock=lambda: NOON)
        BUILT["app"].testing = True
        BUILT["app"].extensions["desk"].office.engine.dispose()
    app = BUILT["app"]
    app.extensions["desk"] = replace(
        app.extensions["desk"],
        settings=replace(app.extensions["desk"].settings, instance=instance),
        office=office,
        clock=clock,
        tries=Limits(web.SIGN_INS, web.SIGN_INS_PER),
        writes=Limits(web.WRITES, web.WRITES_PER),
    )
    return app


def enter(app, who: Signer) -> Client:
    """Sign a member in."""
    office = app.extensions["desk"].office
    with transaction(office.engine) as session:
        passkey = 2 * who.person.member - 1  # each has two, in the order of the members
        token = sessions.begin(session, who.person.member, passkey, now=NOON)
        csrf = sessions.find(session, token, now=NOON).csrf
    browser = app.test_client()
    browser.set_cookie(sessions.COOKIE, token, domain="localhost", secure=True)
    return Client(browser, csrf, who)


@contextmanager
def unhindered(app: Flask) -> Iterator[Flask]:
    """Let a desk take any number of posts, and answer its faults as it does for members."""
    endless = Limits(10**9, timedelta(days=1))
    app.extensions["desk"] = replace(app.extensions["desk"], writes=endless, tries=endless)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    app.config["PROPAGATE_EXCEPTIONS"] = None
