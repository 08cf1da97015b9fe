"""Countries, regions, languages and time zones: what is one, and what a reader calls it.

Codes and names come from CLDR through Babel, regions from ISO 3166-2 through pycountry, zones from the IANA database.
"""

import gettext
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

import pycountry
from babel import Locale
from babel.core import get_global
from babel.lists import format_list

from resources.errors import UnknownCountryError
from resources.letters import fold

EVERYWHERE = "ZZ"
"""Stands where a country stands, for services that serve every country."""

_ENGLISH = Locale("en")
_NO_COUNTRIES = {
    *("EU", "EZ", "QO", "UN"),  # groups of countries
    *("AC", "CP", "CQ", "DG", "EA", "IC", "TA"),  # parts of countries, reserved in ISO 3166-1 but not in its list
    *("XA", "XB", EVERYWHERE),  # for tests, and the unknown
}

COUNTRIES = tuple(sorted(set(filter(str.isalpha, map(str, _ENGLISH.territories))) - _NO_COUNTRIES))
"""Every country and territory of ISO 3166-1, and Kosovo (`XK`), by code."""

REFERENCE_YEARS = (2026, 2027)
"""Zones that keep the same time all through these years count as one; move on each January."""

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)  # no clocks change twice a day
_REGION = re.compile(r"([A-Z]{2})-[A-Z0-9]{1,3}")
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:-([A-Z][a-z]{3}))?(?:-([A-Z]{2}|[0-9]{3}))?")

_ZONES_BEYOND_CLDR = {"XK": ("Europe/Belgrade",)}  # CLDR names none; so says libphonenumber's map of +383
_REGIONS_TOGETHER = {"GB-EAW": ("GB-ENG", "GB-WLS")}  # ISO 3166-2 allows the code, pycountry leaves such groups out


def checked_country(code: str) -> str:
    """Give back a code from `COUNTRIES`, or `EVERYWHERE`. Raises ValueError."""
    if code not in COUNTRIES and code != EVERYWHERE:
        raise ValueError("not a country code of ISO 3166-1; write two capital letters such as KE")
    return code


def checked_region(code: str) -> str:
    """Give back what has the shape of ISO 3166-2 in a country. Raises ValueError.

    ISO adds and drops regions each year, so what is in its list today is not asked: old editions must stay readable.
    """
    match = _REGION.fullmatch(str(code))
    if not match or match[1] not in COUNTRIES:
        raise ValueError("not a region code of ISO 3166-2; write the country, a hyphen and the region, such as GB-SCT")
    return code


def checked_zone(name: str) -> str:
    """Give back the name of a zone that the IANA database knows. Raises ValueError."""
    if name not in _zone_names():
        raise ValueError("not a time zone of the IANA database; write a name such as Africa/Nairobi")
    return name


@lru_cache(maxsize=512)  # asked for each listing that is read
def checked_language(tag: str) -> str:
    """Give back a tag of BCP 47 all whose parts CLDR names: language, script, country or area. Raises ValueError."""
    match = _LANGUAGE.fullmatch(str(tag))
    if not match:
        raise ValueError("not a language tag of BCP 47; write a tag such as sw, zh-Hant or pt-BR")
    known = (_ENGLISH.languages, _ENGLISH.scripts, _ENGLISH.territories)
    for part, names in zip(match.groups(), known, strict=True):
        if part and part not in names:
            raise ValueError(f"CLDR has no name for {part}; write the tag of a language that it names, such as sw")
    return tag


def country_name(code: str, locale: Locale) -> str:
    """Name a country in the reader's language, in English where CLDR has no other. Raises UnknownCountryError."""
    if code not in COUNTRIES:
        raise UnknownCountryError(code)
    return str(locale.territories.get(code) or _ENGLISH.territories[code])


@cache
def sorted_countries(locale: Locale) -> tuple[tuple[str, str], ...]:
    """List code and name of every country, as the reader's alphabet runs; accents and case do not count."""
    names = ((code, country_name(code, locale)) for code in COUNTRIES)
    return tuple(sorted(names, key=lambda country: (fold(country[1]), country[1])))


def language_name(tag: str, locale: Locale) -> str:
    """Name a checked language in the reader's language, in English where CLDR has no other."""
    for names in (locale.languages, _ENGLISH.languages):
        if name := names.get(tag.replace("-", "_")):
            return str(name)
    language, *rest = tag.split("-")
    parts = (names.get(part) for part in rest for names in (locale.scripts, locale.territories) if part in names)
    return f"{language_name(language, locale)} ({', '.join(filter(None, parts))})"


@cache
def region_name(code: str, locale: Locale) -> str:
    """Name a region in the reader's language, else as people there write it; a code that ISO dropped stays a code."""
    if together := _REGIONS_TOGETHER.get(code):
        return format_list([region_name(part, locale) for part in together], locale=locale)
    region = pycountry.subdivisions.get(code=code)  # type: ignore[no-untyped-call]  # typed only in part
    return _spoken(_region_names(locale).gettext(region.name)) if region else code


def _spoken(name: str) -> str:
    """Turn ISO's "Bristol, City of [other language]" into what people say."""
    plain = name.partition(" [")[0]
    return " ".join(reversed(plain.split(", "))) if plain.count(", ") == 1 else plain


@cache
def _region_names(locale: Locale) -> gettext.NullTranslations:
    tags = [str(locale), locale.language]
    return gettext.translation("iso3166-2", pycountry.LOCALES_DIR, languages=tags, fallback=True)


def zones(code: str) -> tuple[str, ...]:
    """List the time zones of a country, none where nobody lives or nobody says."""
    return _ZONES_BEYOND_CLDR.get(code) or tuple(get_global("territory_zones").get(code, ()))


@cache
def sole_zone(code: str) -> str | None:
    """Give the zone of a country that keeps one time all through `REFERENCE_YEARS`; None where it keeps several."""
    held = zones(code)
    return held[0] if held and all(_changes(held[0]) == _changes(other) for other in held[1:]) else None


@cache
def _changes(zone: str) -> tuple[tuple[datetime, timedelta], ...]:
    """Give from when on the clocks of a zone are how far from UTC, in `REFERENCE_YEARS`, to the hour."""
    begin, end = (datetime(year, 1, 1, tzinfo=UTC) for year in (REFERENCE_YEARS[0], REFERENCE_YEARS[-1] + 1))
    found = [(begin, _offset(begin, zone))]
    for day in (begin + _DAY * number for number in range((end - begin).days)):
        if _offset(day + _DAY, zone) != found[-1][1]:
            changed = next(hour for hour in _hours(day) if _offset(hour, zone) != found[-1][1])
            found.append((changed, _offset(changed, zone)))
    return tuple(found)


def _hours(day: datetime) -> Iterator[datetime]:
    return (day + _HOUR * number for number in range(1, 25))


def _offset(moment: datetime, zone: str) -> timedelta:
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta()


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())
