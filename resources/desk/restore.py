"""A backup comes back: into an empty place, proven before it takes it, and whole or not at all.

All is unpacked and rebuilt beside the place, held against its digests, the chain of events and the members' signatures;
then one renaming puts it there. A database that stands elsewhere (`DATABASE_URL`) is filled in one transaction, which
ends right before that renaming.
"""

import gzip
import itertools
import json
import re
import shutil
import tarfile
import zlib
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from resources import canonical, files
from resources.desk import audit, database, dump, schema, vouching
from resources.desk.backup import ABOUT, FORM, SUMS
from resources.editions import Shelf
from resources.errors import AuditError, BackupError, DatabaseError, KeyringError
from resources.proofs import Trust
from resources.settings import Settings

NAMES = re.compile(r"backup\.json|SHA256SUMS|(editions|editions/parts|flags|rows)/[0-9A-Za-z_-]+\.jsonl?")
DAMAGED = "it is cut off or damaged; nothing was restored: take another backup"


class Restored(NamedTuple):
    """What came back."""

    edition: int
    events: int
    aside: Path | None
    """Where the state that stood before is now."""


def restore(file: Path, settings: Settings, *, replace: bool = False) -> Restored:
    """Put a backup in place; with `replace` also where something stands: a folder is kept aside, rows are overwritten.

    Raises: BackupError and nothing is restored; OSError.
    """
    place = settings.instance
    if any(place.glob("*")) and not replace:
        raise BackupError(file, f"{place} is not empty; restore into an empty folder, or say --replace to set it aside")
    beside = place.with_name(f"{place.name}.restoring")
    shutil.rmtree(beside, ignore_errors=True)  # of one that was killed
    try:
        _unpack(file, beside)
        return _take_place(file, settings, beside, replace=replace)
    except (EOFError, gzip.BadGzipFile, zlib.error, tarfile.TarError, KeyError, ValueError) as error:
        raise BackupError(file, DAMAGED) from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _unpack(file: Path, folder: Path) -> None:
    """Write every file of a backup below a folder, and hold all against the digests that come last."""
    sums: dict[str, str] = {}
    with tarfile.open(file, "r:gz") as archive:
        for member in archive:
            if not (member.isfile() and NAMES.fullmatch(member.name)) or SUMS in sums:
                raise BackupError(file, f"{member.name!r} is no part of a backup; nothing was restored")
            data = archive.extractfile(member).read()  # type: ignore[union-attr]  # a plain file has content
            sums[member.name] = canonical.digest(data)
            path = folder / member.name
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.write_bytes(data)
    if SUMS not in sums:
        raise BackupError(file, DAMAGED)
    told = (folder / SUMS).read_text("utf-8").splitlines()
    if told != [f"{digest}  {name}" for name, digest in sums.items() if name != SUMS]:
        raise BackupError(file, DAMAGED)


def _take_place(file: Path, settings: Settings, beside: Path, *, replace: bool) -> Restored:
    edition = _prove_shelf(file, beside / "editions", settings.first_key)
    engine = database.engine(settings.database or f"sqlite:///{beside / 'desk.db'}")
    try:
        with engine.begin() as connection:
            _make_room(file, connection, replace=replace)
            events = _fill(file, connection, beside / "rows", json.loads((beside / ABOUT).read_bytes()))
    except SQLAlchemyError as error:
        raise BackupError(
            file, "its rows do not fit the database, or that does not answer; nothing was restored"
        ) from error
    finally:
        engine.dispose()
    for unpacked in ("rows", ABOUT, SUMS):
        path = beside / unpacked
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return Restored(edition, events, _swap(beside, settings.instance))


def _prove_shelf(file: Path, folder: Path, first_key: str) -> int:
    """Hold every edition against its digests, and what members changed against their signatures; give the newest."""
    shelf = Shelf(folder, Trust(first_key))
    if faults := shelf.verify(signatures=True):
        remedy = "take another backup, and see that NOTALONE_FIRST_KEY is that of its desk"
        raise BackupError(file, "\n".join([*map(str, faults), f"nothing was restored: {remedy}"]))
    return max(shelf.numbers(), default=0)


def _make_room(file: Path, connection: Connection, *, replace: bool) -> None:
    if dump.is_empty(connection):
        return
    if not replace:
        raise BackupError(file, "the database is not empty; name an empty one, or say --replace to overwrite it")
    schema.empty(connection)


def _fill(file: Path, connection: Connection, rows: Path, about: dict[str, object]) -> int:
    """Fill the database in the shape that it had, bring it up to date, and prove it; gives how many events it tells."""
    if about["form"] != FORM:
        raise BackupError(file, "a newer program wrote it; restore it with that one")
    try:
        schema.bring(connection, str(about["revision"]))
        dump.fill(connection, {path.stem: path.read_bytes().splitlines() for path in rows.glob("*.jsonl")})
        schema.bring(connection)
        with Session(connection) as session:
            vouching.ring(session)
            return audit.verify(session)
    except (AuditError, DatabaseError, KeyringError) as error:
        raise BackupError(file, f"{error}; nothing was restored") from error


def _swap(beside: Path, place: Path) -> Path | None:
    """Put a folder in a place by one renaming; what stands there is kept under another name."""
    aside = None
    if any(place.glob("*")):
        numbers = itertools.count(1)
        aside = next(
            path for number in numbers if not (path := place.with_name(f"{place.name}.before-{number}")).exists()
        )
        place.rename(aside)
    files.sync_all(beside)
    beside.rename(place)
    files.sync(place.parent)
    return aside
