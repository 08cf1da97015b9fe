"""Who plays: three made-up members, and the file that holds their passkeys in software.

The file marks a folder as the demonstration's own.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from resources import assertions
from resources.assertions import Relying
from resources.demo.softkey import SoftKey
from resources.desk.permissions import Person
from resources.errors import DemoError
from resources.roles import Role

FILE = "demo.json"
OWNER_ONLY = 0o600
ROLES: Final[Mapping[str, Role]] = {
    "Pretend Pia": Role.ADMINISTRATOR,
    "Made-up Milo": Role.MODERATOR,
    "Invented Ida": Role.CONTRIBUTOR,
}
"""In the order in which they join: the first founds the desk."""


@dataclass(frozen=True)
class Player:
    """A made-up member, by number, with a passkey that this program answers for."""

    name: str
    person: Person
    key: SoftKey = field(repr=False)

    @property
    def role(self) -> Role:
        """What the player may do."""
        return self.person.role


@dataclass(frozen=True)
class Cast:
    """All who play, and the address at which visitors see what they did."""

    players: tuple[Player, ...]
    public: str

    @property
    def first_key(self) -> str:
        """The fingerprint of the first member's key, for the settings of whoever shows their changes."""
        first = self.players[0].key
        return assertions.fingerprint(first.public, first.relying)

    @property
    def keys(self) -> Mapping[str, SoftKey]:
        """The passkeys by credential id."""
        return {player.key.public.credential_id: player.key for player in self.players}


def made(origin: str, public: str) -> Cast:
    """Make everybody a new passkey, for the desk at `origin`."""
    relying = _relying(origin)
    return _cast(((name, SoftKey(relying)) for name in ROLES), public)


def write(folder: Path, cast: Cast) -> None:
    """Keep the passkeys, secret halves included."""
    first, file = cast.players[0].key.relying, folder / FILE
    keys = {player.name: player.key.dumps() for player in cast.players}
    file.touch(mode=OWNER_ONLY)
    file.write_text(json.dumps({"origin": first.origin, "public": cast.public, "keys": keys}), "utf-8")


def read(folder: Path) -> Cast:
    """Read what `write` wrote. Raises: DemoError where the folder is not a demonstration's."""
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        relying = _relying(told["origin"])
        return _cast(((name, SoftKey.loads(relying, told["keys"][name])) for name in ROLES), told["public"])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise DemoError(folder, "it is not the folder of a demonstration; make one with: make demo") from error


def _cast(keys: Iterable[tuple[str, SoftKey]], public: str) -> Cast:
    players = (Player(name, Person(number, ROLES[name]), key) for number, (name, key) in enumerate(keys, start=1))
    return Cast(tuple(players), public)


def _relying(origin: str) -> Relying:
    return Relying(rp_id=urlsplit(origin).hostname or "", origin=origin)
