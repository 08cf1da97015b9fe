"""Those who hold connections, or send slowly, take no page away from visitors; on the server as it is run."""

import os
import re
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest

from resources.settings import Settings
from resources.turnstile import SENDING_AT_ONCE
from tests.conftest import ROOT
from tests.servers import HOST, START_SECONDS, free_port, wait_until

IDLE = 10_000
THREADS = re.compile(r"--blocking-threads (\d+) app:application")
SERVE = re.compile(r"^SERVE := (.*?)\\\n\t(.*)$", re.MULTILINE)
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 400\r\n"
SLOW = b"POST /en/find/ HTTP/1.1\r\nHost: x\r\n" + FORM + b"\r\nnam"
BEGUN = b"GET /en/ HTTP/1.1\r\nHost: x\r\nX-Slow: "


def options() -> list[str]:
    """Read how `make run` starts the server."""
    makefile = (ROOT / "Makefile").read_text()
    serve, threads = SERVE.search(makefile), THREADS.search(makefile)
    assert serve
    assert threads
    assert int(threads[1]) > SENDING_AT_ONCE
    return [*" ".join(serve.groups()).split(), "--blocking-threads", threads[1]]


@pytest.fixture
def port(published: Settings, tmp_path: Path) -> Iterator[int]:
    """Start the server as `make run` does."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (2 * IDLE, 2 * IDLE))
    port, log = free_port(), tmp_path / "log"
    command = [
        sys.executable,
        "-m",
        "granian",
        "--interface",
        "wsgi",
        "--port",
        str(port),
        *options(),
        "app:application",
    ]
    environment = {**os.environ, "NOTALONE_INSTANCE": str(published.instance)}
    with (
        log.open("wb") as told,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=told, stderr=told) as server,
    ):
        try:
            wait_until(lambda: page(port), server, log.read_text)
            yield port
        finally:
            server.terminate()


def page(port: int) -> httpx.Response:
    return httpx.get(f"http://{HOST}:{port}/en/gb/", timeout=START_SECONDS, trust_env=False)


def held(port: int, count: int, sent: bytes, stack: ExitStack) -> list[socket.socket]:
    """Open connections, and send no more than this on each."""
    lines = [stack.enter_context(closing(socket.create_connection((HOST, port), START_SECONDS))) for _ in range(count)]
    for line in lines:
        line.sendall(sent)
    return lines


@pytest.mark.parametrize("sent", [b"", BEGUN])
def test_ten_thousand_idle_connections_take_no_page_away(port: int, sent: bytes) -> None:
    with ExitStack() as stack:
        held(port, IDLE, sent, stack)

        assert [page(port).status_code for _ in range(5)] == [200] * 5


def test_who_says_nothing_is_let_go(port: int) -> None:
    with ExitStack() as stack:
        (line,) = held(port, 1, b"", stack)

        assert line.recv(1) == b""


def test_those_who_send_slowly_take_no_page_away(port: int) -> None:
    with ExitStack() as stack:
        held(port, 100, SLOW, stack)

        assert [page(port).status_code for _ in range(5)] == [200] * 5
