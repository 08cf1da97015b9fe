"""Those who hold connections, or send slowly, take no page away from visitors; on the server as it is run."""

import resource
import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest

from resources.settings import Settings
from tests.servers import HOST, START_SECONDS, serving

IDLE = 10_000
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 400\r\n"
SLOW = b"POST /en/find/ HTTP/1.1\r\nHost: x\r\n" + FORM + b"\r\nnam"
BEGUN = b"GET /en/ HTTP/1.1\r\nHost: x\r\nX-Slow: "


@pytest.fixture
def port(published: Settings, tmp_path: Path) -> Iterator[int]:
    """Start the server as `make run` does."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (2 * IDLE, 2 * IDLE))
    with serving("app:application", tmp_path / "log", {"NOTALONE_INSTANCE": str(published.instance)}) as server:
        yield server.port


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
