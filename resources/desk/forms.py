"""A listing as a form: its own shape gives the fields, so a new field of a listing is a new field here.

form_of(facts).posted ─▶ browser ─▶ facts_of(posted) == facts

A field is named by its place, `phones.0.number`, as faults name it. What was typed comes back as it was typed, faulty
or not. A part in which nothing was typed is none.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeAlias

from resources.desk.controls import Block, Control, Form, Option
from resources.desk.field_words import LABELS
from resources.desk.shape import SHAPE, START, Field, Widget
from resources.errors import Fault
from resources.listing import Listing
from resources.yamltext import Facts

Posted: TypeAlias = Iterable[tuple[str, str]]

TRUTHS: Final[Mapping[str, bool]] = {"true": True, "false": False}
UNWRITTEN: Final = frozenset(name for name, field in Listing.model_fields.items() if field.exclude_if)
"""The fields that a listing is written without where they are empty."""


def form_of(facts: Facts, faults: Iterable[Fault] = (), *, more: str = "") -> Form:
    """Fill the form; `more` is the place of the parts that get one more empty block."""
    messages = _by_place(faults)
    writing = _Writing(messages, more)
    controls = tuple(writing.control(field, field.name, facts.get(field.name)) for field in SHAPE)
    return Form(controls, tuple(message for left in messages.values() for message in left))


def facts_of(posted: Posted, *, less: str = "") -> dict[str, object]:
    """Read what was posted as a listing's JSON, but for the block at the place `less`; other names are passed over."""
    values: dict[str, list[str]] = {}
    for name, value in posted:
        if not (less and f"{name}.".startswith(f"{less}.")):
            values.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return {name: value for name, value in _read(SHAPE, "", values).items() if value or name not in UNWRITTEN}


def blank(listing_id: str = "") -> dict[str, object]:
    """Give the facts of a listing of which nothing is known yet."""
    nothing = {field.name: START.get(field.path, value) for field, value in _nothing(SHAPE)}
    return {**{name: value for name, value in nothing.items() if name not in UNWRITTEN}, "id": listing_id}


class _Writing:
    """One walk over the shape, which hands each message to its field."""

    def __init__(self, messages: dict[str, list[str]], more: str) -> None:
        self._messages, self._more = messages, more

    def control(self, field: Field, place: str, value: object) -> Control:
        blocks = tuple(self._blocks(field, place, value))
        return Control(
            field,
            place,
            value=_text(field, value),
            options=tuple(_options(field, value)),
            blocks=blocks,
            faults=tuple(_said(field, value, message) for message in self._taken(place, is_whole=not blocks)),
            is_given=value not in (None, "", []),
        )

    def _blocks(self, field: Field, place: str, value: object) -> Iterator[Block]:
        if field.widget is Widget.PART:
            yield self._block(field, place, value if isinstance(value, Mapping) else _start(field))
        if field.widget is Widget.PARTS:
            parts = [part for part in _listed(value) if isinstance(part, Mapping)]
            is_first = field.is_needed and not parts
            parts += [_start(field)] if self._more == place or is_first else []
            for index, part in enumerate(parts):
                yield self._block(field, f"{place}.{index}", part)

    def _block(self, field: Field, place: str, part: Facts) -> Block:
        controls = (self.control(inner, f"{place}.{inner.name}", part.get(inner.name)) for inner in field.fields)
        return Block(place, tuple(controls), tuple(self._messages.pop(place, ())))

    def _taken(self, place: str, *, is_whole: bool) -> Iterator[str]:
        """Take the messages of a place, and of all below it that have no field of their own."""
        below = [other for other in self._messages if other == place or (is_whole and other.startswith(f"{place}."))]
        for other in below:
            yield from self._messages.pop(other)


def _by_place(faults: Iterable[Fault]) -> dict[str, list[str]]:
    messages: dict[str, list[str]] = {}
    for fault in faults:
        messages.setdefault(ELSEWHERE.get(fault.field, fault.field), []).append(fault.remedy)
    return messages


ELSEWHERE: Final[Mapping[str, str]] = {"hours": "phones", "cost": "phones"}
"""Facts that stand in a part, by the place where a message on them is looked for."""
UNKNOWN, UNCHOSEN = "not a term that is known here", "nothing chosen; choose one"
NO_NULL = re.compile(r"\bor (write )?null\b")


def outside(fault: Fault) -> str:
    """Say a fault of what was typed to somebody who does not have the form before them."""
    is_unchosen = not fault.value and fault.remedy.startswith(UNKNOWN)
    return UNCHOSEN if is_unchosen else _without_null(fault.remedy)


def _without_null(message: str) -> str:
    """Say a message to somebody who fills in a form, where nothing is called null."""
    return NO_NULL.sub("or leave it empty", message).replace("`unusual`", f"“{LABELS['phones.unusual']}”")


def _said(field: Field, value: object, message: str) -> str:
    if field.widget in (Widget.CHOICE, Widget.TRUTH) and value in (None, ""):
        return UNCHOSEN
    if field.terms and message.startswith(UNKNOWN):
        return f"{UNKNOWN}; choose one of these"
    return _without_null(message)


def _text(field: Field, value: object) -> str:
    if field.widget is Widget.WORDS:
        return " ".join(map(str, _listed(value)))
    if field.widget in (Widget.LINE, Widget.TEXT):
        return "" if value is None else str(value)
    return ""


def _options(field: Field, value: object) -> Iterator[Option]:
    """Give what can be chosen: of several what is chosen first, in its order, so that it stays in that order."""
    if field.widget not in (Widget.CHOICE, Widget.TRUTH, Widget.CHOICES):
        return
    terms: dict[str, StrEnum | None] = {term.value: term for term in field.terms} or dict.fromkeys(TRUTHS)
    if field.widget is Widget.CHOICES:
        chosen = list(dict.fromkeys(map(str, _listed(value))))
        names = [*chosen, *(name for name in terms if name not in chosen)]
    else:
        chosen = [] if value is None else [str(value).lower() if isinstance(value, bool) else str(value)]
        names = list(dict.fromkeys([*terms, *filter(None, chosen)]))
    for name in names:
        yield Option(name, terms.get(name), name in chosen)


def _listed(value: object) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else []


def _read(fields: Iterable[Field], prefix: str, values: Mapping[str, list[str]]) -> dict[str, object]:
    return {field.name: _value(field, f"{prefix}{field.name}", values) for field in fields}


def _value(field: Field, place: str, values: Mapping[str, list[str]]) -> object:
    found = values.get(place, [])
    if field.widget is Widget.PART:
        part = _read(field.fields, f"{place}.", values)
        return None if part in (_start(field), _empty(field)) else part
    if field.widget is Widget.PARTS:
        parts = (_read(field.fields, f"{place}.{index}.", values) for index in _indices(place, values))
        return [part for part in parts if part not in (_start(field), _empty(field))]
    if field.widget is Widget.CHOICES:
        return found
    if field.widget is Widget.WORDS:
        return re.split(r"[\s,;]+", found[0].strip(" ,;\n\t")) if found and found[0].strip(" ,;\n\t") else []
    text = found[0] if found else ""
    if field.widget is Widget.TRUTH and text in TRUTHS:
        return TRUTHS[text]
    return text if text.strip() or field.is_needed else None


def _indices(place: str, values: Iterable[str]) -> list[int]:
    numbered = re.compile(rf"{re.escape(place)}\.([0-9]{{1,4}})\.")
    return sorted({int(found[1]) for found in map(numbered.match, values) if found})


def _start(field: Field) -> dict[str, object]:
    """Give the facts of a fresh block."""
    return {inner.name: START.get(inner.path, value) for inner, value in _nothing(field.fields)}


def _empty(field: Field) -> dict[str, object]:
    """Give the facts of a block in which nothing stands."""
    return {inner.name: value for inner, value in _nothing(field.fields)}


def _nothing(fields: Iterable[Field]) -> Iterator[tuple[Field, object]]:
    for field in fields:
        yield field, _value(field, field.name, {})
