"""How many may send at once: who sends slowly holds a thread, so that some threads are kept for those who read."""

import io
import threading
from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

SENDING_AT_ONCE = 4  # half of the threads that the server is started with; a form takes milliseconds
READS = frozenset({"GET", "HEAD"})


class Turnstile:
    """A WSGI application around another; beyond so many senders the next gets the page that a reader of it gets."""

    def __init__(self, application: WSGIApplication) -> None:
        self._application = application
        self._places = threading.BoundedSemaphore(SENDING_AT_ONCE)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request; all that was sent is read before this returns."""
        if environ["REQUEST_METHOD"] in READS:
            return self._application(environ, start_response)
        if not self._places.acquire(blocking=False):
            return self._application(_unsent(environ), start_response)
        try:
            return self._application(environ, start_response)
        finally:
            self._places.release()


def _unsent(environ: WSGIEnvironment) -> WSGIEnvironment:
    return {**environ, "REQUEST_METHOD": "GET", "CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO()}
