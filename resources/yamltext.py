"""YAML whose scalars are text, in and out.

YAML guesses types: `NO` becomes false and the number 0116111 becomes 40009. Here every scalar is the text that stands
in the file, and only a bare `null`, `~` or nothing is None. Anchors, tags and repeated keys are flaws: they let one
line say what another hides. What comes out is one style: blocks, short lists on one line, a fact a line, closed terms
bare, all other text in double quotes.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple, TypeAlias

import yaml

Value: TypeAlias = str | list["Value"] | dict[str, "Value"] | None
Path: TypeAlias = tuple[str | int, ...]
Facts: TypeAlias = Mapping[str, object]

READER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # libyaml where it is built in: ten times as fast
NULLS = frozenset({"", "~", "null"})
IMPLICIT_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
READ_AS_TRUTH = frozenset({"yes", "no", "true", "false", "on", "off"})  # quoted, for readers that guess types
UNPRINTABLE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")  # what JSON leaves raw, not YAML
INDENT = "  "
MOST_DEPTH = 20  # three times that of a country; libyaml builds its tree without a limit, until the process ends


class Flaw(NamedTuple):
    """One place in a text that YAML or we cannot read one way only."""

    path: Path
    value: str
    remedy: str


def loads(text: str) -> tuple[Value, tuple[Flaw, ...]]:
    """Read one document, and all its flaws; the value is None where nothing could be read."""
    try:
        _require_shallow(text)
        node = READER(text).get_single_node()
    except (yaml.YAMLError, RecursionError) as error:
        return None, (Flaw((), _place(error), f"not one YAML document; {_problem(error)}"),)
    if node is None:
        return None, (Flaw((), "", "the file is empty; write country, emergency and listings"),)
    reading = _Reading()
    return reading.value(node, ()), tuple(reading.flaws)


def dumps(facts: Facts) -> str:
    """Write facts in the one style; `loads` gives them back as text."""
    return "".join(f"{line}\n" for line in _block(facts, ""))


def _require_shallow(text: str) -> None:
    """Raise a YAMLError where lists or mappings stand too deep in each other, before a tree is built of them."""
    depth = 0
    for event in yaml.parse(text, READER):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > MOST_DEPTH:
            mark: yaml.error.Mark = event.start_mark  # type: ignore[assignment] # libyaml's own has the same parts
            raise yaml.MarkedYAMLError(problem=f"more than {MOST_DEPTH} deep", problem_mark=mark)


class _Reading:
    """One walk over a document's nodes, which gathers flaws instead of stopping at the first."""

    def __init__(self) -> None:
        self.flaws: list[Flaw] = []
        self._met: set[int] = set()

    def value(self, node: yaml.Node, path: Path) -> Value:
        if id(node) in self._met:
            self._refuse(path, "", "YAML anchors are not read; write the value out")
            return None
        self._met.add(id(node))
        if node.tag not in IMPLICIT_TAGS:
            self._refuse(path, node.tag, "YAML tags are not read; remove it")
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(item, (*path, index)) for index, item in enumerate(node.value)]
        is_bare = isinstance(node, yaml.ScalarNode) and not node.style
        return None if is_bare and node.value in NULLS else str(node.value)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> Value:
        facts: dict[str, Value] = {}
        for name, content in node.value:
            if not isinstance(name, yaml.ScalarNode):
                self._refuse(path, "", "the name of a field is one word; write it so")
            elif name.value in facts:
                self._refuse((*path, name.value), "", f"stands twice (line {name.start_mark.line + 1}); keep one")
            else:
                facts[name.value] = self.value(content, (*path, name.value))
        return facts

    def _refuse(self, path: Path, value: str, remedy: str) -> None:
        self.flaws.append(Flaw(path, value, remedy))


def _place(error: Exception) -> str:
    mark = getattr(error, "problem_mark", None)
    return f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""


def _problem(error: Exception) -> str:
    return getattr(error, "problem", None) or str(error).partition("\n")[0]


def _block(facts: Facts, indent: str) -> Iterator[str]:
    for name, value in facts.items():
        if isinstance(value, Mapping):
            yield f"{indent}{name}:"
            yield from _block(value, indent + INDENT)
        elif isinstance(value, Sequence) and any(isinstance(item, Mapping) for item in value):
            yield f"{indent}{name}:"
            for item in value:
                yield from _item(item, indent + INDENT)
        else:
            yield f"{indent}{name}: {_on_one_line(value)}"


def _item(facts: Facts, indent: str) -> Iterator[str]:
    for number, line in enumerate(_block(facts, indent + INDENT)):
        yield line if number else f"{indent}- {line.lstrip()}"


def _on_one_line(value: object) -> str:
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_on_one_line, value))}]"
    if isinstance(value, bool) or value is None:
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, StrEnum) and value not in READ_AS_TRUTH:
        return value.value
    return UNPRINTABLE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(value, ensure_ascii=False))
