"""Editions on disk: what visitors see, numbered, hashed and chained; each is written once and never changed.

    instance/editions/000001.json         the manifest: number, time, what it follows, a digest for each country
    instance/editions/parts/<sha256>.json  one country's facts, see `parts`

A manifest is canonical JSON; its own `sha256` is the digest of all the rest of it. `previous` names the newest edition
that could be read when it was made, so a damaged one in between breaks no chain.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from resources import differences, files, manifests
from resources.differences import Difference
from resources.errors import DamagedEditionError, ListingsError, NoEditionError, ProofError, UnknownCountryError
from resources.files import Stamp
from resources.listing import Country
from resources.manifests import Edition, EditionRef
from resources.parts import FileRef, PartRef, Parts, PublishedCountry
from resources.proofs import NOTHING_TRUSTED, Proofs, Trust

MOST_BYTES = 1024 * 1024  # of a manifest: ten times what all the world's countries take
NAME = re.compile(r"([0-9]{6}|[1-9][0-9]{6,})\.json")
UNSEALED = "0" * 64  # stands for the digest until it is known


class Standing(NamedTuple):
    """The edition to serve, and the newer ones that cannot be."""

    edition: Edition
    refused: tuple[DamagedEditionError, ...]


class Shelf:
    """The folder of all editions."""

    def __init__(self, folder: Path, trust: Trust = NOTHING_TRUSTED) -> None:
        self.folder = folder
        self.parts = Parts(folder / "parts")
        self.proofs = Proofs(self.parts, trust)
        self._sound: dict[str, tuple[PartRef, Stamp | None]] = {}  # the part of each country that was whole when read
        self._proven: dict[int, str] = {}  # whose logs and keys go on from those before, by number and digest

    def numbers(self) -> tuple[int, ...]:
        """Give the numbers of all editions, damaged ones too, oldest first; other files are passed over.

        Raises: NoEditionError where the folder cannot be read.
        """
        try:
            names = [path.name for path in self.folder.iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return ()
        except OSError as error:
            reason = DamagedEditionError(self.folder, f"cannot be read ({error.strerror})")
            raise NoEditionError(self.folder, [reason]) from error
        return tuple(sorted(int(name.partition(".")[0]) for name in names if NAME.fullmatch(name)))

    def changed_at(self) -> int:
        """Tell when an edition was last added or removed, in nanoseconds; good only to be compared."""
        try:
            return self.folder.stat().st_mtime_ns
        except OSError:
            return 0

    def newest(self, *, anew: bool = True) -> Standing:
        """Find the newest edition that is whole and proven, all its parts held against their digests.

        Where not `anew`, a part that was whole and was not touched since is not read again: one change, one part.
        Raises: NoEditionError where there is none.
        """
        refused: list[DamagedEditionError] = []
        for number in reversed(self.numbers()):
            try:
                return Standing(self._whole(number, anew=anew), tuple(refused))
            except DamagedEditionError as error:
                refused.append(error)
        raise NoEditionError(self.folder, refused)

    def read(self, number: int) -> Edition:
        """Read a manifest and hold it against its name, its digest and the edition it follows.

        Raises: DamagedEditionError. The parts are not looked at.
        """
        edition = self._manifest(number)
        if edition.previous and not self._is_followed(edition.previous, by=edition):
            raise DamagedEditionError(self._path(number), f"it does not follow edition {edition.previous.number}")
        return edition

    def part(self, edition: Edition, code: str) -> PublishedCountry:
        """Read one country of an edition. Raises UnknownCountryError, DamagedEditionError."""
        if code not in edition.parts:
            raise UnknownCountryError(code)
        country = self.parts.read(edition.parts[code])
        if country.country != code:
            raise DamagedEditionError(self._path(edition.number), f"under {code} it holds {country.country}")
        return country

    def verify(self, *, signatures: bool = False) -> tuple[DamagedEditionError, ...]:
        """Read every edition and every part, and name all that is damaged, missing or, if asked, not proven."""
        return (*self._faults(), *(self._unproven() if signatures else ()))

    def proven(self) -> Edition | None:
        """Find the newest edition whose logs and keys are proven, though its parts may be torn."""
        return self._proven_before(max(self.numbers(), default=0) + 1)

    def before(self, number: int) -> Edition | None:
        """Find the newest edition before a number that can be read and whose logs and keys are proven."""
        if self.proofs.trust.first_key:
            return self._proven_before(number)
        for earlier in (one for one in reversed(self.numbers()) if one < number):
            with suppress(DamagedEditionError, ProofError):
                self.proofs.follows(edition := self._manifest(earlier), None)
                return edition
        return None

    def diff(self, old: Edition, new: Edition) -> tuple[Difference, ...]:
        """Say what changed for visitors between two editions. Raises DamagedEditionError."""
        codes = sorted(old.parts.keys() | new.parts.keys())
        changed = (code for code in codes if old.parts.get(code) != new.parts.get(code))
        pairs = ((code, self._country(old, code), self._country(new, code)) for code in changed)
        return tuple(difference for pair in pairs for difference in differences.between(*pair))

    def holds_changes(self) -> bool:
        """Tell whether any edition that can be read has changes of members in it, proven or not."""
        for number in reversed(self.numbers()):
            with suppress(DamagedEditionError):
                return self._manifest(number).keys is not None
        return False

    def add(self, parts: Mapping[str, PartRef], *, now: datetime, keys: FileRef | None = None) -> Edition:
        """Write the manifest over parts that are there; only while no other publishes.

        The number is new even where the last edition is damaged: somebody may have seen that one whole.
        """
        unsealed = Edition(
            number=max(self.numbers(), default=0) + 1,
            made_at=now.astimezone(UTC).replace(microsecond=0),
            previous=self._newest_readable(),
            parts=parts,
            keys=keys,
            sha256=UNSEALED,
        )
        edition = unsealed.model_copy(update={"sha256": unsealed.content_digest})
        # Made among the parts, so that the folder of manifests changes once, when the new one is there.
        files.write(self._path(edition.number), manifests.dumps(edition), by=self.parts.folder)
        return edition

    def _manifest(self, number: int) -> Edition:
        path = self._path(number)
        data = files.read(path, most=MOST_BYTES)
        try:
            edition = Edition.model_validate_json(data)
        except ValidationError as error:
            raise DamagedEditionError(path, f"not an edition ({error.errors()[0]['msg']})") from error
        if faults := tuple(manifests.faults(edition, data, number)):
            raise DamagedEditionError(path, ", ".join(faults))
        return edition

    def _is_followed(self, previous: EditionRef, *, by: Edition) -> bool:
        """Tell whether the chain holds; a damaged or missing edition is to blame itself, not the one that follows."""
        if previous.number >= by.number:
            return False
        try:
            return self._manifest(previous.number).ref == previous
        except DamagedEditionError:
            return True

    def _newest_readable(self) -> EditionRef | None:
        for number in reversed(self.numbers()):
            with suppress(DamagedEditionError):
                return self.read(number).ref
        return None

    def _whole(self, number: int, *, anew: bool) -> Edition:
        edition = self.read(number)
        for code, ref in edition.parts.items():
            try:
                self._hold(code, ref, anew=anew)
            except DamagedEditionError as error:
                raise DamagedEditionError(self._path(number), _of_part(code, error)) from error
        return self._held(edition)

    def _hold(self, code: str, ref: PartRef, *, anew: bool) -> None:
        seen = ref, self.parts.stamp(ref)
        if anew or self._sound.get(code) != seen:
            self.parts.data(ref)
            self._sound[code] = seen

    def _held(self, edition: Edition) -> Edition:
        try:
            self.proofs.check(edition, self._proven_before(edition.number))
        except (ListingsError, ProofError) as error:
            raise DamagedEditionError(self._path(edition.number), str(error)) from error
        except DamagedEditionError as error:
            raise DamagedEditionError(self._path(edition.number), f"{error.path.name}: {error.reason}") from error
        return edition

    def _proven_before(self, number: int) -> Edition | None:
        """Find what an edition must go on from. A forged one is nobody's beginning: each was held against the last."""
        before = self._last_proven(number)
        climbed = max(self._proven, default=0)
        for between in self.numbers() if self.proofs.trust.first_key else ():
            if climbed < between < number and (edition := self._following(between, before)):
                before, self._proven[between] = edition, edition.sha256
        return before

    def _last_proven(self, number: int) -> Edition | None:
        for earlier in sorted(self._proven, reverse=True):
            with suppress(DamagedEditionError):
                if earlier < number and (edition := self._manifest(earlier)).sha256 == self._proven[earlier]:
                    return edition
        return None

    def _following(self, number: int, before: Edition | None) -> Edition | None:
        try:
            edition = self._manifest(number)
            self.proofs.follows(edition, before)
        except (DamagedEditionError, ProofError):
            return None
        return edition

    def _unproven(self) -> Iterator[DamagedEditionError]:
        for number in self.numbers():
            try:
                self._held(self._manifest(number))
            except DamagedEditionError as error:
                yield error

    def _faults(self) -> Iterator[DamagedEditionError]:
        sound: set[tuple[str, PartRef]] = set()  # most editions share most parts; each is read once
        for number in self.numbers():
            try:
                edition = self.read(number)
            except DamagedEditionError as error:
                yield error
                continue
            yield from self._missing_before(edition)
            yield from self._part_faults(edition, sound)

    def _missing_before(self, edition: Edition) -> Iterator[DamagedEditionError]:
        before = edition.previous
        if before and before.number not in self.numbers():
            yield DamagedEditionError(self._path(before.number), f"missing, though edition {edition.number} follows it")

    def _part_faults(self, edition: Edition, sound: set[tuple[str, PartRef]]) -> Iterator[DamagedEditionError]:
        for code, ref in edition.parts.items():
            if (code, ref) in sound:
                continue
            try:
                self.part(edition, code)
                sound.add((code, ref))
            except DamagedEditionError as error:
                yield DamagedEditionError(self._path(edition.number), _of_part(code, error))

    def _country(self, edition: Edition, code: str) -> Country | None:
        return self.part(edition, code) if code in edition.parts else None

    def _path(self, number: int) -> Path:
        return self.folder / f"{number:06d}.json"


def _of_part(code: str, error: DamagedEditionError) -> str:
    return f"part {code} ({error.path.name}): {error.reason}"
