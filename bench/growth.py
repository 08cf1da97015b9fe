"""How cost grows with the number of listings, made up: what a publisher and a node take from 10³ to 10⁶ of them."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench import made_up
from resources import publish
from resources.editions import Shelf
from resources.ledger import Hidden
from resources.proofs import Trust
from resources.snapshot import Newest

ROOT = Path(__file__).resolve().parent.parent
SIZES = (1_000, 2_000, 10_000, 100_000, 1_000_000)
NOW = datetime.now(UTC)
HEAD = (
    ("listings", "{listings:,}"),
    ("publish all, s", "{publish:.1f}"),
    ("publish one change, s", "{change:.3f}"),
    ("a node takes it over, s", "{follow:.3f}"),
    ("edition, MB", "{size:.1f}"),
    ("start to first page, s", "{start:.2f}"),
    ("a country’s first page, p99 ms", "{first_p99:.0f}"),
    ("page from a cold cache, p50 ms", "{cold_p50:.1f}"),
    ("p99 ms", "{cold_p99:.1f}"),
    ("ready page, ms", "{warm_p50:.3f}"),
    ("memory of a node, MB", "{memory:.0f}"),
    ("first search, s", "{first_search:.2f}"),
    ("search, ms", "{search_p50:.1f}"),
    ("memory after it, MB", "{memory_after_search:.0f}"),
)
IN_MS = ("first_p99", "cold_p50", "cold_p99", "warm_p50", "search_p50")
IN_MB = ("size", "memory", "memory_after_search")


def rows(sizes: tuple[int, ...] = SIZES) -> Iterator[dict[str, float]]:
    """Measure each number of listings; seconds, MB, and milliseconds where the table says so."""
    for listings in sizes:
        with tempfile.TemporaryDirectory() as folder:
            told = measured(Path(folder), listings)
        yield {name: value * 1e3 if name in IN_MS else value / 1e6 if name in IN_MB else value for name, value in told}


def measured(folder: Path, listings: int) -> list[tuple[str, float]]:
    """Publish so many, let one change follow, and run a node on them."""
    (folder / "listings").mkdir()
    shelf = Shelf(folder / "editions", Trust(first_key="0" * 64))
    taken = {"publish": _seconds(lambda: publish.publish(made_up.countries(listings), shelf, now=NOW))}
    newest = Newest(Shelf(shelf.folder, shelf.proofs.trust))
    newest.snapshot()
    size = sum(part.size for part in newest.snapshot().edition.parts.values())
    node = subprocess.run(
        [sys.executable, "-m", "bench.node", folder], cwd=ROOT, check=True, capture_output=True, text=True
    )
    hide = Hidden(id="1" * 32, listing="gb-made-up-0", at=NOW, reason="made up")
    shelf.newest()  # as a desk has, which runs
    taken["change"] = _seconds(lambda: publish.publish_changes(shelf, {"GB": [hide]}, (), now=NOW))
    taken["follow"] = _seconds(newest.snapshot)
    return [("listings", listings), ("size", size), *taken.items(), *json.loads(node.stdout).items()]


def _seconds(deed: Callable[[], object]) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def table(measured_rows: list[dict[str, float]]) -> Iterator[str]:
    """Give the table, a row a number of listings."""
    yield f"| {' | '.join(title for title, _ in HEAD)} |"
    yield f"|{'--:|' * len(HEAD)}"
    for row in measured_rows:
        yield f"| {' | '.join(form.format(**row) for _, form in HEAD)} |"


if __name__ == "__main__":
    chosen = tuple(int(size) for size in sys.argv[1:]) or SIZES
    print("\n".join(table(list(rows(chosen)))))
