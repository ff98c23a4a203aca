"""YAML with lines: what a file says, and on which line each part of it stands. Numbers with a point stay text: no float comes near money.

Only what JSON knows is read: maps, lists, text, whole numbers, true, false and null. `12:30` and `2026-03-10` are text, `no` is a word.
Whatever the file holds, reading it ends soon: size, depth and number of parts are bounded, and nothing is said by reference.
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
SIZE_MAX = 1_000_000
PARTS_MAX = 50_000
DEPTH_MAX = 40
MISTAKES_TOLD_MAX = 50
WORDS_MAX = 1_000
_KNOWN = frozenset({"map", "seq", "str", "int", "bool", "null"})


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a file, and where. One line, whatever stood in the file."""

    file: str
    line: int
    words: str

    def __str__(self) -> str:
        return " ".join(f"{self.file}:{self.line}: {shortened(self.words, WORDS_MAX)}".split())


class Mistaken(Exception):
    """The file cannot be played. Carries every mistake that was found."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        told = mistakes[:MISTAKES_TOLD_MAX]
        if left := len(mistakes) - len(told):
            told = [*told, Mistake(told[-1].file, told[-1].line, f"and {left} more mistakes after this one")]
        super().__init__("\n".join(str(one) for one in told))
        self.mistakes = told


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


def shortened(text: str, longest: int = 80) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"


class _Loader(yaml.SafeLoader):  # type: ignore[misc]  # the library has no types
    """Without YAML 1.1's guesses, of which floats, dates, sexagesimal numbers and `no` are the dangerous ones."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (the library's own way)


_Loader.add_implicit_resolver(f"{_TAG}int", re.compile(r"-?(0|[1-9][0-9]{0,17})$"), list("-0123456789"))
_Loader.add_implicit_resolver(f"{_TAG}bool", re.compile(r"(true|false)$"), list("tf"))
_Loader.add_implicit_resolver(f"{_TAG}null", re.compile(r"(null|~|)$"), ["n", "~", ""])


def read(path: Path) -> Document:
    """Raises `Mistaken` for what is no YAML, for duplicate keys, and for a file that cannot be read."""
    file = str(path)
    try:
        with path.open("rb") as opened:
            content = opened.read(SIZE_MAX + 1)
    except (OSError, ValueError) as error:
        raise _unreadable(file, f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(content) > SIZE_MAX:
        raise _unreadable(file, f"is larger than {SIZE_MAX} bytes; divide it into several scenarios")
    try:
        return parse(content.decode("utf-8"), file)
    except UnicodeDecodeError:
        raise _unreadable(file, "is not text in UTF-8; save it as a YAML text file") from None


def parse(text: str, file: str) -> Document:
    """The same for a text."""
    try:
        _require_bounded(text, file)
        root = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _unreadable(file, f"is not YAML: {error.problem}", mark.line + 1 if mark else 1) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise _unreadable(file, f"is not YAML: the character #x{error.character:04x} is not allowed", line) from None
    if root is None:
        raise _unreadable(file, "is empty; begin with title, policy, starts, plans and steps")
    reading = _Reading(file, {}, [])
    content = reading.value(root, ())
    if reading.mistakes:
        raise Mistaken(reading.mistakes)
    return Document(file, content, reading.lines)


def _require_bounded(text: str, file: str) -> None:
    """Looked at part by part before any of it is built: composing nested parts recurses, and references multiply them."""
    depth = parts = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent):
            raise _unreadable(file, f"*{event.anchor}: references are not read; write it out", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        if isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        parts += isinstance(event, yaml.NodeEvent)
        if depth > DEPTH_MAX:
            raise _unreadable(file, f"lies more than {DEPTH_MAX} deep; no part of a scenario does", line)
        if parts > PARTS_MAX:
            raise _unreadable(file, f"has more than {PARTS_MAX} parts; divide it into several scenarios", line)


def _unreadable(file: str, words: str, line: int = 1) -> Mistaken:
    return Mistaken([Mistake(file, line, words)])


@dataclass(slots=True)
class _Reading:
    file: str
    lines: dict[Where, int]
    mistakes: list[Mistake]

    def value(self, node: Any, where: Where) -> Any:
        self.lines[where] = node.start_mark.line + 1
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
                self._wrong(key, f"{shortened(name)!r} stands here twice; the first is on line {seen[name]}")
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
