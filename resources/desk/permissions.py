"""Who may do what at the desk: one table, and one question to ask it.

What a permission opens (a view, a deed) is said where that thing stands; who has it is said here and nowhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from resources.errors import NotAllowedError
from resources.roles import Role


class Action(StrEnum):
    """What a member can be allowed to do."""

    READ = "read"
    """Look at every page of the desk but the audit and those on people."""
    PROPOSE = "propose"
    """Write proposals, sign one's own, drop one's own."""
    DECIDE = "decide"
    """Approve what another has signed; take over or drop what another has written; confirm or drop candidates."""
    CHECK = "check"
    """Record what a check found, and settle what watches and visitors tell."""
    HIDE = "hide"
    """Take a listing, a phone or a link from visitors at once."""
    IMPORT = "import"
    """Make many proposals of a file, and write what was approved back into files."""
    AUDIT = "audit"
    """Read what every member did, and when."""
    PEOPLE = "people"
    """Invite, change roles, revoke passkeys, recover accounts."""


@dataclass(frozen=True)
class Person:
    """Who acts: a member by number, in the role that the member has now."""

    member: int
    role: Role


CONTRIBUTES: Final = frozenset({Action.READ, Action.PROPOSE})
MODERATES: Final = CONTRIBUTES | {Action.DECIDE, Action.CHECK, Action.HIDE, Action.IMPORT, Action.AUDIT}

ALLOWED: Final[Mapping[Role, frozenset[Action]]] = {
    Role.CONTRIBUTOR: CONTRIBUTES,
    Role.MODERATOR: MODERATES,
    Role.ADMINISTRATOR: MODERATES | {Action.PEOPLE},
}
"""The whole policy. No role is allowed to approve its own: that is no permission but a rule of `proposals`."""


def may(role: Role, action: Action) -> bool:
    """Whether a role is allowed an action."""
    return action in ALLOWED[role]


def require(role: Role, action: Action) -> None:
    """Pass where a role is allowed an action. Raises: NotAllowedError."""
    if not may(role, action):
        raise NotAllowedError(action, f"the role {role} does not include it; ask a member whose role does")
