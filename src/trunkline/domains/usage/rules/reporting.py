"""What may be reported, the rows of a report, and how they are written as CSV."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from trunkline.domains.usage.model.reports import GroupBy, ReportRow, ReportWish
from trunkline.kernel.errors import FieldProblem, Forbidden, Invalid

DAYS_MAX = 400
AGENT_DAYS_MAX = 92  # read from the calls themselves
ROWS_MAX = 10_000
FIRST_DAY, LAST_DAY = date(1971, 1, 1), date(2999, 12, 31)
_COLUMNS = ("events", "calls", "answered", "quantity", "billable_seconds", "billed_seconds")
# What spreadsheets would take for a formula; a tab or a line break before it is no protection.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Part(NamedTuple):
    """Some sums of one row. `first_meter` and `last_meter` differ where there are several; `billed_seconds` None is not known."""

    key: str | None
    currency: str
    events: int
    calls: int
    answered: int
    quantity_e6: int
    billable_seconds: int
    billed_seconds: int | None
    amount_e4: int
    first_meter: str
    last_meter: str


@dataclass(slots=True)
class _Row:
    sums: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    meters: set[str] = field(default_factory=set)
    amounts_e4: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    is_billed_known: bool = True


def check_wish(wish: ReportWish, *, of_all_companies: bool) -> None:
    """Raises `Invalid` for days that cannot be, and `Forbidden` where a company asks for companies."""
    days_max = AGENT_DAYS_MAX if wish.group_by is GroupBy.agent else DAYS_MAX
    if not FIRST_DAY <= wish.first_day <= wish.last_day <= LAST_DAY or wish.days > days_max:
        detail = f"from … to must be 1 … {days_max} days in that order, between {FIRST_DAY} and {LAST_DAY}."
        raise Invalid(detail, fields=[FieldProblem("query:from", detail)])
    if wish.group_by is GroupBy.company and not of_all_companies:
        raise Forbidden("group_by=company is for the operator, who names no company with it.")


def refuse_long(rows: int) -> None:
    if rows > ROWS_MAX:
        raise Invalid(f"This report has more than {ROWS_MAX} rows; ask for fewer days, or for one meter or module.")


def folded(parts: Iterable[Part]) -> list[ReportRow]:
    """The rows by key, the one without a key last. A currency is named where there is a module, even if nothing was rated."""
    rows: dict[str | None, _Row] = defaultdict(_Row)
    for part in parts:
        row = rows[part.key]
        for name in ("events", "calls", "answered", "quantity_e6", "billable_seconds"):
            row.sums[name] += getattr(part, name)
        row.sums["billed_seconds"] += part.billed_seconds or 0
        row.is_billed_known &= part.billed_seconds is not None
        row.meters |= {part.first_meter, part.last_meter}
        if part.currency:
            row.amounts_e4[part.currency] += part.amount_e4
    return [_report_row(key, rows[key]) for key in sorted(rows, key=lambda key: (key is None, key or ""))]


def as_csv(rows: Sequence[ReportRow], labels: Mapping[str, str]) -> str:
    """A line per row, an amount per currency. Texts that a spreadsheet would take for a formula begin with an apostrophe."""
    codes = sorted({code for row in rows for code in row.amounts_e4})
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(("key", "label", *_COLUMNS, *(f"amount_{code}" for code in codes)))
    for row in rows:
        texts = (row.key or "", labels.get(row.key or "", ""))
        amounts = (format(row.amounts[code], "f") if code in row.amounts_e4 else "" for code in codes)
        lines.writerow((*map(_guarded, texts), *(_number(getattr(row, name)) for name in _COLUMNS), *amounts))
    return written.getvalue()


def _report_row(key: str | None, row: _Row) -> ReportRow:
    return ReportRow(
        key=key,
        events=row.sums["events"],
        calls=row.sums["calls"],
        answered=row.sums["answered"],
        quantity_e6=row.sums["quantity_e6"] if len(row.meters) == 1 else None,
        billable_seconds=row.sums["billable_seconds"],
        billed_seconds=row.sums["billed_seconds"] if row.is_billed_known else None,
        amounts_e4=dict(row.amounts_e4),
    )


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _number(value: object) -> str:
    return "" if value is None else format(value, "f") if not isinstance(value, int) else str(value)
