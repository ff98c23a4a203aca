"""The level of a meter in a period, from sums: however many events there were, it is a row per price and day that is read."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import func, select

from trunkline.domains.usage.model.levels import MOMENT_BITS, Level, LevelChange
from trunkline.domains.usage.store import usage_level, usage_level_day
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import SubscriptionId


async def levels_for_period(
    scope: Scope, subscription_id: SubscriptionId, start: datetime, end: datetime
) -> dict[str, Level]:
    """By meter, of a subscription's period [start, end); a meter without any event until its end is not there."""
    carried: dict[str, int] = defaultdict(int)
    changes: dict[str, list[LevelChange]] = defaultdict(list)
    await _read_days(scope, subscription_id, start, end, carried, changes)
    await _read_periods(scope, subscription_id, start, carried, changes)
    return {meter: Level(carried[meter], changes[meter]) for meter in sorted({*carried, *changes})}


async def _read_days(
    scope: Scope,
    subscription_id: SubscriptionId,
    start: datetime,
    end: datetime,
    carried: dict[str, int],
    changes: dict[str, list[LevelChange]],
) -> None:
    columns = usage_level_day.c
    own = (scope.of_company(usage_level_day), columns.subscription_id == subscription_id)
    summed = select(columns.meter, func.sum(columns.change_e6)).where(*own, columns.since < start)
    for meter, change_e6 in await scope.tx.execute(summed.group_by(columns.meter)):
        carried[meter] += int(change_e6)
    within = select(usage_level_day).where(*own, columns.since >= start, columns.since < end)
    for row in await scope.tx.execute(within.order_by(columns.since, columns.price_id)):
        moment = (row.moment_high << MOMENT_BITS) + row.moment_low
        changes[row.meter].append(LevelChange(row.price_id, row.since, row.events, row.change_e6, moment))


async def _read_periods(
    scope: Scope,
    subscription_id: SubscriptionId,
    start: datetime,
    carried: dict[str, int],
    changes: dict[str, list[LevelChange]],
) -> None:
    """What was counted before days were kept apart."""
    columns = usage_level.c
    chosen = select(usage_level).where(
        scope.of_company(usage_level), columns.subscription_id == subscription_id, columns.period_start <= start
    )
    for row in await scope.tx.execute(chosen.order_by(columns.price_id)):
        if row.period_start < start:
            carried[row.meter] += row.change_e6
        else:
            moment = (row.moment_high << MOMENT_BITS) + row.moment_low
            one = LevelChange(row.price_id, start, row.events, row.change_e6, moment, whole_period=True)
            changes[row.meter].append(one)
