"""When the room's schedules next have something to do for a company."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from trunkline.domains.usage.model.snapshots import HOURLY_KEPT
from trunkline.domains.usage.queries.alerts import alert_readings
from trunkline.domains.usage.rules.alerting import reached
from trunkline.domains.usage.store import usage_total
from trunkline.infra.scope import Scope

AFTER_USAGE = timedelta(days=2)


async def alerts_to_tell(scope: Scope, _until: datetime) -> Sequence[datetime]:
    """At once when a threshold was reached and nobody was told; readings change only where something else happens."""
    return [scope.now] if any(reached(reading) for reading in await alert_readings(scope)) else []


async def hours_to_note(scope: Scope, until: datetime) -> Sequence[datetime]:
    """Of a company that uses something: every full hour that will be kept as such, before that the last hour of each day (UTC).

    And every hour for two days after usage came, because a spike is told of in its hour.
    """
    changed_at = await _last_change(scope)
    if changed_at is None:
        return []
    soon = until - scope.now <= HOURLY_KEPT or scope.now - changed_at <= AFTER_USAGE
    last_of_day = scope.now.astimezone(UTC).replace(hour=23, minute=0, second=0, microsecond=0)
    if soon or scope.now < last_of_day:
        return [scope.now if soon else last_of_day]
    return [last_of_day + timedelta(days=1)]


async def hours_to_forget(scope: Scope, _until: datetime) -> Sequence[datetime]:
    """Every day, of a company that uses something."""
    return [] if await _last_change(scope) is None else [scope.now]


async def _last_change(scope: Scope) -> datetime | None:
    changed = select(func.max(usage_total.c.changed_at)).where(scope.of_company(usage_total))
    found: datetime | None = (await scope.tx.execute(changed)).scalar()
    return found
