"""The guard against outliers: a rate that leaps is not believed until a human says so, or the source comes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.currencies.model import Quoted, Sheet
from trunkline.domains.currencies.rules.triangulating import choose_sheet, cross, significant

# What moved over weeks did not leap.
COMPARABLE_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Previous:
    """What a currency was over the same base, and as of when."""

    rate: Decimal
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Leap:
    """A rate outside of the band; `change` is the ratio by which it moved."""

    rate: Decimal
    previous: Previous
    change: Fraction


@dataclass(frozen=True, slots=True)
class Judged:
    """The rates to go by, when those that are carried on are from, and the leaps."""

    rates: Mapping[str, Decimal] = field(hash=False)
    carried: Mapping[str, datetime] = field(hash=False)
    leaps: Mapping[str, Leap] = field(hash=False)


def judge(quoted: Quoted, previous: Callable[[str], Previous | None], band: Decimal) -> Judged:
    """Hold every rate of `quoted` against the one before. What was never quoted before has nothing to leap from."""
    rates, carried, leaps = dict(quoted.rates), {}, {}
    for code, rate in quoted.rates.items():
        before = previous(code)
        if before is None or (change := moved(before.rate, rate)) <= Fraction(band):
            continue
        rates[code], carried[code] = before.rate, before.as_of
        leaps[code] = Leap(rate, before, change)
    return Judged(rates, carried, leaps)


def previous_in(sheets: Sequence[Sheet], quoted: Quoted) -> Callable[[str], Previous | None]:
    """What a currency was before `quoted`, over its base: of the last sheets of all sources, so that one that steps in is compared, too."""
    recent = [sheet for sheet in sheets if quoted.as_of - sheet.as_of <= COMPARABLE_FOR]

    def previous(code: str) -> Previous | None:
        sheet = choose_sheet(recent, quoted.base, code)
        if sheet is None:
            return None
        as_of = min(sheet.as_of_of(code), sheet.as_of_of(quoted.base))
        same = sheet.base == quoted.base
        return Previous(sheet.rate_of(code) if same else significant(cross(sheet, quoted.base, code)), as_of)

    return previous


def moved(before: Decimal, now: Decimal) -> Fraction:
    """The ratio by which a rate moved, the same for a currency that doubles and for one that halves: of the smaller of the two."""
    low, high = sorted((Fraction(before), Fraction(now)))
    return high / low - 1
