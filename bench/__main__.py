"""Measure everything in one run, `make bench`, and write the tables and the plot beside this file.

Names choose parts: `python -m bench race growth`.
"""

import re
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bench import change, growth, lighthouse, plot, race, weights

HERE = Path(__file__).resolve().parent
README = HERE / "README.md"
PLOT = HERE / "race.svg"


def _race() -> Iterator[str]:
    rounds, size = race.race()
    shares = {name: race.ratio(rounds, name, race.FIRST) for name in race.RACERS}
    PLOT.write_text(plot.bars("Requests a second, nginx with the same bytes = 1", shares))
    yield from race.table(rounds, size)


def _weights() -> Iterator[str]:
    with _site() as origin:
        yield from weights.table(origin)


def _lighthouse() -> Iterator[str]:
    with _site() as origin:
        yield from lighthouse.table(origin)


def _growth() -> Iterator[str]:
    yield from growth.table(list(growth.rows()))


@contextmanager
def _site() -> Iterator[str]:
    """Serve the bundled listings as `make run` does."""
    with tempfile.TemporaryDirectory() as folder:
        environ = race.environ(Path(folder))
        race.publish(environ)
        with race.running(race.granian("app:application", race.PRESS), race.PRESS, environ):
            yield f"http://127.0.0.1:{race.PRESS}"


PARTS = {
    "race": _race,
    "change": change.table,
    "weights": _weights,
    "lighthouse": _lighthouse,
    "growth": _growth,
}


def _keep(name: str, lines: Iterable[str]) -> None:
    """Print a table as it comes, and write it into the README between its marks."""
    text = "".join(f"{line}\n" for line in lines)
    print(f"\n{name}\n{text}", flush=True)
    marks = re.compile(f"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    README.write_text(marks.sub(lambda found: f"{found[1]}{text}{found[2]}", README.read_text()))


if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        _keep(part, PARTS[part]())
