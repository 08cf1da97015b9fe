"""How much slower a node is while a hundred editions follow one another, on made-up listings."""

import tempfile
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bench import made_up, race
from bench.growth import NOW
from resources import publish
from resources.editions import Shelf

PORT = 8707
PAGE = f"http://127.0.0.1:{PORT}/en/gb/"
LISTINGS = 2_000
CHANGES = 100
MOST_SLOWER = 100  # times the quiet run's p99, for the slowest answer; some 30 where little else runs


def table() -> Iterator[str]:
    """Give the table of the quiet run and of the one under changes."""
    with tempfile.TemporaryDirectory() as folder:
        quiet, busy = _laps(Path(folder))
    yield f"| {LISTINGS:,} listings | of the quiet rate | a second | p50 ms | p99 ms | slowest ms |"
    yield "|---|--:|--:|--:|--:|--:|"
    for name, lap in (("quiet", quiet), (f"while {CHANGES} editions follow", busy)):
        rates, times = (
            f"{lap.rate / quiet.rate:.3f} | {lap.rate:,.0f}",
            f"{lap.p50:.2f} | {lap.p99:.2f} | {lap.slowest:.1f}",
        )
        yield f"| {name} | {rates} | {times} |"
    if busy.slowest > MOST_SLOWER * quiet.p99:
        raise SystemExit(f"While editions follow an answer took more than {MOST_SLOWER} times the quiet run’s p99.")


def _laps(folder: Path) -> tuple[race.Lap, race.Lap]:
    (folder / "listings").mkdir()
    shelf = Shelf(folder / "editions")
    countries = list(made_up.countries(LISTINGS))
    publish.publish(countries, shelf, now=NOW)
    with race.running(race.granian("app:application", PORT), PORT, race.environ(folder, folder / "listings")):
        race.lap(PAGE, seconds=1)  # else the first page, which all wait for, counts as if many had
        quiet = race.lap(PAGE)
        publisher = threading.Thread(target=_publish, args=(countries, shelf))
        publisher.start()
        busy = race.lap(PAGE, seconds=15)
        publisher.join()
    return quiet, busy


def _publish(countries: list, shelf: Shelf) -> None:
    britain = next(place for place, country in enumerate(countries) if country.country == "GB")
    for number in range(1, CHANGES + 1):
        first, *others = countries[britain].listings
        changed = first.model_copy(update={"name": f"Made up {number}"})
        countries[britain] = countries[britain].model_copy(update={"listings": (changed, *others)})
        publish.publish(countries, shelf, now=NOW + timedelta(seconds=number))
