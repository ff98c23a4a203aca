"""Totals per subscription, price and period, and the same figures counted anew from the raw rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select

from trunkline.domains.usage.model import Meter, Sums, TotalKey, UsageForm, UsageTotal
from trunkline.domains.usage.queries.groups import IS_GROUPED, with_groups
from trunkline.domains.usage.store import (
    call_record,
    meter,
    standing_beside,
    usage_correction,
    usage_event,
    usage_measure,
    usage_total,
)
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, PriceId, SubscriptionId

_columns = usage_total.c
# What stands beside a total, as `UsageTotal` calls it.
MEASURED = (
    usage_measure.c.events.label("measured_events"),
    usage_measure.c.value_e6.label("measured_e6"),
    *(usage_measure.c.at_minimum, usage_measure.c.at_maximum, usage_measure.c.between_e6),
    IS_GROUPED,
)


async def totals_for_period(scope: Scope, subscription_id: SubscriptionId, period_start: datetime) -> list[UsageTotal]:
    """What was used in the period of a subscription that starts at `period_start`, by price."""
    return await _totals(scope, _columns.subscription_id == subscription_id, _columns.period_start == period_start)


async def unbooked_totals(scope: Scope, company_id: CompanyId, through: datetime) -> list[UsageTotal]:
    """Totals of periods that ended by `through` and hold usage that billing has not booked, oldest period first."""
    return await _totals(
        scope,
        _columns.company_id == company_id,
        _columns.period_end <= through,
        _columns.version > _columns.booked_version,
    )


async def totals_at(scope: Scope, moment: datetime) -> list[UsageTotal]:
    """Totals of the periods that `moment` lies in."""
    return await _totals(scope, _columns.period_start <= moment, _columns.period_end > moment)


async def meters(scope: Scope) -> list[Meter]:
    """The names under which usage has arrived, by name."""
    chosen = select(meter).where(scope.of_company(meter)).order_by(meter.c.name, meter.c.company_id)
    return [
        Meter(row.id, row.company_id, row.name, row.first_seen_at) for row in (await scope.tx.execute(chosen)).all()
    ]


async def companies_rated_under(scope: Scope, price_ids: Collection[PriceId], since: datetime) -> list[CompanyId]:
    """The companies that have usage under one of these prices, in a period that was not over at `since`."""
    rated = select(_columns.company_id).distinct().where(scope.of_company(usage_total), *_rated(price_ids, since))
    return list((await scope.tx.execute(rated.order_by(_columns.company_id))).scalars())


async def events_rated_under(scope: Scope, price_ids: Collection[PriceId], since: datetime) -> int:
    """How many events and calls count under one of these prices, in periods that were not over at `since`."""
    counted = select(func.sum(_columns.events)).where(scope.of_company(usage_total), *_rated(price_ids, since))
    return int((await scope.tx.execute(counted)).scalar_one() or 0)


async def totals_rated_under(scope: Scope, price_ids: Collection[PriceId], since: datetime) -> list[TotalKey]:
    """The totals under one of these prices, of periods that were not over at `since`; also those that have nothing any more."""
    keys = (_columns.subscription_id, _columns.price_id, _columns.period_start)
    under = (_columns.price_id.in_(sorted(price_ids)), _columns.period_end > since)
    rows = await scope.tx.execute(select(*keys).where(scope.of_company(usage_total), *under))
    return [TotalKey(*row) for row in rows]


async def totals_ahead(scope: Scope, moment: datetime) -> list[TotalKey]:
    """The totals of periods that had not begun at `moment`: what was told ahead of it, and since."""
    keys = (_columns.subscription_id, _columns.price_id, _columns.period_start)
    ahead = (_columns.period_start > moment, _columns.events > 0)
    rows = await scope.tx.execute(select(*keys).where(scope.of_company(usage_total), *ahead))
    return [TotalKey(*row) for row in rows]


def _rated(price_ids: Collection[PriceId], since: datetime) -> tuple[ColumnElement[bool], ...]:
    return _columns.price_id.in_(sorted(price_ids)), _columns.period_end > since, _columns.events > 0


async def recount_totals(scope: Scope) -> dict[TotalKey, Sums]:
    """What the totals would be if they were added up from the raw rows and their corrections now.

    Reads every row: for checks, not for screens. Totals that nothing counts in any more are not there.
    """
    found: dict[TotalKey, Sums] = defaultdict(Sums)
    for chosen in (_recount(scope, UsageForm.events), _recount(scope, UsageForm.calls), _recount_corrected(scope)):
        for row in await scope.tx.execute(chosen):
            sums = found[TotalKey(row.subscription_id, row.price_id, row.period_start)]
            for name in Sums.__slots__:
                setattr(sums, name, getattr(sums, name) + int(getattr(row, name)))
    return dict(found)


def _recount(scope: Scope, form: UsageForm) -> Any:
    """What counts as it was told."""
    is_call = form is UsageForm.calls
    table = call_record if is_call else usage_event
    raw = table.c
    answered = case((raw.disposition == "answered", 1), else_=0) if is_call else literal(0)
    keys = (raw.subscription_id, raw.price_id, raw.period_start)
    sums = ("quantity_e6", "billable_seconds", "billed_seconds", "amount_e4")
    return (
        select(
            *keys,
            func.count().label("events"),
            (func.count() if is_call else func.sum(raw.calls)).label("calls"),
            func.sum(answered).label("answered"),
            *(func.sum(raw[name]).label(name) for name in sums),
        )
        .select_from(table.outerjoin(usage_correction, standing_beside(form)))
        .where(scope.of_company(table), raw.subscription_id.is_not(None), usage_correction.c.sequence.is_(None))
        .group_by(*keys)
    )


def _recount_corrected(scope: Scope) -> Any:
    columns = usage_correction.c
    keys = (columns.subscription_id, columns.price_id, columns.period_start)
    sums = ("calls", "answered", "quantity_e6", "billable_seconds", "billed_seconds", "amount_e4")
    counts = (columns.stands == 1, columns.is_void == 0, columns.subscription_id.is_not(None))
    summed = select(*keys, func.count().label("events"), *(func.sum(columns[name]).label(name) for name in sums))
    return summed.where(scope.of_company(usage_correction), *counts).group_by(*keys)


async def _totals(scope: Scope, *conditions: ColumnElement[bool]) -> list[UsageTotal]:
    measures = usage_measure.c
    beside = [measures[name] == _columns[name] for name in ("subscription_id", "price_id", "period_start")]
    joined = select(usage_total, *MEASURED).select_from(usage_total.outerjoin(usage_measure, and_(*beside)))
    chosen = joined.where(scope.of_company(usage_total), *conditions)
    ordered = chosen.order_by(_columns.period_start, _columns.subscription_id, _columns.price_id)
    return await with_groups(scope, (await scope.tx.execute(ordered)).all())
