"""Look at two pages and die by `kill -9` before the n-th call into the system or the database, for every n.

    python tests/faults/killed_watcher.py FOLDER

One page no longer says its number, the other leads to somebody else's domain by now. FOLDER/n: the desk of a process
that died before its n-th call, and the file `done` where its run had come to its end.
"""

import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path

import httpx

from resources.desk import watch
from resources.desk.database import engine
from resources.desk.office import Office
from resources.desk.watch import Report, World
from resources.editions import Shelf
from resources.proofs import Trust
from tests.builders import country, listing
from tests.desk.offices import LATER, opened
from tests.desk.signing import KEYS
from tests.faults.killing import kill_before_every_call

GB = country(listing())
WELL = {"/contact": "<p>Day and night: 0800 1111, free</p>", "/": "<p>Welcome</p>"}
CHANGED = {"/contact": "<p>New number: 0808 800 5000</p>"}


def asked(pages: dict[str, str]) -> httpx.Client:
    """Play the world; a page that is not there leads to another owner's domain."""

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/robots.txt":
            return httpx.Response(404)
        if request.url.host == "bought.example.net":
            return httpx.Response(200, html="<p>Shop</p>")
        found = pages.get(request.url.path)
        elsewhere = {"Location": "https://bought.example.net/"}
        return httpx.Response(301, headers=elsewhere) if found is None else httpx.Response(200, html=found)

    return httpx.Client(transport=httpx.MockTransport(answer))


def run(office: Office, pages: dict[str, str]) -> Report:
    """Look once at every page."""
    with asked(pages) as client:
        world = World(client, lambda: LATER, lambda _: None, LATER + timedelta(hours=1), lambda _: True)
        return watch.run(office, world, lambda _: None)


def reopened(folder: Path) -> Office:
    """Open the desk of a folder as a process does that starts anew."""
    shelf = Shelf(folder / "editions", Trust((folder / "first_key").read_text()))
    return Office(engine(f"sqlite:///{folder / 'desk.db'}"), shelf, {"GB": GB})


def begin(folder: Path) -> Callable[[], Report]:
    """Open a desk, and give the deed."""
    return partial(run, reopened(folder), CHANGED)


def main(folder: Path) -> None:
    """Kill before every call."""
    origin = folder / "origin"
    origin.mkdir()
    office = opened(engine(f"sqlite:///{origin / 'desk.db'}"), origin, [GB])
    run(office, WELL)
    office.engine.dispose()
    (origin / "first_key").write_text(KEYS.fingerprint)
    kill_before_every_call(folder, begin)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
