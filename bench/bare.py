"""The least that a WSGI application can do: one page that is ready. What it loses to nginx is the server's."""

import json
import os
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

FOLDER = Path(os.environ["BENCH_PAGE"])
BODY = (FOLDER / "page.html.gz").read_bytes()
HEADERS = [(name, value) for name, value in json.loads((FOLDER / "headers.json").read_text())]


def application(_: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
    """Answer everything with the page."""
    start_response("200 OK", HEADERS)
    return [BODY]
