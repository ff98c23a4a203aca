"""Alerts and what they have told. The primary keys make a crossing be told once per period, and a spike once per hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Integer, Row, String, Table, delete, func, select

from trunkline.domains.usage.model.alerts import (
    AlertKind,
    AlertReading,
    Measure,
    PercentOf,
    Spike,
    SpikeReading,
    Threshold,
    UsageAlert,
)
from trunkline.domains.usage.model.events import NAME_MAX
from trunkline.infra.columns import DecimalText, JsonText, at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, UsageAlertId
from trunkline.kernel.money import decimal_of

usage_alert = Table(
    "usage_alert",
    metadata,
    id_column("id", UsageAlertId, primary_key=True),
    id_column("company_id", CompanyId),
    Column("name", String(80), nullable=False),
    key_column("meter", NAME_MAX),
    key_column("measure", 20),
    Column("limit_value", DecimalText()),
    Column("thresholds", JsonText(), nullable=False),
    at_column("created_at"),
    key_column("kind", 12, server_default=AlertKind.threshold.value),
    key_column("percent_of", 12, server_default=PercentOf.limit.value),
    # Of the kind spike: {"factor": "3", "minimum": "100", "days": 14}
    Column("spike", JsonText(), nullable=True),
    Index("ix_usage_alert_company_id", "company_id", "id"),
)

usage_alert_crossing = Table(
    "usage_alert_crossing",
    metadata,
    id_column("alert_id", UsageAlertId, ForeignKey("usage_alert.id"), primary_key=True),
    at_column("period_start", primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    id_column("company_id", CompanyId),
    Column("value_e6", BigInteger, nullable=False),
    at_column("crossed_at"),
    Index("ix_usage_alert_crossing_company_id", "company_id"),
)

usage_alert_spike = Table(
    "usage_alert_spike",
    metadata,
    id_column("alert_id", UsageAlertId, ForeignKey("usage_alert.id"), primary_key=True),
    at_column("hour", primary_key=True),
    id_column("company_id", CompanyId),
    Column("observed_e6", BigInteger, nullable=False),
    Column("baseline_e6", BigInteger, nullable=False),
    at_column("told_at"),
    Index("ix_usage_alert_spike_company_id", "company_id"),
)


async def insert_alert(scope: Scope, made: UsageAlert) -> None:
    row = {name: getattr(made, name) for name in ("id", "company_id", "name", "meter", "created_at")}
    told = [_threshold_to_json(threshold) for threshold in made.thresholds]
    words = {"measure": made.measure.value, "limit_value": made.limit, "thresholds": told}
    kinds = {"kind": made.kind.value, "percent_of": made.percent_of.value, "spike": _spike_to_json(made.spike)}
    await scope.tx.execute(usage_alert.insert(), [row | words | kinds])


async def count_alerts(scope: Scope) -> int:
    """How many the company has."""
    counted = select(func.count()).select_from(usage_alert).where(scope.of_company(usage_alert))
    return int((await scope.tx.execute(counted)).scalar_one())


async def delete_alert(scope: Scope, alert_id: UsageAlertId) -> bool:
    """False when the company has no such alert."""
    for told in (usage_alert_crossing, usage_alert_spike):
        await scope.tx.execute(delete(told).where(told.c.alert_id == alert_id, scope.of_company(told)))
    found = delete(usage_alert).where(usage_alert.c.id == alert_id, scope.of_company(usage_alert))
    return (await scope.tx.execute(found)).rowcount == 1


async def note_crossing(scope: Scope, reading: AlertReading, position: int) -> bool:
    """False when it was noted before: the database decides who tells of it."""
    row = {
        "alert_id": reading.alert.id,
        "period_start": reading.period_start,
        "position": position,
        "company_id": reading.alert.company_id,
        "value_e6": int(reading.value.scaleb(6)),
        "crossed_at": scope.now,
    }
    noted = insert_ignore(usage_alert_crossing, scope.dialect).values(**row)
    return (await scope.tx.execute(noted)).rowcount == 1


async def note_spike(scope: Scope, reading: SpikeReading) -> bool:
    """False when it was noted before."""
    row = {
        "alert_id": reading.alert.id,
        "hour": reading.hour,
        "company_id": reading.alert.company_id,
        "observed_e6": int(reading.observed.scaleb(6)),
        "baseline_e6": int(reading.baseline.scaleb(6)),
        "told_at": scope.now,
    }
    noted = insert_ignore(usage_alert_spike, scope.dialect).values(**row)
    return (await scope.tx.execute(noted)).rowcount == 1


def alert_of(row: Row[Any]) -> UsageAlert:
    return UsageAlert(
        id=row.id,
        company_id=row.company_id,
        name=row.name,
        meter=row.meter,
        measure=Measure(row.measure),
        limit=row.limit_value,
        thresholds=_thresholds(row.thresholds),
        percent_of=PercentOf(row.percent_of),
        spike=None if row.spike is None else _spike(row.spike),
        created_at=row.created_at,
    )


def _thresholds(told: Sequence[dict[str, str]]) -> tuple[Threshold, ...]:
    return tuple(Threshold(**{name: decimal_of(value, name=name) for name, value in one.items()}) for one in told)


def _threshold_to_json(threshold: Threshold) -> dict[str, str]:
    parts = {"value": threshold.value, "percent": threshold.percent}
    return {name: format(part, "f") for name, part in parts.items() if part is not None}


def _spike(told: dict[str, Any]) -> Spike:
    factor, minimum = (decimal_of(told[name], name=name) for name in ("factor", "minimum"))
    return Spike(factor, minimum, int(told["days"]))


def _spike_to_json(spike: Spike | None) -> dict[str, object] | None:
    if spike is None:
        return None
    return {"factor": format(spike.factor, "f"), "minimum": format(spike.minimum, "f"), "days": spike.days}
