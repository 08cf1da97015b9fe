"""One who publishes members' changes and is killed at any moment leaves the old edition or the new one, both proven."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from resources import ledger, vouches
from resources.editions import Shelf
from resources.proofs import Trust
from resources.publish import publish_changes

ROOT = Path(__file__).resolve().parent.parent.parent
LATER = datetime(2026, 11, 25, 12, tzinfo=UTC)
FEWEST = 20  # calls that write seed, part, log, keyring and manifest


@pytest.fixture(scope="module")
def killings(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Let a process die before each of its calls; takes about three seconds."""
    folder = tmp_path_factory.mktemp("killings")
    program = [sys.executable, "-W", "error", "tests/faults/killed_changer.py", str(folder)]
    subprocess.run(program, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    return [path for path in folder.iterdir() if path.name.isdecimal()]


def shelf_of(folder: Path) -> Shelf:
    return Shelf(folder / "editions", Trust((folder / "first_key").read_text()))


def test_killing_leaves_the_old_edition_or_the_new_one_and_the_new_one_at_the_end(killings):
    ends = {((folder / "done").exists(), shelf_of(folder).newest().edition.number) for folder in killings}

    assert len(killings) > FEWEST
    assert ends == {(False, 1), (False, 2), (True, 2)}


def test_killing_damages_nothing_and_leaves_nothing_unproven(killings):
    assert [fault for folder in killings for fault in shelf_of(folder).verify(signatures=True)] == []


def test_change_is_published_after_any_killing(killings):
    for folder in killings:
        log = ledger.Entries.validate_json((folder / "log").read_bytes())
        keys = vouches.Entries.validate_json("[" + ",".join((folder / "keys").read_text().splitlines()) + "]")

        edition = publish_changes(shelf_of(folder), {"GB": log}, keys, now=LATER)

        assert edition.number == 2
        assert [one.name for one in shelf_of(folder).part(edition, "GB").listings] == ["Changed"]
        assert list((folder / "editions").rglob("*.tmp")) == []
