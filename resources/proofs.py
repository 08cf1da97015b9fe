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
from resources.errors import DamagedEditionError, KeyringError, LedgerError, ListingsError
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
        """Pass where all that an edition shows is proven; `before` is the newest one before it that `follows` passed.

        Raises: ProofError, DamagedEditionError, ListingsError where the seal is none and none was seen before.
        """
        self._read_seal()
        self.follows(edition, before)
        for code, ref in edition.parts.items():
            self._sealed(code, ref.seed)
            if ref.local and (code, ref) not in self._held:
                self._composed(code, ref)
                self._held.add((code, ref))

    def follows(self, edition: Proven, before: Proven | None) -> None:
        """Pass where an edition's keys and logs go on from those before, each new entry signed by good keys.

        Raises: ProofError, DamagedEditionError.
        """
        ring = self.keyring(edition.keys)
        known = self.parts.keyring(before.keys) if before else ()
        if ring.entries[: len(known)] != known:
            raise KeyringError(0, "it does not begin with the keyring of the edition before")
        ours, theirs = _changed(edition), _changed(before)
        if lost := theirs.keys() - ours.keys():
            raise LedgerError(min(lost), 0, "the edition before has one, this has none; what was changed stays so")
        for code, ref in ours.items():
            seen = (code, ref.local, theirs[code].local if code in theirs else None, edition.keys, before is None)
            if seen not in self._held:
                known_log = self.parts.log(theirs.get(code))
                self._log(code, ref, known_log, ring, since=len(known_log) if before else None)
                self._held.add(seen)

    def keyring(self, ref: FileRef | None) -> Keyring:
        """Read the members' keys. Raises KeyringError, DamagedEditionError."""
        if ref is None:
            return Keyring()
        if not self.trust.first_key:
            raise KeyringError(0, "no setting tells the first key, so nothing can be proven; set NOTALONE_FIRST_KEY")
        if ref.sha256 not in self._keyrings:
            self._keyrings[ref.sha256] = keyring.read(self.parts.keyring(ref), self.trust.first_key)
        return self._keyrings[ref.sha256]

    def _log(
        self, code: str, ref: PartRef, known: tuple[ledger.Entry, ...], ring: Keyring, *, since: int | None
    ) -> None:
        if not self.trust.first_key:
            raise LedgerError(code, 0, "no setting tells the first key, so it proves nothing; set NOTALONE_FIRST_KEY")
        entries = self.parts.log(ref)
        if entries[: len(known)] != known:
            raise LedgerError(code, 0, "it does not begin with the log of the edition before")
        ledger.verify(self.parts.read(ref.seed), entries, ring, since=since)

    def _composed(self, code: str, ref: PartRef) -> None:
        shown = ledger.apply(self.parts.read(ref.seed), self.parts.log(ref))
        if canonical.digest(dumps(published(shown))) != ref.sha256:
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


def _changed(edition: Proven | None) -> dict[str, PartRef]:
    return {code: ref for code, ref in edition.parts.items() if ref.local} if edition else {}
