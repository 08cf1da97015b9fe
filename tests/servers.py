"""Real servers for tests: started as the Makefile starts them, found by port, and waited for without a sleep."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import httpx

from tests.conftest import ROOT

HOST = "127.0.0.1"
START_SECONDS = 60  # patience only: a server takes one or two where nothing else runs
LOOK_SECONDS = 0.1
ALONE = httpx.Limits(max_keepalive_connections=0)  # each page by a connection of its own
TRIES = 3  # as a browser asks again by itself, where a connection breaks before an answer
LISTENS = "0A"  # in the kernel's table of connections


class Running(NamedTuple):
    """A server that runs: somebody who asks it, its first process, and all that it told so far."""

    client: httpx.Client
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    def wait(self, answers: Callable[[], object]) -> None:
        """Wait until this raises no error of a connection any more."""
        wait_until(answers, self.process, self.log.read_text)

    def wait_for(self, is_so: Callable[[], object]) -> None:
        """Wait until this is so."""

        def asked() -> None:
            if not is_so():
                raise OSError("not so yet")

        self.wait(asked)


def options(target: str) -> list[str]:
    """Read how the Makefile starts the server of an application."""
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    all_have = re.search(r"^SERVE := (.*)$", makefile, re.MULTILINE)
    this_has = re.search(rf"\$\(SERVE\)([^$]*) {target}\)", makefile)
    assert all_have
    assert this_has
    return [*all_have[1].split(), *this_has[1].split()]


@contextmanager
def serving(target: str, log: Path, environment: Mapping[str, str], *more: str, like: str = "") -> Iterator[Running]:
    """Run the server of an application as the Makefile starts it, or another `like` it; what it tells is in the log.

    `more` are options that take the place of the Makefile's.
    """
    port = free_port()
    command = [sys.executable, "-m", "resources.server", "--interface", "wsgi", "--port", str(port)]
    command += [*options(like or target), *more, target]
    with (
        log.open("wb") as told,
        subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=told, stderr=told) as process,
        httpx.Client(base_url=f"http://{HOST}:{port}", timeout=START_SECONDS, trust_env=False) as client,
    ):
        running = Running(client, process, port, log)
        try:
            running.wait(lambda: client.get("/healthz"))
            yield running
        finally:
            process.terminate()


def status(client: httpx.Client, page: str) -> int:
    """Ask for a page, and again where the connection broke."""
    for _ in range(TRIES - 1):
        with suppress(httpx.TransportError):
            return client.get(page).status_code
    return client.get(page).status_code


def workers_of(server: subprocess.Popen[bytes]) -> list[int]:
    """Name the processes that answer, by their numbers."""
    return [
        child for child in children_of(server.pid) if b"resources.server" in Path(f"/proc/{child}/cmdline").read_bytes()
    ]


def children_of(process: int) -> list[int]:
    """Name the processes that one has started. Raises: OSError where it is gone."""
    return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))


def listeners(port: int) -> int:
    """Count who takes connections at a port; each worker does so for itself."""
    rows = [row.split() for row in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    return sum(row[3] == LISTENS and int(row[1].partition(":")[2], 16) == port for row in rows)


def held(port: int, count: int, sent: bytes, stack: ExitStack) -> list[socket.socket]:
    """Open connections, and send no more than this on each."""
    lines = [stack.enter_context(closing(socket.create_connection((HOST, port), START_SECONDS))) for _ in range(count)]
    for line in lines:
        line.sendall(sent)
    return lines


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def wait_until(
    answers: Callable[[], object],
    server: subprocess.Popen[bytes],
    told: Callable[[], str],
    *,
    seconds: float = START_SECONDS,
) -> None:
    """Wait until a server answers; fail with what it told where it gives up or takes too long."""
    for _ in range(int(seconds / LOOK_SECONDS)):
        try:
            answers()
        except (OSError, httpx.TransportError):
            try:
                server.wait(LOOK_SECONDS)  # until it answers or gives up
            except subprocess.TimeoutExpired:
                continue
            break
        else:
            return
    raise AssertionError(told())
