"""A worker of the real server that gets no more memory is ended by the kernel: pages go on, another takes its place."""

from itertools import product, takewhile
from pathlib import Path

import httpx
import pytest

from resources import i18n, places
from resources.settings import Settings
from tests.conftest import ROOT
from tests.faults import memory
from tests.servers import ALONE, START_SECONDS, listeners, serving, status, workers_of

MORE = 1024 * 1024  # bytes; some fifty pages

pytestmark = pytest.mark.skipif(bool(memory.why_not()), reason=memory.why_not())


def test_a_worker_that_gets_no_more_memory_takes_no_page_away(published: Settings, tmp_path: Path) -> None:
    pages = (f"/{tag}/{code.lower()}/" for tag, code in product(i18n.load(ROOT / "translations"), places.COUNTRIES))
    with (
        memory.group(MORE) as group,
        serving("app:application", tmp_path / "log", {"NOTALONE_INSTANCE": str(published.instance)}) as server,
        httpx.Client(base_url=server.client.base_url, timeout=START_SECONDS, trust_env=False, limits=ALONE) as client,
    ):
        server.wait_for(lambda: listeners(server.port) == len(workers_of(server.process)))
        starved, other = workers_of(server.process)
        memory.put(starved, group)

        answers = {status(client, page) for page in takewhile(lambda _: starved in workers_of(server.process), pages)}

        assert answers == {200}
        assert starved not in workers_of(server.process)
        assert other in workers_of(server.process)
        server.wait_for(lambda: listeners(server.port) == len(workers_of(server.process)) == len((starved, other)))
        assert client.get("/healthz").json()["faults"] == []
