"""What is around every page, and what every page can say of itself and of the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from babel import dates as babel_dates
from babel import numbers as babel_numbers

from resources import aliases, places
from resources.i18n import Locale

NEUTRAL_SITE = "https://{tag}.wikipedia.org/"  # plain, in every language we speak, and nobody asks why it is open


@dataclass(frozen=True)
class Frame:
    """What is around every page. `path` and `search` are its address behind the locale, for the language switch."""

    locale: Locale
    locales: Mapping[str, Locale]
    path: str = ""
    search: str = ""


@dataclass(frozen=True)
class Page:
    """What every page can say of itself and of the others.

    Nothing on it changes before `changes_at`; a page that shows whether a door is open must say it.
    """

    template: ClassVar[str]
    frame: Frame
    changes_at: datetime | None = field(default=None, kw_only=True)

    @property
    def locale(self) -> Locale:
        """The locale that it speaks."""
        return self.frame.locale

    def address(self, *parts: str) -> str:
        """Give the address of a page in this locale; always ends with a slash."""
        return "/" + "".join(f"{part}/" for part in (self.locale.tag, *parts))

    def country_address(self, code: str) -> str:
        """Give the address of a country's page."""
        return self.address(code.lower())

    def listing_address(self, listing_id: str) -> str:
        """Give the address of a listing's page; it does not tell what the service is for."""
        return self.address("listing", aliases.alias(listing_id))

    def help_address(self, slug: str) -> str:
        """Give the address of a help text."""
        return self.address("help", slug)

    @property
    def exit_address(self) -> str:
        """The way out; tells the language of the neutral page that it leads to."""
        return f"/exit?to={self.locale.tag}"

    @property
    def neutral_site(self) -> str:
        """Where the way out leads."""
        return NEUTRAL_SITE.format(tag=self.locale.tag)

    @property
    def in_other_locales(self) -> tuple[tuple[Locale, str], ...]:
        """Every locale with the address of this same page in it."""
        tail = self.frame.path + (f"?{self.frame.search}" if self.frame.search else "")
        return tuple((locale, f"/{tag}/{tail}") for tag, locale in self.frame.locales.items())

    @property
    def countries(self) -> tuple[tuple[str, str], ...]:
        """Codes and names of all countries, in the reader's alphabet."""
        return places.sorted_countries(self.locale.babel)

    def number(self, count: int) -> str:
        """Write a number in the reader's digits."""
        return babel_numbers.format_decimal(count, locale=self.locale.babel)

    def day(self, partial: str) -> str:
        """Say a year, month or day (`2024`, `2024-03`, `2024-03-18`) in the reader's language."""
        return partial_date(partial, self.locale)


def partial_date(partial: str, locale: Locale) -> str:
    """Say a date as exactly as it is known, never more."""
    year, month, day = (int(part) for part in (*partial.split("-"), "1", "1")[:3])
    skeleton = {0: "y", 1: "yMMM", 2: "yMMMd"}[partial.count("-")]
    return babel_dates.format_skeleton(skeleton, date(year, month, day), locale=locale.babel)
