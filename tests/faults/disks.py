"""A small disk of one's own, in memory, that fills up or can be written no more."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

AS_ROOT = () if os.geteuid() == 0 else ("sudo", "--non-interactive")
BLOCK = bytes(64 * 1024)
SIZE = "16m"


@dataclass(frozen=True)
class Disk:
    """What is mounted at a folder."""

    folder: Path

    def read_only(self) -> None:
        """Let nothing be written; only while nobody has a file open to write."""
        _mount("-o", "remount,ro", str(self.folder))

    def writable(self) -> None:
        _mount("-o", f"remount,rw,size={SIZE}", str(self.folder))

    def fill(self) -> None:
        """Leave not a byte."""
        with (self.folder / "ballast").open("wb", buffering=0) as ballast:
            try:
                while True:
                    ballast.write(BLOCK)
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        (self.folder / "ballast").unlink()


@contextmanager
def disk(folder: Path) -> Iterator[Disk]:
    """Mount a disk while the block runs."""
    folder.mkdir()
    _mount("-t", "tmpfs", "-o", f"size={SIZE},uid={os.getuid()}", "tmpfs", str(folder))
    try:
        yield Disk(folder)
    finally:
        subprocess.run([*AS_ROOT, "umount", "--lazy", str(folder)], check=True)


def _mount(*words: str) -> None:
    subprocess.run([*AS_ROOT, "mount", *words], check=True)
