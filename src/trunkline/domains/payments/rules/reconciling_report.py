"""The report of a run as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from trunkline.domains.payments.model import Finding
from trunkline.kernel.money import Money

COLUMNS = (
    *("at", "provider", "kind", "state", "reason", "company", "our_reference", "their_reference"),
    *("ours", "ours_currency", "theirs", "theirs_currency", "difference"),
    *("remedy", "resolved_at", "resolved_by", "note"),
)
# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def report_csv(findings: Iterable[Finding]) -> str:
    """A line per finding, in the order given. Times are UTC; texts that a spreadsheet would take for a formula begin with an apostrophe."""
    written = io.StringIO()
    lines = csv.writer(written)
    lines.writerow(COLUMNS)
    for one in findings:
        resolved = "" if one.resolved_at is None else f"{one.resolved_at:%Y-%m-%dT%H:%M:%SZ}"
        texts = (one.reason, one.about_company_id or "", one.our_reference, one.their_reference)
        last = (one.remedy or "", resolved, _guarded(one.resolved_by), _guarded(one.note))
        first = (f"{one.at:%Y-%m-%dT%H:%M:%SZ}", one.provider, one.kind.value, one.state.value)
        sums = (*_amount(one.ours), *_amount(one.theirs), _amount(one.difference)[0])
        lines.writerow((*first, *map(_guarded, texts), *sums, *last))
    return written.getvalue()


def _amount(money: Money | None) -> tuple[str, str]:
    return ("", "") if money is None else (format(money.major, "f"), money.currency.code)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
