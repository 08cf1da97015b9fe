"""One node on a shelf of made-up listings, in a process of its own: starts, gives every page, searches; prints figures.

python -m bench.node INSTANCE
"""

import json
import os
import sys
import time

BEGUN = time.perf_counter()

from pathlib import Path  # noqa: E402 - what is loaded from here on counts as the start
from statistics import median, quantiles  # noqa: E402

from werkzeug.test import Client  # noqa: E402

import app  # noqa: E402
from resources import places  # noqa: E402

SEARCHES = ("lantern", "harbour meadow 12", "germny", "willow compas 99")


def main(instance: str) -> None:
    """Print what a node takes, as JSON: seconds and bytes."""
    os.environ |= {"NOTALONE_INSTANCE": instance, "NOTALONE_LISTINGS": f"{instance}/listings"}
    visitor = Client(app.application)
    codes = [code.lower() for code in places.COUNTRIES]
    _get(visitor, f"/en/{codes[0]}/")
    told: dict[str, float] = {"start": time.perf_counter() - BEGUN}
    first = [_get(visitor, f"/en/{code}/") for code in codes[1:]]  # reads the country, and works out its holidays
    cold = [_get(visitor, f"/de/{code}/") for code in codes]
    warm = [_get(visitor, f"/de/{codes[-1]}/") for _ in range(1000)]
    told |= {"first_p99": quantiles(first, n=100)[98], "warm_p50": median(warm)}
    told |= {"cold_p50": median(cold), "cold_p99": quantiles(cold, n=100)[98]}
    told["memory"] = _memory()
    told["first_search"] = _search(visitor, SEARCHES[0])
    told["search_p50"] = median(_search(visitor, text) for text in SEARCHES * 3)
    told["memory_after_search"] = _memory()
    print(json.dumps(told))


def _get(visitor: Client, address: str) -> float:
    begun = time.perf_counter()
    answer = visitor.get(address, headers={"Accept-Encoding": "br"})
    if answer.status_code != 200:
        raise SystemExit(f"{address} failed with {answer.status}")
    return time.perf_counter() - begun


def _search(visitor: Client, text: str) -> float:
    begun = time.perf_counter()
    visitor.post("/en/find/", data={"name": text})
    return time.perf_counter() - begun


def _memory() -> int:
    """Read how much of the machine's memory this process holds, in bytes."""
    pages = Path("/proc/self/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main(sys.argv[1])
