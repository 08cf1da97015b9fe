"""Race the press against nginx with the same bytes, a bare callable and the Flask view alone: `make bench`.

Rounds take turns, so that whatever else the machine does slows all of them alike; what counts is the ratio.
"""

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
README = ROOT / "bench/README.md"
TABLE = re.compile("(<!-- race -->\n).*?(<!-- end -->)", re.DOTALL)

PAGE = "/en/gb/"
ROUNDS = 5
SECONDS = 3
CONNECTIONS = 32
NGINX, PRESS, BARE, FLASK = range(8701, 8705)  # ports
GRANIAN = (BIN / "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "1", "--no-ws")
THE_SERVERS_OWN = {"server", "date", "connection"}  # a copied `connection: close` would cost a connection a page
BY_NGINX = {"content-type", "content-length", "content-encoding", "etag", "vary"}  # it writes them by itself
RACERS = {
    "nginx, the same bytes from a file": f"http://127.0.0.1:{NGINX}/page.html",
    "the press": f"http://127.0.0.1:{PRESS}{PAGE}",
    "a bare WSGI callable, the same bytes": f"http://127.0.0.1:{BARE}{PAGE}",
    "the Flask view without the press": f"http://127.0.0.1:{FLASK}{PAGE}",
}
TOLD_BY_WRK = {
    "rate": re.compile(r"Requests/sec:\s+([\d.]+)()"),
    "p50": re.compile(r"50%\s+([\d.]+)(us|ms|s)"),
    "p99": re.compile(r"99%\s+([\d.]+)(us|ms|s)"),
}
UNITS = {"": 1.0, "us": 0.001, "ms": 1.0, "s": 1000.0}  # in milliseconds

Command = list[str | Path]


@dataclass(frozen=True)
class Lap:
    """One round of one racer: requests a second, and milliseconds within which half, and 99 of 100, were answered."""

    rate: float
    p50: float
    p99: float


def main() -> None:
    """Run the race, print the table and write it into README.md beside this file."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as servers:
        size = _start(Path(folder), servers)
        rounds = [{name: _lap(address) for name, address in RACERS.items()} for _ in range(ROUNDS)]
    table = "\n".join(_table(rounds, size))
    README.write_text(TABLE.sub(lambda found: f"{found[1]}{table}\n{found[2]}", README.read_text()))
    print(table)


def _start(folder: Path, servers: ExitStack) -> int:
    """Start all racers on the same page; give its size in bytes."""
    folder.chmod(0o755)  # for nginx, which gives up its rights
    environ = {"PATH": os.environ["PATH"], "NOTALONE_INSTANCE": str(folder / "instance"), "BENCH_PAGE": str(folder)}
    subprocess.run([BIN / "flask", "--app", "app", "publish"], cwd=ROOT, env=environ, check=True, capture_output=True)
    servers.enter_context(_running(_granian("app:application", PRESS), PRESS, environ))
    size = _keep(folder)
    servers.enter_context(_running(_granian("bench.bare:application", BARE), BARE, environ))
    servers.enter_context(_running(_granian("app:app", FLASK), FLASK, environ))
    servers.enter_context(_running(_nginx(folder), NGINX, environ))
    return size


def _granian(target: str, port: int) -> Command:
    return [*GRANIAN, "--log-level", "error", "--port", str(port), target]


def _nginx(folder: Path) -> Command:
    headers = [item for item in json.loads((folder / "headers.json").read_text()) if item[0] not in BY_NGINX]
    told = "".join(f'add_header {name} "{value}"; ' for name, value in headers)
    (folder / "nginx.conf").write_text(
        f"worker_processes 1; daemon off; pid {folder}/pid; error_log stderr crit; events {{ }}\n"
        "http { access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; default_type text/html;\n"
        "gzip_static on; gzip_vary on; open_file_cache max=10;\n"
        f"server {{ listen 127.0.0.1:{NGINX}; root {folder}; {told} }} }}\n"
    )
    return ["nginx", "-c", folder / "nginx.conf"]


@contextmanager
def _running(command: Command, port: int, environ: dict[str, str]) -> Iterator[None]:
    server = subprocess.Popen(command, cwd=ROOT, env=environ)
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
    sent = [(name, value) for name, value in headers if name not in THE_SERVERS_OWN]
    (folder / "headers.json").write_text(json.dumps(sent))
    return len(body)


def _lap(address: str) -> Lap:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", "--latency", "-H", "Accept-Encoding: gzip", address]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        raise SystemExit(f"{address} failed:\n{told}")
    found = {name: pattern.findall(told)[0] for name, pattern in TOLD_BY_WRK.items()}
    return Lap(**{name: float(number) * UNITS[unit] for name, (number, unit) in found.items()})


def _table(rounds: list[dict[str, Lap]], size: int) -> Iterator[str]:
    """Give the table: medians over the rounds, of the ratio too."""
    yield f"| {size:,} bytes of gzip, one worker each | of nginx’s rate | requests a second | p50 ms | p99 ms |"
    yield "|---|--:|--:|--:|--:|"
    first = next(iter(RACERS))
    for name in RACERS:
        laps = [lap[name] for lap in rounds]
        ratio = median(lap[name].rate / lap[first].rate for lap in rounds)
        rate, p50, p99 = (median(getattr(lap, told) for lap in laps) for told in TOLD_BY_WRK)
        yield f"| {name} | {ratio:.3f} | {rate:,.0f} | {p50:.2f} | {p99:.2f} |"


if __name__ == "__main__":
    main()
