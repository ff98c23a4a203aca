"""When the room's schedules next have something to do for a company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage.model.alerts import AlertKind
from trunkline.domains.usage.model.snapshots import (
    HOURLY_KEPT,
    HOURS_FORGOTTEN_MAX,
    HOURS_READ_MAX,
    LAST_HOUR,
    full_hour,
)
from trunkline.domains.usage.queries.alerts import alert_readings, usage_alerts
from trunkline.domains.usage.queries.running import has_levels, next_level_change
from trunkline.domains.usage.queries.snapshots import hours_taken, last_change
from trunkline.domains.usage.rules.alerting import reached
from trunkline.infra.scope import Scope
from trunkline.kernel.period import local_midnight, zone_of

_DAY = timedelta(days=1)


async def alerts_to_tell(scope: Scope, _until: datetime) -> Sequence[datetime]:
    """At once when a threshold was reached and nobody was told; readings change only where something else happens."""
    return [scope.now] if any(reached(reading) for reading in await alert_readings(scope)) else []


async def hours_to_tell_of(scope: Scope, _until: datetime) -> Sequence[datetime]:
    """The hours after which a spike may have to be told, where somebody wants to hear of one: that in which usage came, and of a level
    those in which a change of it takes effect or a period may begin. All other hours are noted as the clock passes them.
    """
    changed_at = await last_change(scope)
    if changed_at is None or not await usage_alerts(scope, AlertKind.spike):
        return []
    soon = [scope.now] if changed_at >= full_hour(scope.now) else []
    return soon + (await _of_levels(scope) if await has_levels(scope) else [])


async def _of_levels(scope: Scope) -> list[datetime]:
    company = await tenants.company(scope, scope.company)
    tomorrow = local_midnight(company.local_day(scope.now) + _DAY, zone_of(company.zone))
    changes = await next_level_change(scope)
    return [tomorrow] if changes is None else [tomorrow, changes]


async def hours_to_forget(scope: Scope, until: datetime) -> Sequence[datetime]:
    """On the last day of the way, of a company that uses something; and before that whenever there is as much to forget as a run takes."""
    if await last_change(scope) is None:
        return []
    old = await hours_taken(scope, until - HOURLY_KEPT, HOURS_READ_MAX)
    gone = [taken_at for taken_at in old if taken_at.hour != LAST_HOUR]
    at_last = until - _DAY
    return [at_last if len(gone) < HOURS_FORGOTTEN_MAX else min(at_last, gone[HOURS_FORGOTTEN_MAX - 1] + HOURLY_KEPT)]
