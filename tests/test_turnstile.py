"""Who sends slowly never takes a page away from those who read."""

import io
import threading
from wsgiref.types import StartResponse, WSGIEnvironment

from werkzeug.test import Client, EnvironBuilder

from resources.turnstile import SENDING_AT_ONCE, Turnstile


class Slow:
    """An application that waits for each body until it is let go, and tells how it was asked."""

    def __init__(self) -> None:
        self.reading = threading.Semaphore(0)
        self.go = threading.Event()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and not self.go.is_set():
            self.reading.release()
            self.go.wait()
        start_response("200 OK", [])
        return [f"{environ['REQUEST_METHOD']} {environ['wsgi.input'].read().decode()}".encode()]


def test_readers_are_answered_while_all_places_are_taken_and_senders_get_the_page_to_read() -> None:
    slow = Slow()
    client = Client(Turnstile(slow))
    senders = [threading.Thread(target=client.post, args=("/",)) for _ in range(SENDING_AT_ONCE)]
    for sender in senders:
        sender.start()
        slow.reading.acquire()

    answers = client.get("/").text, client.post("/", data={"name": "kenya"}).text

    slow.go.set()
    for sender in senders:
        sender.join()
    assert answers == ("GET ", "GET ")
    assert client.post("/", data={"name": "kenya"}).text == "POST name=kenya"


def test_a_failure_gives_its_place_back() -> None:
    def failing(*_: object) -> list[bytes]:
        raise ValueError

    turnstile = Turnstile(failing)
    for _ in range(SENDING_AT_ONCE + 1):
        try:
            turnstile(
                EnvironBuilder(method="POST", input_stream=io.BytesIO()).get_environ(), lambda *_: io.BytesIO().write
            )
        except ValueError:
            continue
    assert turnstile._places.acquire(blocking=False)
