"""A backup: one file that holds all state of a site, written whole or not at all, while the site runs.

    backup.json                what it is: its form, its time, and the revision of the database
    editions/…                 the shelf as it stands
    flags/…                    what visitors told and the desk has not taken in
    rows/<table>.jsonl         the database, a row a line
    SHA256SUMS                 the digest of all before; a backup that was cut off has none

The shelf is read first and the database last: the shelf only ever follows the database, so what was approved in between
waits in the backup and is published when the desk next starts. What a visitor told may be in both, never in neither.
"""

import io
import os
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine

from resources import canonical, files
from resources.desk import dump, schema
from resources.desk.database import snapshot
from resources.errors import BackupError
from resources.files import UNFINISHED
from resources.settings import Settings

FORM = 1
ABOUT, SUMS = "backup.json", "SHA256SUMS"
OWNER_ONLY = 0o600  # it holds who works here

Put = Callable[[str, bytes], None]


def write(file: Path, settings: Settings, engine: Engine, *, now: datetime) -> int:
    """Write a backup, on the disk before this returns, and give how many files and tables it holds.

    Raises: BackupError where a file stands there, or there is nothing to keep; OSError.
    """
    if file.exists():
        raise BackupError(file, "a file stands there; name one that does not, so that no older backup is lost")
    sums: dict[str, str] = {}
    with _whole(file) as archive:

        def put(name: str, data: bytes) -> None:
            sums[name] = canonical.digest(data)
            _add(archive, name, data, now)

        _put_folders(settings, put)
        _put_rows(file, engine, put, now)
        _add(archive, SUMS, "".join(f"{digest}  {name}\n" for name, digest in sums.items()).encode(), now)
    return len(sums)


def _put_folders(settings: Settings, put: Put) -> None:
    """Put in every edition with all parts that it names: they were written before it, and are never taken away."""
    manifests = sorted(settings.editions.glob("*.json"))
    for path in (*manifests, *sorted((settings.editions / "parts").glob("*.json"))):
        put(f"editions/{path.relative_to(settings.editions)}", path.read_bytes())
    for path in sorted(settings.flags.glob("*.jsonl")):
        put(f"flags/{path.name}", path.read_bytes())


def _put_rows(file: Path, engine: Engine, put: Put, now: datetime) -> None:
    """Put in the rows of one moment, whoever writes meanwhile."""
    with snapshot(engine) as connection:
        if (revision := schema.revision_of(connection)) is None:
            raise BackupError(
                file, "there is no database yet; start the desk once, or run: flask --app app desk migrate"
            )
        for name, table in dump.tables(connection).items():
            put(f"rows/{name}.jsonl", b"".join(dump.lines(connection, table)))
    put(ABOUT, canonical.dumps({"form": FORM, "made_at": now.astimezone(UTC).isoformat(), "revision": revision}))


def _add(archive: tarfile.TarFile, name: str, data: bytes, now: datetime) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = len(data), OWNER_ONLY, int(now.timestamp())
    archive.addfile(member, io.BytesIO(data))


@contextmanager
def _whole(file: Path) -> Iterator[tarfile.TarFile]:
    """Give an archive that takes its place when all of it is on the disk; one that failed leaves nothing."""
    unfinished = file.with_name(file.name + UNFINISHED)
    unfinished.unlink(missing_ok=True)  # of one that was killed
    try:
        with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as out:
            with tarfile.open(fileobj=out, mode="w:gz") as archive:
                yield archive
            out.flush()
            os.fsync(out.fileno())
        unfinished.replace(file)
    finally:
        unfinished.unlink(missing_ok=True)
    files.sync(file.parent)
