"""An approver killed at any moment leaves the old edition or the new one, and no approval is lost or half there."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from resources.desk import audit, backup, proposal_rows, publishing, restore
from resources.desk.database import engine, transaction
from resources.desk.office import Office
from resources.desk.proposals import State
from resources.editions import Shelf
from resources.settings import Settings
from tests.desk.offices import LATER, NEW_NUMBER, STANDING, shown
from tests.faults.killed_approver import approve, reopened

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def killings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Let a hundred processes die, each one call later than the one before; takes about ten seconds."""
    folder = tmp_path_factory.mktemp("killings")
    program = [sys.executable, "-W", "error", "tests/faults/killed_approver.py", str(folder)]
    subprocess.run(program, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    return folder


@pytest.fixture(scope="module")
def scenes(killings: Path) -> list[tuple[bool, State, bool, Office]]:
    """Tell of each: whether approving had ended, what the rows say, whether visitors see it; before any catching up."""
    folders = sorted((path for path in killings.iterdir() if path.name.isdigit()), key=lambda path: int(path.name))
    return [scene(folder) for folder in folders]


def scene(folder: Path) -> tuple[bool, State, bool, Office]:
    office = reopened(folder)
    name = shown(office)
    assert name in (STANDING, NEW_NUMBER)
    return (folder / "done").exists(), state(office), name == NEW_NUMBER, office


def state(office: Office) -> State:
    with transaction(office.engine) as session:
        (draft,) = proposal_rows.in_states(session, State)
        return draft.state


def folder_of(office: Office) -> Path:
    return office.shelf.folder.parent


def calls(killings: Path) -> list[str]:
    return (killings / "calls").read_text().splitlines()


def test_approvers_are_killed_before_every_call_into_the_disk_and_the_database(killings, scenes):
    assert len(scenes) == len(calls(killings)) + 1
    assert {"commit", "execute", "flock", "fsync", "open", "replace", "write"} <= set(calls(killings))


def test_killed_approver_leaves_each_step_before_or_after_and_never_half(scenes):
    found = Counter((done, rows, is_shown) for done, rows, is_shown, _ in scenes)

    assert set(found) == {
        (False, State.IN_REVIEW, False),
        (False, State.APPROVED, False),
        (False, State.APPROVED, True),
        (False, State.PUBLISHED, True),
        (True, State.PUBLISHED, True),
    }


def test_killed_approver_damages_no_edition_and_no_chain_of_events(scenes):
    for *_, office in scenes:
        assert office.shelf.verify(signatures=True) == ()
        with transaction(office.engine) as session:
            audit.verify(session)


def test_backup_after_any_killing_comes_back_proven_with_the_approval_that_was_kept(scenes, tmp_path):
    of_each_kind = {scene[:3]: scene for scene in scenes}  # the last of each: a backup takes a second
    for place, (_, before, is_shown, office) in enumerate(of_each_kind.values()):
        settings = site(folder_of(office), office)
        elsewhere = replace(settings, instance=tmp_path / str(place))
        backup.write(tmp_path / f"{place}.backup", settings, office.engine, now=LATER)

        restored = restore.restore(tmp_path / f"{place}.backup", elsewhere)

        desk = Office(engine(elsewhere.database_url), Shelf(elsewhere.editions, office.shelf.proofs.trust), {})
        with transaction(desk.engine) as session:
            assert audit.verify(session) == restored.events
        assert desk.shelf.verify(signatures=True) == ()
        assert (state(desk), shown(desk) == NEW_NUMBER) == (before, is_shown)
        publishing.catch_up(desk, now=LATER)
        assert (shown(desk) == NEW_NUMBER) is (before is not State.IN_REVIEW)
        desk.engine.dispose()


def site(folder: Path, office: Office) -> Settings:
    return Settings(folder, ROOT, gallery=False, first_key=office.shelf.proofs.trust.first_key)


def test_approval_that_was_kept_is_shown_after_catching_up_and_one_that_was_not_can_be_given_again(scenes):
    """Runs last: it changes what the others look at."""
    for _, before, _, office in scenes:
        publishing.catch_up(office, now=LATER)
        assert (shown(office) == NEW_NUMBER) is (before is not State.IN_REVIEW)

        if before is State.IN_REVIEW:
            approve(office, folder_of(office))

        assert (shown(office), state(office)) == (NEW_NUMBER, State.PUBLISHED)
        assert office.shelf.verify(signatures=True) == ()
        assert list(office.shelf.folder.rglob("*.tmp")) == []
        office.engine.dispose()
