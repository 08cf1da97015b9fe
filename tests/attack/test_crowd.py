"""Those who hold connections take no page away from visitors; on the server as it is run."""

import resource
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from resources.settings import Settings
from tests.servers import HOST, START_SECONDS, held, serving

IDLE = 10_000
BEGUN = b"GET /en/ HTTP/1.1\r\nHost: x\r\nX-Slow: "


@pytest.fixture
def port(published: Settings, tmp_path: Path) -> Iterator[int]:
    """Start the server as `make run` does."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (2 * IDLE, 2 * IDLE))
    with serving("app:application", tmp_path / "log", {"NOTALONE_INSTANCE": str(published.instance)}) as server:
        yield server.port


def page(port: int) -> httpx.Response:
    return httpx.get(f"http://{HOST}:{port}/en/gb/", timeout=START_SECONDS, trust_env=False)


@pytest.mark.parametrize("sent", [b"", BEGUN])
def test_ten_thousand_idle_connections_take_no_page_away(port: int, sent: bytes) -> None:
    with ExitStack() as stack:
        held(port, IDLE, sent, stack)

        assert [page(port).status_code for _ in range(5)] == [200] * 5


def test_who_says_nothing_is_let_go(port: int) -> None:
    with ExitStack() as stack:
        (line,) = held(port, 1, b"", stack)

        assert line.recv(1) == b""
