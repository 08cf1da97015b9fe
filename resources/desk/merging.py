"""Bring two people's work on one listing together, field by field: what only one of them changed is taken.

base ─▶ theirs
    └─▶ mine      merge(base, theirs, mine).conflicts: the fields that both changed, each otherwise
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from resources.yamltext import Facts


class _Missing:
    """Stands for a field that is not there; None is a value of its own."""

    def __repr__(self) -> str:
        return "MISSING"


MISSING: Final = _Missing()
Value: TypeAlias = object


@dataclass(frozen=True)
class Conflict:
    """One field that both changed, each otherwise; MISSING where a side has no such field."""

    field: str
    base: Value
    theirs: Value
    mine: Value


@dataclass(frozen=True)
class Merge:
    """What comes of two people's work. In `facts` a field in conflict stands as it was typed last: mine."""

    facts: Facts
    conflicts: tuple[Conflict, ...]

    @property
    def is_clean(self) -> bool:
        """Whether nobody has to choose."""
        return not self.conflicts


def merge(base: Facts | None, theirs: Facts | None, mine: Facts | None) -> Merge:
    """Merge by field; without a base, every field in which the two differ is a conflict.

    A side that is None has no fields: one that was taken away against one that was changed conflicts in each field
    that was changed.
    """
    sides = tuple(side or {} for side in (base, theirs, mine))
    rows = {field: _row(field, *sides) for field in _fields(*sides)}
    return Merge(
        facts={field: _merged(row) for field, row in rows.items() if _merged(row) is not MISSING},
        conflicts=tuple(row for row in rows.values() if _is_conflict(row, has_base=base is not None)),
    )


def _fields(base: Facts, theirs: Facts, mine: Facts) -> Mapping[str, None]:
    """Name all fields once: mine in my order, then what only others have."""
    return dict.fromkeys([*mine, *theirs, *base])


def _row(field: str, base: Facts, theirs: Facts, mine: Facts) -> Conflict:
    return Conflict(field, base.get(field, MISSING), theirs.get(field, MISSING), mine.get(field, MISSING))


def _merged(row: Conflict) -> Value:
    return row.theirs if row.mine == row.base else row.mine


def _is_conflict(row: Conflict, *, has_base: bool) -> bool:
    changed = (row.theirs != row.base and row.mine != row.base) if has_base else True
    return changed and row.theirs != row.mine
