"""What a level that runs will be billed as."""

from __future__ import annotations

from dataclasses import replace

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import AggregationKind
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage.model import UsageTotal
from trunkline.domains.usage.model.running import RunningTotal
from trunkline.domains.usage.queries.levels import levels_for_period
from trunkline.domains.usage.rules.levels import Scale, Stretch, unpaused, weigh
from trunkline.infra.scope import Scope
from trunkline.kernel.period import Period, zone_of


async def as_billed(scope: Scope, running: RunningTotal) -> UsageTotal:
    """The total with a level as it will be billed if it stays as it is, under the price in force alone and for the whole period but its
    pauses, in which nothing is weighed (money policy 7). Other usage is billed as it stands.
    """
    total, price = running.total, running.price
    if running.kind is not AggregationKind.weighted_sum:
        return total
    if running.level_e6 is None:
        return replace(total, measured_events=total.events, measured_e6=0)
    zone = zone_of((await tenants.company(scope, total.company_id)).zone)
    start, end = total.period_start, total.period_end
    levels = await levels_for_period(scope, total.subscription_id, start, end)
    period = Period(start, end, *(moment.astimezone(zone).date() for moment in (start, end)))
    plan = (await marketplace.plans_by_id(scope, {price.plan_id}))[price.plan_id]
    subscription = await marketplace.subscription(scope, total.subscription_id)
    stretches = [Stretch(price.id, part, plan.proration) for part in unpaused(subscription.phases, period)]
    weighed = weigh(levels[total.meter], stretches, Scale(period, plan.cycle, zone))
    return replace(total, measured_events=total.events, measured_e6=weighed.get(price.id, 0))
