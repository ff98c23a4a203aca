"""House rules that no linter knows. Each message gives the reason and the remedy. There are no exceptions, so there is no list of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
SOURCE = REPOSITORY / "src" / "trunkline"
TESTS = REPOSITORY / "tests"

MONEY_ROOMS = ("tenants", "marketplace", "usage", "currencies", "ledger", "billing", "payments")
BANNED_WORDS = frozenset(
    {"utils", "util", "helpers", "helper", "common", "base", "manager", "service", "processor", "misc"}
)
FILE_LINES_MAX = 250
FUNCTION_LINES_MAX = 40
ROOM_DOCSTRING_LINES_MIN = 5
CLOCKS = frozenset({"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


def test_no_float_comes_near_money() -> None:
    rooms = [path for room in MONEY_ROOMS for path in (SOURCE / "domains" / room).rglob("*.py")]
    found = [
        _at(path, node)
        for path in (*(SOURCE / "kernel").rglob("*.py"), *rooms)
        for node in _nodes(path)
        if _is_float(node)
    ]
    assert not found, f"{found}: a binary float loses cents; amounts are int minor units, prices and ratios Decimal"


def test_only_the_clock_reads_the_time() -> None:
    found = [
        _at(path, node)
        for path in _files(SOURCE)
        if path != SOURCE / "kernel" / "clock.py"
        for node in _nodes(path)
        if isinstance(node, ast.Attribute) and ast.unparse(node).removeprefix("datetime.") in CLOCKS
    ]
    assert not found, f"{found}: a billing run must be repeatable; take scope.now, measure with time.monotonic"


def test_names_say_what_a_thing_is() -> None:
    files = [_place(path) for path in _files(SOURCE) if BANNED_WORDS & set(path.stem.split("_"))]
    classes = [
        _at(path, node)
        for path in _files(SOURCE)
        for node in _nodes(path)
        if isinstance(node, ast.ClassDef) and _is_a_name_for_anything(node.name)
    ]
    assert not (files + classes), (
        f"{files + classes}: such a name fits everything; name the noun or the verb that is inside"
    )


@pytest.mark.parametrize("room", sorted(path.parent.name for path in (SOURCE / "domains").glob("*/__init__.py")))
def test_a_room_says_what_it_owns(room: str) -> None:
    text = ast.get_docstring(_tree(SOURCE / "domains" / room / "__init__.py")) or ""
    assert len(text.splitlines()) >= ROOM_DOCSTRING_LINES_MIN, (
        f"domains/{room}/__init__.py: say in {ROOM_DOCSTRING_LINES_MIN} lines or more what the room owns, what it does not, its invariants"
    )


def test_files_are_read_in_one_go() -> None:
    lengths = {_place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in _files(SOURCE)}
    long = {place: lines for place, lines in lengths.items() if lines > FILE_LINES_MAX}
    assert not long, (
        f"{long}: over {FILE_LINES_MAX} lines a file holds two nouns; make it a folder with a file per noun"
    )


def test_functions_are_one_thought() -> None:
    long = [
        f"{_at(path, node)} {node.name} {_length(node)}"
        for path in _files(SOURCE)
        for node in _nodes(path)
        if isinstance(node, Function) and _length(node) > FUNCTION_LINES_MAX
    ]
    assert not long, f"{long}: over {FUNCTION_LINES_MAX} lines it is several verbs; give each its function"


def test_every_test_asserts_something() -> None:
    silent = [
        _at(path, node)
        for path in _files(TESTS)
        for node in _nodes(path)
        if isinstance(node, Function) and node.name.startswith("test_") and not _asserts(node)
    ]
    assert not silent, f"{silent}: a test that cannot fail promises nothing; assert the exact outcome"


def _is_float(node: ast.AST) -> bool:
    """A literal, an annotation, or a conversion."""
    literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
    return literal or (isinstance(node, ast.Name) and node.id == "float")


def _asserts(function: ast.AST) -> bool:
    """By itself, or through a function of the tests that does."""
    if any(_is_assertion(node) for node in ast.walk(function)):
        return True
    called = {name for node in ast.walk(function) if isinstance(node, ast.Call) for name in [_called(node)] if name}
    return bool(called & _asserting())


@cache
def _asserting() -> frozenset[str]:
    """The names of the functions in tests that assert, directly or through each other."""
    bodies = [node for path in _files(TESTS) for node in _nodes(path) if isinstance(node, Function)]
    known = {node.name for node in bodies if any(_is_assertion(inner) for inner in ast.walk(node))}
    calls = {node.name: {_called(inner) for inner in ast.walk(node) if isinstance(inner, ast.Call)} for node in bodies}
    while more := {name for name, called in calls.items() if called & known} - known:
        known |= more
    return frozenset(known)


def _is_assertion(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return _called(node) in {"raises", "fail", "warns"}
    return isinstance(node, ast.Assert)


def _called(call: ast.Call) -> str:
    name = call.func
    return name.attr if isinstance(name, ast.Attribute) else name.id if isinstance(name, ast.Name) else ""


def _length(function: Function) -> int:
    """Lines from `def` to the end, the docstring aside: a longer explanation must not count against the code."""
    assert function.end_lineno is not None
    first = function.body[0]
    told = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str)
    explained = (first.end_lineno or first.lineno) - first.lineno + 1 if told else 0
    return function.end_lineno - function.lineno + 1 - explained


def _is_a_name_for_anything(name: str) -> bool:
    """By its last word (InvoiceManager) or its first (BaseInvoice); in between it may be a term of the trade (ServicePeriod)."""
    parts = [part.lower() for part in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+", name)]
    return parts[-1] in BANNED_WORDS or parts[0] in {"base", "common", "misc"}


@cache
def _files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(folder.rglob("*.py")))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(_tree(path))


def _place(path: Path) -> str:
    return str(path.relative_to(REPOSITORY))


def _at(path: Path, node: ast.AST) -> str:
    return f"{_place(path)}:{getattr(node, 'lineno', 0)}"
