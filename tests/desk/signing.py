"""Three members with passkeys in software, and what they sign. Ana founded the desk."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from resources import keyring, vouches
from resources.assertions import Assertion, Relying
from resources.demo.softkey import SoftKey
from resources.desk.permissions import Person
from resources.keyring import Keyring
from resources.ledger import Approved, Kind, Statement, digest_of
from resources.roles import Role
from resources.vouches import Founding, Revocation, Vouch
from tests.builders import listing

RELYING = Relying(rp_id="localhost", origin="http://localhost:8001")
VERIFIED = 0x04  # the flag by which a device says that it made sure who holds it


@dataclass(frozen=True)
class Signer:
    """A member, the role that the keyring says, and passkeys."""

    person: Person
    key: SoftKey = field(repr=False)
    second: SoftKey = field(repr=False)

    def sign(self, statement: Statement) -> Assertion:
        return self.key.sign(statement.digest)

    def sign_with_second(self, statement: Statement) -> Assertion:
        return self.second.sign(statement.digest)


class Unverified(SoftKey):
    """A passkey that answers to anybody who holds the device."""

    def _about(self, flags: int) -> bytes:
        return super()._about(flags & ~VERIFIED)


def unverified(key: SoftKey) -> SoftKey:
    """Let a key answer without making sure who holds it."""
    return Unverified(key.relying, key.private, key.credential)


def as_made_for(key: SoftKey, relying: Relying) -> SoftKey:
    """Let a key answer as a browser at another place would."""
    return replace(key, relying=relying)


def signer(member: int, role: Role) -> Signer:
    return Signer(Person(member, role), SoftKey(RELYING), SoftKey(RELYING))


ANA = signer(1, Role.ADMINISTRATOR)
BEN = signer(2, Role.MODERATOR)
CHI = signer(3, Role.CONTRIBUTOR)
MALLORY = signer(4, Role.ADMINISTRATOR)  # whom nobody vouches for


def vouched(ring: Keyring, entry: vouches.Entry, by: Sequence[SoftKey]) -> Keyring:
    """Let keys vouch for an entry at the end of a keyring."""
    challenge = keyring.challenge(entry, ring.entries)
    signed = entry.model_copy(update={"by": tuple(key.sign(challenge) for key in by)})
    return keyring.add(ring, signed)


def vouch(who: Signer, key: SoftKey) -> Vouch:
    return Vouch(member=who.person.member, role=who.person.role, key=key.public)


def made() -> Keyring:
    """Make the keyring of the three, each with two passkeys."""
    ring = vouched(Keyring(), Founding(relying=RELYING, key=ANA.key.public), [ANA.key])
    ring = vouched(ring, vouch(BEN, BEN.key), [ANA.key])
    ring = vouched(ring, vouch(CHI, CHI.key), [ANA.key, BEN.key])
    for who in (ANA, BEN, CHI):
        ring = vouched(ring, vouch(who, who.second), [who.key])
    return ring


KEYS = made()


def without(ring: Keyring, key: SoftKey) -> Keyring:
    """Revoke a key."""
    return vouched(ring, Revocation(credential_id=key.public.credential_id), [ANA.key])


def statement(**changes) -> Statement:
    """Make a statement that changes the example listing."""
    facts = {
        "kind": Kind.CHANGE,
        "proposal": "0" * 32,
        "listing_id": "gb-example",
        "content": listing(name="Changed"),
        "before": digest_of(listing()),
        "hides": (),
        "keyring": len(KEYS.entries),
    }
    return Statement(**(facts | changes))


def approved(signed: Statement, author: Signer = CHI, approver: Signer = BEN) -> Approved:
    return Approved(statement=signed, assertions=(author.sign(signed), approver.sign(signed)))
