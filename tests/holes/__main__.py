"""Make each hole in a clone of what is committed, and see that the tests which guard the place find it: `make holes`.

python -m tests.holes [FILE OR WORDS OF A CLAIM …]
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests.holes import Hole, holes

ROOT = Path(__file__).resolve().parents[2]
HOLDS, FAILS, HANGS = 0, 1, -1  # how pytest ends; by anything else it found no test, or could not begin
LONGEST = 600  # seconds; a test that a hole holds up for longer tells nobody what is wrong


def main(words: Iterable[str]) -> int:
    """Try the holes that are named, or all; tell how many were not found."""
    words = tuple(words)
    chosen = [hole for hole in holes() if not words or any(word in f"{hole.file} {hole.claim}" for word in words)]
    with tempfile.TemporaryDirectory() as folder:
        clone = Path(folder) / "site"
        subprocess.run(["git", "clone", "--quiet", "--shared", ROOT, clone], check=True)
        (clone / ".venv").symlink_to(ROOT / ".venv")
        missed = [hole for hole in chosen if not _is_found(hole, clone)]
    print(f"{len(chosen) - len(missed)} of {len(chosen)} holes were found.")
    return len(missed)


def _is_found(hole: Hole, clone: Path) -> bool:
    print(f"{hole.claim} ({hole.file}): ", end="", flush=True)
    if _tried(clone, hole.tests) != HOLDS:
        print(f"the tests do not pass without a hole. Run: pytest {' '.join(hole.tests)}")
        return False
    with _made(hole, clone):
        ended = _run(clone, hole.tests)
    print("found" if ended == FAILS else f"NOT FOUND by {' '.join(hole.tests)}")
    return ended == FAILS


@cache
def _tried(clone: Path, tests: tuple[str, ...]) -> int:
    return _run(clone, tests)


def _run(clone: Path, tests: Iterable[str]) -> int:
    command = [sys.executable, "-m", "pytest", "--quiet", "--exitfirst", "--override-ini=addopts=-p no:cacheprovider"]
    try:
        run = subprocess.run([*command, *tests], cwd=clone, check=False, capture_output=True, timeout=LONGEST)
    except subprocess.TimeoutExpired:
        return HANGS
    return run.returncode


@contextmanager
def _made(hole: Hole, clone: Path) -> Iterator[None]:
    path = clone / hole.file
    whole = path.read_text("utf-8")
    path.write_text(hole.made_in(whole), "utf-8")
    try:
        yield
    finally:
        path.write_text(whole, "utf-8")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
