"""Back a site up, or restore it, and die by `kill -9` before the n-th call into the system or the database.

    python tests/faults/killed_keeper.py FOLDER DEED

DEED is one of `DEEDS`. FOLDER/n holds `site`, `backup` and what the deed made of them in a process that died before its
n-th call; FOLDER/n/done stands where it came to its end. The calls are those by which something takes its place, and
some of the others: there are hundreds, and nearly all write into a folder that is thrown away.
"""

import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from resources.desk import backup, database, restore
from resources.desk.database import engine
from resources.settings import Settings
from resources.spool import Spool, Wrong
from tests.conftest import ROOT
from tests.desk.offices import LATER, NEW_NUMBER, NOON, approve, change, opened, submit
from tests.desk.signing import KEYS
from tests.faults.killing import survives

EVERY = 23
TAKE_PLACES = {"commit", "fsync", "rename", "replace"}


def site(folder: Path, name: str = "site") -> Settings:
    """Name a site below a folder, with the first key that stands beside it."""
    return Settings(folder / name, ROOT, gallery=False, first_key=(folder / "first_key").read_text())


def write(folder: Path, name: str = "new-backup") -> None:
    """Back the site up into a new file."""
    settings = site(folder)
    opened_engine = database.engine(settings.database_url)
    backup.write(folder / name, settings, opened_engine, now=LATER)
    opened_engine.dispose()


def into_an_empty_place(folder: Path) -> None:
    """Restore the backup where nothing is."""
    restore.restore(folder / "backup", site(folder, "new"))


def over_what_stands(folder: Path) -> None:
    """Restore the backup over a site that has gone on since."""
    restore.restore(folder / "backup", site(folder), replace=True)


DEEDS: Mapping[str, Callable[[Path], None]] = {
    "write": write,
    "into_an_empty_place": into_an_empty_place,
    "over_what_stands": over_what_stands,
}


def prepare(folder: Path) -> None:
    """Leave a site with an approved change, its backup, and a change that was approved after it."""
    folder.mkdir()
    (folder / "first_key").write_text(KEYS.fingerprint)
    settings = site(folder)
    office = opened(engine(settings.database_url), settings.instance)
    approve(office, submit(office, change(office)))
    Spool(settings.flags).tell("gb-example", Wrong.NUMBER, edition=1, now=NOON)
    write(folder, "backup")
    newest = NEW_NUMBER.model_copy(update={"name": "Since"})
    approve(office, submit(office, change(office, newest, before=NEW_NUMBER)))
    office.engine.dispose()


def main(folder: Path, deed: str) -> None:
    """Come to the end once, to learn the calls, then kill before one after the other."""
    prepare(folder / "origin")
    begin = partial(partial, DEEDS[deed])
    survives(folder / "0", 0, begin)
    for at, call in enumerate((folder / "calls").read_text().splitlines(), start=1):
        if call in TAKE_PLACES or at % EVERY == 0:
            survives(folder / str(at), at, begin)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
