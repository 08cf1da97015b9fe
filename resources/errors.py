"""Every way in which the directory can fail.

NotAloneError
├── SettingsError            a setting that cannot be used
├── ListingsError            faults in listing files: all of one reading, none hidden by another
├── EditionError             something is wrong with an edition on disk
│   ├── DamagedEditionError  truncated, tampered with or not ours; names the file and the reason
│   └── NoEditionError       there is no edition that can be served
├── NotFoundError            an address names something that is not in the edition
│   ├── UnknownCountryError
│   ├── UnknownListingError
│   └── UnknownHelpTextError
└── CatalogueError           a translation that cannot be used
"""

from collections.abc import Sequence
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


class CatalogueError(NotAloneError):
    """A translation is missing or cannot be read."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path, self.reason = path, reason
        super().__init__(f"{path}: {reason}; run: make strings")
