"""e2guardian, the filter of many schools and homes, with its stock lists at its setting for young children."""

import grp
import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote

import httpx

from tests.servers import START_SECONDS, wait_until

STOCK = Path("/etc/e2guardian")
PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin"))  # where Debian keeps servers, unseen by other users
LIMIT = 50  # the weight above which a page is blocked: “50 is for young children”, says the stock file


def program() -> str:
    """Find the filter, or say how to install it."""
    found = shutil.which("e2guardian", path=PATH)
    assert found, "The word filter e2guardian is missing. Install it and run everything with: make test"
    return found


@contextmanager
def running(folder: Path, port: int) -> Iterator[httpx.Client]:
    """Run the filter as a proxy of our own in the foreground; give a client whose every request passes through it."""
    command = [program(), "-N", "-c", str(configure(folder / "e2guardian", port))]
    log = folder / "filter.log"
    with log.open("wb") as output, subprocess.Popen(command, stdout=output, stderr=output) as proxy:
        try:
            with httpx.Client(proxy=f"http://127.0.0.1:{port}", trust_env=False, timeout=START_SECONDS) as client:
                # Nobody is at that port, and the filter says so.
                wait_until(lambda: client.get("http://127.0.0.1:9/"), proxy, log.read_text)
                yield client
        finally:
            proxy.kill()  # it holds nothing; asked politely, it takes ten seconds


def configure(folder: Path, port: int) -> Path:
    """Copy the stock configuration and its lists; change where it runs and what it tells, not what it weighs."""
    shutil.copytree(STOCK, folder)
    for file in filter(Path.is_file, folder.rglob("*")):
        file.write_bytes(file.read_bytes().replace(bytes(STOCK), bytes(folder)))
    _set(
        folder / "e2guardian.conf",
        filterip="127.0.0.1",
        filterports=str(port),
        transparenthttpsport="",  # none: it would listen to the whole network
        httpworkers="20",  # threads; 500 are for an office
        nodaemon="on",
        nologger="on",
        loglevel="0",
        pidfilename=f"'{folder / 'pid'}'",
        filecachedir=f"'{folder}'",
        daemonuser=f"'{pwd.getpwuid(os.geteuid()).pw_name}'",
        daemongroup=f"'{grp.getgrgid(os.getegid()).gr_name}'",
    )
    # at level 2 the answer to a blocked page tells each phrase that weighed
    _set(folder / "e2guardianf1.conf", naughtynesslimit=str(LIMIT), reportinglevel="2")
    return folder / "e2guardian.conf"


def _set(file: Path, **settings: str) -> None:
    text = file.read_text("latin-1")
    for name, value in settings.items():
        line = f"{name} = {value}" if value else ""
        text, found = re.subn(rf"^#?{name} *=.*$", lambda _, line=line: line, text, count=1, flags=re.MULTILINE)
        assert found, f"{file.name} has no setting {name}"
    file.write_text(text, "latin-1")


def objection(answer: httpx.Response) -> str:
    """Say why the filter blocked a page: its weight and the phrases that weighed; nothing where it let it pass."""
    _, is_blocked, reason = unquote(answer.headers.get("location", "")).partition("::REASON==")
    return reason if is_blocked else ""
