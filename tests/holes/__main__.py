"""Make each hole in a clone of what is committed, and see that the tests which guard the place find it: `make holes`.

python -m tests.holes [FILE OR WORDS OF A CLAIM …]
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Collection, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.holes import Hole, holes

ROOT = Path(__file__).resolve().parents[2]
HOLDS, FAILS, HANGS = 0, 1, -1  # how pytest ends; by anything else it found no test, or could not begin
LONGEST = 600  # seconds; a test that a hole holds up for longer tells nobody what is wrong


def main(words: Collection[str]) -> int:
    """Try the holes that are named, or all, one on each core; tell how many were not found."""
    chosen = [hole for hole in holes() if not words or any(word in f"{hole.file} {hole.claim}" for word in words)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(_is_found, chosen))
    print(f"{sum(found)} of {len(chosen)} holes were found.")
    return found.count(False)


def _is_found(hole: Hole) -> bool:
    if not _passes(hole.tests):
        told = f"the tests do not pass without a hole. Run: pytest {' '.join(hole.tests)}"
    else:
        with _clone() as clone:
            path = clone / hole.file
            path.write_text(hole.made_in(path.read_text("utf-8")), "utf-8")
            told = {FAILS: "found", HANGS: "NOT FOUND: the tests hang"}.get(_run(clone, hole.tests), "NOT FOUND")
    print(f"{hole.claim} ({hole.file}): {told}", flush=True)
    return told == "found"


@cache
def _passes(tests: tuple[str, ...]) -> bool:
    with _clone() as clone:
        return _run(clone, tests) == HOLDS


@contextmanager
def _clone() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "site"
        subprocess.run(["git", "clone", "--quiet", "--shared", ROOT, clone], check=True)
        (clone / ".venv").symlink_to(ROOT / ".venv")
        yield clone


def _run(clone: Path, tests: Iterable[str]) -> int:
    command = [sys.executable, "-m", "pytest", "--quiet", "--exitfirst", "--override-ini=addopts=-p no:cacheprovider"]
    command += [f"--basetemp={clone.parent / 'tests'}"]  # else who runs beside this clears it
    try:
        run = subprocess.run([*command, *tests], cwd=clone, check=False, capture_output=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return HANGS
    return run.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
