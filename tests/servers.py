"""Real servers for tests: a free port, and patience without a sleep."""

import socket
import subprocess
from collections.abc import Callable

import httpx

HOST = "127.0.0.1"
START_SECONDS = 20
LOOK_SECONDS = 0.1


def free_port() -> int:
    """Find a port that nothing listens on."""
    with socket.socket() as free:
        free.bind((HOST, 0))
        return int(free.getsockname()[1])


def wait_until(answers: Callable[[], object], server: subprocess.Popen[bytes], told: Callable[[], str]) -> None:
    """Wait until a server answers; fail with what it told where it gives up or takes too long."""
    for _ in range(int(START_SECONDS / LOOK_SECONDS)):
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
