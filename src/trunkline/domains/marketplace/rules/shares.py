"""How much of a period a part of it is (money policies 1 and 7): exact fractions, which add up to one over the parts of a whole period."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from trunkline.domains.marketplace.model.catalogue import Grain
from trunkline.kernel.period import Cycle, Period

_SECOND = timedelta(seconds=1)
_DAYS_OF_A_MONTH = 30


@dataclass(frozen=True, slots=True)
class Share:
    """`numerator` of `denominator` units, not reduced: 14 of 28 days reads better than 1 of 2."""

    numerator: int
    denominator: int
    unit: str

    @property
    def factor(self) -> Fraction:
        return Fraction(self.numerator, self.denominator)

    def __str__(self) -> str:
        return f"{self.numerator} of {self.denominator} {self.unit}"


def share_of(grain: Grain, cycle: Cycle, whole: Period, part: Period, *, alone: bool = False) -> Share:
    """What `part` is of `whole`. The denominator is the WHOLE period of the anchor, also where the used one is a stub.

    `alone`: the part is all that was used of the period. One day is then one day, also where a month of thirty days has lost or won some.

    `none` never splits: the caller decides which part pays (`paying_parts`).
    """
    if grain is Grain.second:
        return Share(whole_seconds(part.start, part.end), whole_seconds(whole.start, whole.end), "seconds")
    if grain is Grain.day30 and cycle.months:
        share = _share_of_thirty(cycle, whole, part)
        return replace(share, numerator=1) if alone and part.days == 1 else share
    if grain is Grain.none:
        return Share(1, 1, "periods")
    return Share(part.days, whole.days, "days")


def whole_seconds(start: datetime, end: datetime) -> int:
    """Whole seconds: fractions of a second are cut off both moments, so that parts that meet still add up."""
    return (end.replace(microsecond=0) - start.replace(microsecond=0)) // _SECOND


def _share_of_thirty(cycle: Cycle, whole: Period, part: Period) -> Share:
    """Fixed months of 30 days, counted as bonds count them (30/360); the last day of the period closes it, whatever its length.

    Cycles of days and weeks have no months to fix: they are prorated by the day.
    """
    days = _DAYS_OF_A_MONTH * cycle.months

    def position(day: date) -> int:
        return days if day >= whole.next_day else max(0, min(days, _days360(day) - _days360(whole.first_day)))

    return Share(position(part.next_day) - position(part.first_day), days, "days")


def _days360(day: date) -> int:
    return 360 * day.year + 30 * day.month + min(day.day, 30)
