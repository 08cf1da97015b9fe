"""What mends a value that does not fit its field, in the words of somebody who fills it in."""

from collections.abc import Mapping
from typing import Final

from pydantic_core import ErrorDetails

FORMS: Final[Mapping[str, str]] = {
    "id": "the country code, then the name in short: gb-childline",
    "as_of": "a date as exact as the page gives it: 2024, 2024-03 or 2024-03-18",
    "on": "a date: 2024-03-18",
    "email": "one address, such as help@example.org",
    "e164": "+ and digits only, country code first, or null where it cannot be dialled from abroad",
}
"""By field, what its pattern asks for."""

REMEDIES: Final[Mapping[str, str]] = {
    "missing": "missing; add the field, with null or [] where it is not known",
    "extra_forbidden": "no such field; correct its name, or remove it",
    "enum": "not a term that is known here; write one of {expected}",
    "bool_parsing": "write true, false, or null where it is not known",
    "bool_type": "write true, false, or null where it is not known",
    "string_type": "write text in quotation marks",
    "string_too_short": "empty; write it",
    "string_too_long": "too long; write {max_length} signs at most",
    "string_pattern_mismatch": "write {form}",
    "too_short": "empty; give at least one",
    "tuple_type": "write a list, such as [a, b]",
    "model_type": "write a block of fields",
    "value_error": "{error}",
    "listing": "{why}",
}
"""By pydantic's error type; a type that is not here speaks pydantic's own words."""


def remedy(error: ErrorDetails) -> str:
    """Say what is wrong and what mends it."""
    field = next((part for part in reversed(error["loc"]) if isinstance(part, str)), "")
    form = FORMS.get(field, "it on one line, as plain text")
    sentence = REMEDIES.get(error["type"])
    return sentence.format(form=form, **error.get("ctx", {})) if sentence else error["msg"]
