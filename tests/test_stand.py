"""The stand gives what the press would give, and nothing that changes, or that a visitor wrote, lies on it."""

from collections.abc import Iterable
from datetime import timedelta
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from werkzeug.test import Client

from resources.press import LOOK_EVERY, Press, Run
from resources.settings import Settings
from resources.sheets import SHARED, Reply
from resources.stand import Stand
from resources.turnstile import Turnstile
from tests.conftest import Clock
from tests.pressing import pressed

PACKED = {"Accept-Encoding": "br"}


class Behind:
    """The press behind a stand; counts what it was asked."""

    def __init__(self, press: Press) -> None:
        self.press, self.asked = press, 0

    @property
    def run(self) -> Run | None:
        return self.press.run

    def at_once(self, environ: WSGIEnvironment) -> Reply | None:
        self.asked += 1
        return self.press.at_once(environ)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        return self.press(environ, start_response)


@pytest.fixture
def behind(published: Settings, clock: Clock) -> Behind:
    return Behind(pressed(published.instance, clock))


@pytest.fixture
def visitor(behind: Behind) -> Client:
    return Client(Stand(behind, Turnstile(most_bytes=0).take, behind, seconds=lambda: behind.press.clock().timestamp()))


@pytest.mark.parametrize("address", ["/en/gb/", "/ar/gb/?need=past", "/en/help/telling/"])
def test_who_asks_in_the_same_words_gets_the_same_answer_from_the_stand(
    visitor: Client, behind: Behind, address: str
) -> None:
    first = visitor.get(address, headers=PACKED)

    second = visitor.get(address, headers=PACKED)

    assert behind.asked == 1
    assert (second.status, second.data, dict(second.headers)) == (first.status, first.data, dict(first.headers))


@pytest.mark.parametrize(
    ("method", "address", "headers"),
    [
        ("GET", "/", PACKED),  # speaks each reader's language
        ("GET", "/en/gb/?marked", PACKED),  # what a visitor wrote is kept nowhere
        ("GET", "/en/gb/", {"Accept-Encoding": "br;q=0.9, marked"}),
        ("GET", "/en/gb/", {"Accept-Encoding": "identity"}),  # unpacked anew for each
        ("HEAD", "/en/gb/", PACKED),
        ("POST", "/en/gb/", PACKED),
        ("GET", "/en/zz/", PACKED),
        ("GET", "/exit", PACKED),
        ("GET", "/healthz", PACKED),
        ("GET", "/en/gb/", PACKED | {"If-None-Match": '"other"'}),
    ],
)
def test_all_else_is_asked_of_what_is_behind(
    visitor: Client, behind: Behind, method: str, address: str, headers: dict[str, str]
) -> None:
    for _ in range(2):
        visitor.open(address, method=method, headers=headers)

    assert behind.asked == 2
    assert not behind.press.run or "marked" not in repr(behind.press.run.laid_out)


@pytest.mark.parametrize(
    "headers", [{"Accept-Encoding": "gzip"}, PACKED | {"If-None-Match": "*"}, {"Accept-Encoding": "identity"}]
)
def test_a_page_that_is_laid_out_is_still_given_as_each_wants_it(visitor: Client, headers: dict[str, str]) -> None:
    before = visitor.get("/en/gb/", headers=headers)
    for _ in range(2):
        visitor.get("/en/gb/", headers=PACKED)

    after = visitor.get("/en/gb/", headers=headers)

    assert (after.status, after.data, dict(after.headers)) == (before.status, before.data, dict(before.headers))


@pytest.mark.parametrize("step", [LOOK_EVERY, -timedelta(microseconds=1)])
def test_the_shelf_is_looked_at_before_a_page_is_given_again(
    visitor: Client, behind: Behind, clock: Clock, step: timedelta
) -> None:
    visitor.get("/en/gb/", headers=PACKED)

    clock.move(step)
    visitor.get("/en/gb/", headers=PACKED)

    assert behind.asked == 2


def test_a_page_that_is_about_to_change_is_not_laid_out(visitor: Client, behind: Behind, clock: Clock) -> None:
    visitor.get("/en/gb/", headers=PACKED)
    assert behind.press.run
    sheet = behind.press.run.rack.find(("/en/gb/", "", ""), clock())
    assert sheet

    clock.move(sheet.changes_at - SHARED - clock())
    before = behind.asked
    for _ in range(2):
        visitor.get("/en/gb/", headers=PACKED)

    assert behind.asked == before + 2
