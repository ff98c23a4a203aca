"""Reports as CSV: a line per row, amounts as decimals beside their currencies."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from trunkline.domains.billing.model.reports import ReceivableRow, RevenueRow, TaxRow
from trunkline.kernel.money import Money

# What spreadsheets would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_MONEY = ("currency", "reporting_currency")


def revenue_csv(rows: Sequence[RevenueRow]) -> str:
    head = ("month", "company_id", "company", "module_id", "module", *_MONEY, "net", "reported_net")
    return _written(
        head,
        (
            (
                month_text(row.month),
                row.company_id or "",
                _guarded(row.company_name or ""),
                row.module_id or "",
                _guarded(row.module_name or ""),
                *_codes(row.net, row.reported),
                *map(_amount, (row.net, row.reported)),
            )
            for row in rows
        ),
    )


def tax_csv(rows: Sequence[TaxRow]) -> str:
    head = ("month", "tax_rate", *_MONEY, "net", "tax", "reported_net", "reported_tax")
    return _written(
        head,
        (
            (
                month_text(row.month),
                format(row.tax_rate, "f"),
                *_codes(row.net, row.reported_net),
                *map(_amount, (row.net, row.tax, row.reported_net, row.reported_tax)),
            )
            for row in rows
        ),
    )


def receivables_csv(rows: Sequence[ReceivableRow]) -> str:
    head = ("company_id", "company", "invoices", *_MONEY, "due", "reported_due")
    return _written(
        head,
        (
            (
                row.company_id or "",
                _guarded(row.company_name or ""),
                str(row.invoices),
                *_codes(row.due, row.reported),
                *map(_amount, (row.due, row.reported)),
            )
            for row in rows
        ),
    )


def month_text(month: date | None) -> str:
    """`2026-03`"""
    return "" if month is None else f"{month:%Y-%m}"


def _written(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(head)
    lines.writerows(rows)
    return written.getvalue()


def _codes(own: Money, told: Money | None) -> tuple[str, str]:
    return own.currency.code, "" if told is None else told.currency.code


def _amount(amount: Money | None) -> str:
    return "" if amount is None else str(amount.major)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
