"""Approve a proposal and publish it, and die by `kill -9` before the n-th call into the system, for every n.

    python tests/faults/killed_approver.py FOLDER

FOLDER/n: the desk's database and shelf of a process that died before its n-th call, and the file `done` where approving
had come to its end. The calls are those of the publisher's test, and those into the database.
"""

import itertools
import os
import shutil
import signal
import sqlite3
import sys
from pathlib import Path
from types import BuiltinFunctionType, FrameType

from resources.assertions import Assertion
from resources.desk import review
from resources.desk.database import engine
from resources.desk.office import Office
from resources.desk.proposals import Draft
from resources.editions import Shelf
from resources.proofs import Trust
from tests.desk.offices import GB, KE, LATER, change, opened, submit
from tests.desk.signing import BEN, KEYS
from tests.faults.killed_publisher import touches_the_disk

INTO_THE_DATABASE = {"execute", "executemany", "commit", "rollback"}


class Death:
    """Watches calls into the system and the database, and kills its own process before one of them."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.calls: list[str] = []

    def __call__(self, frame: FrameType, event: str, called: object) -> None:  # noqa: ARG002 - as sys.setprofile asks
        if event == "c_call" and isinstance(called, BuiltinFunctionType) and _matters(called):
            self.calls.append(called.__name__)
            if len(self.calls) == self.at:
                os.kill(os.getpid(), signal.SIGKILL)


def _matters(called: BuiltinFunctionType) -> bool:
    is_database = isinstance(called.__self__, sqlite3.Connection | sqlite3.Cursor)
    return (is_database and called.__name__ in INTO_THE_DATABASE) or touches_the_disk(called)


def prepare(folder: Path) -> None:
    """Leave a desk with one proposal that its author has signed, and the approver's signature beside it."""
    office = opened(engine(f"sqlite:///{folder / 'desk.db'}"), folder)
    draft = submit(office, change(office))
    signed = BEN.sign(review.statement(office, draft.id))
    office.engine.dispose()
    (folder / "proposal").write_text(draft.id)
    (folder / "signature").write_text(signed.model_dump_json())
    (folder / "first_key").write_text(KEYS.fingerprint)


def reopened(folder: Path) -> Office:
    """Open the desk of a folder as a process does that starts anew."""
    shelf = Shelf(folder / "editions", Trust((folder / "first_key").read_text()))
    return Office(engine(f"sqlite:///{folder / 'desk.db'}"), shelf, {one.country: one for one in (GB, KE)})


def approve(office: Office, folder: Path) -> Draft:
    """Approve the proposal with the signature that stands beside it."""
    signed = Assertion.model_validate_json((folder / "signature").read_text())
    return review.approve(office, (folder / "proposal").read_text(), signed, by=BEN.person, now=LATER)


def survives(folder: Path, at: int) -> bool:
    """Run one process that dies before its n-th call, and tell whether it came to its end before."""
    shutil.copytree(folder.parent / "origin", folder)
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    office, death = reopened(folder), Death(at)
    sys.setprofile(death)
    approve(office, folder)
    sys.setprofile(None)
    (folder / "done").touch()
    (folder.parent / "calls").write_text("\n".join(death.calls))
    os._exit(0)


def main(folder: Path) -> None:
    """Kill at the first call, the second, and so on, until there is no call left."""
    (folder / "origin").mkdir()
    prepare(folder / "origin")
    next(at for at in itertools.count(1) if survives(folder / str(at), at))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
