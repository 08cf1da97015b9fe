"""What members say of each other's keys: the entries of the keyring, each with the passkeys that signed it.

`keyring` holds them against its rules.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, PositiveInt, TypeAdapter

from resources import assertions
from resources.assertions import Assertion, PublicKey, Relying
from resources.roles import Role


class Founding(BaseModel, frozen=True, extra="forbid"):
    """The first key, signed by itself; the settings of a public node hold its fingerprint."""

    kind: Literal["founding"] = "founding"
    relying: Relying
    member: Literal[1] = 1
    key: PublicKey
    by: tuple[Assertion, ...] = ()


class Vouch(BaseModel, frozen=True, extra="forbid"):
    """A member has this role and this key."""

    kind: Literal["vouch"] = "vouch"
    member: PositiveInt
    role: Role
    key: PublicKey
    by: tuple[Assertion, ...] = ()


class Revocation(BaseModel, frozen=True, extra="forbid"):
    """A key is good no longer."""

    kind: Literal["revocation"] = "revocation"
    credential_id: assertions.Base64Url
    by: tuple[Assertion, ...] = ()


class Leaving(BaseModel, frozen=True, extra="forbid"):
    """A member is one no longer: none of the keys is good from now on, and the number comes back for nobody."""

    kind: Literal["leaving"] = "leaving"
    member: PositiveInt
    by: tuple[Assertion, ...] = ()


Entry = Annotated[Founding | Vouch | Revocation | Leaving, Field(discriminator="kind")]
Entries = TypeAdapter(tuple[Entry, ...])
