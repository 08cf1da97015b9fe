"""A visitor whose every word is marked, and a search for the marks in all that a server writes."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import httpx
from bs4 import BeautifulSoup

from resources.settings import Settings
from tests.conftest import ROOT
from tests.servers import HOST, START_SECONDS, free_port, options, wait_until

VISITOR = "127.77.66.55"  # whom the server sees: on Linux the whole of 127/8 is this machine
FORWARDED = "203.0.113.77"  # whom a proxy in front would name, from the range for documentation
WORD = "zaqxs"  # in everything that a visitor sends; it stands nowhere else
MARKS = (VISITOR.encode(), FORWARDED.encode(), WORD.encode())

HEADERS = {
    "User-Agent": f"{WORD}-agent",
    "Referer": f"https://{WORD}-referer.example/",
    "Cookie": f"who={WORD}-cookie",
    "Authorization": f"Bearer {WORD}-token",
    "X-Forwarded-For": FORWARDED,
    "X-Real-IP": FORWARDED,
    "Forwarded": f"for={FORWARDED}",
}
PATHS = (
    "/",
    "/en/",
    "/de/gb/",
    "/ar/gb/report/",
    "/en/find/",
    "/en/help/telling/",
    "/en/listing/gb-childline/",
    "/en/listing/gb-childline/wrong/",
    "/exit",
    "/healthz",
    "/api/services",
    "/api/withdrawals",
    f"/api/services/{WORD}",
    f"/api/{WORD}",
    "/robots.txt",
    f"/{WORD}/",
    f"/en/{WORD}/",
    f"/en/help/{WORD}/",
    f"/en/listing/gb-{WORD}/",
    f"/en/%2e%2e/{WORD}%00%ff",
)
QUERIES = ("", f"?need={WORD}&to={WORD}", f"?{WORD}=%ff&name={WORD}")
FORMS = (
    {"name": f"{WORD} name", "country": WORD},
    {"country": "gb", "need": WORD},
    {"wrong": "number", "text": f"{WORD} text"},
    {"wrong": WORD},
    {"name": WORD * 1000},  # more than a body may hold
)
METHODS = ("GET", "HEAD", "DELETE", "PUT", "OPTIONS", "TRACE")
BROKEN = (
    f"GET /{WORD} HTTP/9.9\r\n\r\n",
    f"{WORD}\r\n\r\n",
    f"POST /en/find/ HTTP/1.1\r\nHost: {WORD}\r\nContent-Length: {WORD}\r\n\r\n",
    f"POST /en/find/ HTTP/1.1\r\nHost: {WORD}\r\nContent-Length: 50\r\n\r\nname={WORD}",  # less than it promises
    f"GET /en/ HTTP/1.1\r\nHost: {WORD} / @{WORD}\r\nAccept-Language: {WORD};q={WORD}\r\nConnection: close\r\n\r\n",
    (
        f"POST /en/find/ HTTP/1.1\r\nHost: {WORD}\r\nContent-Type: multipart/form-data; boundary={WORD}\r\n"
        f"Content-Length: 20\r\nConnection: close\r\n\r\n--{WORD}\r\n{WORD}\r\n\r\n"
    ),
)
LOUDEST = {"GRANIAN_LOG_LEVEL": "debug", "FLASK_DEBUG": "1", "PYTHONUNBUFFERED": "1", "NOTALONE_GALLERY": "1"}


@dataclass(frozen=True)
class Server:
    """A running server, where it writes, and a visitor who asks it."""

    port: int
    folder: Path
    client: httpx.Client
    process: subprocess.Popen[bytes]

    @property
    def instance(self) -> Path:
        """The state of the site."""
        return self.folder / "instance"

    @property
    def streams(self) -> bytes:
        """All that the server said."""
        return (self.folder / "stdout").read_bytes() + (self.folder / "stderr").read_bytes()

    def told(self) -> str:
        """Give what it has said so far, for whoever reads why it did not start."""
        return self.streams.decode()

    def wait_for(self, marks: set[bytes]) -> None:
        """Wait until the marks stand in some file; fail with what the server told where they never come."""

        def found() -> None:
            if missing := marks - {mark for _, mark in self.kept()}:
                raise OSError(f"not written yet: {missing}")

        wait_until(found, self.process, self.told)

    def kept(self) -> set[tuple[str, bytes]]:
        """Find the marks in the names and contents of every file, the streams among them."""
        files = [file for file in self.folder.rglob("*") if file.is_file()]
        return {
            (file.name, mark) for file in files for mark in MARKS if mark in bytes(file) + b"\n" + file.read_bytes()
        }


@contextmanager
def serving(folder: Path, published: Settings, *more: str, **told: str) -> Iterator[Server]:
    """Start the server as the Makefile does, but as loud as it can be made, on a copy of the published site.

    `more` are options of the server, `told` the site's settings.
    """
    shutil.copytree(published.instance, folder / "instance")
    port = free_port()
    command = [sys.executable, "-m", "resources.server", "--interface", "wsgi", "--port", str(port)]
    command += [*options("app:application"), "--log-level", "debug", *more, "app:application"]
    environment = {**os.environ, **LOUDEST, "NOTALONE_INSTANCE": str(folder / "instance"), **told}
    with (
        (folder / "stdout").open("wb") as out,
        (folder / "stderr").open("wb") as err,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=err) as process,
        httpx.Client(
            base_url=f"http://{HOST}:{port}",
            headers=HEADERS,
            transport=httpx.HTTPTransport(local_address=VISITOR),
            timeout=START_SECONDS,
        ) as client,
    ):
        server = Server(port, folder, client, process)
        try:
            wait_until(lambda: client.get("/healthz"), process, server.told)
            yield server
        finally:
            process.terminate()


def slip(client: httpx.Client, address: str) -> str:
    """Take what the form of a listing's page carries."""
    field = BeautifulSoup(client.get(address).text, "html.parser").select_one('input[name="slip"]')
    assert field
    return str(field["value"])


def ask_everything(client: httpx.Client) -> set[int]:
    """Ask for every address in every way, and send every form everywhere; give the statuses that came."""
    asked = [client.request(method, path + query) for method, path, query in product(METHODS, PATHS, QUERIES)]
    sent = [client.post(path + query, data=form) for path, query, form in product(PATHS, QUERIES, FORMS)]
    own = {"wrong": "number", "slip": slip(client, "/en/listing/gb-childline/"), "text": WORD}
    sent.append(client.post(f"/en/listing/gb-childline/wrong/?{WORD}", data=own))
    return {answer.status_code for answer in asked + sent}


def connect(port: int) -> socket.socket:
    """Open a connection as the visitor."""
    return socket.create_connection((HOST, port), START_SECONDS, source_address=(VISITOR, 0))


def send_broken(connect: Callable[[], socket.socket], requests: Sequence[str]) -> None:
    """Send what is no request, each on a connection of its own; wait until the server has answered or hung up."""
    for request in requests:
        with connect() as line, suppress(ConnectionResetError):
            line.sendall(request.encode())
            line.shutdown(socket.SHUT_WR)
            while line.recv(4096):
                pass
