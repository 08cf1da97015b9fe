"""What a proposal changes, field by field, old beside new, for the eyes of whoever signs it.

A part of a listing (a phone, a page) is known by what names it, its number or address, so that one more phone at the
top is one line and not a line for each.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from resources.desk import field_words
from resources.desk.shape import SHAPE, Field, Widget
from resources.terms import Fact
from resources.yamltext import Facts

CONTACTS = frozenset({"phones", "chat", "email", "website", "report_url"})


@dataclass(frozen=True)
class Change:
    """One field that changes; `old` is empty where it is new, `new` where it is gone. `item` names its part."""

    field: Field
    item: str
    old: str
    new: str

    @property
    def label(self) -> str:
        """Where it is, in the locale being spoken."""
        path = self.field.path.split(".")
        names = [field_words.label(".".join(path[: depth + 1])) for depth in range(len(path))]
        return " › ".join(filter(None, (names[0], self.item, *names[1:])))

    @property
    def is_contact(self) -> bool:
        """Whether a false value would lead somebody to the wrong person."""
        return self.field.path.partition(".")[0] in CONTACTS

    @property
    def fact(self) -> Fact | None:
        """The fact that a page must support for it; None where none need."""
        if not self.is_contact or not self.new:
            return None
        return Fact.HOURS if self.field.name == "hours" else Fact(self.field.path.partition(".")[0])


def between(before: Facts | None, after: Facts | None) -> tuple[Change, ...]:
    """Compare by field, in the order of the form; must be called while a locale is spoken."""
    return tuple(_compared(SHAPE, "", before or {}, after or {}))


def said(field: Field, value: object) -> str:
    """Say what stands in a field, however it was typed; empty where nothing does."""
    if isinstance(value, Mapping):
        told = ((inner, said(inner, value.get(inner.name))) for inner in field.fields)
        return " · ".join(f"{field_words.label(inner.path)}: {text}" for inner, text in told if text)
    if isinstance(value, list | tuple):
        return ", ".join(filter(None, (said(field, item) for item in value)))
    if value is None or value == "":
        return ""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return field_words.option(text, _term(field, text)) if _is_chosen(field) else text


def _is_chosen(field: Field) -> bool:
    return field.widget in (Widget.CHOICE, Widget.CHOICES, Widget.TRUTH)


def _term(field: Field, text: str) -> StrEnum | None:
    return next((term for term in field.terms if term.value == text), None)


def _compared(fields: tuple[Field, ...], item: str, before: Facts, after: Facts) -> Iterator[Change]:
    for field in fields:
        old, new = before.get(field.name), after.get(field.name)
        if field.widget is Widget.PARTS:
            yield from _parts(field, item, _named(field, old), _named(field, new))
        elif isinstance(old, Mapping) and isinstance(new, Mapping):
            yield from _compared(field.fields, item, old, new)
        elif old != new and (said(field, old) or said(field, new)):
            yield Change(field, item, said(field, old), said(field, new))


def _parts(field: Field, item: str, before: Mapping[str, Facts], after: Mapping[str, Facts]) -> Iterator[Change]:
    for name in dict.fromkeys([*before, *after]):
        place = " › ".join(filter(None, (item, name)))
        if name in before and name in after:
            yield from _compared(field.fields, place, before[name], after[name])
        else:
            yield Change(field, place, said(field, before.get(name)), said(field, after.get(name)))


def _named(field: Field, parts: object) -> dict[str, Facts]:
    """Give parts by what names them: what is asked for first. The same name twice gets a number."""
    named: dict[str, Facts] = {}
    for part in parts if isinstance(parts, list | tuple) else ():
        if isinstance(part, Mapping):
            name = said(field.fields[0], part.get(field.fields[0].name))
            times = sum(known.partition(" #")[0] == name for known in named)
            named[f"{name} #{times + 1}" if times else name] = part
    return named
