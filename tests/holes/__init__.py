"""Deliberate holes: what to break so that a promise is broken, and which tests must fail then.

They stand in the TOML files beside this one, one file an area. `tests/shape/test_holes.py` holds that each can still be
made; `make holes` makes them.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Hole:
    """Where `was` stands in `file`, once, `becomes` would break `claim`; one of `tests` (pytest's names) fails then."""

    claim: str
    file: str
    was: str
    becomes: str
    tests: tuple[str, ...]

    def made_in(self, text: str) -> str:
        """Make the hole in the text of its file. Raises ValueError where its place is gone or in doubt."""
        if text.count(self.was) != 1:
            raise ValueError(f"{self.file} holds this {text.count(self.was)} times, not once: {self.was}")
        return text.replace(self.was, self.becomes)


def holes() -> tuple[Hole, ...]:
    """Read all holes, area by area."""
    tables = (tomllib.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.toml")))
    return tuple(Hole(**{**one, "tests": tuple(one["tests"])}) for table in tables for one in table["hole"])
