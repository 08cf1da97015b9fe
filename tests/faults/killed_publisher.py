"""Publish three editions and die by `kill -9` before the n-th call into the system, for every n.

    python tests/faults/killed_publisher.py FOLDER

Each n gets a process and a folder of its own, `FOLDER/n`: the shelf, and the file `done` with the number of the last
edition whose publishing had ended. The last folder is that of a process which nothing killed. `FOLDER/calls` names the
calls of that one in their order.
"""

import itertools
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from resources.editions import Shelf
from resources.publish import publish
from tests.builders import country, listing
from tests.faults.killing import Death

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
EDITIONS = 3


def publish_all(folder: Path, death: Death) -> None:
    """Publish edition after edition; edition n says so in the name of its listing."""
    for number in range(1, EDITIONS + 1):
        countries = (country(listing(name=f"Edition {number}")), country(code="AQ"))
        sys.setprofile(death)
        publish(countries, Shelf(folder / "shelf"), now=NOON)
        sys.setprofile(None)
        (folder / "done").write_text(str(number))


def survives(folder: Path, at: int) -> bool:
    """Run one process that dies before its n-th call, and tell whether it came to its end before."""
    folder.mkdir()
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    death = Death(at)
    publish_all(folder, death)
    (folder.parent / "calls").write_text("\n".join(death.calls))
    os._exit(0)


def main(folder: Path) -> None:
    """Kill at the first call, the second, and so on, until there is no call left."""
    next(at for at in itertools.count(1) if survives(folder / str(at), at))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
