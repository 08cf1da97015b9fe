"""The shape of a listing as a form sees it: which fields there are, how each is filled in, what may be left empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin

from pydantic import StringConstraints

from resources.listing import Listing, Part

LINE_CHARACTERS = 300  # longer text gets several lines
START: Final[Mapping[str, str]] = {
    "status": "listed",
    "scope": "national",
    "phones.channel": "voice",
    "phones.cost": "unknown",
    "reporting.status": "listed",
}
"""What stands in a fresh form, by path; everything else is empty."""


class Widget(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    """Several lines."""
    WORDS = "words"
    """Words parted by spaces."""
    CHOICE = "choice"
    """One term of a closed set."""
    TRUTH = "truth"
    """Yes, no, or not known."""
    CHOICES = "choices"
    """Terms of a closed set."""
    PART = "part"
    """A block of fields, or none."""
    PARTS = "parts"
    """Any number of such blocks."""


@dataclass(frozen=True)
class Field:
    """A field of the shape. `path` has no numbers (`phones.number`); `terms` is its closed set."""

    path: str
    widget: Widget
    is_needed: bool
    terms: tuple[StrEnum, ...] = ()
    fields: tuple["Field", ...] = ()

    @property
    def name(self) -> str:
        """Its own name, as the listing calls it."""
        return self.path.rpartition(".")[2]


def _shape(part: type[Part], prefix: str = "") -> tuple[Field, ...]:
    return tuple(
        _field(f"{prefix}{name}", Annotated[info.annotation, *info.metadata] if info.metadata else info.annotation)
        for name, info in part.model_fields.items()
    )


def _field(path: str, annotation: Any) -> Field:
    kinds, limits = _unwrapped(annotation)
    kind = next(one for one in kinds if one is not NoneType)
    is_needed = NoneType not in kinds
    if get_origin(kind) is tuple:
        return _many(path, get_args(kind)[0], is_needed=any(getattr(limit, "min_length", None) for limit in limits))
    if isinstance(kind, type) and issubclass(kind, Part):
        return Field(path, Widget.PART, is_needed, fields=_shape(kind, f"{path}."))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Field(path, Widget.CHOICE, is_needed, terms=tuple(kind))
    if kind is bool:
        return Field(path, Widget.TRUTH, is_needed)
    longest = max((limit.max_length or 0 for limit in limits if isinstance(limit, StringConstraints)), default=0)
    return Field(path, Widget.TEXT if longest > LINE_CHARACTERS else Widget.LINE, is_needed)


def _many(path: str, item: Any, *, is_needed: bool) -> Field:
    kinds, _ = _unwrapped(item)
    kind = kinds[0]
    if isinstance(kind, type) and issubclass(kind, Part):
        return Field(path, Widget.PARTS, is_needed, fields=_shape(kind, f"{path}."))
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return Field(path, Widget.CHOICES, is_needed, terms=tuple(kind))
    return Field(path, Widget.WORDS, is_needed)


def _unwrapped(annotation: Any) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """Give the kinds that an annotation allows, and all that is said of them."""
    if get_origin(annotation) is Annotated:
        inner, *limits = get_args(annotation)
        kinds, more = _unwrapped(inner)
        return kinds, (*limits, *more)
    if get_origin(annotation) in (Union, UnionType):
        found = [_unwrapped(one) for one in get_args(annotation)]
        return tuple(kind for kinds, _ in found for kind in kinds), tuple(one for _, limits in found for one in limits)
    return (annotation,), ()


SHAPE: Final = _shape(Listing)
"""Every field of a listing, in its order."""
