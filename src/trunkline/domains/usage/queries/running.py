"""How far usage is in the periods that run, as its price measures it: sums per price and period are read, never the events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, and_, exists, func, select, true

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import AggregationKind, Price
from trunkline.domains.marketplace.rules import period_currency, subscription_period
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage.model import UsageTotal
from trunkline.domains.usage.model.running import RunningTotal
from trunkline.domains.usage.queries.groups import with_groups
from trunkline.domains.usage.queries.totals import MEASURED
from trunkline.domains.usage.rules.levels import unpaused
from trunkline.domains.usage.store import usage_alert, usage_level, usage_level_day, usage_measure, usage_total
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import PriceId, SubscriptionId
from trunkline.kernel.period import zone_of

_KEYS = ("subscription_id", "price_id", "period_start")
_COUNTS = (
    *("events", "calls", "quantity_e6", "billable_seconds", "billed_seconds", "amount_e4"),
    *("version", "booked_version"),
)


class _LevelKey(NamedTuple):
    subscription_id: SubscriptionId
    meter: str


async def running_totals(scope: Scope, since: datetime | None = None, *, watched: bool = False) -> list[RunningTotal]:
    """What the periods that run hold, or ran at any time after `since`; `watched`: of meters that some alert watches.

    By period, subscription and price. What nobody has used is not there.
    """
    kept = await _totals(scope, since or scope.now, watched=watched)
    prices = await _prices(scope, {total.price_id for total, _ in kept})
    levels = await _levels(scope, watched=watched)
    newest = _newest([total for total, _ in kept], prices)
    found = [
        RunningTotal(
            total, prices[total.price_id], levels.get(_key(total)) if newest[_key(total)] is total else None, rank
        )
        for total, rank in kept
    ]
    resting = levels.keys() - {_key(total) for total, _ in kept if total.period_end > scope.now}
    return found + [one for key in sorted(resting) if (one := await _resting(scope, key, levels[key])) is not None]


async def _totals(scope: Scope, since: datetime, *, watched: bool) -> list[tuple[UsageTotal, str]]:
    total, measures = usage_total.c, usage_measure.c
    joined = usage_total.outerjoin(usage_measure, and_(*(measures[name] == total[name] for name in _KEYS)))
    chosen = (
        select(usage_total, *MEASURED, measures.latest_rank)
        .select_from(joined)
        .where(scope.of_company(usage_total), _is_watched(usage_total) if watched else true())
        .where(total.period_start <= scope.now, total.period_end > since)
        .order_by(total.period_start, total.subscription_id, total.price_id)
    )
    rows = (await scope.tx.execute(chosen)).all()
    found = await with_groups(scope, rows)
    return [(total, row.latest_rank or "") for total, row in zip(found, rows, strict=True)]


async def _prices(scope: Scope, ids: Iterable[PriceId]) -> dict[PriceId, Price]:
    return {price_id: await marketplace.price(scope, price_id) for price_id in sorted(ids)}


async def _levels(scope: Scope, *, watched: bool) -> dict[_LevelKey, int]:
    """The levels as they stand now: the sum of all their changes."""
    found: dict[_LevelKey, int] = defaultdict(int)
    for table, since in ((usage_level_day, usage_level_day.c.since), (usage_level, usage_level.c.period_start)):
        level = table.c
        chosen = (
            select(level.subscription_id, level.meter, func.sum(level.change_e6).label("level_e6"))
            .where(scope.of_company(table), _is_watched(table) if watched else true(), since <= scope.now)
            .group_by(level.subscription_id, level.meter)
        )
        for row in await scope.tx.execute(chosen):
            found[_LevelKey(row.subscription_id, row.meter)] += int(row.level_e6)
    return found


async def has_levels(scope: Scope) -> bool:
    """Whether any price has rated a level of the company."""
    for table in (usage_level_day, usage_level):
        chosen = select(table.c.meter).where(scope.of_company(table)).limit(1)
        if (await scope.tx.execute(chosen)).first() is not None:
            return True
    return False


async def next_level_change(scope: Scope) -> datetime | None:
    """When the next change of a level takes effect that is known already."""
    found: list[datetime] = []
    for table, since in ((usage_level_day, usage_level_day.c.since), (usage_level, usage_level.c.period_start)):
        chosen = select(func.min(since)).where(scope.of_company(table), since > scope.now)
        if (moment := (await scope.tx.execute(chosen)).scalar()) is not None:
            found.append(moment)
    return min(found, default=None)


def _newest(totals: Iterable[UsageTotal], prices: dict[PriceId, Price]) -> dict[_LevelKey, UsageTotal]:
    """Of each subscription and meter the total of the price that came into force last."""
    found: dict[_LevelKey, UsageTotal] = {}
    for total in sorted(totals, key=lambda one: (one.period_start, prices[one.price_id].effective_from)):
        found[_key(total)] = total
    return found


async def _resting(scope: Scope, key: _LevelKey, level_e6: int) -> RunningTotal | None:
    """A level that nothing has changed in the period that runs; None below zero, and where nobody pays for it: not any more, or
    for no moment of the period, since all of it is paused."""
    subscription = await marketplace.subscription(scope, key.subscription_id)
    phase = subscription.phase_at(scope.now) if level_e6 > 0 and subscription.covers(scope.now) else None
    if phase is None:
        return None
    plan = await marketplace.plan(scope, phase.plan_id)
    zone = zone_of((await tenants.company(scope, subscription.company_id)).zone)
    currency = period_currency(subscription, plan.cycle, zone, scope.now)
    price = plan.price_of_meter(key.meter, currency, scope.now)
    if price is None or price.aggregation is None or price.aggregation.kind is not AggregationKind.weighted_sum:
        return None
    period = subscription_period(subscription, plan.cycle, zone, scope.now)
    if not unpaused(subscription.phases, period):
        return None
    zeros: dict[str, Any] = dict.fromkeys(_COUNTS, 0)
    nothing = UsageTotal(
        company_id=subscription.company_id,
        subscription_id=subscription.id,
        price_id=price.id,
        module_id=plan.module_id,
        meter=key.meter,
        period_start=period.start,
        period_end=period.end,
        changed_at=scope.now,
        **zeros,
    )
    return RunningTotal(nothing, price, level_e6)


def _is_watched(table: Table) -> ColumnElement[bool]:
    alert = usage_alert.c
    return exists().where(alert.company_id == table.c.company_id, alert.meter == table.c.meter)


def _key(total: UsageTotal) -> _LevelKey:
    return _LevelKey(total.subscription_id, total.meter)
