"""How many may send at once: who sends slowly holds a thread, so that some threads are kept for those who read.

What is sent is taken in here in whole; whoever answers it never waits for a sender.
"""

import io
import threading
from wsgiref.types import WSGIEnvironment

from werkzeug.exceptions import ClientDisconnected, RequestEntityTooLarge
from werkzeug.wsgi import get_input_stream

SENDING_AT_ONCE = 2  # of the three threads that the server is started with; a form mostly comes with its head
READS = frozenset({"GET", "HEAD"})


class Turnstile:
    """Beyond so many senders the next gets the page that a reader of it gets.

    `most_bytes` are read of a body; whoever sends more is passed on as one who claims more, without it.
    """

    def __init__(self, *, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._places = threading.BoundedSemaphore(SENDING_AT_ONCE)

    def take(self, environ: WSGIEnvironment) -> WSGIEnvironment:
        """Give a request with all that is sent; who reads a page is waited for by nobody, whatever they send."""
        return _with(environ, b"") if environ["REQUEST_METHOD"] in READS else self._sent(environ)

    def _sent(self, environ: WSGIEnvironment) -> WSGIEnvironment:
        """Give a request with all that was sent."""
        if not self._places.acquire(blocking=False):
            return _unsent(environ)
        try:
            body = get_input_stream(environ, max_content_length=self._most_bytes + 1).read()
        except RequestEntityTooLarge:
            return _claiming(environ, self._most_bytes + 1)
        except ClientDisconnected:
            return _unsent(environ)
        finally:
            self._places.release()
        return _with(environ, body) if len(body) <= self._most_bytes else _claiming(environ, len(body))


def _with(environ: WSGIEnvironment, body: bytes) -> WSGIEnvironment:
    return {**environ, "CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body)}


def _claiming(environ: WSGIEnvironment, length: int) -> WSGIEnvironment:
    return {**_with(environ, b""), "CONTENT_LENGTH": str(length)}


def _unsent(environ: WSGIEnvironment) -> WSGIEnvironment:
    return {**_with(environ, b""), "REQUEST_METHOD": "GET"}
