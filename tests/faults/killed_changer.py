"""Publish what members changed and die by `kill -9` before the n-th call into the system, for every n.

    python tests/faults/killed_changer.py FOLDER

FOLDER/n/editions: the shelf of a process that died before its n-th call; FOLDER/n/done stands where it came to its end.
"""

import itertools
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path

from resources.editions import Shelf
from resources.ledger import Entries, dumps
from resources.proofs import Trust
from resources.publish import publish, publish_changes
from tests.builders import country, listing
from tests.desk.signing import KEYS, approved, statement
from tests.faults.killed_publisher import Death

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def survives(folder: Path, at: int) -> bool:
    """Run one process that dies before its n-th call, and tell whether it came to its end before."""
    shutil.copytree(folder.parent / "origin", folder)
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    shelf, death = Shelf(folder / "editions", Trust(KEYS.fingerprint)), Death(at)
    log = Entries.validate_json((folder / "log").read_bytes())
    sys.setprofile(death)
    publish_changes(shelf, {"GB": log}, KEYS.entries, now=NOON)
    sys.setprofile(None)
    (folder / "done").touch()
    os._exit(0)


def main(folder: Path) -> None:
    """Kill at the first call, the second, and so on, until there is no call left."""
    origin = folder / "origin"
    publish((country(listing()), country(code="AQ")), Shelf(origin / "editions"), now=NOON)
    (origin / "log").write_bytes(dumps((approved(statement()),)))
    (origin / "first_key").write_text(KEYS.fingerprint)
    (origin / "keys").write_text("\n".join(entry.model_dump_json() for entry in KEYS.entries))
    next(at for at in itertools.count(1) if survives(folder / str(at), at))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
