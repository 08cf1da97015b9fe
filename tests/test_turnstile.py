"""Who sends slowly never takes a page away from those who read."""

import io
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from werkzeug.test import Client, TestResponse

from resources.turnstile import SENDING_AT_ONCE, Turnstile

MOST = 20  # bytes of a body
FORM = b"name=kenya"


class SlowLine(io.RawIOBase):
    """What a slow sender sends: nothing, until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go = threading.Event(), threading.Event()
        self._sent = io.BytesIO(FORM)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:
        self.begun.set()
        self.go.wait()
        return self._sent.readinto(buffer)


def told(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Answer with what was asked."""
    start_response("200 OK", [])
    asked = f"{environ['REQUEST_METHOD']} {environ.get('CONTENT_LENGTH', '0')} {environ['wsgi.input'].read().decode()}"
    return [asked.encode()]


@pytest.fixture
def turnstile() -> Turnstile:
    return Turnstile(most_bytes=MOST)


def behind(turnstile: Turnstile, application: WSGIApplication) -> Client:
    """Give one who asks an application that answers what a turnstile has taken."""
    return Client(lambda environ, start_response: application(turnstile.take(environ), start_response))


@pytest.fixture
def client(turnstile: Turnstile) -> Client:
    return behind(turnstile, told)


def raw(body: bytes, said: dict[str, object]) -> dict[str, object]:
    """Give what is sent by who says no more of a body than this."""
    return {"environ_overrides": {"CONTENT_LENGTH": "", "wsgi.input": io.BytesIO(body), **said}}


def post(client: Client, line: SlowLine) -> TestResponse:
    return client.post("/", environ_overrides={"wsgi.input": line, "CONTENT_LENGTH": str(len(FORM))})


def test_readers_are_answered_while_all_places_are_taken_and_senders_get_the_page_to_read(client: Client) -> None:
    lines = [SlowLine() for _ in range(SENDING_AT_ONCE)]
    with ThreadPoolExecutor() as pool, ExitStack() as at_last:
        for line in lines:
            at_last.callback(line.go.set)
        slow = [pool.submit(post, client, line) for line in lines]
        for line in lines:
            line.begun.wait()

        meanwhile = client.get("/").text, client.post("/", data=FORM).text
        at_last.close()

        assert meanwhile == ("GET 0 ", "GET 0 ")
        assert [sent.result().text for sent in slow] == ["POST 10 name=kenya"] * SENDING_AT_ONCE
    assert client.post("/", data=FORM).text == "POST 10 name=kenya"


def test_whose_form_has_come_holds_no_place_while_it_is_answered() -> None:
    answering, go = threading.Semaphore(0), threading.Event()

    def slow(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        answering.release()
        go.wait()
        return told(environ, start_response)

    client, answers = behind(Turnstile(most_bytes=MOST), slow), []
    with ThreadPoolExecutor() as pool:
        for _ in range(SENDING_AT_ONCE + 1):
            answers.append(pool.submit(client.post, "/", data=FORM))
            answering.acquire()
        go.set()

        assert {answer.result().text for answer in answers} == {"POST 10 name=kenya"}


@pytest.mark.parametrize(
    ("sent", "told_of_it"),
    [
        ({"data": FORM}, "POST 10 name=kenya"),
        ({"data": b"x" * MOST}, f"POST {MOST} {'x' * MOST}"),
        ({"data": b"x" * (MOST + 1)}, f"POST {MOST + 1} "),  # refused by whoever reads its length
        (raw(b"x" * 99, {"wsgi.input_terminated": True}), f"POST {MOST + 1} "),  # in pieces, without a length
        (raw(FORM, {"CONTENT_LENGTH": "15"}), "GET 0 "),  # hung up
        (raw(FORM, {}), "POST 0 "),  # where it ends, nobody knows
    ],
)
def test_a_body_is_passed_on_whole_or_not_at_all_and_gives_its_place_back(
    turnstile: Turnstile, client: Client, sent: dict[str, object], told_of_it: str
) -> None:
    assert client.post("/", **sent).text == told_of_it

    assert all(turnstile._places.acquire(blocking=False) for _ in range(SENDING_AT_ONCE))
