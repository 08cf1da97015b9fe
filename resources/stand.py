"""The stand in front of the press: the pages asked for a moment ago, given before anything else is asked.

A node under load gives nearly all of its pages here, at the cost of one look into a dictionary.
"""

import time
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from resources.press import Press


def stand(press: Press, behind: WSGIApplication, *, seconds: Callable[[], float] = time.time) -> WSGIApplication:
    """Make the application before all others. What does not lie here is asked of `behind`, which asks the press.

    `seconds` since 1970 tells what the press's clock tells. Each line costs every visitor: what can be asked once is
    asked in the press, and this is a function, which a server calls in less time than an object.
    """

    def give(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        run = press.run
        if run and run.since <= seconds() < run.until and "HTTP_IF_NONE_MATCH" not in environ:
            path, query = environ["PATH_INFO"], environ.get("QUERY_STRING", "")
            form = run.laid_out.get((environ["REQUEST_METHOD"], path, query, environ.get("HTTP_ACCEPT_ENCODING", "")))
            if form:
                start_response("200 OK", form.headers)
                return form.ready
        return behind(environ, start_response)

    return give
