"""What is ready is given in the one thread that never waits; all else is answered by others, and all are answered."""

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from queue import Queue
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from resources import server
from resources.server import BUILDERS, Call
from resources.sheets import Reply
from resources.turns import Turns
from resources.turnstile import SENDING_AT_ONCE
from tests.servers import options
from tests.test_turns import Watch

PATIENCE = 5  # seconds; nobody waits so long unless it fails
READY = Reply("304 Not Modified", [("ETag", '"ready"')], [])


class FakeLine:
    """What granian gives to answer on; hears the first answer alone, and who gave it."""

    def __init__(self) -> None:
        self.heard: Queue[tuple[int, list[tuple[str, str]], bytes]] = Queue()
        self.by: str = ""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        if not self.by:
            self.by = threading.current_thread().name
            self.heard.put((status, headers, body))

    def response_iter(self, status: int, headers: list[tuple[str, str]], body: Iterable[bytes]) -> None:
        self.response_bytes(status, headers, b"".join(body))

    def answer(self) -> tuple[int, list[tuple[str, str]], bytes]:
        """Wait until it was answered."""
        return self.heard.get(timeout=PATIENCE)


class Site:
    """An application that has one page ready; what it does for all else is given."""

    def __init__(self, work: Callable[[WSGIEnvironment], bytes], take: Callable[[WSGIEnvironment], WSGIEnvironment]):
        self._work = work
        self.take = take

    def at_once(self, environ: WSGIEnvironment) -> Reply | None:
        return READY if environ["PATH_INFO"] == "/ready" else None

    def answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        body = self._work(environ)
        start_response("200 OK", [("X-Worked", "yes")])
        return [body]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        return self.answer(environ, start_response)


def site(work: Callable[[WSGIEnvironment], bytes], take: Callable[[WSGIEnvironment], WSGIEnvironment] = dict) -> Site:
    return Site(work, take)


def ask(call: Call, path: str, method: str = "GET") -> FakeLine:
    line = FakeLine()
    asked = {"PATH_INFO": path, "REQUEST_METHOD": method, "QUERY_STRING": "", "wsgi.url_scheme": "http"}
    call(line, asked | {"REMOTE_ADDR": "", "SERVER_PROTOCOL": ""})
    return line


@pytest.fixture(autouse=True)
def _turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the tests' own process as it was."""
    monkeypatch.setattr(server.sys, "setswitchinterval", lambda _seconds: None)


def test_what_is_ready_is_given_while_every_builder_is_held() -> None:
    begun, go = threading.Semaphore(0), threading.Event()

    def slow(_environ: WSGIEnvironment) -> bytes:
        begun.release()
        go.wait(PATIENCE)
        return b"at last"

    call = server.calling(site(slow), {})
    with ExitStack() as at_last:
        at_last.callback(go.set)
        held = [ask(call, "/slow") for _ in range(BUILDERS + 1)]
        for _ in range(BUILDERS):
            assert begun.acquire(timeout=PATIENCE)

        ready = ask(call, "/ready")

        assert ready.answer() == (304, READY.headers, b"")
        assert ready.by == threading.current_thread().name

    assert [line.answer() for line in held] == [(200, [("X-Worked", "yes")], b"at last")] * len(held)
    assert threading.current_thread().name not in {line.by for line in held}


def test_while_one_thread_waits_for_a_sender_another_takes_what_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads of granian: the second rests until the first has to wait, however long that is."""
    watch = Watch()
    monkeypatch.setattr(server, "Turns", lambda: Turns(watch))
    begun, go = threading.Event(), threading.Event()

    def take(environ: WSGIEnvironment) -> WSGIEnvironment:
        begun.set()
        go.wait(PATIENCE)
        return environ

    call = server.calling(site(lambda environ: environ["REQUEST_METHOD"].encode(), take), {})
    with ThreadPoolExecutor(1) as first, ThreadPoolExecutor(1) as second, ExitStack() as at_last:
        at_last.callback(go.set)
        assert first.submit(ask, call, "/ready").result(PATIENCE).answer()[0] == 304
        resting = second.submit(ask, call, "/ready")
        assert watch.begun.acquire(timeout=PATIENCE)

        sent = first.submit(ask, call, "/sent", "POST")
        assert begun.wait(PATIENCE)

        assert resting.result(PATIENCE).answer()[0] == 304
        assert not sent.done()
        watch.rest = lambda: False  # nobody need wait for the test to end
        go.set()
        assert sent.result(PATIENCE).answer()[2] == b"POST"


def test_a_request_that_fails_is_told_and_takes_no_thread_with_it(caplog: pytest.LogCaptureFixture) -> None:
    def fail(environ: WSGIEnvironment) -> bytes:
        if environ["PATH_INFO"] == "/broken":
            raise ArithmeticError
        return b"well"

    call = server.calling(site(fail), {})

    broken = [ask(call, "/broken").answer() for _ in range(BUILDERS)]

    assert broken == [(500, [], b"")] * BUILDERS
    assert ask(call, "/whole").answer()[0] == 200
    assert len(caplog.records) == BUILDERS
    assert "ArithmeticError" in caplog.text
    assert "/broken" not in caplog.text


def test_an_application_with_nothing_ready_is_served_as_granian_does() -> None:
    def plain(_environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        start_response("200 OK", [])
        return [b"plain"]

    line = ask(server.calling(plain, {}), "/")

    assert line.answer() == (200, [], b"plain")
    assert line.by == threading.current_thread().name


def test_an_access_log_that_was_asked_for_tells_of_every_page() -> None:
    line = ask(server.calling(site(lambda _: b"told"), {}, "%(path)s"), "/ready")

    assert line.answer()[2] == b"told"


def test_granian_calls_applications_as_we_say() -> None:
    assert getattr(server.mp, server.WRAP) is server.calling


def test_a_thread_is_left_for_those_who_send_nothing() -> None:
    asked = options("app:application")

    assert int(asked[asked.index("--blocking-threads") + 1]) > SENDING_AT_ONCE
