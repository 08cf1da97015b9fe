"""Every name that people call a country by, in every language that CLDR knows.

Reading all of CLDR takes longer than a visitor should wait, so its names stand in one file beside this module. After an
update of Babel write it anew: `python -m resources.gazetteer`.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from babel import Locale
from babel.core import get_global
from babel.localedata import locale_identifiers

from resources.letters import fold
from resources.places import COUNTRIES

FILE = Path(__file__).with_name("gazetteer.tsv")
HEAD = """\
# Country, number of languages, names. Written by `python -m resources.gazetteer`; do not edit.
# Names: Unicode CLDR, © Unicode, Inc., https://www.unicode.org/license.txt
"""
EVERYDAY = {
    # Parts that people there call their country.
    "GB": (
        *("England", "Scotland", "Wales", "Northern Ireland", "Great Britain", "Britain", "UK", "U.K."),
        *("Schottland", "Nordirland", "Inglaterra", "Escocia", "Gales", "Angleterre", "Écosse", "Pays de Galles"),
        *("إنجلترا", "اسكتلندا", "ويلز", "Англія", "Шотландія", "Уельс"),
    ),
    # Names that CLDR holds as variants, which Babel leaves out.
    "US": ("America", "USA", "U.S.", "U.S.A.", "EE. UU.", "EEUU", "США", "Америка", "أمريكا"),
    "AE": ("Emirates", "UAE"),
    "CI": ("Ivory Coast",),
    "CV": ("Cabo Verde",),
    "CZ": ("Czech Republic",),
    "IR": ("Persia",),
    "MK": ("Macedonia",),
    "MM": ("Burma",),
    "NL": ("Holland",),
    "SZ": ("Swaziland",),
    "TL": ("East Timor",),
    "TR": ("Turkey",),
    "VA": ("Vatican",),
    # The two Congos and the two Koreas, as they name themselves.
    "CD": ("Democratic Republic of the Congo", "DR Congo", "DRC"),
    "CG": ("Republic of the Congo",),
    "KP": ("Democratic People’s Republic of Korea", "DPRK"),
    "KR": ("Republic of Korea", "한국", "남한"),
}
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?")  # a country adds hardly a name to its language
_CODE = re.compile(r"[A-Z]{3}")


class CountryName(NamedTuple):
    """A country's name and how many of CLDR's languages call it so; 1 for codes and everyday names."""

    country: str
    languages: int
    name: str


def read() -> tuple[CountryName, ...]:
    """Read the names from the file, the commonest of a country first."""
    return tuple(loads(FILE.read_text(encoding="utf-8")))


def loads(text: str) -> Iterator[CountryName]:
    """Read names from a file's text."""
    for line in text.removeprefix(HEAD).splitlines():
        country, languages, *names = line.split("\t")
        for name in names:
            yield CountryName(country, int(languages), name)


def dumps(names: Iterable[CountryName]) -> str:
    """Write names as a file's text: a line for a country and a number of languages."""
    lines = defaultdict(list)
    for country, languages, name in names:
        lines[country, languages].append(name)
    return HEAD + "".join("\t".join((country, str(n), *held)) + "\n" for (country, n), held in lines.items())


def collect() -> tuple[CountryName, ...]:
    """Gather the names from CLDR, the codes of ISO 3166-1 and the everyday names; takes about a second.

    Spellings that differ only in what `fold` takes away count as one name, spelt as most languages spell it.
    """
    spellings: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for country, name in (*_from_cldr(), *_codes(), *_everyday()):
        spellings[country, fold(name)][name] += 1
    names = (
        CountryName(country, held.total(), min(held, key=lambda name: (-held[name], name)))
        for (country, _), held in spellings.items()
    )
    return tuple(sorted(names, key=lambda name: (name.country, -name.languages, name.name)))


def _from_cldr() -> Iterator[tuple[str, str]]:
    for identifier in filter(_LANGUAGE.fullmatch, locale_identifiers()):
        territories = Locale.parse(identifier).territories
        yield from ((code, territories[code]) for code in COUNTRIES if code in territories)


def _codes() -> Iterator[tuple[str, str]]:
    yield from zip(COUNTRIES, COUNTRIES, strict=True)
    for code, countries in get_global("territory_aliases").items():
        if _CODE.fullmatch(code) and len(countries) == 1 and countries[0] in COUNTRIES:
            yield countries[0], code


def _everyday() -> Iterator[tuple[str, str]]:
    for country, names in EVERYDAY.items():
        yield from ((country, name) for name in names)


if __name__ == "__main__":
    FILE.write_text(dumps(collect()), encoding="utf-8")
