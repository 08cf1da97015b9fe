"""The real server on a full disk or a torn shelf: visitors are answered, nobody is thanked for what is lost."""

import resource
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from bs4 import BeautifulSoup

from resources.settings import Settings
from tests.servers import Running, serving, workers_of

WRONG = "/en/listing/gb-childline/wrong/"
MOST_LOOKS = 5000  # the server looks at its shelf at most once a second, however often it is asked


@pytest.fixture
def server(published: Settings, tmp_path: Path) -> Iterator[Running]:
    """Start the server on a copy of the published site."""
    copytree(published.instance, tmp_path / "instance")
    with serving("app:application", tmp_path / "log", {"NOTALONE_INSTANCE": str(tmp_path / "instance")}) as running:
        yield running


def fill_disk(server: subprocess.Popen[bytes], bytes_left: int) -> None:
    """Let the server's files grow no more, as on a disk that is full."""
    for process in (server.pid, *workers_of(server)):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (bytes_left, resource.RLIM_INFINITY))


def test_on_a_full_disk_pages_are_served_and_nobody_is_thanked_for_what_is_lost(server: Running) -> None:
    client = server.client
    shown = BeautifulSoup(client.get(WRONG.removesuffix("wrong/")).text, "html.parser")
    form = {"wrong": "number", "slip": shown.select_one('input[name="slip"]')["value"]}
    fill_disk(server.process, 0)

    page, told, health = client.get("/en/gb/"), client.post(WRONG, data=form), client.get("/healthz")

    assert page.status_code == 200
    assert told.status_code == 503
    assert 'href="tel:999"' in told.text
    assert health.json()["faults"] == ["what visitors tell cannot be kept: File too large"]
    fill_disk(server.process, resource.RLIM_INFINITY)
    assert client.post(WRONG, data=form).status_code == 200


def test_a_shelf_that_is_torn_under_the_server_takes_no_page_away(server: Running, tmp_path: Path) -> None:
    client = server.client
    client.get("/en/gb/")
    (tmp_path / "instance/editions/000001.json").write_bytes(b"{")

    assert client.get("/en/gb/").status_code == 200
    looks = (client.get("/healthz").json()["faults"] for _ in range(MOST_LOOKS))
    assert "served from memory" in next(filter(None, looks))[0]
    assert client.get("/en/gb/").status_code == 200
