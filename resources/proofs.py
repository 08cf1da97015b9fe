"""Whether what an edition shows is what was bundled, and what two members signed over it.

A node trusts two things of its own: the seal of its listing files, and the fingerprint of the first key. All else is
held against these, offline: a part is a bundled one, or what the country's log makes of a bundled one; the log bears
the signatures of members whom others vouched for, back to the first key; and it begins with the log of the edition
before.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from resources import canonical, keyring, ledger
from resources.errors import DamagedEditionError, KeyringError, LedgerError, ListingsError, NotAloneError
from resources.keyring import Keyring
from resources.parts import FileRef, PartRef, Parts, dumps, published


class Proven(Protocol):
    """What an edition says of its parts and of the members' keys."""

    @property
    def parts(self) -> Mapping[str, PartRef]:
        """A part for each country."""

    @property
    def keys(self) -> FileRef | None:
        """The keyring; None where members changed nothing yet."""


@dataclass(frozen=True)
class Trust:
    """What a node holds editions against.

    `seal` reads the digest of each country's bundled part, None where the listing files have none. `first_key` is the
    fingerprint of the first key; where it is empty, what members changed cannot be proven and is not shown.
    """

    first_key: str = ""
    seal: Callable[[], Mapping[str, str] | None] = lambda: None


NOTHING_TRUSTED = Trust()


@dataclass
class Proofs:
    """Checks editions of one shelf; what was proven once is not proven again."""

    parts: Parts
    trust: Trust
    _held: set[tuple[object, ...]] = field(default_factory=set)
    _keyrings: dict[str, Keyring] = field(default_factory=dict)
    _seal: Mapping[str, str] | None = None
    _bundled: set[tuple[str, str]] = field(default_factory=set)
    """What was ever sealed while we ran: until new listing files are published, the old ones go on being served."""

    def __post_init__(self) -> None:
        self._read_seal()

    def check(self, edition: Proven, before: Proven | None) -> None:
        """Pass where all that an edition shows is proven; `before` is the newest proven one before it.

        Raises: ProofError, DamagedEditionError.
        """
        self._read_seal()
        ring = self.keyring(edition.keys)
        known = self.parts.keyring(before.keys) if before else ()
        if ring.entries[: len(known)] != known:
            raise KeyringError(0, "it does not begin with the keyring of the edition before")
        for code in edition.parts.keys() | (before.parts.keys() if before else set()):
            self._country(code, edition, before, ring)

    def holds(self, edition: Proven) -> bool:
        """Tell whether an edition's logs and keys are proven by themselves; its parts may be torn."""
        try:
            ring = self.keyring(edition.keys)
            for code, ref in edition.parts.items():
                if ref.local:
                    self._held_alone(code, ref, edition.keys, ring)
        except NotAloneError:
            return False
        return True

    def keyring(self, ref: FileRef | None) -> Keyring:
        """Read the members' keys. Raises KeyringError, DamagedEditionError."""
        if ref is None:
            return Keyring()
        if not self.trust.first_key:
            raise KeyringError(0, "no setting tells the first key, so nothing can be proven; set NOTALONE_FIRST_KEY")
        if ref.sha256 not in self._keyrings:
            self._keyrings[ref.sha256] = keyring.read(self.parts.keyring(ref), self.trust.first_key)
        return self._keyrings[ref.sha256]

    def _country(self, code: str, edition: Proven, before: Proven | None, ring: Keyring) -> None:
        ref, was = edition.parts.get(code), before.parts.get(code) if before else None
        if ref:
            self._sealed(code, ref.seed)
        if ref and ref.local:
            self._grown(code, ref, was, (edition.keys, before is None), ring)
        elif was and was.local:
            raise LedgerError(code, 0, "the edition before has one, this has none; what was changed never gets lost")

    def _grown(
        self, code: str, ref: PartRef, was: PartRef | None, of: tuple[FileRef | None, bool], ring: Keyring
    ) -> None:
        """Pass where a log goes on from the one before; `of`: the keyring's file, and whether nothing was before."""
        seen = (code, ref, was.local.log if was and was.local else None, of)
        if seen not in self._held:
            known = self.parts.log(was)
            self._log(code, ref, known, ring, since=None if of[1] else len(known))
            self._held.add(seen)

    def _held_alone(self, code: str, ref: PartRef, keys: FileRef | None, ring: Keyring) -> None:
        """Pass where a log is proven by itself; that its file is whole is looked at each time."""
        if (code, ref, keys) not in self._held:
            self._log(code, ref, (), ring, since=None)
            self._held.add((code, ref, keys))
        elif ref.local:
            self.parts.data(ref.local.log)

    def _log(
        self, code: str, ref: PartRef, known: tuple[ledger.Entry, ...], ring: Keyring, *, since: int | None
    ) -> None:
        entries, seed = self.parts.log(ref), self.parts.read(ref.seed)
        if entries[: len(known)] != known:
            raise LedgerError(code, 0, "it does not begin with the log of the edition before")
        ledger.verify(seed, entries, ring, since=since)
        if canonical.digest(dumps(published(ledger.apply(seed, entries)))) != ref.sha256:
            raise LedgerError(code, 0, "the part is not what the log makes of the bundled facts")

    def _sealed(self, code: str, seed: FileRef) -> None:
        if self._seal is None or (code, seed.sha256) in self._bundled:
            return
        country = self.parts.read(seed)
        if code in self._seal or country.listings or country.emergency:
            path = self.parts.folder / f"{seed.sha256}.json"
            raise DamagedEditionError(path, f"the facts of {code} are not the bundled ones")

    def _read_seal(self) -> None:
        """Learn what is bundled now. A seal that is being written, or that is gone, leaves the last one in force."""
        try:
            sealed = self.trust.seal()
        except ListingsError:
            if self._seal is None:
                raise
            return
        if sealed is not None:
            self._seal = sealed
            self._bundled |= set(sealed.items())
