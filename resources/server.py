"""The server of visitors' pages: granian, of whose threads one gives what is ready, and waits for nobody.

python -m resources.server --interface wsgi app:application    # and granian's other options

What has to be built or searched for is handed to threads of our own; who sends slowly is waited for by granian's
others, since granian takes a body away when its thread is done. So no slow page and no slow sender takes a ready page
away. An application that has nothing ready (`at_once`) is served as granian serves it, and other servers serve ours as
any WSGI application.
"""

import logging
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any, Protocol
from wsgiref.types import WSGIApplication, WSGIEnvironment

from granian.cli import cli
from granian.server import mp

from resources.sheets import Reply
from resources.turns import Turns
from resources.turnstile import READS

BUILDERS = 3  # threads for what is not ready
TURN = 0.0005  # seconds that a thread goes on while another waits for the interpreter: Python’s 5 ms hold pages up
WRAP = "_wsgi_call_wrap"  # how granian's worker makes of an application what it calls for each request

log = logging.getLogger(__name__)


class Line(Protocol):
    """What granian gives to answer on, from any thread; only the first answer is heard."""

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        """Send an answer."""


class Site(Protocol):
    """A WSGI application in three steps."""

    answer: WSGIApplication
    """Answers what was taken in; waits for no sender."""

    def at_once(self, environ: WSGIEnvironment) -> Reply | None:
        """Give what is ready."""

    def take(self, environ: WSGIEnvironment) -> WSGIEnvironment:
        """Take in all that is sent, which waits for who sends; nothing where a page is read."""


Call = Callable[[Line, WSGIEnvironment], object]
"""Answers a request, now or later."""

GRANIANS_OWN: Callable[[Any, dict[str, Any], str | None], Call] = getattr(mp, WRAP)


def calling(application: Any, options: dict[str, Any], access_log_format: str | None = None) -> Call:
    """Make what a worker of granian calls for each request. Who wants a log of them gets granian's own."""
    if access_log_format or not hasattr(application, "at_once"):
        return GRANIANS_OWN(application, options, access_log_format)
    sys.setswitchinterval(TURN)
    return _ready_first(application, _later(GRANIANS_OWN(application.answer, options, None)), Turns())


def _ready_first(site: Site, later: Call, turns: Turns) -> Call:
    at_once = site.at_once

    def call(line: Line, environ: WSGIEnvironment) -> None:
        reply = at_once(environ)
        if reply:
            line.response_bytes(int(reply.status[:3]), reply.headers, b"".join(reply.body))
        else:
            if environ["REQUEST_METHOD"] not in READS:
                turns.leave()
            later(line, site.take({**environ, "wsgi.input_terminated": True}))  # granian ends a body where it ends
        turns.next()

    return call


def _later(whole: Call) -> Call:
    """Let other threads answer, in the order in which was asked."""
    waiting: SimpleQueue[tuple[Line, WSGIEnvironment]] = SimpleQueue()

    def work() -> None:
        while True:
            line, environ = waiting.get()
            try:
                whole(line, environ)
            except Exception:
                log.exception("a request failed")
                line.response_bytes(500, [], b"")
            del line, environ  # nothing of a visitor is held until the next one comes

    for _ in range(BUILDERS):
        threading.Thread(target=work, daemon=True).start()  # a slow page keeps no worker from ending
    return lambda line, environ: waiting.put((line, environ))


setattr(mp, WRAP, calling)  # in each worker too, where it is started anew and imports this

if __name__ == "__main__":
    cli()
