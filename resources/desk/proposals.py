"""What may become of a proposal: a pure machine of states, with time, people and signatures passed in.

    begin ─▶ DRAFT ──submit──▶ IN_REVIEW ──approve──▶ APPROVED ──published──▶ PUBLISHED
             │   ◀────edit────────┘ │
             └───────drop───────────┴──▶ DROPPED

The author is whoever signs first, by submitting. Each step makes a new value with a higher version; an edit empties
the signatures, so what two people signed is always exactly what stands here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Final, NamedTuple

from resources.assertions import Assertion
from resources.desk import permissions
from resources.desk.permissions import Action, Person, may
from resources.errors import ConflictError, NotAllowedError, OwnApprovalError, SettledError, StaleApprovalError
from resources.ledger import Kind, Statement
from resources.roles import Role
from resources.yamltext import Facts

ID = re.compile(r"[a-z]{2}-[a-z0-9]+(-[a-z0-9]+)*")


class State(StrEnum):
    """How far a proposal has come."""

    DRAFT = "draft"
    """Being written; its content may still be faulty."""
    IN_REVIEW = "in_review"
    """Signed by its author, waiting for another member."""
    APPROVED = "approved"
    """Signed by two, in the ledger, on its way to the shelf."""
    PUBLISHED = "published"
    """In an edition."""
    DROPPED = "dropped"
    """Given up; kept as it was."""


class Deed(StrEnum):
    """What a member can do to a proposal."""

    EDIT = "edit"
    SUBMIT = "submit"
    APPROVE = "approve"
    DROP = "drop"


class Rule(NamedTuple):
    """When a deed is open, and what it takes: on one's own proposal, and on another's. None: nobody may."""

    states: frozenset[State]
    own: Action | None
    others: Action | None


OPEN: Final = frozenset({State.DRAFT, State.IN_REVIEW})

RULES: Final[Mapping[Deed, Rule]] = {
    Deed.EDIT: Rule(OPEN, own=Action.PROPOSE, others=Action.DECIDE),
    Deed.SUBMIT: Rule(frozenset({State.DRAFT}), own=Action.PROPOSE, others=Action.DECIDE),
    Deed.APPROVE: Rule(frozenset({State.IN_REVIEW}), own=None, others=Action.DECIDE),
    Deed.DROP: Rule(OPEN, own=Action.PROPOSE, others=Action.DECIDE),
}
"""Every rule on what may be done to a proposal."""


@dataclass(frozen=True)
class Signature:
    """A member's passkey over the digest of a statement; `digest` is hexadecimal."""

    member: int
    digest: str
    assertion: Assertion
    at: datetime


@dataclass(frozen=True)
class Writing:
    """What somebody typed.

    `facts` is the listing's JSON as it was typed, perhaps not a listing yet, and None where the proposal takes the
    listing away. `before` is the digest of what stood when the facts were written against it, None where nothing did.
    `hides` are those that the proposal lifts.
    """

    facts: Facts | None
    before: str | None
    hides: tuple[str, ...] = ()
    note: str = ""


class Seen(NamedTuple):
    """The version of a proposal that a writer began from, and its facts where the writer still has them."""

    version: int
    facts: Facts | None = None


@dataclass(frozen=True)
class Draft:
    """A proposal at one moment. `statement` and `signatures`, the author's first, are there once it is submitted."""

    id: str
    kind: Kind
    listing_id: str
    writing: Writing
    author: int
    created_at: datetime
    updated_at: datetime
    state: State = State.DRAFT
    version: int = 1
    statement: Statement | None = None
    signatures: tuple[Signature, ...] = ()

    @property
    def country(self) -> str:
        """The upper-case code of the country whose listing it concerns."""
        return self.listing_id[:2].upper()

    @property
    def digest(self) -> str | None:
        """What stands to be signed by another member, in hexadecimal."""
        return self.statement.digest.hex() if self.statement else None


def begin(proposal: str, kind: Kind, listing_id: str, writing: Writing, *, by: Person, now: datetime) -> Draft:
    """Begin a proposal; `proposal` is a new id, 32 hexadecimal signs. Raises: NotAllowedError."""
    permissions.require(by.role, Action.PROPOSE)
    return Draft(proposal, kind, listing_id, writing, author=by.member, created_at=now, updated_at=now)


def deeds(draft: Draft, by: Person) -> frozenset[Deed]:
    """Tell what a person can do to a proposal now."""
    return frozenset(deed for deed in Deed if draft.state in RULES[deed].states and _may(draft, deed, by))


def require(draft: Draft, deed: Deed, by: Person) -> None:
    """Pass where a person can do this now. Raises: OwnApprovalError, SettledError, NotAllowedError."""
    if draft.state not in RULES[deed].states:
        raise SettledError(deed, f"the proposal is {draft.state}; look at it anew")
    if deed is Deed.APPROVE and by.member == draft.author:
        raise OwnApprovalError(draft.id)
    if not _may(draft, deed, by):
        raise NotAllowedError(deed, f"the role {by.role} does not include it here; ask a moderator")


def edit(draft: Draft, writing: Writing, *, by: Person, seen: Seen, now: datetime) -> Draft:
    """Write a proposal anew, which empties its signatures.

    Raises: NotAllowedError; ConflictError where somebody else has written since.
    """
    require(draft, Deed.EDIT, by)
    if seen.version != draft.version:
        raise ConflictError(theirs=draft.writing.facts, mine=writing.facts, base=seen.facts)
    return _step(
        draft,
        now,
        writing=writing,
        listing_id=_named(draft, writing),
        state=State.DRAFT,
        statement=None,
        signatures=(),
    )


def submit(draft: Draft, statement: Statement, signature: Signature, *, role: Role, now: datetime) -> Draft:
    """Make the signer of a draft's statement its author, and ask for a second member.

    Raises: NotAllowedError; StaleApprovalError where something else was signed than what stands.
    """
    require(draft, Deed.SUBMIT, Person(signature.member, role))
    _require_fresh(draft, signature, statement.digest.hex())
    return _step(
        draft, now, author=signature.member, state=State.IN_REVIEW, statement=statement, signatures=(signature,)
    )


def approve(draft: Draft, signature: Signature, *, role: Role, now: datetime) -> Draft:
    """Let a second member sign exactly what the author signed.

    Raises: OwnApprovalError, NotAllowedError; StaleApprovalError where something else was signed than what stands.
    """
    require(draft, Deed.APPROVE, Person(signature.member, role))
    _require_fresh(draft, signature, draft.digest)
    return _step(draft, now, state=State.APPROVED, signatures=(*draft.signatures, signature))


def drop(draft: Draft, *, by: Person, now: datetime) -> Draft:
    """Give a proposal up. Raises: NotAllowedError."""
    require(draft, Deed.DROP, by)
    return _step(draft, now, state=State.DROPPED)


def published(draft: Draft, *, now: datetime) -> Draft:
    """Note that an approved proposal is in an edition. Raises: SettledError where it is not approved."""
    if draft.state is not State.APPROVED:
        raise SettledError("publish", f"the proposal is {draft.state}; two members approve it first")
    return _step(draft, now, state=State.PUBLISHED)


def _may(draft: Draft, deed: Deed, by: Person) -> bool:
    rule = RULES[deed]
    action = rule.own if by.member == draft.author else rule.others
    return action is not None and may(by.role, action)


def _require_fresh(draft: Draft, signature: Signature, current: str | None) -> None:
    if signature.digest != current:
        raise StaleApprovalError(draft.id, seen=signature.digest, current=current)


def _named(draft: Draft, writing: Writing) -> str:
    """Let a new listing change its id while it is being written; another keeps it."""
    name = (writing.facts or {}).get("id")
    return name if draft.kind is Kind.NEW and isinstance(name, str) and ID.fullmatch(name) else draft.listing_id


def _step(draft: Draft, now: datetime, **changes: Any) -> Draft:
    return replace(draft, version=draft.version + 1, updated_at=now, **changes)
