"""Make the shipped history from the file that the European Central Bank publishes (eurofxref-hist.csv, also gzipped):

python -m trunkline.providers.exchange_rates.packing eurofxref-hist.csv.gz ecb_history.xz
"""

from __future__ import annotations

import csv
import gzip
import lzma
import sys
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from trunkline.domains.currencies.model import is_quotable
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import EXACT, decimal_of, is_exact
from trunkline.providers.exchange_rates.ecb_history import FIRST_DAY

Day = tuple[date, list[tuple[str, str]]]
_DIGITS_MAX = 8


def read_csv(path: Path) -> list[Day]:
    """By day, the oldest first: (currency, units of it for 1 EUR). Raises `Invalid` with the line that is none of the bank's."""
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("ascii", "replace")
    head, *lines = csv.reader(text.splitlines())
    if not head or head[0] != "Date":
        raise Invalid(f"{path.name} is not a table of the European Central Bank: its first column must be Date.")
    codes = [code.strip() for code in head[1:]]
    return sorted(_day(path, number, codes, line) for number, line in enumerate(lines, 2) if line)


def pack(days: Sequence[Day]) -> bytes:
    """What `ecb_history.unpacked` reads."""
    codes = sorted({code for _, rates in days for code, _ in rates})
    numbers = [(day - FIRST_DAY).days for day, _ in days]
    lines = [",".join(str(one - before) for one, before in zip(numbers, [0, *numbers], strict=False))]
    by_day = [dict(rates) for _, rates in days]
    lines += [_packed_column(code, [rates.get(code) for rates in by_day]) for code in codes]
    return lzma.compress("\n".join(lines).encode("ascii"), preset=9 | lzma.PRESET_EXTREME)


def _day(path: Path, number: int, codes: Sequence[str], line: Sequence[str]) -> Day:
    try:
        told = zip(codes, line[1:], strict=True)
        rates = [(code, rate.strip()) for code, rate in told if code and rate.strip() not in ("", "N/A")]
        good = all(is_quotable(code) and decimal_of(rate) > 0 for code, rate in rates)
        day = date.fromisoformat(line[0])
    except (ValueError, Invalid):
        good = False
    if not good:
        raise Invalid(f"{path.name}, line {number}: must be a day and rates above zero of currencies that are known.")
    return day, rates


def _packed_column(code: str, rates: Sequence[str | None]) -> str:
    told = [None if rate is None else Decimal(rate) for rate in rates]
    digits = next(n for n in range(_DIGITS_MAX) if all(one is None or is_exact(one, n) for one in told))
    steps, before = [], 0
    for one in told:
        now = before if one is None else int(one.scaleb(digits, EXACT))
        steps.append("" if one is None else str(now - before))
        before = now
    return f"{code}:{digits}:{','.join(steps)}"


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(pack(read_csv(Path(sys.argv[1]))))
