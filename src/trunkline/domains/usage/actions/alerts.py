"""Setting and removing alerts, and telling what they have to tell."""

from __future__ import annotations

from dataclasses import replace

import structlog

from trunkline.domains.tenants import actions as companies
from trunkline.domains.usage.events import UsageAlertRemoved, UsageAlertSet, UsageSpiked, UsageThresholdCrossed
from trunkline.domains.usage.model.alerts import AlertReading, NewAlert, SpikeReading, UsageAlert
from trunkline.domains.usage.queries.alerts import alert_readings, companies_with_alerts
from trunkline.domains.usage.queries.spikes import spike_readings
from trunkline.domains.usage.rules.alerting import ALERTS_MAX, check_alert, reached, threshold_words
from trunkline.domains.usage.store import alerts as rows
from trunkline.infra.scope import Begin, Scope
from trunkline.infra.sweep import sweep
from trunkline.kernel.errors import Conflict, NotFound
from trunkline.kernel.ids import CompanyId, UsageAlertId

log = structlog.get_logger("trunkline.usage")


async def set_alert(scope: Scope, new: NewAlert) -> UsageAlert:
    """Watch a meter from now on. Raises `Invalid` with the fields, and `Conflict` where the company has `ALERTS_MAX` already.

    A threshold that is reached already is told within the minute; a spike after the first full hour for which enough is known.
    """
    check_alert(new)
    # The company is held, so that two who set the last one at once do not both find room for it.
    await companies.hold_company(scope)
    if await rows.count_alerts(scope) >= ALERTS_MAX:
        raise Conflict(
            f"The company has {ALERTS_MAX} usage alerts, and may have no more: remove one that is not needed."
        )
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
    """Tell of every threshold that was reached since the last look, once per period; how many. A transaction per company's reading.

    What of one company cannot be read or told is said in the log and keeps no other from it.
    """
    return await sweep(begin, _due, _tell)


async def _due(scope: Scope, limit: int) -> list[tuple[CompanyId, AlertReading]]:
    """All companies are read at once, which is cheap; only where that fails each by itself, to know which of them it is."""
    try:
        found = await alert_readings(scope)
    except Exception:
        log.exception("alerts_not_read")
        found = [one for company_id in await companies_with_alerts(scope) for one in await _of_one(scope, company_id)]
    return [(one.alert.company_id, one) for one in found if reached(one)][:limit]


async def _of_one(scope: Scope, company_id: CompanyId) -> list[AlertReading]:
    try:
        return await alert_readings(replace(scope, company_id=company_id))
    except Exception:
        log.exception("alerts_not_read", company=company_id)
        return []


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
