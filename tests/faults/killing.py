"""Processes that die by `kill -9` before their n-th call into the system or the database."""

import itertools
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from io import IOBase
from pathlib import Path
from types import BuiltinFunctionType, FrameType, ModuleType

TOUCH_THE_DISK = {"flock", "fsync", "mkdir", "open", "rename", "replace", "rmdir", "unlink", "utime", "write", "flush"}
INTO_THE_DATABASE = {"execute", "executemany", "commit", "rollback"}

Begin = Callable[[Path], Callable[[], object]]
"""Opens what a deed needs in a folder, and gives the deed."""


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
    return (is_database and called.__name__ in INTO_THE_DATABASE) or _touches_the_disk(called)


def _touches_the_disk(called: BuiltinFunctionType) -> bool:
    """Tell `os.replace` from the `replace` of a text."""
    return called.__name__ in TOUCH_THE_DISK and isinstance(called.__self__, ModuleType | IOBase)


def survives(folder: Path, at: int, begin: Begin) -> bool:
    """Run one process in a copy of `origin`, which stands beside the folder, and tell whether its deed came to its end.

    The file `done` stands in the folder of one that did, and the names of its calls in `calls` beside that.
    """
    shutil.copytree(folder.parent / "origin", folder)
    if child := os.fork():
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    calls = calls_of(begin(folder), dies_at=at)
    (folder / "done").touch()
    (folder.parent / "calls").write_text("\n".join(calls))
    os._exit(0)


def calls_of(deed: Callable[[], object], *, dies_at: int = 0) -> list[str]:
    """Do a deed, and name its calls in their order; before the one with that number, from 1, the process dies."""
    death = Death(dies_at)
    sys.setprofile(death)
    deed()
    sys.setprofile(None)
    return death.calls


def kill_before_every_call(folder: Path, begin: Begin) -> None:
    """Kill before the first call, the second, and so on, until there is no call left."""
    next(at for at in itertools.count(1) if survives(folder / str(at), at, begin))
