"""Who answers visitors is killed under load, again and again: pages go on, on the server as it is run."""

import os
import select
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from shutil import copytree

import httpx
import pytest

from resources.settings import Settings
from resources.turnstile import SENDING_AT_ONCE
from tests.conftest import ROOT
from tests.servers import (
    ALONE,
    HOST,
    START_SECONDS,
    Running,
    children_of,
    free_port,
    listeners,
    serving,
    status,
    workers_of,
)

READERS = 3
PAGES = ("/en/gb/", "/de/gb/?all=1", "/en/", "/ar/ke/")
FORM = b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 9\r\n"
SLOW = b"POST /en/find/ HTTP/1.1\r\nHost: x\r\n" + FORM + b"\r\nn"


@pytest.fixture
def server(published: Settings, tmp_path: Path) -> Iterator[Running]:
    copytree(published.instance, tmp_path / "instance")
    with serving("app:application", tmp_path / "log", {"NOTALONE_INSTANCE": str(tmp_path / "instance")}) as running:
        running.wait_for(lambda: listeners(running.port) == len(workers_of(running.process)))
        yield running


def read(address: str, over: threading.Event) -> set[int]:
    """Read pages all the while; give what the answers were."""
    found = set()
    with httpx.Client(base_url=address, timeout=START_SECONDS, trust_env=False, limits=ALONE) as client:
        while not over.is_set():
            found |= {status(client, page) for page in PAGES}
    return found


@contextmanager
def reading(port: int) -> Iterator[list[Future[set[int]]]]:
    """Let some read while the block runs."""
    over = threading.Event()
    with ThreadPoolExecutor(READERS) as pool:
        try:
            yield [pool.submit(read, f"http://{HOST}:{port}", over) for _ in range(READERS)]
        finally:
            over.set()


def kill_one(server: Running) -> None:
    """Kill the worker that is there longest, and wait until another has taken its place."""
    before = workers_of(server.process)
    os.kill(before[0], signal.SIGKILL)
    server.wait_for(lambda: before[0] not in workers_of(server.process))
    server.wait_for(lambda: listeners(server.port) == len(workers_of(server.process)) == len(before))


def test_workers_killed_one_after_the_other_under_load_take_no_page_away(server: Running) -> None:
    with reading(server.port) as answers:
        for _ in workers_of(server.process):
            kill_one(server)

    assert [future.result() for future in answers] == [{200}] * READERS
    assert server.client.get("/healthz").json()["faults"] == []


def test_all_workers_killed_at_once_come_back(server: Running) -> None:
    before = workers_of(server.process)

    for worker in before:
        os.kill(worker, signal.SIGKILL)

    server.wait_for(lambda: not set(before) & set(workers_of(server.process)))
    server.wait(lambda: server.client.get("/en/gb/").raise_for_status())


def test_those_who_send_slowly_do_not_keep_the_server_from_ending(server: Running) -> None:
    with ExitStack() as stack:
        for _ in range(4 * SENDING_AT_ONCE):
            line = stack.enter_context(closing(socket.create_connection((HOST, server.port), START_SECONDS)))
            line.sendall(SLOW)
        assert server.client.get("/en/").status_code == 200

        server.process.terminate()

        assert server.process.wait(START_SECONDS) == 0


@contextmanager
def making(port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Serve by `make run`, which here installs nothing."""
    command = ["make", "-s", "-o", ".venv/run", f"BIN={Path(sys.executable).parent}", f"PORT={port}", "run"]
    environ = {**os.environ, "NOTALONE_INSTANCE": str(folder / "instance")}
    with (
        (folder / "log").open("wb") as told,
        subprocess.Popen(command, cwd=ROOT, env=environ, stdout=told, stderr=told) as process,
    ):
        try:
            yield process
        finally:
            process.terminate()


def servers_below(process: int) -> list[int]:
    """Name the first process of each server that one has started."""
    children = children_of(process)
    return [one for one in children if is_server(one)] or [one for child in children for one in servers_below(child)]


def is_server(process: int) -> bool:
    """Tell whether a process serves or leads those who do; one that is dead does not."""
    with suppress(OSError):
        return b"--interface" in Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")
    return False


@pytest.fixture
def made(published: Settings, tmp_path: Path) -> Iterator[Running]:
    """Serve by `make run`, and wait until all workers are there."""
    copytree(published.instance, tmp_path / "instance")
    port, log = free_port(), tmp_path / "log"
    with (
        making(port, tmp_path) as process,
        httpx.Client(base_url=f"http://{HOST}:{port}", timeout=START_SECONDS, trust_env=False, limits=ALONE) as client,
    ):
        running = Running(client, process, port, log)
        running.wait_for(lambda: listeners(port) == 2)
        yield running
    assert listeners(port) == 0  # it ends with make


def test_a_server_that_gives_up_is_started_again_by_make(made: Running) -> None:
    (first,) = servers_below(made.process.pid)
    while Path(f"/proc/{first}").exists():  # each new worker dies at once, until the server gives up
        with suppress(OSError):
            for worker in children_of(first):
                os.kill(worker, signal.SIGKILL)

    made.wait(lambda: made.client.get("/en/gb/").raise_for_status())

    (second,) = servers_below(made.process.pid)
    assert second != first


def test_a_server_ends_where_make_is_killed(made: Running) -> None:
    (shell,) = children_of(made.process.pid)
    (server,) = servers_below(made.process.pid)
    end = os.pidfd_open(server)

    for one in (made.process.pid, shell):
        os.kill(one, signal.SIGKILL)

    assert select.select([end], [], [], START_SECONDS)[0] == [end]
    assert listeners(made.port) == 0


def test_a_server_that_is_killed_leaves_no_worker_that_goes_on_beside_the_next_ones(made: Running) -> None:
    (first,) = servers_below(made.process.pid)
    orphans = children_of(first)

    os.kill(first, signal.SIGKILL)
    made.wait_for(lambda: servers_below(made.process.pid) not in ([], [first]))
    made.wait(lambda: made.client.get("/en/gb/").raise_for_status())

    assert list(filter(is_server, orphans)) == []
    made.wait_for(lambda: listeners(made.port) == len(orphans))
