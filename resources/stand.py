"""The stand in front of the press: the pages asked for a moment ago, given before anything else is asked.

A node under load gives nearly all of its pages here, at the cost of one look into a dictionary.
"""

from collections.abc import Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from resources.press import Press


class Stand:
    """A WSGI application before all others. What does not lie here is asked of `behind`, which asks the press."""

    def __init__(self, press: Press, behind: WSGIApplication) -> None:
        self._press = press
        self._clock = press.clock
        self._behind = behind

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer a request. Each line here costs every visitor: all that can be asked once is asked in the press."""
        run = self._press.run
        if run and run.since <= self._clock() < run.until and "HTTP_IF_NONE_MATCH" not in environ:
            path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
            form = run.laid_out.get((environ["REQUEST_METHOD"], path, query, environ.get("HTTP_ACCEPT_ENCODING", "")))
            if form:
                start_response("200 OK", form.headers)
                return form.ready
        return self._behind(environ, start_response)
