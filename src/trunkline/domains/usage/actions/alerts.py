"""Setting and removing alerts, and telling what they have to tell."""

from __future__ import annotations

from trunkline.domains.usage.events import UsageAlertRemoved, UsageAlertSet, UsageSpiked, UsageThresholdCrossed
from trunkline.domains.usage.model.alerts import AlertReading, NewAlert, SpikeReading, UsageAlert
from trunkline.domains.usage.queries.alerts import alert_readings
from trunkline.domains.usage.queries.spikes import spike_readings
from trunkline.domains.usage.rules.alerting import check_alert, reached, threshold_words
from trunkline.domains.usage.store import alerts as rows
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import UsageAlertId


async def set_alert(scope: Scope, new: NewAlert) -> UsageAlert:
    """Watch a meter from now on. Raises `Invalid` with the fields.

    A threshold that is reached already is told within the minute; a spike after the first full hour for which enough is known.
    """
    check_alert(new)
    made = UsageAlert(
        id=scope.new_id(UsageAlertId),
        company_id=scope.company,
        name=new.name,
        meter=new.meter,
        measure=new.measure,
        limit=new.limit,
        thresholds=new.thresholds,
        percent_of=new.percent_of,
        spike=new.spike,
        created_at=scope.now,
    )
    await rows.insert_alert(scope, made)
    scope.announce(UsageAlertSet(company_id=made.company_id, subject=made.id, name=made.name, meter=made.meter))
    return made


async def remove_alert(scope: Scope, alert_id: UsageAlertId) -> None:
    """Raises `NotFound`."""
    if not await rows.delete_alert(scope, alert_id):
        raise NotFound(f"There is no usage alert {alert_id}.")
    scope.announce(UsageAlertRemoved(company_id=scope.company, subject=alert_id))


async def check_alerts(begin: Begin) -> int:
    """Tell of every threshold that was reached since the last look, once per period; how many. A transaction per company's reading."""
    async with begin(None, write=False) as scope:
        due = [reading for reading in await alert_readings(scope) if reached(reading)]
    told = 0
    for reading in due:
        async with begin(reading.alert.company_id) as scope:
            told += await _tell(scope, reading)
    return told


async def tell_spikes(scope: Scope) -> int:
    """Tell of the company's last complete hour where it was a spike, once per alert; how many. Its snapshots are taken before."""
    told = 0
    for reading in await spike_readings(scope):
        if await rows.note_spike(scope, reading):
            scope.announce(_spiked(reading))
            told += 1
    return told


async def _tell(scope: Scope, reading: AlertReading) -> int:
    told = 0
    for position in reached(reading):
        if await rows.note_crossing(scope, reading, position):
            scope.announce(_crossed(reading, position))
            told += 1
    return told


def _crossed(reading: AlertReading, position: int) -> UsageThresholdCrossed:
    alert, bound = reading.alert, reading.bound(position)
    assert bound is not None, "what was reached has a bound"
    return UsageThresholdCrossed(
        company_id=alert.company_id,
        subject=alert.id,
        name=alert.name,
        meter=alert.meter,
        measure=alert.measure,
        threshold=threshold_words(reading, alert.thresholds[position]),
        bound=bound,
        value=reading.value,
        period_start=reading.period_start,
    )


def _spiked(reading: SpikeReading) -> UsageSpiked:
    alert = reading.alert
    return UsageSpiked(
        company_id=alert.company_id,
        subject=alert.id,
        name=alert.name,
        meter=alert.meter,
        measure=alert.measure,
        hour=reading.hour,
        observed=reading.observed,
        baseline=reading.baseline,
        multiple=reading.multiple,
        days=reading.days,
    )
