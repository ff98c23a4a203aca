"""The level of a meter in a period, from sums: however many events there were, it is a row per price and period that is read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from trunkline.domains.usage.model.levels import MOMENT_BITS, Level, LevelChange
from trunkline.domains.usage.store import usage_level
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import PriceId, SubscriptionId


async def levels_for_period(scope: Scope, subscription_id: SubscriptionId, period_start: datetime) -> dict[str, Level]:
    """By meter, of a subscription's period that starts at `period_start`; a meter without any event until its end is not there."""
    columns = usage_level.c
    chosen = select(usage_level).where(
        scope.of_company(usage_level), columns.subscription_id == subscription_id, columns.period_start <= period_start
    )
    carried: dict[str, int] = {}
    changes: dict[str, dict[PriceId, LevelChange]] = {}
    for row in await scope.tx.execute(chosen):
        carried.setdefault(row.meter, 0)
        if row.period_start < period_start:
            carried[row.meter] += row.change_e6
        else:
            moment = (row.moment_high << MOMENT_BITS) + row.moment_low
            changes.setdefault(row.meter, {})[row.price_id] = LevelChange(row.events, row.change_e6, moment)
    return {meter: Level(before, changes.get(meter, {})) for meter, before in carried.items()}
