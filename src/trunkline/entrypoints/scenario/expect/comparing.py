"""Expected beside found, name by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trunkline.entrypoints.scenario.values import same

NOTHING = "–"

Where = tuple[str | int, ...]
View = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """One name with what was expected of it and what was found."""

    name: str
    expected: str
    found: str
    holds: bool


@dataclass(slots=True)
class Group:
    """Findings about one thing. `where` leads to it in the file; `line` is the API's address of the invoice line it is about, if any."""

    title: str
    where: Where
    findings: list[Finding] = field(default_factory=list)
    line: str | None = None

    @property
    def holds(self) -> bool:
        return all(one.holds for one in self.findings)


def compare(title: str, where: Where, said: Mapping[str, Any], view: View) -> Group:
    """A view against what is said of it. Names under which the view holds views themselves are compared elsewhere."""
    findings = [_finding(name, expected, view.get(name)) for name, expected in said.items()]
    return Group(title, where, findings, view.get("address"))


def counted(title: str, where: Where, expected: int, found: Sequence[object]) -> Group:
    return Group(title, where, [Finding("count", str(expected), str(len(found)), expected == len(found))])


def in_order(title: str, where: Where, kinds: Sequence[str], found: Sequence[str]) -> Group:
    """Every kind must come, each after the one before it."""
    rest = iter(found)
    findings = [
        Finding(f"{n}.", kind, kind if kind in rest else "did not follow", True) for n, kind in enumerate(kinds, 1)
    ]
    findings = [Finding(one.name, one.expected, one.found, one.expected == one.found) for one in findings]
    if not all(one.holds for one in findings):
        findings.append(Finding("all", "", ", ".join(found) or NOTHING, True))
    return Group(title, where, findings)


def part_of(title: str, where: Where, expected: Mapping[str, Any], found: Any) -> Group:
    """A part of a JSON object."""
    leaves = _leaves(expected)
    return Group(title, where, [_finding(".".join(map(str, path)), value, _at(found, path)) for path, value in leaves])


def _finding(name: str, expected: Any, found: Any) -> Finding:
    ours, theirs = text_of(expected), text_of(found)
    if name == "description":
        return Finding(name, f"… {ours} …", theirs, ours in theirs)
    if isinstance(expected, list) and isinstance(found, list):
        pairs = list(zip(expected, found, strict=False))
        holds = len(expected) == len(found) and all(same(str(one), str(other)) for one, other in pairs)
        return Finding(name, ours, theirs, holds)
    return Finding(name, ours, theirs, ours == theirs if expected is None or found is None else same(ours, theirs))


def text_of(value: Any) -> str:
    if value is None or value in ("", []):
        return NOTHING
    if isinstance(value, bool):
        return str(value).lower()
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _leaves(value: Any, path: Where = ()) -> Iterator[tuple[Where, Any]]:
    if isinstance(value, (dict, list)) and value:
        pairs: Iterable[tuple[str | int, Any]] = value.items() if isinstance(value, dict) else enumerate(value)
        for key, one in pairs:
            yield from _leaves(one, (*path, key))
    else:
        yield path, value


def _at(found: Any, path: Where) -> Any:
    for key in path:
        try:
            found = found[key]
        except (KeyError, IndexError, TypeError):
            return None
    return found
