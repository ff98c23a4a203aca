"""Snapshots as rows. The key of the hour decides who takes it: a second attempt changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Column, Row, Table, delete

from trunkline.domains.usage.model.events import NAME_MAX
from trunkline.domains.usage.model.snapshots import UsageSnapshot
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, PriceId, SubscriptionId
from trunkline.kernel.money import Currency

usage_snapshot_hour = Table(
    # The hours of which snapshots were taken: an hour that is here and has no row of a total had no usage of it, and others are unknown.
    "usage_snapshot_hour",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    at_column("taken_at", primary_key=True),
)

usage_snapshot = Table(
    # What a total had come to at a full hour (model/snapshots).
    "usage_snapshot",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    at_column("taken_at", primary_key=True),
    id_column("subscription_id", SubscriptionId, primary_key=True),
    id_column("price_id", PriceId, primary_key=True),
    at_column("period_start", primary_key=True),
    key_column("meter", NAME_MAX),
    Column("events", BigInteger, nullable=False),
    Column("calls", BigInteger, nullable=False),
    Column("quantity_e6", BigInteger, nullable=False),
    Column("billed_seconds", BigInteger, nullable=False),
    Column("amount_e4", BigInteger, nullable=False),
    key_column("currency", 3),
)

_NAMES = tuple(field.name for field in fields(UsageSnapshot))


async def note_hour(scope: Scope, taken_at: datetime) -> bool:
    """Claim the hour for the company; False when its snapshots are there already."""
    row = {"company_id": scope.company, "taken_at": taken_at}
    return (await scope.tx.execute(insert_ignore(usage_snapshot_hour, scope.dialect).values(**row))).rowcount == 1


async def insert_hours(scope: Scope, hours: Iterable[datetime]) -> None:
    """Claim hours of which the company has no snapshots, where nobody else can take any."""
    rows = [{"company_id": scope.company, "taken_at": taken_at} for taken_at in hours]
    await scope.tx.execute(usage_snapshot_hour.insert(), rows)


async def insert_snapshots(scope: Scope, snapshots: Iterable[UsageSnapshot]) -> None:
    """Only for an hour that this transaction has claimed."""
    rows = [
        {name: getattr(one, name) for name in _NAMES} | {"currency": one.currency.code}
        for one in sorted(snapshots, key=lambda one: one.total)
    ]
    if rows:
        await scope.tx.execute(usage_snapshot.insert(), rows)


async def delete_hours(scope: Scope, hours: Collection[datetime]) -> None:
    """Forget the company's snapshots of these hours."""
    for table in (usage_snapshot, usage_snapshot_hour):
        gone = table.c.taken_at.in_(sorted(hours))
        await scope.tx.execute(delete(table).where(table.c.company_id == scope.company, gone))


def snapshot_of(row: Row[Any]) -> UsageSnapshot:
    values = {name: getattr(row, name) for name in _NAMES}
    return UsageSnapshot(**values | {"currency": Currency.of(row.currency)})
