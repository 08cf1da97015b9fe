"""The two servers of the demonstration: the site in a process of its own, the desk in this one.

What was read and imported to make the demonstration is what the desk needs, so nothing of it is done twice: granian
forks its worker from here. Where it starts workers anew instead, they read for themselves.
"""

import os
import signal
import subprocess  # nosec B404
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType
from urllib.parse import urlsplit

from granian.cli import cli

from resources.demo import doors, serving
from resources.demo.cast import Cast
from resources.listing import Country
from resources.settings import Settings

SITE = ("--blocking-threads", "3", "app:application")
DESK = ("--blocking-threads", "4", "resources.demo.serving:application")


def serve(settings: Settings, players: Cast, countries: Sequence[Country], options: Sequence[str]) -> None:
    """Serve both until somebody ends it, with granian's `options` for each."""
    with _site(players, options):
        desk = doors.create(settings, serving.ROOT, serving.CLOCK, countries)
        desk.extensions["desk"].office.engine.dispose()  # no connection lives on in two processes
        serving.application = desk
        signal.signal(signal.SIGTERM, signal.SIG_DFL)  # granian has a way of its own, and its workers have none of ours
        cli(_command(settings.desk_origin, options, DESK), standalone_mode=False)


@contextmanager
def _site(players: Cast, options: Sequence[str]) -> Iterator[None]:
    """Serve visitors, who trust the first key of the demonstration, for as long as the desk is served."""
    command = [sys.executable, "-m", "resources.server", *_command(players.public, options, SITE)]
    environment = {**os.environ, "NOTALONE_FIRST_KEY": players.first_key}
    signal.signal(signal.SIGTERM, _end)
    with subprocess.Popen(command, env=environment) as site:  # noqa: S603 - our own words and addresses # nosec B603
        try:
            yield
        finally:
            site.terminate()


def _command(address: str, options: Sequence[str], rest: Sequence[str]) -> list[str]:
    return ["--interface", "wsgi", "--port", str(urlsplit(address).port or 80), *options, *rest]


def _end(_signal: int, _frame: FrameType | None) -> None:
    sys.exit()
