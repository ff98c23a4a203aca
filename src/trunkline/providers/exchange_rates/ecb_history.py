"""The European Central Bank's euro reference rates from 1999 to 2025, as shipped in `ecb_history.xz`.

Source: European Central Bank, "Euro foreign exchange reference rates" (reuse is allowed with the source named). The file is made by
`packing`: a line of days, then a line per currency with its digits and, day by day, how its last digit moved; empty where it was not
quoted. Packed it is less than half as long as the bank's own.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import resources

from trunkline.providers.exchange_rates.ecb_daily import as_of_day

SHIPPED = "ecb_history.xz"
FIRST_DAY = date(1999, 1, 1)


class ShippedHistory:
    """`RateHistory`."""

    def days(self) -> Iterator[tuple[datetime, list[tuple[str, str]]]]:
        packed = resources.files(__package__).joinpath(SHIPPED).read_bytes()
        for day, rates in unpacked(packed):
            yield as_of_day(day), rates


def unpacked(packed: bytes) -> Iterator[tuple[date, list[tuple[str, str]]]]:
    """By day, the oldest first: the rates as the bank wrote them, zeros at the end aside."""
    days, *columns = lzma.decompress(packed).decode("ascii").splitlines()
    moved = 0
    read = [(code, column) for code, column in map(_column, columns)]
    for index, step in enumerate(days.split(",")):
        moved += int(step)
        rates = [(code, column[index]) for code, column in read if column[index]]
        yield FIRST_DAY + timedelta(days=moved), rates


def _column(line: str) -> tuple[str, list[str]]:
    code, digits, steps = line.split(":")
    now, found = 0, []
    for step in steps.split(","):
        now += int(step or 0)
        found.append(_written(now, int(digits)) if step else "")
    return code, found


def _written(scaled: int, digits: int) -> str:
    if not digits:
        return str(scaled)
    text = str(scaled).rjust(digits + 1, "0")
    return f"{text[:-digits]}.{text[-digits:]}".rstrip("0").rstrip(".")
