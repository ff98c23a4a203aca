"""YAML with lines: what a file says, and on which line each part of it stands. Numbers with a point stay text: no float comes near money.

Only what JSON knows is read: maps, lists, text, whole numbers, true, false and null. `12:30` and `2026-03-10` are text, `no` is a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

Where = tuple[str | int, ...]

_TAG = "tag:yaml.org,2002:"
_DEEPEST = 40
_KNOWN = frozenset({"map", "seq", "str", "int", "bool", "null"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a file, and where."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.words}"


class Mistaken(Exception):
    """The file cannot be played. Carries every mistake that was found."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("\n".join(str(one) for one in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True)
class Document:
    """The content of a file, and the line of each of its parts by the path that leads there."""

    file: str
    content: Any
    lines: dict[Where, int]

    def line_of(self, where: Where) -> int:
        """The line of a part, or of what it lies in. A list of one may be written without the dashes: its index is then skipped."""
        found: Where = ()
        for key in where:
            if (*found, key) in self.lines:
                found = (*found, key)
            elif key != 0:
                break
        return self.lines.get(found, 1)

    def mistake(self, where: Where, words: str) -> Mistake:
        return Mistake(self.file, self.line_of(where), words)


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # the library has no types
    """Without YAML 1.1's guesses, of which floats, dates, sexagesimal numbers and `no` are the dangerous ones."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (the library's own way)


_Loader.add_implicit_resolver(f"{_TAG}int", re.compile(r"-?(0|[1-9][0-9]{0,17})$"), list("-0123456789"))
_Loader.add_implicit_resolver(f"{_TAG}bool", re.compile(r"(true|false)$"), list("tf"))
_Loader.add_implicit_resolver(f"{_TAG}null", re.compile(r"(null|~|)$"), ["n", "~", ""])


def read(path: Path) -> Document:
    """Raises `Mistaken` for what is no YAML, for duplicate keys, and for a file that cannot be read."""
    try:
        return parse(path.read_text(encoding="utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise Mistaken([Mistake(str(path), 1, f"cannot be read: {error}")]) from None


def parse(text: str, file: str) -> Document:
    """The same for a text."""
    try:
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Mistaken([Mistake(file, mark.line + 1 if mark else 1, f"is not YAML: {error.problem}")]) from None
    except yaml.YAMLError as error:
        raise Mistaken([Mistake(file, 1, f"is not YAML: {error}")]) from None
    reading = _Reading(file, {}, [])
    content = None if root is None else reading.value(root, ())
    if reading.mistakes:
        raise Mistaken(reading.mistakes)
    return Document(file, content, reading.lines)


@dataclass(slots=True)
class _Reading:
    file: str
    lines: dict[Where, int]
    mistakes: list[Mistake]

    def value(self, node: Any, where: Where) -> Any:
        self.lines[where] = node.start_mark.line + 1
        if len(where) > _DEEPEST:
            return self._wrong(node, "lies too deep")
        if node.tag.removeprefix(_TAG) not in _KNOWN:
            return self._wrong(node, f"{node.tag} is not known here")
        if isinstance(node, yaml.MappingNode):
            return dict(self._pairs(node, where))
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*where, index)) for index, child in enumerate(node.value)]
        return self._scalar(node)

    def _pairs(self, node: Any, where: Where) -> Iterator[tuple[str, Any]]:
        seen: dict[str, int] = {}
        for key, child in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._wrong(key, "a key must be a word")
                continue
            name, line = str(key.value), key.start_mark.line + 1
            if name in seen:
                self._wrong(key, f"{name!r} stands here twice; the first is on line {seen[name]}")
                continue
            seen[name] = line
            value = self.value(child, (*where, name))
            self.lines[(*where, name)] = line  # a key is where one looks for its value
            yield name, value

    def _scalar(self, node: Any) -> Any:
        text = str(node.value)
        match node.tag.removeprefix(_TAG):
            case "int":
                return int(text)
            case "bool":
                return text == "true"
            case "null":
                return None
        return text

    def _wrong(self, node: Any, words: str) -> None:
        self.mistakes.append(Mistake(self.file, node.start_mark.line + 1, words))
