"""Every way in which the directory can fail.

NotAloneError
├── SettingsError            a setting that cannot be used
├── ListingsError            faults in listing files: all of one reading, none hidden by another
├── EditionError             something is wrong with an edition on disk
│   ├── DamagedEditionError  truncated, tampered with or not ours; names the file and the reason
│   └── NoEditionError       there is no edition that can be served
├── NotKeptError             what a visitor told could not be written down
├── NotFoundError            an address names something that is not in the edition
│   ├── UnknownCountryError
│   ├── UnknownListingError
│   ├── UnknownHelpTextError
│   ├── UnknownDataError     in the open data; says where names stand
│   └── UnknownProposalError  at the desk
├── QueryError               open data was asked for in a way that has no answer; every fault of the question
├── DatabaseError            the desk's database cannot be used
├── BackupError              a backup that cannot be written, or cannot be restored; nothing was changed
├── AuditError               the chain of the desk's events is broken
├── DemoError                the demonstration is asked to play where it must not
├── ProofError               signatures do not bear a change out; it is never shown
│   ├── AssertionRefusedError  a passkey's answer that does not count
│   ├── KeyringError         an entry of the keyring that its signatures do not bear out
│   └── LedgerError          an entry of a country's log that its signatures do not bear out
├── DeskError                a deed of the desk that cannot be done; what stood before stands
│   ├── InvitationError      a link that does not work, or an invitation that cannot be made
│   ├── NotAllowedError      the member's role does not allow it
│   │   └── SettledError     the proposal's state does not allow it, whoever asks
│   ├── OwnApprovalError     nobody approves what they signed themselves
│   ├── StaleApprovalError   something else was signed than what stands now
│   ├── ConflictError        somebody else has changed the same since; carries what the merge view shows
│   └── FaultyProposalError  a proposal that cannot be signed yet; holds every fault, field by field
└── CatalogueError           a translation that cannot be used
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


class NotAloneError(Exception):
    """The root: catch this to catch all that we raise on purpose."""


class SettingsError(NotAloneError):
    """A setting has a value that cannot be used."""

    def __init__(self, name: str, value: str, remedy: str) -> None:
        self.name, self.value, self.remedy = name, value, remedy
        super().__init__(f"setting {name}={value!r}: {remedy}")


@dataclass(frozen=True)
class Fault:
    """One fault in a listing file: where it stands, what it is, what mends it."""

    file: str
    listing: str
    field: str
    value: str
    remedy: str

    def __str__(self) -> str:
        place = " › ".join(part for part in (self.file, self.listing, self.field) if part)
        return f"{place}: {self.value!r}: {self.remedy}" if self.value else f"{place}: {self.remedy}"


class ListingsError(NotAloneError):
    """Listing files hold faults; nothing of that reading is used."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class EditionError(NotAloneError):
    """Something is wrong with an edition on disk."""


class DamagedEditionError(EditionError):
    """An edition file is truncated, tampered with or not an edition at all."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path.name}: {reason}; it is not served. Restore it from a copy, or publish again")


class NoEditionError(EditionError):
    """No edition can be served; `refused` says why of each one that is there, newest first."""

    def __init__(self, folder: Path, refused: Sequence[DamagedEditionError] = ()) -> None:
        self.folder, self.refused = folder, tuple(refused)
        message = f"{folder}: no edition that can be served; run: flask --app app publish"
        super().__init__("\n".join([message, *map(str, refused)]))


class NotKeptError(NotAloneError):
    """What a visitor told could not be written down."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"what visitors tell cannot be kept: {reason}; see that the disk can be written and has room")


class NotFoundError(NotAloneError):
    """An address names something that the current edition does not hold."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(f"not in this edition: {name!r}")


class UnknownCountryError(NotFoundError):
    """No country or territory has this code."""


class UnknownListingError(NotFoundError):
    """No published listing has this id."""


class UnknownHelpTextError(NotFoundError):
    """No help text has this name."""


class UnknownDataError(NotFoundError):
    """The open data has nothing of this name; `remedy` says where to find names that it has."""

    def __init__(self, name: str, remedy: str) -> None:
        self.remedy = remedy
        super().__init__(name)


class UnknownProposalError(NotFoundError):
    """No proposal of the desk has this id."""


class QueryError(NotAloneError):
    """Open data was asked for in a way that has no answer: parameter, fault and remedy of each, never what was sent."""

    def __init__(self, faults: Sequence[tuple[str, str, str]]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(f"{name}: {fault}; {remedy}" for name, fault, remedy in self.faults))


class DatabaseError(NotAloneError):
    """The desk's database cannot be used; visitors do without it."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"the desk's database: {reason}")


class BackupError(NotAloneError):
    """A backup cannot be written or restored; what stood before stands."""

    def __init__(self, file: Path, reason: str) -> None:
        self.file, self.reason = file, reason
        super().__init__(f"{file.name}: {reason}")


class DemoError(NotAloneError):
    """The demonstration does not play in this folder; nothing in it was touched."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder, self.reason = folder, reason
        super().__init__(f"no demonstration in {folder}: {reason}")


class AuditError(NotAloneError):
    """The chain of events is broken at `position`."""

    def __init__(self, position: int, reason: str) -> None:
        self.position, self.reason = position, reason
        super().__init__(f"event {position}: {reason}; restore the database from a backup made before")


class ProofError(NotAloneError):
    """Signatures do not bear a change out."""


class AssertionRefusedError(ProofError):
    """A passkey's answer does not count."""

    def __init__(self, credential_id: str, reason: str) -> None:
        self.credential_id, self.reason = credential_id, reason
        super().__init__(f"passkey {credential_id[:12] or 'unknown'}: {reason}")


class KeyringError(ProofError):
    """An entry of the keyring does not count; `place` is from 1, 0 for the whole."""

    def __init__(self, place: int, reason: str) -> None:
        self.place, self.reason = place, reason
        super().__init__(f"keyring › entry {place}: {reason}" if place else f"keyring: {reason}")


class LedgerError(ProofError):
    """An entry of a country's log does not count; `place` is from 1, 0 for the whole."""

    def __init__(self, country: str, place: int, reason: str) -> None:
        self.country, self.place, self.reason = country, place, reason
        super().__init__(f"log of {country} › entry {place}: {reason}" if place else f"log of {country}: {reason}")


class DeskError(NotAloneError):
    """A deed of the desk cannot be done; what stood before stands."""


class InvitationError(DeskError):
    """An invitation that does not work, or cannot be made."""


class NotAllowedError(DeskError):
    """A member's role does not allow a deed."""

    def __init__(self, deed: str, reason: str) -> None:
        self.deed, self.reason = deed, reason
        super().__init__(f"cannot {deed}: {reason}")


class SettledError(NotAllowedError):
    """What became of a proposal meanwhile does not allow a deed, whoever asks."""


class OwnApprovalError(DeskError):
    """A member tried to approve what the same member had signed as its author."""

    def __init__(self, proposal: str) -> None:
        self.proposal = proposal
        super().__init__(f"proposal {proposal}: its author signed it already; another member approves it")


class StaleApprovalError(DeskError):
    """Something else was signed than what stands; digests in hexadecimal, `current` None where nothing does."""

    def __init__(self, proposal: str, *, seen: str, current: str | None) -> None:
        self.proposal, self.seen, self.current = proposal, seen, current
        changed = f"{seen[:12]} was signed, {current[:12] if current else 'nothing'} stands"
        super().__init__(f"proposal {proposal}: it has changed ({changed}); read it anew, then sign")


class ConflictError(DeskError):
    """Somebody else has changed the same listing since: their facts, one's own, and those both began from."""

    def __init__(
        self,
        *,
        theirs: Mapping[str, object] | None,
        mine: Mapping[str, object] | None,
        base: Mapping[str, object] | None,
    ) -> None:
        self.theirs, self.mine, self.base = theirs, mine, base
        super().__init__("somebody else has changed this since you began; nothing is lost: bring both together, save")


class FaultyProposalError(DeskError):
    """A proposal cannot be signed yet."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class CatalogueError(NotAloneError):
    """A translation is missing or cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}; run: make strings")
