"""A watch killed at any moment has kept each page whole or not at all, and the next run finds the rest."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import col, select

from resources.desk import audit
from resources.desk.database import transaction
from resources.desk.findings import Found
from resources.desk.office import Office
from resources.desk.tables import Finding
from resources.ledger import Hidden
from tests.conftest import ROOT
from tests.desk.offices import again, shown
from tests.faults.killed_watcher import CHANGED, reopened, run

BOTH = [Found.MOVED, Found.NUMBER_GONE]


@pytest.fixture(scope="module")
def killings(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Let a process die before each of its calls; takes about ten seconds."""
    folder = tmp_path_factory.mktemp("killings")
    program = [sys.executable, "-W", "error", "tests/faults/killed_watcher.py", str(folder)]
    subprocess.run(program, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, check=True)
    return sorted((path for path in folder.iterdir() if path.name.isdigit()), key=lambda path: int(path.name))


def tasks(office: Office) -> list[Finding]:
    with transaction(office.engine) as session:
        return list(session.exec(select(Finding).order_by(col(Finding.kind))))


def kinds(office: Office) -> list[str]:
    return [one.kind for one in tasks(office)]


def hides(office: Office) -> list[Hidden]:
    with transaction(office.engine) as session:
        return list(office.book(session, "GB", office.keys(session)).hides)


def test_watch_is_killed_before_every_call_into_the_disk_and_the_database(killings):
    calls = (killings[0].parent / "calls").read_text().splitlines()

    assert len(killings) == len(calls) + 1
    assert {"commit", "execute", "flock", "fsync", "replace"} <= set(calls)


def test_killed_watch_never_hides_without_a_task_and_never_makes_a_task_without_the_hide(killings):
    found = set()
    for folder in killings:
        office = reopened(folder)
        seen = shown(office)
        assert [phone.number for phone in seen.phones] == ["0800 1111"]
        found.add((Found.MOVED in kinds(office), len(hides(office)), seen.website is None))
        office.engine.dispose()

    assert found == {(False, 0, False), (True, 1, False), (True, 1, True)}


def test_killed_watch_damages_no_edition_and_no_chain_of_events(killings):
    for folder in killings:
        office = reopened(folder)
        assert office.shelf.verify(signatures=True) == ()
        with transaction(office.engine) as session:
            audit.verify(session)
        office.engine.dispose()


def test_next_run_finds_all_that_a_killed_one_left(killings):
    """Runs last: it changes what the others look at."""
    for folder in killings:
        office = reopened(folder)

        run(office, CHANGED)

        assert kinds(office) == BOTH
        number = tasks(office)[1]
        assert (number.before, number.after) == ("Day and night: 0800 1111, free", "New number: 0808 800 5000")
        assert len(hides(office)) == 1
        seen = shown(again(office))
        assert (seen.website, [phone.number for phone in seen.phones]) == (None, ["0800 1111"])
        assert office.shelf.verify(signatures=True) == ()
        office.engine.dispose()
