"""Race the press against nginx with the same bytes, a bare callable, views that build the page, and Datasette.

Rounds take turns, so that whatever else the machine does slows all of them alike; what counts is the ratio.
"""

import gzip
import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"
LISTINGS = ROOT / "resources/listings"

PAGE = "/en/gb/"
ROUNDS = 9
SECONDS = 3
CONNECTIONS = 32
NGINX, PRESS, BARE, FLASK, PLAIN, DATASETTE = range(8701, 8707)  # ports
GRANIAN = (  # as `make run` starts it
    BIN / "python",
    "-m",
    "resources.server",
    "--interface",
    "wsgi",
    "--workers",
    "1",
    "--http",
    "1",
    "--no-ws",
)
THREADS = 3  # of granian, as `make run` starts ours; others are fastest with one
THE_SERVERS_OWN = {"server", "date", "connection"}  # a copied `connection: close` would cost a connection a page
BY_NGINX = {"content-type", "content-length", "content-encoding", "etag", "vary"}  # it writes them by itself
RACERS = {
    "nginx, the same bytes from a file": f"http://127.0.0.1:{NGINX}/page.html",
    "nginx, the page as plain bytes": f"http://127.0.0.1:{NGINX}/plain.html",
    "the press": f"http://127.0.0.1:{PRESS}{PAGE}",
    "a bare WSGI callable, the same bytes": f"http://127.0.0.1:{BARE}{PAGE}",
    "our Flask view without the press": f"http://127.0.0.1:{FLASK}{PAGE}",
    "a plain Flask view over SQLModel and Jinja": f"http://127.0.0.1:{PLAIN}{PAGE}",
    "Datasette, the same rows": f"http://127.0.0.1:{DATASETTE}/rows/row?country=GB",
}
FIRST, SERVER = "nginx, the same bytes from a file", "a bare WSGI callable, the same bytes"
TOLD_BY_WRK = {
    "rate": re.compile(r"Requests/sec:\s+([\d.]+)()"),
    "p50": re.compile(r"50%\s+([\d.]+)(us|ms|s)"),
    "p99": re.compile(r"99%\s+([\d.]+)(us|ms|s)"),
    "slowest": re.compile(r"Latency\s+\S+\s+\S+\s+([\d.]+)(us|ms|s)"),
}
UNITS = {"": 1.0, "us": 0.001, "ms": 1.0, "s": 1000.0}  # in milliseconds

Command = list[str | Path]


@dataclass(frozen=True)
class Lap:
    """One round of one racer: requests a second; milliseconds within which half, 99 of 100, and all were answered."""

    rate: float
    p50: float
    p99: float
    slowest: float


def race() -> tuple[list[dict[str, Lap]], int]:
    """Run the race; give each racer's lap, round by round, and the size of the page in bytes."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        size = _start(Path(folder), servers)
        rounds = [{name: lap(address) for name, address in RACERS.items()} for _ in range(ROUNDS)]
    return rounds, size


def _start(folder: Path, servers: ExitStack) -> int:
    """Start all racers on the same page; give its size in bytes."""
    folder.chmod(0o755)  # for nginx, which gives up its rights
    told = environ(folder)
    publish(told)
    servers.enter_context(running(granian("app:application", PRESS), PRESS, told))
    size = _keep(folder)
    servers.enter_context(running(granian("bench.bare:application", BARE, 1), BARE, told))
    servers.enter_context(running(granian("app:app", FLASK, 1), FLASK, told))
    subprocess.run([BIN / "python", "-m", "bench.plain", "fill"], cwd=ROOT, env=told, check=True)
    servers.enter_context(running(granian("bench.plain:application", PLAIN, 1), PLAIN, told))
    rows = [ROOT / "bench/.venv/bin/datasette", "serve", folder / "rows.db", "--port", str(DATASETTE)]
    servers.enter_context(running(rows, DATASETTE, told))
    servers.enter_context(running(_nginx(folder), NGINX, told))
    return size


def environ(folder: Path, listings: Path = LISTINGS) -> dict[str, str]:
    """Give what a site in a folder is told, and nothing else."""
    return {
        "PATH": os.environ["PATH"],
        "NOTALONE_INSTANCE": str(folder),
        "NOTALONE_LISTINGS": str(listings),
        "BENCH_PAGE": str(folder),
    }


def publish(told: dict[str, str]) -> None:
    """Publish the bundled listings there."""
    subprocess.run([BIN / "flask", "--app", "app", "publish"], cwd=ROOT, env=told, check=True, capture_output=True)


def granian(target: str, port: int, threads: int = THREADS) -> Command:
    """Give the command that serves an application as `make run` serves ours."""
    return [*GRANIAN, "--blocking-threads", str(threads), "--log-level", "error", "--port", str(port), target]


def _nginx(folder: Path) -> Command:
    headers = [item for item in json.loads((folder / "headers.json").read_text()) if item[0] not in BY_NGINX]
    told = "".join(f'add_header {name} "{value}"; ' for name, value in headers)
    (folder / "nginx.conf").write_text(
        f"worker_processes 1; daemon off; pid {folder}/pid; error_log stderr crit; events {{ }}\n"
        "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; default_type text/html;\n"
        "gzip_static on; gzip_vary on; charset utf-8; open_file_cache max=10;\n"
        f"server {{ listen 127.0.0.1:{NGINX}; root {folder}; {told} }} }}\n"
    )
    return ["nginx", "-c", folder / "nginx.conf"]


@contextmanager
def running(command: Command, port: int, told: dict[str, str]) -> Iterator[None]:
    """Let a server run, from its first answer on."""
    server = subprocess.Popen(command, cwd=ROOT, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        asked = ["curl", "-s", "--retry", "30", "--retry-connrefused", "--retry-delay", "1", f"http://127.0.0.1:{port}"]
        subprocess.run(asked, check=True, capture_output=True)
        yield
    finally:
        server.terminate()
        server.wait()


def _keep(folder: Path) -> int:
    """Keep the page of the press as files for the others; give its size in bytes."""
    with urlopen(Request(RACERS["the press"], headers={"Accept-Encoding": "gzip"})) as answer:
        body, headers = answer.read(), answer.headers.items()
    (folder / "page.html.gz").write_bytes(body)
    (folder / "page.html").touch()
    (folder / "plain.html").write_bytes(gzip.decompress(body))
    sent = [(name, value) for name, value in headers if name not in THE_SERVERS_OWN]
    (folder / "headers.json").write_text(json.dumps(sent))
    return len(body)


def lap(address: str, seconds: int = SECONDS) -> Lap:
    """Load an address for so long. Ends the run where anything but pages came."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "-H", "Accept-Encoding: gzip", address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        raise SystemExit(f"{address} failed:\n{told}")
    found = {name: pattern.findall(told)[0] for name, pattern in TOLD_BY_WRK.items()}
    return Lap(**{name: float(number) * UNITS[unit] for name, (number, unit) in found.items()})


def table(rounds: list[dict[str, Lap]], size: int) -> Iterator[str]:
    """Give the table: medians over the rounds, of the ratios too."""
    yield f"| {size:,} bytes of gzip, one worker each | of nginx’s | of the bare one’s | a second | p50 ms | p99 ms |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name in RACERS:
        laps = [one[name] for one in rounds]
        rate, p50, p99 = (median(getattr(one, told) for one in laps) for told in ("rate", "p50", "p99"))
        ratios = f"{ratio(rounds, name, FIRST):.4f} | {ratio(rounds, name, SERVER):.4f}"
        yield f"| {name} | {ratios} | {rate:,.0f} | {p50:.2f} | {p99:.2f} |"


def ratio(rounds: list[dict[str, Lap]], name: str, other: str) -> float:
    """Give the median over the rounds of how much of another's rate one reached."""
    return median(one[name].rate / one[other].rate for one in rounds)
