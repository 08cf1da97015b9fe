"""The real site behind the real filter."""

from collections.abc import Iterator

import httpx
import pytest

from tests.browser.conftest import base_url
from tests.filters import word_filter
from tests.servers import free_port

__all__ = ["base_url", "filtered"]


@pytest.fixture(scope="session")
def filtered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Give a client behind the filter."""
    with word_filter.running(tmp_path_factory.mktemp("filter"), free_port()) as client:
        yield client
