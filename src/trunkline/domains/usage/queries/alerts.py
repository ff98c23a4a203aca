"""Alerts, and what they read: sums of the periods that run, and of the crossings only those of these periods."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from trunkline.domains.usage.model.alerts import AlertKind, AlertReading, UsageAlert
from trunkline.domains.usage.model.running import RunningTotal
from trunkline.domains.usage.queries.running import running_totals
from trunkline.domains.usage.rules.alerting import included_in, value_of
from trunkline.domains.usage.store.alerts import alert_of, usage_alert, usage_alert_crossing
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, UsageAlertId

ALERTS_AT_ONCE = 200


async def usage_alerts(scope: Scope, kind: AlertKind | None = None) -> list[UsageAlert]:
    """The company's alerts, the oldest first."""
    chosen = select(usage_alert).where(scope.of_company(usage_alert)).order_by(usage_alert.c.id)
    if kind is not None:
        chosen = chosen.where(usage_alert.c.kind == kind.value)
    return [alert_of(row) for row in await scope.tx.execute(chosen)]


async def companies_with_alerts(scope: Scope) -> list[CompanyId]:
    """Those that have set one."""
    having = select(usage_alert.c.company_id).distinct().where(scope.of_company(usage_alert))
    return list((await scope.tx.execute(having.order_by(usage_alert.c.company_id))).scalars())


async def alert_readings(scope: Scope) -> list[AlertReading]:
    """What every alert reads now, per period that runs. An alert whose meter nobody has used in its period has no reading.

    What its price makes of the meter is read, not what was told: see `Measure`.
    """
    alerts = await usage_alerts(scope)
    if not alerts:
        return []
    used = _by_meter(await running_totals(scope, watched=True))
    readings = [
        AlertReading(alert, start, value_of(alert.measure, found), included_in(found))
        for alert in alerts
        for start, found in sorted(used.get((alert.company_id, alert.meter), {}).items())
    ]
    crossed = await _crossed(scope, readings)
    return [replace(one, crossed=frozenset(crossed[one.alert.id, one.period_start])) for one in readings]


def _by_meter(found: Sequence[RunningTotal]) -> dict[tuple[CompanyId, str], dict[datetime, list[RunningTotal]]]:
    by_meter: dict[tuple[CompanyId, str], dict[datetime, list[RunningTotal]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        by_meter[one.total.company_id, one.total.meter][one.total.period_start].append(one)
    return by_meter


async def _crossed(scope: Scope, readings: Sequence[AlertReading]) -> dict[tuple[UsageAlertId, datetime], set[int]]:
    """What was told of the periods that are read: the key of a crossing begins with both, so nothing older is touched."""
    table = usage_alert_crossing
    found: dict[tuple[UsageAlertId, datetime], set[int]] = defaultdict(set)
    for first in range(0, len(readings), ALERTS_AT_ONCE):
        some = readings[first : first + ALERTS_AT_ONCE]
        chosen = select(table.c.alert_id, table.c.period_start, table.c.position).where(
            scope.of_company(table),
            table.c.alert_id.in_({one.alert.id for one in some}),
            table.c.period_start.in_({one.period_start for one in some}),
        )
        for row in await scope.tx.execute(chosen):
            found[row.alert_id, row.period_start].add(row.position)
    return found
