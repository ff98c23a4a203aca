"""Pages are Markdown tables with a heading; that is all the form they need."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence

WRITTEN = "*Written by `make docs` from {source}; change it there.*"


def page(title: str, source: str, *parts: str) -> str:
    return "\n\n".join((f"# {title}", WRITTEN.format(source=f"`{source}`"), *parts)) + "\n"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def code(text: str) -> str:
    return f"`{text}`"


def words_of(described: object) -> str:
    """The docstring as one paragraph; empty when there is none. A dataclass's invented one (its signature) does not count."""
    own = vars(described).get("__doc__") if isinstance(described, type) else getattr(described, "__doc__", None)
    text = " ".join(inspect.cleandoc(own or "").split())
    name = getattr(described, "__name__", "")
    return "" if text.startswith(f"{name}(") else text


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
