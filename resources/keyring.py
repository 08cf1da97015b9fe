"""Whose passkeys count: an append-only list in which members vouch for each other, back to the first key.

Each entry is signed over itself and the digest of all entries before it. Who can vouch:

    a new member     the first alone for the second; from then on an administrator and one other member together,
                     so that a stolen administrator cannot make up a second person
    another role     an administrator and one other member together
    a further key    the member, by a key that is good; or, where it was lost, two administrators together
    a revocation     the member, or one administrator: what takes away is quick
    a leaving        the member; or an administrator and one other member together, since it is for good. Two members
                     stay who have a good key, one of them an administrator: else nobody could vouch any more, or one
                     alone could let all others go and make up a second person
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from resources import assertions, canonical
from resources.assertions import Assertion, PublicKey, Relying
from resources.errors import AssertionRefusedError, KeyringError
from resources.roles import Role
from resources.vouches import Entry, Founding, Leaving, Revocation, Vouch

TWO = 2


class Obstacle(StrEnum):
    """Why somebody cannot leave now, and what to do first."""

    NO_MEMBER = "they are no member"
    LAST_ADMINISTRATOR = "the last administrator cannot leave; make another member one first"
    TOO_FEW = "fewer than two would stay, and they could take in nobody; invite another member first"


@dataclass(frozen=True)
class Holder:
    """Whose a key is, and in which role, at one time."""

    member: int
    role: Role
    key: PublicKey


@dataclass(frozen=True)
class Keyring:
    """A list that was checked from its beginning; `read` makes one."""

    entries: tuple[Entry, ...] = ()
    keys: dict[str, tuple[int, PublicKey]] = field(default_factory=dict)
    """The good keys, by credential id, with their member."""
    roles: dict[int, Role] = field(default_factory=dict)
    """The members, each in the role of now."""
    left: frozenset[int] = frozenset()
    """Who was a member once."""

    @property
    def relying(self) -> Relying:
        """The desk that all keys are for. Raises KeyringError where there is no first key yet."""
        match self.entries:
            case [Founding() as first, *_]:
                return first.relying
        raise KeyringError(0, "it is empty; invite the first member")

    @property
    def fingerprint(self) -> str:
        """What `NOTALONE_FIRST_KEY` must say for this keyring to count; empty where there is no first key."""
        match self.entries:
            case [Founding() as first, *_]:
                return assertions.fingerprint(first.key, first.relying)
        return ""

    def holder(self, credential_id: str) -> Holder | None:
        """Tell whose good key this is; None where it is none."""
        if credential_id not in self.keys:
            return None
        member, key = self.keys[credential_id]
        return Holder(member, self.roles[member], key)

    def able(self) -> dict[int, Role]:
        """Give the members who have a good key, and can so do something."""
        return {member: self.roles[member] for member, _ in self.keys.values()}

    def at(self, length: int) -> "Keyring":
        """Give the keyring as it was when it had so many entries."""
        return _folded(self.entries[:length])

    def signers(self, signatures: Iterable[Assertion], challenge: bytes) -> tuple[Holder, ...]:
        """Tell who signed. Raises AssertionRefusedError for a key that is not good, or did not sign this."""
        return tuple(self._signer(one, challenge) for one in signatures)

    def _signer(self, signature: Assertion, challenge: bytes) -> Holder:
        holder = self.holder(signature.credential_id)
        if holder is None:
            raise AssertionRefusedError(signature.credential_id, "no good key of a member; it may have been revoked")
        assertions.verify(signature, challenge=challenge, key=holder.key, relying=self.relying)
        return holder


def challenge(entry: Entry, before: Sequence[Entry]) -> bytes:
    """Give what is to be signed for an entry: all of it but its signatures, and all that was before."""
    return assertions.challenge_of({"entry": entry.model_dump(mode="json", exclude={"by"}), "before": digest(before)})


def dumps(entries: Sequence[Entry]) -> bytes:
    """Write a keyring as canonical JSON."""
    return canonical.dumps([entry.model_dump(mode="json") for entry in entries])


def digest(entries: Sequence[Entry]) -> str:
    """Give the digest of a keyring."""
    return canonical.digest(dumps(entries))


def read(entries: Iterable[Entry], first_key: str | None = None) -> Keyring:
    """Check a keyring from its beginning; `first_key` is the fingerprint that it must go back to, None: any.

    Raises: KeyringError naming the entry, from 1, and why it does not count.
    """
    keyring = Keyring()
    for entry in entries:
        keyring = add(keyring, entry)
    if first_key is not None and keyring.fingerprint != first_key:
        raise KeyringError(1, f"it does not go back to the first key that the settings name, {first_key[:16]}…")
    return keyring


def add(keyring: Keyring, entry: Entry) -> Keyring:
    """Put an entry at the end. Raises KeyringError where its signatures do not bear it out."""
    place = len(keyring.entries) + 1
    grown = _grown(keyring, entry)
    signing = grown if isinstance(entry, Founding) and place == 1 else keyring
    try:
        signers = signing.signers(entry.by, challenge(entry, keyring.entries))
    except AssertionRefusedError as error:
        raise KeyringError(place, str(error)) from error
    if fault := _fault(keyring, entry, signers):
        raise KeyringError(place, fault)
    return grown


def _fault(keyring: Keyring, entry: Entry, signers: Sequence[Holder]) -> str | None:
    match entry:
        case Founding():
            return (
                "a first key stands already" if keyring.entries else _unless(len(signers) == 1, "it must sign itself")
            )
        case Revocation():
            return _revocation_fault(keyring, entry, signers)
        case Leaving():
            return obstacle(keyring, entry.member) or _let_go_fault(entry, signers)
        case Vouch():
            return _vouch_fault(keyring, entry, signers)


def _revocation_fault(keyring: Keyring, entry: Revocation, signers: Sequence[Holder]) -> str | None:
    held = keyring.holder(entry.credential_id)
    if held is None:
        return "the key that it revokes is not good anyway"
    can = any(one.role is Role.ADMINISTRATOR or one.member == held.member for one in signers)
    return _unless(can, "the member or an administrator revokes a key")


def obstacle(keyring: Keyring, member: int) -> Obstacle | None:
    """Say why a member cannot leave now, whoever signs; None where nothing is in the way."""
    if member not in keyring.roles:
        return Obstacle.NO_MEMBER
    stay = {other: role for other, role in keyring.able().items() if other != member}
    if Role.ADMINISTRATOR not in stay.values():
        return Obstacle.LAST_ADMINISTRATOR
    return Obstacle.TOO_FEW if len(stay) < TWO else None


def _let_go_fault(entry: Leaving, signers: Sequence[Holder]) -> str | None:
    can = _is_own(signers, entry.member) or _are_two(signers, administrators=1)
    return _unless(can, "the member leaves, or an administrator and another member let them go together")


def _vouch_fault(keyring: Keyring, entry: Vouch, signers: Sequence[Holder]) -> str | None:
    if entry.member in keyring.left:
        return "they have left; invite them anew"
    held = keyring.holder(entry.key.credential_id)
    if held and (held.member != entry.member or held.key != entry.key):
        return "the key belongs to another member"
    if not held and _was_known(keyring, entry.key.credential_id):
        return "the key was revoked; make a new one"
    role = keyring.roles.get(entry.member)
    if role is entry.role and held is None:
        can = _is_own(signers, entry.member) or _are_two(signers, administrators=TWO)
        return _unless(can, "the member vouches for a further key, or two administrators together")
    if role is None and len(keyring.roles) == 1:
        return _unless([one.member for one in signers] == [1], "the first member vouches for the second")
    if role is entry.role:
        return "it says what is known already"
    can = _are_two(signers, administrators=1)
    return _unless(can, "an administrator and another member vouch together for a member or a role")


def _is_own(signers: Sequence[Holder], member: int) -> bool:
    return any(one.member == member for one in signers)


def _are_two(signers: Sequence[Holder], *, administrators: int) -> bool:
    leading = {one.member for one in signers if one.role is Role.ADMINISTRATOR}
    return len({one.member for one in signers}) >= TWO and len(leading) >= administrators


def _was_known(keyring: Keyring, credential_id: str) -> bool:
    return any(isinstance(one, Founding | Vouch) and one.key.credential_id == credential_id for one in keyring.entries)


def _unless(can: bool, fault: str) -> str | None:
    return None if can else fault


def _folded(entries: Iterable[Entry]) -> Keyring:
    """Fold entries that were checked before."""
    keyring = Keyring()
    for entry in entries:
        keyring = _grown(keyring, entry)
    return keyring


def _grown(keyring: Keyring, entry: Entry) -> Keyring:
    entries = (*keyring.entries, entry)
    if isinstance(entry, Revocation):
        kept = {name: held for name, held in keyring.keys.items() if name != entry.credential_id}
        return replace(keyring, entries=entries, keys=kept)
    if isinstance(entry, Leaving):
        return _without(replace(keyring, entries=entries), entry.member)
    role = Role.ADMINISTRATOR if isinstance(entry, Founding) else entry.role
    keys = {**keyring.keys, entry.key.credential_id: (entry.member, entry.key)}
    return replace(keyring, entries=entries, keys=keys, roles={**keyring.roles, entry.member: role})


def _without(keyring: Keyring, member: int) -> Keyring:
    keys = {name: held for name, held in keyring.keys.items() if held[0] != member}
    roles = {other: role for other, role in keyring.roles.items() if other != member}
    return replace(keyring, keys=keys, roles=roles, left=keyring.left | {member})
