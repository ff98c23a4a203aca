"""What spike alerts read: snapshots of the last complete hour and of the same hour before."""

from __future__ import annotations

from trunkline.domains.usage.model.alerts import AlertKind, SpikeReading
from trunkline.domains.usage.model.snapshots import full_hour
from trunkline.domains.usage.queries.alerts import usage_alerts
from trunkline.domains.usage.queries.snapshots import snapshots_at
from trunkline.domains.usage.rules.spiking import hours_needed, spike
from trunkline.infra.scope import Scope


async def spike_readings(scope: Scope) -> list[SpikeReading]:
    """The company's spike alerts for which the last complete hour was a spike."""
    until, found = full_hour(scope.now), []
    for alert in await usage_alerts(scope, AlertKind.spike):
        hours = await snapshots_at(scope, alert.meter, hours_needed(alert, until))
        if (reading := spike(alert, hours, until)) is not None:
            found.append(reading)
    return found
