"""While editions change under load, on the real server: no answer is lost, and none mixes two editions."""

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from resources import publish
from resources.editions import Shelf
from tests.browser.conftest import SERVE
from tests.builders import country, listing
from tests.conftest import NOON, ROOT
from tests.servers import HOST, free_port, wait_until

CHANGES = 100
READERS = 3
PAGES = ("/en/gb/", "/de/gb/?all=1", "/fr/gb/?need=past", "/en/listing/gb-one/")
MARK = re.compile(r"Mark\d{3}")


def edition(shelf: Shelf, number: int) -> None:
    """Publish an edition whose every listing, in two parts, bears its number as a mark."""
    name = f"Mark{number:03}"
    here = [listing(id=f"gb-{word}", name=f"{name} {word}", phones=()) for word in ("one", "two")]
    everywhere = [listing(id="zz-three", name=f"{name} three", phones=())]
    parts = (country(*here), country(*everywhere, code="ZZ"))
    publish.publish(parts, shelf, now=NOON + timedelta(seconds=number))


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path / "editions")
    edition(shelf, 0)
    return shelf


@pytest.fixture
def server(shelf: Shelf) -> Iterator[str]:
    """Run the server as `make run` does, on that shelf; give its address."""
    port = free_port()
    environ = os.environ | {"NOTALONE_INSTANCE": str(shelf.folder.parent), "NOTALONE_LISTINGS": str(shelf.folder)}
    command = [sys.executable, *SERVE, "--port", str(port), "--log-level", "warning", "app:application"]
    running = subprocess.Popen(command, cwd=ROOT, env=environ)
    try:
        address = f"http://{HOST}:{port}"
        wait_until(lambda: httpx.get(address), running, lambda: "the server did not start")
        yield address
    finally:
        running.terminate()
        running.wait()


def read(address: str, until: threading.Event) -> list[tuple[int, set[str]]]:
    """Read pages in turn until told; give the status and the marks of each."""
    answers = []
    with httpx.Client(base_url=address, timeout=30) as client:
        while not until.is_set():
            for page in PAGES:
                answer = client.get(page)
                answers.append((answer.status_code, set(MARK.findall(answer.text))))
    return answers


def test_no_answer_is_lost_and_none_mixes_two_editions_while_a_hundred_follow(server: str, shelf: Shelf) -> None:
    published = threading.Event()

    with ThreadPoolExecutor(READERS) as pool:
        reading = [pool.submit(read, server, published) for _ in range(READERS)]
        try:
            for number in range(1, CHANGES + 1):
                edition(shelf, number)
            while f"Mark{CHANGES}" not in httpx.get(f"{server}/en/gb/").text:
                pass  # the server looks at the shelf four times a second
        finally:
            published.set()
    by_reader = [future.result() for future in reading]
    seen = [[mark for _, marks in answers for mark in marks] for answers in by_reader]

    assert {status for answers in by_reader for status, _ in answers} == {200}
    assert {len(marks) for answers in by_reader for _, marks in answers} == {1}
    assert seen == [sorted(marks) for marks in seen]  # nobody is shown an older edition after a newer one
    assert len({mark for marks in seen for mark in marks}) > 1
