"""Snapshots as rows. The key of the hour decides who takes it: a second attempt changes nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete

from trunkline.domains.usage.model.snapshots import UsageSnapshot
from trunkline.domains.usage.store.tables import usage_snapshot, usage_snapshot_hour
from trunkline.infra.db import insert_ignore
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency

_NAMES = tuple(field.name for field in fields(UsageSnapshot))


async def note_hour(scope: Scope, taken_at: datetime) -> bool:
    """Claim the hour for the company; False when its snapshots are there already."""
    row = {"company_id": scope.company, "taken_at": taken_at}
    return (await scope.tx.execute(insert_ignore(usage_snapshot_hour, scope.dialect).values(**row))).rowcount == 1


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
