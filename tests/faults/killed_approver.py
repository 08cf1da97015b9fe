"""Approve a proposal and publish it, and die by `kill -9` before the n-th call into the system, for every n.

    python tests/faults/killed_approver.py FOLDER

FOLDER/n: the desk's database and shelf of a process that died before its n-th call, and the file `done` where approving
had come to its end.
"""

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from resources.assertions import Assertion
from resources.desk import review
from resources.desk.database import engine
from resources.desk.office import Office
from resources.desk.proposals import Draft
from resources.editions import Shelf
from resources.proofs import Trust
from tests.desk.offices import GB, KE, LATER, change, opened, submit
from tests.desk.signing import BEN, KEYS
from tests.faults.killing import kill_before_every_call


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


def begin(folder: Path) -> Callable[[], Draft]:
    """Open a desk, and give the deed."""
    return partial(approve, reopened(folder), folder)


def main(folder: Path) -> None:
    """Kill before every call."""
    (folder / "origin").mkdir()
    prepare(folder / "origin")
    kill_before_every_call(folder, begin)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
