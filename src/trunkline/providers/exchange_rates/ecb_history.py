"""The European Central Bank's euro reference rates from 1999 to 2025, as shipped in `ecb_history.xz`.

Source: European Central Bank, "Euro foreign exchange reference rates" (reuse is allowed with the source named). The file is made by
`packing`: a line per day, the oldest first, with the rates as a sheet keeps them. So thousands of days are loaded without reading a
number, and packed it is shorter than the bank's own.
"""

from __future__ import annotations

import lzma
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from importlib import resources

from trunkline.providers.exchange_rates.ecb_daily import as_of_day

SHIPPED = "ecb_history.xz"


class ShippedHistory:
    """`RateHistory`."""

    def days(self) -> Iterator[tuple[datetime, str]]:
        yield from moments(unpacked(resources.files(__package__).joinpath(SHIPPED).read_bytes()))


def unpacked(packed: bytes) -> Iterator[tuple[date, str]]:
    """By day, the oldest first: the rates over euros, as JSON of decimal texts."""
    for line in lzma.decompress(packed).decode("ascii").splitlines():
        day, _, rates = line.partition(" ")
        yield date.fromisoformat(day), rates


def moments(days: Iterable[tuple[date, str]]) -> Iterator[tuple[datetime, str]]:
    """The same by the moments at which they were taken."""
    for day, rates in days:
        yield as_of_day(day), rates
