"""What a member is to the directory. What each role may do is said by the desk's table of permissions."""

from enum import StrEnum


class Role(StrEnum):
    """A member's role; its value stands in the keyring and never changes."""

    CONTRIBUTOR = "contributor"
    """Proposes."""
    MODERATOR = "moderator"
    """Proposes, decides, checks and hides."""
    ADMINISTRATOR = "administrator"
    """A moderator who also looks after people."""
