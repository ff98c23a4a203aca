"""What a benchmark says: a figure, what it is held against, the ratio of the two, and the ratio that was promised."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True)
class Row:
    """`ratio` is made so that more is better. Without a promise the row only informs."""

    name: str
    engine: str
    figure: float
    unit: str
    against: str = ""
    ratio: float | None = None
    promise: float | None = None

    @property
    def verdict(self) -> str:
        if self.promise is None or self.ratio is None:
            return "–"
        return "kept" if self.ratio >= self.promise else "missed"


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Round by round: both figures of a round saw the same machine."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def show(rows: Iterable[Row], console: Console) -> None:
    table = Table("Benchmark", "Engine", "Figure", "Held against", "Ratio", "Promised", "Verdict", box=None)
    for column in (2, 4, 5):
        table.columns[column].justify = "right"
    for row in rows:
        style = {"kept": "green", "missed": "bold red"}.get(row.verdict, "")
        figure = f"{number(row.figure)} {row.unit}"
        shown = (_times(row.ratio), _times(row.promise), f"[{style}]{row.verdict}[/]" if style else "–")
        table.add_row(row.name, row.engine, figure, row.against, *shown)
    console.print(table)


def write(rows: Iterable[Row], path: Path) -> None:
    found = [asdict(row) | {"verdict": row.verdict} for row in rows]
    path.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def number(value: float) -> str:
    """Three digits that say something."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _times(ratio: float | None) -> str:
    return "" if ratio is None else f"{number(ratio)} ×"
