"""The fields of a form with what stands in them, ready for a page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from resources.desk import field_words, value_words
from resources.desk.shape import Field, Widget


@dataclass(frozen=True)
class Option:
    """One choice; `term` is None where it was typed and is no term."""

    value: str
    term: StrEnum | None
    is_chosen: bool

    @property
    def text(self) -> str:
        """What it is called in the locale being spoken."""
        return field_words.option(self.value, self.term)


@dataclass(frozen=True)
class Control:
    """A field with what stands in it. `place` is its name in the form, `faults` what is wrong with it.

    `is_given` tells that something was typed, perhaps nothing good.
    """

    field: Field
    place: str
    value: str = ""
    options: tuple[Option, ...] = ()
    blocks: tuple["Block", ...] = ()
    faults: tuple[str, ...] = ()
    is_given: bool = False

    @property
    def label(self) -> str:
        """What the field is called in the locale being spoken."""
        return field_words.label(self.field.path)

    @property
    def help(self) -> str:
        """What it wants, in the locale being spoken."""
        return field_words.help_text(self.field.path)

    @property
    def said(self) -> str:
        """What is wrong with it, in the locale being spoken."""
        return _said(self.faults)

    @property
    def key(self) -> str:
        """Its id in the page."""
        return f"f-{self.place.replace('.', '-')}"

    @property
    def is_faulty(self) -> bool:
        """Whether something is wrong here or below."""
        return bool(self.faults) or any(block.is_faulty for block in self.blocks)


@dataclass(frozen=True)
class Block:
    """The fields of one part."""

    place: str
    controls: tuple[Control, ...]
    faults: tuple[str, ...] = ()

    @property
    def said(self) -> str:
        """What is wrong with it as a whole, in the locale being spoken."""
        return _said(self.faults)

    @property
    def is_faulty(self) -> bool:
        """Whether something is wrong in it."""
        return bool(self.faults) or any(control.is_faulty for control in self.controls)


@dataclass(frozen=True)
class Form:
    """All fields of a listing; `faults` are those of no field."""

    controls: tuple[Control, ...]
    faults: tuple[str, ...] = ()

    @property
    def said(self) -> tuple[str, ...]:
        """What is wrong with no field of its own, in the locale being spoken."""
        return tuple(map(value_words.said, self.faults))

    @property
    def posted(self) -> tuple[tuple[str, str], ...]:
        """What a browser sends when nothing is touched."""
        return tuple(pair for control in self.controls for pair in _sent(control))

    @property
    def wrong(self) -> tuple[Control, ...]:
        """Every field with a message of its own, in the order of the page."""
        return tuple(control for control in _walk(self.controls) if control.faults)


def _said(faults: Iterable[str]) -> str:
    return " · ".join(map(value_words.said, faults))


def _sent(control: Control) -> Iterator[tuple[str, str]]:
    if control.field.widget in (Widget.LINE, Widget.TEXT, Widget.WORDS):
        yield control.place, control.value
    for option in control.options:
        if option.is_chosen:
            yield control.place, option.value
    for block in control.blocks:
        for inner in block.controls:
            yield from _sent(inner)


def _walk(controls: Iterable[Control]) -> Iterator[Control]:
    for control in controls:
        yield control
        for block in control.blocks:
            yield from _walk(block.controls)
