"""A publisher killed at any moment leaves whole editions only, and the next one goes on from there."""

import os
import subprocess
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import pytest

from resources.editions import Shelf
from resources.errors import NoEditionError
from resources.publish import publish
from tests.builders import country, listing

ROOT = Path(__file__).resolve().parent.parent.parent
LATER = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def killings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let a hundred processes die, each one call later than the one before; takes about two seconds."""
    folder = tmp_path_factory.mktemp("killings")
    program = [sys.executable, "-W", "error", "tests/faults/killed_publisher.py", str(folder)]
    subprocess.run(program, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    return folder


def folders(killings: Path) -> list[Path]:
    return sorted((path for path in killings.iterdir() if path.is_dir()), key=lambda path: int(path.name))


def published(folder: Path) -> int:
    """Tell the last edition whose publishing had ended."""
    done = folder / "done"
    return int(done.read_text()) if done.exists() else 0


def served(shelf: Shelf) -> int:
    try:
        return shelf.newest().edition.number
    except NoEditionError:
        return 0


def calls(killings: Path) -> list[str]:
    return (killings / "calls").read_text().splitlines()


def follows(calls: Iterable[str], first: str, then: str) -> bool:
    """Tell whether `then` comes right after each `first`, and there is one."""
    return {after for before, after in pairwise(calls) if before == first} == {then}


def test_publishers_are_killed_before_every_call_that_touches_the_disk(killings):
    assert len(folders(killings)) == len(calls(killings)) + 1
    assert {"flock", "fsync", "mkdir", "open", "replace", "write"} <= set(calls(killings))


def test_killed_publisher_leaves_the_old_edition_or_the_new_one(killings):
    ends = {(published(folder), served(Shelf(folder / "shelf"))) for folder in folders(killings)}

    assert ends == {(0, 0), (0, 1), (1, 1), (1, 2), (2, 2), (2, 3), (3, 3)}


def test_killed_publisher_damages_nothing(killings):
    faults = [fault for folder in folders(killings) for fault in Shelf(folder / "shelf").verify()]

    assert faults == []


def test_edition_served_after_a_killing_holds_the_facts_of_its_number(killings):
    for folder in folders(killings):
        shelf = Shelf(folder / "shelf")
        editions = [shelf.read(number) for number in shelf.numbers()]
        names = [shelf.part(edition, "GB").listings[0].name for edition in editions]

        assert names == [f"Edition {edition.number}" for edition in editions]


def test_bytes_and_names_are_on_the_disk_before_the_next_step(killings):
    steps = [call for call in calls(killings) if call in ("write", "fsync", "replace")]

    assert follows(steps, "write", "fsync")
    assert follows(steps, "replace", "fsync")


def test_publishing_goes_on_after_any_killing_and_clears_up(killings):
    for folder in folders(killings):
        shelf = Shelf(folder / "shelf")
        before = served(shelf)

        edition = publish((country(listing(name="After")),), shelf, now=LATER)

        assert edition.number == before + 1
        assert shelf.newest() == (edition, ())
        assert list(shelf.folder.rglob("*.tmp")) == []
