"""Publish what members changed and die by `kill -9` before the n-th call into the system, for every n.

    python tests/faults/killed_changer.py FOLDER

FOLDER/n/editions: the shelf of a process that died before its n-th call; FOLDER/n/done stands where it came to its end.
"""

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from resources.editions import Shelf
from resources.ledger import Entries, dumps
from resources.manifests import Edition
from resources.proofs import Trust
from resources.publish import publish, publish_changes
from tests.builders import country, listing
from tests.desk.signing import KEYS, approved, statement
from tests.faults.killing import kill_before_every_call

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def begin(folder: Path) -> Callable[[], Edition]:
    """Open a shelf, and give the deed."""
    log = Entries.validate_json((folder / "log").read_bytes())
    shelf = Shelf(folder / "editions", Trust(KEYS.fingerprint))
    return partial(publish_changes, shelf, {"GB": log}, KEYS.entries, now=NOON)


def main(folder: Path) -> None:
    """Kill before every call."""
    origin = folder / "origin"
    publish((country(listing()), country(code="AQ")), Shelf(origin / "editions"), now=NOON)
    (origin / "log").write_bytes(dumps((approved(statement()),)))
    (origin / "first_key").write_text(KEYS.fingerprint)
    (origin / "keys").write_text("\n".join(entry.model_dump_json() for entry in KEYS.entries))
    kill_before_every_call(folder, begin)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
