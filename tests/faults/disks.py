"""A small disk of one's own that fills up, can be written no more, or fails under those who write."""

import errno
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

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


@dataclass(frozen=True)
class FailingDisk:
    """A file system with a journal, in an image: only such a one turns read-only under those who have files open."""

    folder: Path
    image: Path

    def fail(self) -> None:
        """Do what the kernel does when the disk below answers with errors."""
        _mount("-o", "remount,abort", str(self.folder))

    def mend(self) -> None:
        """Mount anew what the journal holds; who has files open keeps those of the failed one."""
        _run("umount", "--lazy", str(self.folder))
        self.attach()

    def attach(self) -> None:
        """Mount the image as a device of its own, which goes when it is used no more."""
        device = _run("losetup", "--find", "--show", str(self.image)).strip()
        _mount(device, str(self.folder))
        _run("losetup", "--detach", device)


@contextmanager
def failing_disk(folder: Path) -> Iterator[FailingDisk]:
    """Mount a disk with a journal while the block runs; skips where a container is given no devices to mount."""
    folder.mkdir()
    found = FailingDisk(folder, folder.with_name("image"))
    with found.image.open("wb") as image:
        image.truncate(64 * 1024 * 1024)
    if not Path("/dev/loop-control").exists():
        pytest.skip("this machine has no loop devices, which no package can bring, to mount a disk image by")
    _run("mkfs.ext4", "-q", "-E", f"root_owner={os.getuid()}:{os.getgid()}", str(found.image))
    found.attach()
    try:
        yield found
    finally:
        _run("umount", "--lazy", str(folder))


def _mount(*words: str) -> None:
    _run("mount", *words)


def _run(*words: str) -> str:
    return subprocess.run([*AS_ROOT, *words], check=True, stdout=subprocess.PIPE, text=True).stdout
