"""Whose passkeys count: who can vouch for whom, and what breaks the list."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from resources import keyring, vouches
from resources.assertions import Relying
from resources.demo.softkey import SoftKey
from resources.errors import KeyringError
from resources.keyring import Keyring
from resources.roles import Role
from resources.vouches import Entry, Founding, Leaving, Revocation, Vouch

RELYING = Relying(rp_id="localhost", origin="http://localhost:8001")
ELSEWHERE = Relying(rp_id="localhost", origin="http://localhost:9999")
ANA, BEN, CHI, DAN, NEW = (SoftKey(RELYING) for _ in range(5))
KEYS = {"ana": ANA, "ben": BEN, "chi": CHI, "dan": DAN, "new": NEW}


def signed(ring: Keyring, entry: Entry, by: Sequence[SoftKey]) -> Entry:
    challenge = keyring.challenge(entry, ring.entries)
    return entry.model_copy(update={"by": tuple(key.sign(challenge) for key in by)})


def grown(ring: Keyring, entry: Entry, *by: SoftKey) -> Keyring:
    return keyring.add(ring, signed(ring, entry, by))


def vouch(member: int, role: Role, key: SoftKey) -> Vouch:
    return Vouch(member=member, role=role, key=key.public)


FOUNDED = grown(Keyring(), Founding(relying=RELYING, key=ANA.public), ANA)
OF_TWO = grown(FOUNDED, vouch(2, Role.MODERATOR, BEN), ANA)
OF_THREE = grown(OF_TWO, vouch(3, Role.MODERATOR, CHI), ANA, BEN)
WITH_DAN = grown(OF_THREE, vouch(4, Role.MODERATOR, DAN), ANA, BEN)
TWO_LEAD = grown(OF_THREE, vouch(2, Role.ADMINISTRATOR, BEN), ANA, CHI)


@pytest.mark.parametrize(
    ("ring", "entry", "by", "counts"),
    [
        # the first vouches for the second alone
        (FOUNDED, vouch(2, Role.MODERATOR, NEW), ["ana"], True),
        (FOUNDED, vouch(2, Role.ADMINISTRATOR, NEW), ["ana"], True),
        (FOUNDED, vouch(2, Role.MODERATOR, NEW), ["new"], False),
        (FOUNDED, vouch(2, Role.MODERATOR, NEW), [], False),
        # nobody makes up a third alone, an administrator neither
        (OF_TWO, vouch(3, Role.MODERATOR, NEW), ["ana"], False),
        (OF_TWO, vouch(3, Role.MODERATOR, NEW), ["ana", "ana"], False),
        (OF_TWO, vouch(3, Role.MODERATOR, NEW), ["ana", "new"], False),
        (OF_TWO, vouch(3, Role.MODERATOR, NEW), ["ana", "ben"], True),
        (OF_THREE, vouch(4, Role.MODERATOR, NEW), ["ben", "chi"], False),
        (OF_THREE, vouch(4, Role.MODERATOR, NEW), ["chi", "ana"], True),
        # another role takes two, one of them an administrator
        (OF_THREE, vouch(3, Role.ADMINISTRATOR, CHI), ["chi"], False),
        (OF_THREE, vouch(3, Role.ADMINISTRATOR, CHI), ["ana"], False),
        (OF_THREE, vouch(3, Role.ADMINISTRATOR, CHI), ["ana", "ben"], True),
        (OF_THREE, vouch(3, Role.CONTRIBUTOR, CHI), ["ben", "chi"], False),
        (OF_THREE, vouch(3, Role.MODERATOR, CHI), ["ana", "ben"], False),  # says what is known
        # a further key by an own key, or by two administrators
        (OF_THREE, vouch(3, Role.MODERATOR, NEW), ["chi"], True),
        (OF_THREE, vouch(3, Role.MODERATOR, NEW), ["ana"], False),
        (OF_THREE, vouch(3, Role.MODERATOR, NEW), ["ana", "ben"], False),
        (TWO_LEAD, vouch(3, Role.MODERATOR, NEW), ["ana", "ben"], True),
        (OF_THREE, vouch(3, Role.ADMINISTRATOR, NEW), ["chi"], False),  # nor by that way another role
        (OF_THREE, vouch(3, Role.MODERATOR, BEN), ["chi"], False),  # nor another's key
        (OF_THREE, vouch(3, Role.ADMINISTRATOR, replace(NEW, credential=CHI.credential)), ["ana", "ben"], False),
        # what takes away is quick
        (OF_THREE, Revocation(credential_id=CHI.public.credential_id), ["ana"], True),
        (OF_THREE, Revocation(credential_id=CHI.public.credential_id), ["chi"], True),
        (OF_THREE, Revocation(credential_id=CHI.public.credential_id), ["ben"], False),
        (OF_THREE, Revocation(credential_id=NEW.public.credential_id), ["ana"], False),
        # one leaves alone; two let one go, an administrator among them
        (OF_THREE, Leaving(member=3), ["chi"], True),
        (OF_THREE, Leaving(member=3), ["ana", "ben"], True),
        (OF_THREE, Leaving(member=3), ["ben", "chi"], True),  # who leaves has signed
        (OF_THREE, Leaving(member=3), ["ana"], False),
        (OF_THREE, Leaving(member=3), ["ana", "ana"], False),
        (OF_THREE, Leaving(member=3), ["ana", "new"], False),
        (OF_THREE, Leaving(member=3), [], False),
        (WITH_DAN, Leaving(member=3), ["ben", "dan"], False),  # no administrator among them
        (OF_THREE, Leaving(member=9), ["ana", "ben"], False),
        # somebody stays who can take others in
        (OF_THREE, Leaving(member=1), ["ana"], False),
        (TWO_LEAD, Leaving(member=1), ["ana"], True),
        (OF_TWO, Leaving(member=2), ["ben"], False),
        (OF_TWO, Leaving(member=2), ["ana", "ben"], False),
        # there is one beginning
        (FOUNDED, Founding(relying=RELYING, key=NEW.public), ["ana"], False),
        (Keyring(), Founding(relying=RELYING, key=NEW.public), ["new"], True),
        (Keyring(), Founding(relying=RELYING, key=NEW.public), [], False),
        (Keyring(), vouch(1, Role.ADMINISTRATOR, NEW), ["new"], False),
    ],
)
def test_who_can_vouch(ring: Keyring, entry: Entry, by: list[str], counts: bool) -> None:
    whole = signed(ring, entry, [KEYS[name] for name in by])

    try:
        keyring.add(ring, whole)
        added = True
    except KeyringError:
        added = False

    assert added is counts


def test_a_revoked_key_neither_signs_nor_comes_back() -> None:
    revoked = grown(OF_THREE, Revocation(credential_id=CHI.public.credential_id), ANA)

    with pytest.raises(KeyringError, match="revoked"):
        grown(revoked, vouch(4, Role.MODERATOR, NEW), ANA, CHI)
    with pytest.raises(KeyringError, match="make a new one"):
        grown(revoked, vouch(3, Role.MODERATOR, CHI), ANA, BEN)


def test_who_left_neither_signs_nor_comes_back() -> None:
    left = grown(WITH_DAN, Leaving(member=3), CHI)

    assert left.roles == {1: Role.ADMINISTRATOR, 2: Role.MODERATOR, 4: Role.MODERATOR}
    for entry, by in (
        (vouch(5, Role.MODERATOR, NEW), [ANA, CHI]),
        (vouch(3, Role.MODERATOR, NEW), [ANA, BEN]),
        (vouch(3, Role.MODERATOR, CHI), [ANA, BEN]),
        (Leaving(member=3), [ANA, BEN]),
    ):
        with pytest.raises(KeyringError):
            grown(left, entry, *by)


def test_keys_that_were_revoked_keep_nobody_from_being_the_last() -> None:
    alone = grown(OF_THREE, Revocation(credential_id=BEN.public.credential_id), ANA)

    with pytest.raises(KeyringError, match="fewer than two would stay"):
        grown(alone, Leaving(member=3), CHI)


def test_the_keyring_knows_the_time_before_somebody_left() -> None:
    left = grown(OF_THREE, Leaving(member=3), CHI)

    assert left.at(3).holder(CHI.public.credential_id).member == 3
    assert vouches.Entries.validate_json(keyring.dumps(left.entries)) == left.entries


@pytest.mark.parametrize(
    "other",
    [grown(OF_TWO, vouch(2, Role.MODERATOR, DAN), BEN), grown(FOUNDED, vouch(2, Role.ADMINISTRATOR, BEN), ANA)],
    ids=["later", "after others"],
)
def test_a_signature_counts_in_its_place_only(other: Keyring) -> None:
    entry = signed(OF_TWO, vouch(3, Role.MODERATOR, CHI), [ANA, BEN])

    with pytest.raises(KeyringError, match="challenge"):
        keyring.add(other, entry)


@pytest.mark.parametrize(
    "tampered",
    [
        lambda entries: entries[1:],
        lambda entries: (*entries[:1], *entries[2:]),
        lambda entries: (entries[1], entries[0], *entries[2:]),
        lambda entries: (*entries[:2], entries[2].model_copy(update={"role": Role.ADMINISTRATOR})),
        lambda entries: (*entries[:2], entries[2].model_copy(update={"key": NEW.public})),
        lambda entries: (*entries[:2], entries[2].model_copy(update={"by": entries[2].by[:1]})),
        lambda entries: (entries[0].model_copy(update={"relying": ELSEWHERE}), *entries[1:]),
    ],
    ids=["no first", "one missing", "out of order", "another role", "another key", "one signature", "another desk"],
)
def test_a_list_that_was_tampered_with_does_not_count(tampered) -> None:
    with pytest.raises(KeyringError):
        keyring.read(tampered(OF_THREE.entries))


def test_a_list_with_another_beginning_does_not_count() -> None:
    other = grown(Keyring(), Founding(relying=RELYING, key=NEW.public), NEW)

    assert keyring.read(OF_THREE.entries, FOUNDED.fingerprint).roles == OF_THREE.roles
    with pytest.raises(KeyringError, match="first key"):
        keyring.read(other.entries, FOUNDED.fingerprint)


def test_a_key_made_for_another_desk_does_not_count() -> None:
    stranger = SoftKey(ELSEWHERE)

    with pytest.raises(KeyringError):
        grown(Keyring(), Founding(relying=RELYING, key=stranger.public), stranger)


def test_the_keyring_of_a_time_is_what_it_was_then() -> None:
    assert TWO_LEAD.at(3).roles == OF_THREE.roles
    assert vouches.Entries.validate_json(keyring.dumps(TWO_LEAD.entries)) == TWO_LEAD.entries
