"""What members read where a passkey, a link or a signature does not do, as messages that a locale translates."""

from typing import Final

from resources.errors import AssertionRefusedError, KeyringError, NotAllowedError, NotAloneError, OwnApprovalError
from resources.keyring import Obstacle
from resources.messages import N_

TOO_OFTEN = N_("too many tries; wait ten minutes")
TOO_LATE = N_("this took too long, or was done before; load the page anew and try again")
NO_ANSWER = N_("no passkey answered; the page needs its script for that, try again")
NOT_A_PASSKEY = N_("not what a passkey answers; try again")
UNKNOWN_PASSKEY = N_("this passkey is not known here")
KNOWN_PASSKEY = N_("this passkey is known here; make a new one")
NOT_YOURS = N_("not a passkey of yours that counts here")
HAS_SIGNED = N_("it has signed this; another member signs next")
NO_NAME = N_("a name is missing; others at the desk will see it")
TAKEN_NAME = N_("somebody here has this name, or had it; choose another")
DEAD_LINK = N_("this link has been used, or has run out; ask for a new one")
LAST_KEY = N_("this is your last good passkey; add another first, or leave the desk")
UNDERWAY = N_("a change that they signed is on its way to visitors; sign again when it is published")
NO_KEYS = N_("no member’s key counts yet; set NOTALONE_FIRST_KEY to what the desk shows")
STALE = N_("it has changed since you opened this page; read it anew, then sign")
FAULTY = N_("mend what is named below")

_OWN = N_("its author signed it already; another member approves it")
_NOT_ALLOWED = N_("your role, or what became of this meanwhile, does not allow it; load the page anew")
_OTHER = N_("the passkey’s answer does not count here; load the page anew and try again")
_REASONS: Final = frozenset(
    {TOO_LATE, NO_ANSWER, NOT_A_PASSKEY, UNKNOWN_PASSKEY, KNOWN_PASSKEY}
    | {NOT_YOURS, HAS_SIGNED, NO_NAME, TAKEN_NAME, DEAD_LINK, LAST_KEY, UNDERWAY, NO_KEYS}
)
_OBSTACLES: Final[dict[str, str]] = {
    Obstacle.LAST_ADMINISTRATOR: N_("This is the last administrator. First make another member an administrator."),
    Obstacle.TOO_FEW: N_(
        "Fewer than two members would stay, and they could take in nobody. First invite another member."
    ),
}


def said(error: NotAloneError) -> str:
    """Give the message for what did not do; its own words where they are one, since a library's are for nobody here."""
    if isinstance(error, OwnApprovalError):
        return _OWN
    if isinstance(error, NotAllowedError):
        return _NOT_ALLOWED
    reason = error.reason if isinstance(error, AssertionRefusedError | KeyringError) else str(error)
    return _OBSTACLES.get(reason) or (reason if reason in _REASONS else _OTHER)
