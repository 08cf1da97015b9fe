"""Real servers for tests: a free port, and patience without a sleep."""

import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.conftest import ROOT

HOST = "127.0.0.1"
SERVE = ("-m", "granian", "--interface", "wsgi", "--http", "1", "--workers", "1")
START_SECONDS = 60  # patience only: a server takes one or two where nothing else runs
LOOK_SECONDS = 0.1


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


@contextmanager
def serving(
    application: str, log: Path, environment: Mapping[str, str], *options: str, health: str = "/healthz"
) -> Iterator[tuple[httpx.Client, subprocess.Popen[bytes]]]:
    """Start the real server, and give somebody who asks it, and its process."""
    port = free_port()
    command = [sys.executable, *SERVE, *options, "--port", str(port), application]
    told = {**os.environ, **environment}
    with (
        log.open("wb") as output,
        subprocess.Popen(command, cwd=ROOT, env=told, stdout=output, stderr=output) as server,
        httpx.Client(base_url=f"http://{HOST}:{port}", timeout=START_SECONDS, trust_env=False) as client,
    ):
        try:
            wait_until(lambda: client.get(health), server, log.read_text)
            yield client, server
        finally:
            server.terminate()


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
