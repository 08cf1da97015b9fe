"""The files of editions: written so that a crash leaves old or new ones whole, read so that nothing odd is followed."""

import os
import stat
from pathlib import Path

from resources.errors import DamagedEditionError

UNFINISHED = ".tmp"

Stamp = tuple[int, int, int]


def read(path: Path, *, most: int) -> bytes:
    """Read a plain file of at most `most` bytes.

    Raises: DamagedEditionError for everything else: a link, a pipe, a folder, a giant, nothing at all.
    """
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise DamagedEditionError(path, "not a plain file")
        if status.st_size > most:
            raise DamagedEditionError(path, f"{status.st_size} bytes, where at most {most} are expected")
        return path.read_bytes()
    except FileNotFoundError:
        raise DamagedEditionError(path, "there is no such file") from None
    except OSError as error:
        raise DamagedEditionError(path, f"cannot be read ({error.strerror})") from error


def stamp(path: Path) -> Stamp | None:
    """Tell when a file was last touched and how long it is; good only to be compared. None where there is none."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_ino, status.st_size, status.st_ctime_ns  # the last cannot be set back, as the time of writing can


def write(path: Path, data: bytes, *, by: Path) -> None:
    """Put a file in place whole, and on the disk before this returns.

    It is made under another name in the folder `by`, of the same file system; `sweep` that folder first.
    """
    unfinished = by / f"{path.name}{UNFINISHED}"
    with unfinished.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    sync(path.parent)


def sync_all(folder: Path) -> None:
    """Bring everything below a folder onto the disk."""
    for path in (*folder.rglob("*"), folder):
        sync(path)


def sweep(folder: Path) -> None:
    """Remove what a killed writer left unfinished; only while no other writes there."""
    for leftover in folder.glob(f"*{UNFINISHED}"):
        if leftover.is_symlink() or not leftover.is_dir():
            leftover.unlink()


def sync(path: Path) -> None:
    """Bring a file, or the names in a folder, onto the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
