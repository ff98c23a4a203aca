"""Periods that are open and partly billed: usage of them stands on threshold invoices, rated as of the moment of each.

Minimums, true-ups, commitments and what is due without usage are left to the closing line, and so are levels (money policies 3 and 5).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.actions.rating import LAST, billables_of
from trunkline.domains.billing.model import BilledPeriod, PeriodKey
from trunkline.domains.billing.rules import Assessment, Billable, ServicePeriod, service_periods, usage_charges
from trunkline.domains.marketplace.model import AggregationKind, Timing
from trunkline.domains.tenants.model import Company
from trunkline.domains.usage import queries as usage
from trunkline.domains.usage.model import UsageTotal
from trunkline.infra.scope import Scope
from trunkline.kernel.period import zone_of

_MOMENT = timedelta(microseconds=1)


async def running_periods(scope: Scope, company: Company, catalogue: Catalogue) -> list[Assessment]:
    """The periods that run now and have usage that is not booked, rated as of now. What was billed ahead, in full, waits for its end."""
    fresh = await usage.unbooked_totals(scope, company.id, LAST)
    billed = await store.billed_periods(scope)
    zone = zone_of(company.zone)
    found: list[Assessment] = []
    for billable in await billables_of(scope, company, zone, catalogue):
        mine = {one.period_start for one in fresh if one.subscription_id == billable.subscription.id}
        running = [one for one in service_periods(billable, scope.now + _MOMENT) if scope.now in one.used]
        open_ones = [one for one in running if one.used.start in mine and not one.is_trial]
        assessed = [await _assess(scope, billable, one, billed) for one in open_ones]
        found += [one for one in assessed if not one.was_billed or billed[one.key].is_in_part]
    return found


async def partly_billed(
    scope: Scope, company: Company, catalogue: Catalogue, closing: Collection[PeriodKey]
) -> list[Assessment]:
    """The partly billed periods of which usage has changed since, but for those that are `closing`, rated as of now."""
    billed = await store.billed_periods(scope)
    fresh = {
        PeriodKey(one.subscription_id, Timing.arrears, one.period_start)
        for one in await usage.unbooked_totals(scope, company.id, LAST)
    }
    wanted = {key for key in fresh - set(closing) if key in billed and billed[key].is_in_part}
    if not wanted:
        return []
    return [
        await _assess(scope, billable, period, billed)
        for billable in await billables_of(scope, company, zone_of(company.zone), catalogue)
        for period in service_periods(billable, scope.now + _MOMENT)
        if _arrears(billable, period) in wanted
    ]


async def _assess(
    scope: Scope, billable: Billable, period: ServicePeriod, billed: dict[PeriodKey, BilledPeriod]
) -> Assessment:
    key = _arrears(billable, period)
    totals = await usage.totals_for_period(scope, key.subscription_id, key.period_start)
    counted = [total for total in totals if not _is_level(billable, total)]
    return Assessment(
        key=key,
        record=BilledPeriod.in_part(key, period.used.end),
        was_billed=key in billed,
        charges=usage_charges(billable, period, counted, closing=False),
        currency=period.currency,
        totals=counted,
    )


def _arrears(billable: Billable, period: ServicePeriod) -> PeriodKey:
    return PeriodKey(billable.subscription.id, Timing.arrears, period.used.start)


def _is_level(billable: Billable, total: UsageTotal) -> bool:
    prices = (price for plan in billable.plans.values() for price in plan.prices if price.id == total.price_id)
    return any(one.aggregation is not None and one.aggregation.kind is AggregationKind.weighted_sum for one in prices)
