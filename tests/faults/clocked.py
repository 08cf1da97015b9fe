"""The site and the desk for a real server, by a clock that a test sets: `CLOCK` names the file that says how far ahead.

It goes on by itself, as clocks do.
"""

import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from wsgiref.types import WSGIApplication

from app import ROOT, create_application, create_desk
from resources.settings import from_environment


@dataclass(frozen=True)
class FileClock:
    """Tells the time by a file that holds how many seconds it is ahead of the machine's."""

    file: Path

    def set(self, moment: datetime) -> None:
        """Let it be this moment now."""
        new = self.file.with_suffix(".new")
        new.write_text(str((moment - datetime.now(UTC)).total_seconds()))
        new.replace(self.file)  # who reads meanwhile finds the old words or the new ones

    def __call__(self) -> datetime:
        return datetime.now(UTC) + timedelta(seconds=self._ahead())

    def seconds(self) -> float:
        """Tell the same as `time.time` does."""
        return time.time() + self._ahead()

    def _ahead(self) -> float:
        return float(self.file.read_text())


def __getattr__(name: str) -> WSGIApplication:
    """Build an application when a server asks for it."""
    if name not in ("application", "desk"):
        raise AttributeError(name)
    settings, clock = from_environment(os.environ, ROOT), FileClock(Path(os.environ["CLOCK"]))
    if name == "desk":
        return create_desk(settings, clock=clock)
    return create_application(settings, clock=clock, seconds=clock.seconds)
