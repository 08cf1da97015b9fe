"""What is left when no edition can be served: the emergency numbers of the listing files, read when first needed."""

import threading
from collections.abc import Mapping
from pathlib import Path

from resources import parts, seeds
from resources.errors import ListingsError
from resources.listing import Emergency


class Lifeline:
    """The emergency numbers of a folder of listing files; one may be shared by threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers: Mapping[str, tuple[Emergency, ...]] = {}
        self._lock = threading.Lock()

    def numbers(self) -> Mapping[str, tuple[Emergency, ...]]:
        """Give them by country code; takes a second the first time, and is tried again where nothing could be read."""
        with self._lock:
            if not self._numbers:
                self._numbers = self._read()
            return self._numbers

    def _read(self) -> Mapping[str, tuple[Emergency, ...]]:
        try:
            countries = map(parts.published, seeds.sound(self._folder))
            return {country.country: country.emergency for country in countries if country.emergency}
        except (ListingsError, OSError):
            return {}
