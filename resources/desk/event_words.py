"""What members read of each event: what was done, and what is told of it, as messages that a locale translates.

An event is what the database holds: a value that we do not know is shown as it stands.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from resources import words
from resources.desk import field_words
from resources.i18n import gettext
from resources.messages import N_
from resources.terms import Fact, Method

KINDS: Final[Mapping[str, str]] = {
    "proposal begun": N_("Proposal begun"),
    "proposal edited": N_("Another’s or a signed proposal edited"),
    "proposal submitted": N_("Proposal signed by its author"),
    "proposal approved": N_("Proposal approved by a second member"),
    "proposal published": N_("Proposal shown to visitors"),
    "proposal dropped": N_("Proposal dropped"),
    "proposal imported": N_("Proposal brought in by a file"),
    "candidate dropped": N_("Candidate dropped"),
    "hidden": N_("Hidden from visitors"),
    "checked": N_("Facts checked"),
    "sign in": N_("Signed in"),
    "invite": N_("Invitation made"),
    "join": N_("Joined"),
    "add passkey": N_("Passkey added"),
    "keyring": N_("List of good passkeys changed"),
    "leave": N_("Left the desk"),
    "withdraw": N_("What waited for signatures withdrawn"),
}

LABELS: Final[Mapping[str, str]] = {
    "kind": N_("What it does"),
    "state": N_("State after it"),
    "version": N_("Version"),
    "edition": N_("Edition"),
    "phone": N_("Number"),
    "link": N_("Link"),
    "reason": N_("Reason"),
    "results": N_("What was found"),
    "method": N_("How"),
    "page": N_("Page that was read"),
    "role": N_("Role"),
    "recovers": N_("To recover the account of"),
    "member": N_("Member"),
    "change": N_("What changed"),
    "entry": N_("Entries in the list after it"),
}
"""What is told of an event, in this order; all else of it is for those who compare digests."""

TERMS: Final[Mapping[str, Mapping[str, str]]] = {
    "kind": {
        "new": N_("New listing"),
        "change": N_("Change"),
        "retire": N_("Taken away for good"),
        "show": N_("Shown again"),
        "roll_back": N_("Back to an earlier state"),
    },
    "state": {
        "draft": N_("being written"),
        "in_review": N_("waits for a second member"),
        "approved": N_("approved, on its way to visitors"),
        "published": N_("published"),
        "dropped": N_("dropped"),
    },
    "role": {
        "contributor": N_("contributor"),
        "moderator": N_("moderator"),
        "administrator": N_("administrator"),
    },
    "change": {
        "founding": N_("The first passkey counts"),
        "vouch": N_("A passkey counts, or a role changed"),
        "revocation": N_("A passkey counts no more"),
        "leaving": N_("A member left"),
    },
    "method": words.LABELS[Method],
    "fact": words.LABELS[Fact],
    "result": {
        "right": N_("Still right"),
        "changed": N_("Changed"),
        "gone": N_("Gone"),
        "unsure": N_("Cannot tell"),
    },
    "link": {name: field_words.LABELS[name] for name in ("website", "chat", "report_url")},
}


def kind(name: str) -> str:
    """Say what was done."""
    return gettext(KINDS[name]) if name in KINDS else name


def told(facts: Mapping[str, Any], names: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    """Say what is told of an event, label by label; `names` are members' by number."""
    for name, label in LABELS.items():
        if (value := facts.get(name)) not in (None, "", {}):
            yield gettext(label), _said(name, value, names)


def _said(name: str, value: object, names: Mapping[int, str]) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{_term('fact', fact)}: {_term('result', result)}" for fact, result in value.items())
    if name in ("recovers", "member") and isinstance(value, int):
        return names.get(value, str(value))
    return _term(name, value)


def _term(name: str, value: object) -> str:
    known = TERMS.get(name, {}).get(str(value))
    return gettext(known) if known else str(value)
