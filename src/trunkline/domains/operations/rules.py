"""Adding up for an overview: per currency, per day, never across currencies; and where a test clock is to go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from trunkline.domains.operations.model import CallsOfDay, RevenueOfDay
from trunkline.domains.usage.model import DailyUsage
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import Currency, Money, round_half_up
from trunkline.kernel.period import add_months

_MINUTE_DIGITS = 1
ADVANCE_MAX = timedelta(days=731)
# Beyond any advance; larger numbers mean no other answer.
MONTHS_MAX, DAYS_MAX, HOURS_MAX = 1_200, 36_500, 1_000_000
MINUTES_MAX = 60 * HOURS_MAX
_DURATION = re.compile(
    r"P(?=.)(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<weeks>\d{1,9})W)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?=.)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?)?"
)


def by_currency(amounts: Iterable[Money]) -> tuple[Money, ...]:
    """The sums, one per currency, in the order of their codes."""
    sums: dict[Currency, Money] = {}
    for amount in amounts:
        sums[amount.currency] = sums.get(amount.currency, Money.zero(amount.currency)) + amount
    return tuple(sums[currency] for currency in sorted(sums, key=str))


def days_of(first: date, last: date) -> list[date]:
    """Every day from `first` to `last`, both included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def revenue_by_day(issued: Iterable[tuple[date, Money]], days: Iterable[date]) -> tuple[RevenueOfDay, ...]:
    """What was invoiced on each day; a day without invoices has none, which is not an amount of zero in some currency."""
    found: dict[date, list[Money]] = {day: [] for day in days}
    for day, amount in issued:
        if day in found:
            found[day].append(amount)
    return tuple(RevenueOfDay(day, by_currency(amounts)) for day, amounts in found.items())


def calls_by_day(usage: Mapping[date, DailyUsage], days: Iterable[date]) -> tuple[CallsOfDay, ...]:
    return tuple(_calls(day, usage.get(day)) for day in days)


def clock_target(now: datetime, to: datetime | None, by: str | None, zone: ZoneInfo) -> datetime:
    """Where a clock that stands at `now` is to go. Raises `Invalid` for what is not ahead of it, or more than two years."""
    target = to.astimezone(UTC).replace(microsecond=0) if to is not None else _later(now, by or "", zone)
    pointer = "/to" if to is not None else "/by"
    detail = None
    if target <= now:
        detail = f"The clock stands at {now:%Y-%m-%dT%H:%M:%SZ}; it moves forward only."
    elif target > now + ADVANCE_MAX:
        detail = f"A clock moves {ADVANCE_MAX.days} days at most at once; take {now + ADVANCE_MAX:%Y-%m-%d} first."
    if detail is not None:
        raise Invalid(detail, fields=[FieldProblem(pointer, detail)])
    return target


def _later(now: datetime, by: str, zone: ZoneInfo) -> datetime:
    """Months and days are counted in the local calendar, at the same time of day."""
    found = _DURATION.fullmatch(by)
    parts = {name: int(value) for name, value in found.groupdict().items() if value} if found else {}
    if not parts:
        detail = f"{by[:40]!r} is no duration such as P1M, P10D, P1Y or PT6H."
        raise Invalid(detail, fields=[FieldProblem("/by", detail)])
    local = now.astimezone(zone)
    months = min(parts.get("years", 0) * 12 + parts.get("months", 0), MONTHS_MAX)
    days = min(parts.get("weeks", 0) * 7 + parts.get("days", 0), DAYS_MAX)
    day = add_months(local.date(), months) + timedelta(days=days)
    there = datetime.combine(day, local.time(), tzinfo=zone).astimezone(UTC)
    return there + timedelta(
        hours=min(parts.get("hours", 0), HOURS_MAX), minutes=min(parts.get("minutes", 0), MINUTES_MAX)
    )


def minutes(seconds: int) -> Decimal:
    """Seconds as minutes for reading, at one decimal."""
    return round_half_up(Decimal(seconds) / 60, _MINUTE_DIGITS)


def _calls(day: date, usage: DailyUsage | None) -> CallsOfDay:
    return CallsOfDay(day, usage.calls, usage.answered) if usage else CallsOfDay(day, 0, 0)
