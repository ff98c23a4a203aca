"""Make the shipped history from the file that the European Central Bank publishes (eurofxref-hist.csv, also gzipped):

python -m trunkline.providers.exchange_rates.packing eurofxref-hist.csv.gz ecb_history.xz
"""

from __future__ import annotations

import csv
import gzip
import json
import lzma
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from trunkline.domains.currencies.model import is_quotable
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import decimal_of
from trunkline.providers.exchange_rates.ecb_history import moments

# The rates over euros are the JSON that a sheet keeps.
Day = tuple[date, str]


def read_csv(path: Path) -> list[Day]:
    """By day, the oldest first. Raises `Invalid` with the line that is none of the bank's, or for a file that is none."""
    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("ascii")
        head, *lines = csv.reader(text.splitlines())
    except (OSError, EOFError, ValueError, csv.Error):
        head, lines = [], []
    if not head or head[0] != "Date":
        raise Invalid(f"{path} is not a table of the European Central Bank: its first column must be Date.")
    codes = [code.strip() for code in head[1:]]
    return sorted(_day(path, number, codes, line) for number, line in enumerate(lines, 2) if line)


class FileHistory:
    """`RateHistory` of a file of the bank's."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def days(self) -> Iterator[tuple[datetime, str]]:
        yield from moments(read_csv(self._path))


def pack(days: Iterable[Day]) -> bytes:
    """What `ecb_history.unpacked` reads."""
    lines = "\n".join(f"{day} {rates}" for day, rates in days)
    return lzma.compress(lines.encode("ascii"), preset=9 | lzma.PRESET_EXTREME)


def _day(path: Path, number: int, codes: Sequence[str], line: Sequence[str]) -> Day:
    try:
        told = zip(codes, line[1:], strict=True)
        rates = [(code, rate.strip()) for code, rate in told if code and rate.strip() not in ("", "N/A")]
        good = all(is_quotable(code) and decimal_of(rate) > 0 for code, rate in rates)
        day = date.fromisoformat(line[0])
        written = json.dumps(dict(rates), separators=(",", ":"))
    except (ValueError, Invalid):
        good = False
    if not good:
        raise Invalid(f"{path.name}, line {number}: must be a day and rates above zero of currencies that are known.")
    return day, written


if __name__ == "__main__":
    Path(sys.argv[2]).write_bytes(pack(read_csv(Path(sys.argv[1]))))
