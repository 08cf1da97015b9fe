"""The stand in front of the press: the pages asked for a moment ago, given before anything else is asked.

A node under load gives nearly all of its pages here, at the cost of one look into a dictionary.
"""

import time
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from resources.press import Press
from resources.sheets import Reply

Take = Callable[[WSGIEnvironment], WSGIEnvironment]


class Stand:
    """The application before all others. What does not lie here is asked of the press, then of what is `behind`.

    Three steps, which a server may take in threads of its own: `at_once` waits for nothing, `take` for who sends, and
    `answer`, which is what is behind, for what has to be built. `seconds` since 1970 tells what the press's clock does.
    """

    def __init__(
        self, press: Press, take: Take, behind: WSGIApplication, *, seconds: Callable[[], float] = time.time
    ) -> None:
        self._press = press
        self.take = take
        self.answer = behind
        self._seconds = seconds

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request."""
        reply = self.at_once(environ)
        return reply.give(start_response) if reply else self.answer(self.take(environ), start_response)

    def at_once(self, environ: WSGIEnvironment) -> Reply | None:
        """Give what is ready; None for all that has to be built, or waited for. Each line here costs every visitor."""
        run = self._press.run
        if run and run.since <= self._seconds() < run.until and "HTTP_IF_NONE_MATCH" not in environ:
            path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
            reply = run.laid_out.get((environ["REQUEST_METHOD"], path, query, environ.get("HTTP_ACCEPT_ENCODING", "")))
            if reply:
                return reply
        return self._press.at_once(environ)
