"""Adding up for an overview: per currency, per day, never across currencies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from trunkline.domains.operations.model import CallsOfDay, RevenueOfDay
from trunkline.domains.usage.model import DailyUsage
from trunkline.kernel.money import Currency, Money, round_half_up

_MINUTE_DIGITS = 1


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


def minutes(seconds: int) -> Decimal:
    """Seconds as minutes for reading, at one decimal."""
    return round_half_up(Decimal(seconds) / 60, _MINUTE_DIGITS)


def _calls(day: date, usage: DailyUsage | None) -> CallsOfDay:
    return CallsOfDay(day, usage.calls, usage.answered) if usage else CallsOfDay(day, 0, 0)
