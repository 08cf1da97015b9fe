"""A backup or a restore killed at any moment leaves what stood before or what was to be, and can be done again."""

import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from resources.desk import audit, database, restore
from resources.desk.database import transaction
from resources.desk.office import Office
from resources.editions import Shelf
from resources.errors import BackupError
from resources.proofs import Trust
from resources.settings import Settings
from tests.conftest import ROOT
from tests.desk.offices import shown
from tests.faults.killed_keeper import EVERY, into_an_empty_place, over_what_stands, prepare, site, write
from tests.faults.killing import calls_of

Kill = Callable[[str], list[Path]]
BACKED_UP, SINCE = "Example", "Since"


@pytest.fixture
def kill(tmp_path: Path) -> Kill:
    """Let a process die before one call after the other; each test takes about ten seconds."""

    def killed(deed: str) -> list[Path]:
        program = [sys.executable, "-W", "error", "tests/faults/killed_keeper.py", str(tmp_path), deed]
        subprocess.run(program, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
        calls = (tmp_path / "calls").read_text().splitlines()
        folders = sorted((path for path in tmp_path.iterdir() if path.name.isdigit()), key=lambda path: int(path.name))
        assert len(folders) > len(calls) // EVERY
        return folders

    return killed


def name_of(settings: Settings) -> str | None:
    """Prove a site, and give the name that visitors see; None where there is none at all."""
    if not any(settings.instance.glob("*")):
        return None
    engine = database.engine(settings.database_url)
    office = Office(engine, Shelf(settings.editions, Trust(settings.first_key)), {})
    assert office.shelf.verify(signatures=True) == ()
    with transaction(engine) as session:
        assert audit.verify(session) > 0
    engine.dispose()
    assert len(list(settings.flags.glob("*.jsonl"))) == 1
    seen = shown(office)
    return seen.name if seen else ""


def restored(file: Path, place: Settings) -> str | None:
    restore.restore(file, place)
    return name_of(place)


def test_killed_backup_leaves_a_whole_file_or_none_and_the_next_one_is_whole(kill):
    ends = set()
    for folder in kill("write"):
        file = folder / "new-backup"
        ends.add((file.exists(), (folder / "done").exists()))
        if not file.exists():
            write(folder)

        assert restored(file, site(folder, "elsewhere")) == SINCE
        assert list(folder.glob("*.tmp")) == []

    assert ends == {(False, False), (True, False), (True, True)}


def steps(deed: Callable[[Path], None], folder: Path) -> list[str]:
    """Name those calls of a deed by which something is on the disk, or in its place."""
    prepare(folder)
    return [call for call in calls_of(partial(deed, folder)) if call in ("fsync", "rename", "replace")]


def test_backup_is_on_the_disk_before_it_takes_its_place_and_its_name_after(tmp_path):
    assert steps(write, tmp_path / "site") == ["fsync", "replace", "fsync"]


def test_all_of_a_restored_site_is_on_the_disk_before_it_takes_its_place_and_its_name_after(tmp_path):
    found = steps(into_an_empty_place, tmp_path / "site")

    place = site(tmp_path / "site", "new").instance
    assert found == [*["fsync"] * len([place, *place.rglob("*")]), "rename", "fsync"]


def test_killed_restore_leaves_an_empty_place_or_a_whole_site(kill):
    ends = set()
    for folder in kill("into_an_empty_place"):
        place = site(folder, "new")
        name = name_of(place)
        ends.add((name, (folder / "done").exists()))

        if name is None:
            into_an_empty_place(folder)
        else:
            with pytest.raises(BackupError, match="not empty"):
                into_an_empty_place(folder)

        assert name_of(place) == BACKED_UP
        assert list(folder.glob("*.restoring")) == []

    assert ends == {(None, False), (BACKED_UP, False), (BACKED_UP, True)}


def test_killed_restore_over_a_site_loses_neither_that_one_nor_the_backup(kill):
    ends = set()
    for folder in kill("over_what_stands"):
        name, aside = name_of(site(folder)), name_of(site(folder, "site.before-1"))
        ends.add((name, aside, (folder / "done").exists()))

        over_what_stands(folder)

        assert name_of(site(folder)) == BACKED_UP
        assert SINCE in {name_of(site(folder, one.name)) for one in folder.glob("site.before-*")}
        assert list(folder.glob("*.restoring")) == []

    assert ends == {
        (SINCE, None, False),
        (None, SINCE, False),  # between two renamings: the same command again ends it
        (BACKED_UP, SINCE, False),
        (BACKED_UP, SINCE, True),
    }
