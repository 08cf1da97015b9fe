"""The real site behind the real filter."""

import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.browser.conftest import base_url
from tests.filters import word_filter

__all__ = ["base_url", "filtered"]


@pytest.fixture(scope="session")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Give a client behind the filter."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with word_filter.running(tmp_path_factory.mktemp("filter"), port) as client:
        yield client
