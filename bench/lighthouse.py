"""Ask Lighthouse what it thinks of home, a country and a report page, on a phone with slow 4G as it simulates one."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which

from bench.race import Command

LIGHTHOUSE = Path(__file__).resolve().parent / ".npm/node_modules/.bin/lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
PAGES = ("/en/", "/en/gb/", "/en/gb/report/")
TRIES = 3
FLAGS = ("--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox")


def scores(origin: str) -> Iterator[tuple[str, dict[str, int], list[str]]]:
    """Give for each page its points of 100, and what Lighthouse finds fault with."""
    for page in PAGES:
        command = [LIGHTHOUSE, f"{origin}{page}", f"--only-categories={','.join(CATEGORIES)}", *FLAGS]
        environ = os.environ | {"CHROME_PATH": which("chromium") or which("google-chrome") or ""}
        report = json.loads(_told(command, environ))
        points = {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}
        weighed = {ref["id"] for name in CATEGORIES for ref in report["categories"][name]["auditRefs"] if ref["weight"]}
        faults = [name for name in sorted(weighed) if (report["audits"][name]["score"] or 0) < 1]
        yield page, points, [name for name in faults if report["audits"][name]["scoreDisplayMode"] != "notApplicable"]


def _told(command: Command, environ: dict[str, str]) -> str:
    """Run Lighthouse; again where it asks to, since it now and then misses the beginning of a page."""
    for _ in range(TRIES):
        told = subprocess.run(command, env=environ, check=False, capture_output=True, text=True)
        if not told.returncode:
            return told.stdout
    raise SystemExit(told.stderr)


def table(origin: str) -> Iterator[str]:
    """Give the table, a row a page."""
    yield "| Lighthouse, simulated slow 4G | performance | accessibility | best practices | faults |"
    yield "|---|--:|--:|--:|---|"
    for page, points, faults in scores(origin):
        yield f"| {page} | {' | '.join(str(points[name]) for name in CATEGORIES)} | {', '.join(faults) or 'none'} |"
