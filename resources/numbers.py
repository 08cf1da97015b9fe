"""Telephone numbers as a caller in the country dials them, held against the public numbering metadata.

A number is known where libphonenumber finds it valid in the country's plan, or valid or possible among the country's
short numbers. "Possible" in the whole plan is not enough: it counts digits only, and would let a slip of the finger
pass. The short-number metadata is incomplete, so a number that stands on its named page is kept as `unusual`.
"""

import re
from urllib.parse import quote

import phonenumbers
from phonenumbers import shortnumberinfo

from resources.terms import Channel

DIALLED = re.compile(r"[(+*#]*[0-9][0-9 ()/*#-]*")  # what a page prints as a number: digits and their dividers
INTERNATIONAL = re.compile(r"\+([0-9]+)")


def fault(number: str, country: str, *, is_unusual: bool) -> str | None:
    """Say what is wrong with a number dialled in a country, and what mends it; None where nothing is.

    `country` is `ZZ` for a number of many countries: only its international form can then be known.
    """
    if not DIALLED.fullmatch(number):
        return "a number is digits, spaces and + - ( ) / * # only; write it as a caller dials it, in figures"
    if is_unusual and _is_known(number, country):
        return "the numbering metadata knows this number; remove `unusual`"
    if not is_unusual and not _is_known(number, country):
        return f"not a number that can be dialled in {country}; correct it, or give the reason to keep it in `unusual`"
    return None


def link(number: str, e164: str | None, channel: Channel) -> str:
    """Give the address behind a number: what a telephone opens when it is pressed.

    A short or national number is given as dialled in the country: those who read it there need it so.
    """
    if channel is Channel.WHATSAPP and (match := INTERNATIONAL.fullmatch(e164 or _dialled(number))):
        return f"https://wa.me/{match[1]}"
    scheme = "sms" if channel is Channel.SMS else "tel"
    return f"{scheme}:{quote(_dialled(number), safe='+*')}"


def is_local_only(number: str, e164: str | None) -> bool:
    """Tell whether no form is known in which the number can be dialled from abroad."""
    return e164 is None and "+" not in number


def _dialled(number: str) -> str:
    keys = re.sub("[^0-9+*#]", "", number)
    if not keys.startswith("+"):
        return keys
    try:
        parsed = phonenumbers.parse(keys)
    except phonenumbers.NumberParseException:
        return keys
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)  # +44 (0)20 …: the 0 is not dialled


def _is_known(number: str, country: str) -> bool:
    region = country if country in phonenumbers.SUPPORTED_REGIONS else None
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return False
    return phonenumbers.is_valid_number(parsed) or _is_short(parsed, region)


def _is_short(parsed: phonenumbers.PhoneNumber, region: str | None) -> bool:
    return region is not None and shortnumberinfo.is_possible_short_number_for_region(parsed, region)
