"""Locales: which we speak, which one a reader gets, and the words of the one being spoken.

English is the source. Every other locale is a catalogue `translations/<tag>/LC_MESSAGES/messages.po`, read as text
at start, so that no compiled file can be stale.
"""

import gettext as stdlib_gettext
import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

import babel
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from resources.errors import CatalogueError

SOURCE = "en"
REVIEWED = frozenset({SOURCE})
"""Locales whose words a native speaker has read; pages in any other say that none has."""


@dataclass(frozen=True, eq=False)
class Locale:
    """A language that the site speaks. `tag` stands in addresses; `direction` is `ltr` or `rtl`."""

    tag: str
    babel: babel.Locale
    words: stdlib_gettext.NullTranslations

    @property
    def direction(self) -> str:
        """The direction of its script, as HTML's `dir` wants it."""
        return self.babel.text_direction

    @property
    def own_name(self) -> str:
        """What its speakers call it, for the language switch."""
        name = self.babel.get_display_name(self.babel) or self.tag
        return name[:1].upper() + name[1:]

    @property
    def is_reviewed(self) -> bool:
        """Whether a native speaker has read these words."""
        return self.tag in REVIEWED


def load(folder: Path, domain: str = "messages") -> Mapping[str, Locale]:
    """Read every catalogue of a domain below `folder`; English first, then by tag.

    Raises: CatalogueError naming the file that cannot be read.
    """
    tags = sorted(path.parent.parent.name for path in folder.glob(f"*/LC_MESSAGES/{domain}.po"))
    locales = {SOURCE: Locale(SOURCE, babel.Locale.parse(SOURCE), stdlib_gettext.NullTranslations())}
    for tag in tags:
        locales[tag] = Locale(tag, babel.Locale.parse(tag, sep="-"), _read(folder / tag / f"LC_MESSAGES/{domain}.po"))
    return locales


def behind(locales: Mapping[str, Locale], others: Mapping[str, Locale]) -> Mapping[str, Locale]:
    """Let locales say by another domain's words what their own do not have."""
    for tag, locale in locales.items():
        locale.words.add_fallback(others[tag].words)
    return locales


def _read(path: Path) -> stdlib_gettext.GNUTranslations:
    compiled = io.BytesIO()
    try:
        with path.open("rb") as file:
            write_mo(compiled, read_po(file, abort_invalid=True))
    except (OSError, ValueError, PoFileError) as error:
        raise CatalogueError(path, str(error)) from error
    compiled.seek(0)
    return stdlib_gettext.GNUTranslations(compiled)


def negotiate(wanted: str | None, locales: Mapping[str, Locale]) -> Locale:
    """Choose the locale for an `Accept-Language` header; English where nothing fits or nothing is said."""
    for tag in _preferred(wanted or ""):
        for candidate in (tag, tag.partition("-")[0]):
            if candidate in locales:
                return locales[candidate]
    return locales[SOURCE]


def _preferred(header: str) -> list[str]:
    choices: list[tuple[float, int, str]] = []
    for choice in header[:MAX_HEADER].lower().split(","):
        tag, _, parameters = choice.partition(";")
        if quality := _quality(parameters):
            choices.append((-quality, len(choices), tag.strip()))
    return [tag for _, _, tag in sorted(choices)]


MAX_HEADER = 500  # characters; no honest browser sends more


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0


_speaking: ContextVar[Locale] = ContextVar("speaking")


@contextmanager
def speaking(locale: Locale) -> Iterator[None]:
    """Make `gettext` and `ngettext` answer in this locale, in this thread, for as long as the block runs."""
    token = _speaking.set(locale)
    try:
        yield
    finally:
        _speaking.reset(token)


def spoken() -> Locale:
    """Give the locale being spoken. Raises LookupError outside `speaking`."""
    return _speaking.get()


def gettext(message: str) -> str:
    """Say a message in the locale being spoken."""
    return _speaking.get().words.gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Say a message with a number in the locale being spoken."""
    return _speaking.get().words.ngettext(one, many, count)
