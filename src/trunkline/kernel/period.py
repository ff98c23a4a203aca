"""Billing periods: half-open, in a company's own zone, and always counted from the ORIGINAL anchor.

Adding a month to the previous period drifts (31 Jan, 28 Feb, 28 Mar); adding n months to the anchor does not (31 Jan, 28 Feb,
31 Mar). Local midnights become UTC instants only at the very end, so that a day of 23 or 25 hours is still one day.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from trunkline.kernel.clock import require_utc
from trunkline.kernel.errors import Invalid


class Interval(StrEnum):
    day = "day"
    week = "week"
    month = "month"
    year = "year"


_MONTHS = {Interval.month: 1, Interval.year: 12}
_DAYS = {Interval.day: 1, Interval.week: 7}


@dataclass(frozen=True, slots=True)
class Cycle:
    """How often: every `count` intervals. A quarter is (month, 3), a half-year (month, 6)."""

    interval: Interval
    count: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.count <= 366:
            raise Invalid(f"A cycle of {self.count} {self.interval}s is outside 1 … 366.")

    @property
    def months(self) -> int:
        """Length in months; 0 for cycles of days and weeks."""
        return _MONTHS.get(self.interval, 0) * self.count

    @property
    def days(self) -> int:
        """Length in days; 0 for cycles of months and years."""
        return _DAYS.get(self.interval, 0) * self.count


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """[start, end) in UTC, with the local dates it was made from: [first_day, next_day)."""

    start: datetime
    end: datetime
    first_day: date
    next_day: date

    def __contains__(self, moment: datetime) -> bool:
        return self.start <= moment < self.end

    @property
    def days(self) -> int:
        """Calendar days in the company's zone."""
        return (self.next_day - self.first_day).days


def zone_of(name: str) -> ZoneInfo:
    """The IANA zone. A missing or unknown one is an error, never UTC by default."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(f"{name!r} is not an IANA time zone; use a name such as Europe/Berlin.") from None


def add_months(anchor: date, months: int) -> date:
    """`anchor` plus `months`, the day held to the length of the month it lands in."""
    index = anchor.year * 12 + anchor.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(anchor.day, calendar.monthrange(year, month + 1)[1]))


def calendar_anchor(day: date, cycle: Cycle) -> date:
    """The last boundary up to `day` of a cycle that keeps to the calendar: Mondays, firsts of months, quarters, half-years and years.

    Raises `Invalid` for a cycle that does not fit into a year: its boundaries would be a matter of taste.
    """
    if cycle.months and 12 % cycle.months == 0:
        return date(day.year, (day.month - 1) // cycle.months * cycle.months + 1, 1)
    if cycle.days in (1, 7):
        return day - timedelta(days=day.weekday() if cycle.days == 7 else 0)
    raise Invalid("Only a day, a week and what divides a year (1, 2, 3, 4, 6 or 12 months) keep to the calendar.")


def local_midnight(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of `day` in `zone`, in UTC.

    Where midnight happens twice, the first one; where the clocks jump over it, the moment of the jump; a day that was skipped
    altogether (Pacific/Apia, 30 December 2011) is empty and begins where the next one does.
    """
    midnight = datetime.combine(day, time.min, tzinfo=zone)
    by_old_offset, by_new_offset = midnight.astimezone(UTC), midnight.replace(fold=1).astimezone(UTC)
    if by_new_offset < by_old_offset:
        return _jump_between(by_new_offset, by_old_offset, zone)
    return by_old_offset


def _jump_between(early: datetime, late: datetime, zone: ZoneInfo) -> datetime:
    """The second within (early, late] at which the clocks of `zone` jump ahead. The two readings of a time in a gap enclose it."""
    offset_before = early.astimezone(zone).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // timedelta(seconds=2) * timedelta(seconds=1)
        if middle.astimezone(zone).utcoffset() == offset_before:
            early = middle
        else:
            late = middle
    return late


def boundary(anchor: date, cycle: Cycle, index: int) -> date:
    """First day of period `index`; 0 is the anchor itself, negative indices lie before it."""
    if cycle.months:
        return add_months(anchor, cycle.months * index)
    return anchor + timedelta(days=cycle.days * index)


def nth_period(anchor: date, cycle: Cycle, zone: ZoneInfo, index: int) -> Period:
    """Period `index` of a cycle, counted from the original anchor."""
    first, following = boundary(anchor, cycle, index), boundary(anchor, cycle, index + 1)
    return Period(local_midnight(first, zone), local_midnight(following, zone), first, following)


def index_of_day(anchor: date, cycle: Cycle, day: date) -> int:
    """The number of the period that `day` falls in."""
    if cycle.months:
        index = ((day.year - anchor.year) * 12 + day.month - anchor.month) // cycle.months
    else:
        index = (day - anchor).days // cycle.days
    # The right month, perhaps before the anchor's day in it: then the period that began one cycle earlier still runs.
    return index - 1 if boundary(anchor, cycle, index) > day else index


def period_containing(anchor: date, cycle: Cycle, zone: ZoneInfo, moment: datetime) -> Period:
    """The period that `moment` falls in."""
    instant = require_utc(moment)
    index = index_of_day(anchor, cycle, instant.astimezone(zone).date())
    # Clocks set back over midnight return to the old date for a while; the day that has begun goes on.
    while nth_period(anchor, cycle, zone, index).end <= instant:
        index += 1
    return nth_period(anchor, cycle, zone, index)
