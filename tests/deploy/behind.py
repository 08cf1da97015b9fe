"""A bare server behind a front, which tells what arrives and when, and answers when a request is whole."""

import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from queue import Queue

from tests.servers import HOST, START_SECONDS

LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True)
class Behind:
    """Where it listens, and how long each form is that has begun to arrive, in their order."""

    port: int
    _forms: "Queue[int]" = field(repr=False)

    def form(self) -> int:
        """Wait until the next form begins to arrive."""
        return self._forms.get(timeout=START_SECONDS)


@contextmanager
def listening() -> Iterator[Behind]:
    """Answer every request while the block runs."""
    forms: Queue[int] = Queue()

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            came, told = b"", False
            while piece := self.request.recv(65536):
                came += piece
                head, found, body = came.partition(b"\r\n\r\n")
                length = LENGTH.search(head)
                if found and length and not told:
                    forms.put(int(length[1]))
                    told = True
                if found and len(body) >= (int(length[1]) if length else 0):
                    self.request.sendall(ANSWER)
                    return

    with socketserver.ThreadingTCPServer((HOST, 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield Behind(server.server_address[1], forms)
        finally:
            server.shutdown()
            thread.join()
