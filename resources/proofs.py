"""Whether what an edition shows is what was bundled, and what two members signed over it.

A node trusts two things of its own: the seal of its listing files, and the fingerprint of the first key. All else is
held against these, offline: a part is a bundled one, or what the country's log makes of a bundled one; the log bears
the signatures of members whom others vouched for, back to the first key; and it begins with the log of the edition
before.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from resources import canonical, keyring, ledger
from resources.errors import DamagedEditionError, KeyringError, LedgerError, NotAloneError
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

    `seal` has the digest of each country's bundled part, None where the listing files have none. `first_key` is the
    fingerprint of the first key; where it is empty, what members changed cannot be proven and is not shown.
    """

    first_key: str = ""
    seal: Mapping[str, str] | None = None


NOTHING_TRUSTED = Trust()


@dataclass
class Proofs:
    """Checks editions of one shelf; what was proven once is not proven again."""

    parts: Parts
    trust: Trust
    _held: set[tuple[object, ...]] = field(default_factory=set)
    _keyrings: dict[str, Keyring] = field(default_factory=dict)

    def check(self, edition: Proven, before: Proven | None) -> None:
        """Pass where all that an edition shows is proven; `before` is the newest proven one before it.

        Raises: ProofError, DamagedEditionError.
        """
        ring = self.keyring(edition.keys)
        known = self.parts.keyring(before.keys) if before else ()
        if ring.entries[: len(known)] != known:
            raise KeyringError(0, "it does not begin with the keyring of the edition before")
        for code in edition.parts.keys() | (before.parts.keys() if before else set()):
            self._country(code, edition.parts.get(code), before, ring)

    def holds(self, edition: Proven) -> bool:
        """Tell whether an edition's logs and keys are proven by themselves; its parts may be torn."""
        try:
            ring = self.keyring(edition.keys)
            for code, ref in edition.parts.items():
                if ref.local:
                    self._log(code, ref, (), ring, since=None)
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

    def _country(self, code: str, ref: PartRef | None, before: Proven | None, ring: Keyring) -> None:
        was = before.parts.get(code) if before else None
        if ref is None or ref.local is None:
            if was and was.local:
                raise LedgerError(
                    code, 0, "the edition before has one, this has none; what was changed never gets lost"
                )
            if ref:
                self._sealed(code, ref.seed)
            return
        seen = (code, ref, was and was.local and was.local.log, before is None, ring.entries)
        if seen not in self._held:
            self._sealed(code, ref.seed)
            self._log(code, ref, self.parts.log(was), ring, since=len(self.parts.log(was)) if before else None)
            self._held.add(seen)

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
        if self.trust.seal is None or self.trust.seal.get(code) == seed.sha256:
            return
        country = self.parts.read(seed)
        if code in self.trust.seal or country.listings or country.emergency:
            raise DamagedEditionError(
                self.parts.folder / f"{seed.sha256}.json", f"the facts of {code} are not the bundled ones"
            )
