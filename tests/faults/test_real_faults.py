"""The real server on a full disk or a torn shelf: visitors are answered, nobody is thanked for what is lost."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copytree

import httpx
from bs4 import BeautifulSoup

from resources.settings import Settings
from tests import servers

WRONG = "/en/listing/gb-childline/wrong/"


@contextmanager
def serving(folder: Path, published: Settings) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """Start the server on a copy of the published site."""
    copytree(published.instance, folder / "instance")
    environment = {"NOTALONE_INSTANCE": str(folder / "instance")}
    options = ("--respawn-failed-workers", "--blocking-threads", "8")
    with servers.serving("app:application", folder / "log", environment, *options) as served:
        yield served


def workers_of(server: subprocess.Popen[bytes]) -> list[int]:
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
    return [int(child) for child in children if b"granian" in Path(f"/proc/{child}/cmdline").read_bytes()]


def fill_disk(server: subprocess.Popen[bytes], bytes_left: int) -> None:
    """Let the server's files grow no more, as on a disk that is full."""
    for process in (server.pid, *workers_of(server)):
        resource.prlimit(process, resource.RLIMIT_FSIZE, (bytes_left, resource.RLIM_INFINITY))


MOST_LOOKS = 5000  # the server looks at its shelf at most once a second, however often it is asked


def test_on_a_full_disk_pages_are_served_and_nobody_is_thanked_for_what_is_lost(
    published: Settings, tmp_path: Path
) -> None:
    with serving(tmp_path, published) as (client, server):
        shown = BeautifulSoup(client.get(WRONG.removesuffix("wrong/")).text, "html.parser")
        form = {"wrong": "number", "slip": shown.select_one('input[name="slip"]')["value"]}
        fill_disk(server, 0)

        page, told, health = client.get("/en/gb/"), client.post(WRONG, data=form), client.get("/healthz")

        assert page.status_code == 200
        assert told.status_code == 500
        assert 'href="tel:999"' in told.text
        assert health.json()["faults"] == ["what visitors tell cannot be kept: File too large"]
        fill_disk(server, resource.RLIM_INFINITY)
        assert client.post(WRONG, data=form).status_code == 200


def test_a_shelf_that_is_torn_under_the_server_takes_no_page_away(published: Settings, tmp_path: Path) -> None:
    with serving(tmp_path, published) as (client, _):
        client.get("/en/gb/")
        (tmp_path / "instance/editions/000001.json").write_bytes(b"{")

        assert client.get("/en/gb/").status_code == 200
        looks = (client.get("/healthz").json()["faults"] for _ in range(MOST_LOOKS))
        assert "served from memory" in next(filter(None, looks))[0]
        assert client.get("/en/gb/").status_code == 200
