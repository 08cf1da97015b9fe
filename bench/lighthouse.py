"""Ask Lighthouse what it thinks of home, a country and a report page, on a phone with slow 4G as it simulates one."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import which

LIGHTHOUSE = Path(__file__).resolve().parent / ".npm/node_modules/.bin/lighthouse"
CATEGORIES = ("performance", "accessibility", "best-practices")
PAGES = ("/en/", "/en/gb/", "/en/gb/report/")
FLAGS = ("--quiet", "--output=json", "--chrome-flags=--headless=new --no-sandbox")


def scores(origin: str) -> Iterator[tuple[str, dict[str, int], list[str]]]:
    """Give for each page its points of 100, and what Lighthouse finds fault with."""
    for page in PAGES:
        command = [LIGHTHOUSE, f"{origin}{page}", f"--only-categories={','.join(CATEGORIES)}", *FLAGS]
        environ = os.environ | {"CHROME_PATH": which("chromium") or which("google-chrome") or ""}
        told = subprocess.run(command, env=environ, check=True, capture_output=True, text=True).stdout
        report = json.loads(told)
        points = {name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES}
        weighed = {ref["id"] for name in CATEGORIES for ref in report["categories"][name]["auditRefs"] if ref["weight"]}
        faults = [name for name in sorted(weighed) if (report["audits"][name]["score"] or 0) < 1]
        yield page, points, [name for name in faults if report["audits"][name]["scoreDisplayMode"] != "notApplicable"]


def table(origin: str) -> Iterator[str]:
    """Give the table, a row a page."""
    yield "| Lighthouse, simulated slow 4G | performance | accessibility | best practices | faults |"
    yield "|---|--:|--:|--:|---|"
    for page, points, faults in scores(origin):
        yield f"| {page} | {' | '.join(str(points[name]) for name in CATEGORIES)} | {', '.join(faults) or 'none'} |"
