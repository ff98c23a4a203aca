"""Figures per local day, for people: charts and overviews read these and never the raw rows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from sqlalchemy import func, select

from trunkline.domains.usage.model import DailyUsage, Sums
from trunkline.domains.usage.store import usage_daily
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import ModuleId

_columns = usage_daily.c
_SUMS = ("events", "calls", "answered", "quantity_e6", "billable_seconds", "amount_e4")


async def daily_usage(
    scope: Scope, first_day: date, last_day: date, module_id: ModuleId | None = None
) -> list[DailyUsage]:
    """The days [first_day, last_day] on which there was usage, oldest first; of all companies for the operator."""
    chosen = select(_columns.day, _columns.currency, *(func.sum(_columns[name]).label(name) for name in _SUMS)).where(
        scope.of_company(usage_daily), _columns.day >= first_day, _columns.day <= last_day
    )
    if module_id is not None:
        chosen = chosen.where(_columns.module_id == module_id)
    days: dict[date, tuple[Sums, dict[str, int]]] = defaultdict(lambda: (Sums(), {}))
    for row in await scope.tx.execute(chosen.group_by(_columns.day, _columns.currency)):
        sums, amounts = days[row.day]
        for name in _SUMS:
            setattr(sums, name, getattr(sums, name) + int(getattr(row, name)))
        if row.currency:
            amounts[row.currency] = int(row.amount_e4)
    return [_day(day, *days[day]) for day in sorted(days)]


async def unsubscribed_usage(scope: Scope, first_day: date, last_day: date) -> dict[str, Sums]:
    """Usage of meters that nobody had subscribed to, by meter: kept and countable, though it costs nothing."""
    chosen = select(_columns.meter, *(func.sum(_columns[name]).label(name) for name in _SUMS)).where(
        scope.of_company(usage_daily),
        _columns.module_id == "",
        _columns.day >= first_day,
        _columns.day <= last_day,
    )
    rows = await scope.tx.execute(chosen.group_by(_columns.meter).order_by(_columns.meter))
    return {row.meter: Sums(**{name: int(getattr(row, name)) for name in _SUMS}) for row in rows}


def _day(day: date, sums: Sums, amounts_e4: dict[str, int]) -> DailyUsage:
    return DailyUsage(
        day=day,
        events=sums.events,
        calls=sums.calls,
        answered=sums.answered,
        quantity_e6=sums.quantity_e6,
        billable_seconds=sums.billable_seconds,
        amounts_e4=amounts_e4,
    )
