"""Alerts, and what they read: one grouped statement over the totals of the periods that run, however many alerts there are."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal

from sqlalchemy import and_, func, select

from trunkline.domains.usage.model.alerts import AlertReading, Measure, UsageAlert
from trunkline.domains.usage.store import usage_total
from trunkline.domains.usage.store.alerts import alert_of, usage_alert, usage_alert_crossing
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import UsageAlertId
from trunkline.kernel.quantity import from_e6

_COLUMN = {
    Measure.quantity: "quantity_e6",
    Measure.events: "events",
    Measure.calls: "calls",
    Measure.billed_seconds: "billed_seconds",
}


async def usage_alerts(scope: Scope) -> list[UsageAlert]:
    """The company's alerts, the oldest first."""
    chosen = select(usage_alert).where(scope.of_company(usage_alert)).order_by(usage_alert.c.id)
    return [alert_of(row) for row in await scope.tx.execute(chosen)]


async def alert_readings(scope: Scope) -> list[AlertReading]:
    """What every alert reads now, per period that runs. An alert whose meter nobody has used in its period has no reading."""
    alerts = {alert.id: alert for alert in await usage_alerts(scope)}
    if not alerts:
        return []
    crossed = await _crossed(scope)
    total = usage_total.c
    running = and_(total.period_start <= scope.now, total.period_end > scope.now)
    watched = usage_alert.join(
        usage_total, and_(total.company_id == usage_alert.c.company_id, total.meter == usage_alert.c.meter)
    )
    sums = [func.sum(total[name]).label(name) for name in _COLUMN.values()]
    chosen = (
        select(usage_alert.c.id, total.period_start, *sums)
        .select_from(watched)
        .where(running, scope.of_company(usage_alert))
        .group_by(usage_alert.c.id, total.period_start)
        .order_by(usage_alert.c.id, total.period_start)
    )
    return [
        AlertReading(
            alerts[row.id],
            row.period_start,
            _value(alerts[row.id].measure, row._mapping[_COLUMN[alerts[row.id].measure]]),
            frozenset(crossed[row.id, row.period_start]),
        )
        for row in await scope.tx.execute(chosen)
        if row.id in alerts
    ]


async def _crossed(scope: Scope) -> dict[tuple[UsageAlertId, datetime], set[int]]:
    """What was told of the last year: periods are no longer than that."""
    table = usage_alert_crossing
    found: dict[tuple[UsageAlertId, datetime], set[int]] = defaultdict(set)
    for row in await scope.tx.execute(select(table).where(scope.of_company(table))):
        found[row.alert_id, row.period_start].add(row.position)
    return found


def _value(measure: Measure, summed: int) -> Decimal:
    return from_e6(int(summed)) if measure is Measure.quantity else Decimal(int(summed))
