"""Loading what a company owes: its subscriptions, what was billed, what was used, and the charges that the rules make of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, date, datetime
from itertools import islice
from zoneinfo import ZoneInfo

from trunkline.domains.billing import store
from trunkline.domains.billing.actions.catalogue import Catalogue
from trunkline.domains.billing.model import BilledPeriod, PeriodKey
from trunkline.domains.billing.rules import (
    AHEAD_MAX,
    Assessment,
    Billable,
    ServicePeriod,
    abandoned,
    assess_stranded,
    begins_there,
    has_levels,
    is_due,
    is_late,
    is_open,
    is_ripe,
    known_periods,
    of_periods_over,
    over_by,
    period_charges,
    ripe_on,
    service_periods,
    used_in,
    with_levels,
)
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import Timing
from trunkline.domains.tenants.model import Company
from trunkline.domains.usage import queries as usage
from trunkline.domains.usage.model import UsageTotal
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import SubscriptionId
from trunkline.kernel.period import zone_of

LAST = datetime(9999, 1, 1, tzinfo=UTC)  # of all periods, also those that run


async def rate_company(
    scope: Scope, company: Company, through: date, catalogue: Catalogue, grace_days: int = 0
) -> list[Assessment]:
    """Rate what is due through `through`, what was rated by phases that have changed since, and what late usage has changed."""
    zone = zone_of(company.zone)
    end = over_by(through, zone, scope.now)
    billables = {one.subscription.id: one for one in await billables_of(scope, company, zone, catalogue)}
    billed = await store.billed_periods(scope)
    periods = known_periods(billables.values(), billed.keys(), through, zone)
    fresh = await usage.unbooked_totals(scope, company.id, LAST)
    unbooked = of_periods_over(end, fresh, periods)

    rated: list[Assessment] = []
    for key, (billable, period) in periods.items():
        before = billed.get(key)
        due = is_due(period, key.timing, through, end)
        if not is_open(period, before, due=due, late=is_late(key, billable, unbooked)):
            continue
        # Before its first billing none of a period's usage is booked; afterwards what is booked counts as well.
        totals = unbooked.get(key, []) if before is None else await _all_used(scope, key)
        levelled = await _levelled(scope, key, billable, period, totals)
        ripe = is_ripe(period.used, key.timing, grace_days, through, end, zone)
        one = Assessment(
            key=key,
            record=BilledPeriod(key, period.used.end, period.basis),
            was_billed=before is not None,
            charges=period_charges(billable, period, key.timing, levelled),
            currency=period.currency,
            totals=totals,
            draft_until=None if ripe else ripe_on(period.used, key.timing, grace_days),
            carries=key in unbooked and has_levels(billable),
        )
        rated.append(one)
    rated += abandoned(billables, billed, periods)
    rated += await _stranded(scope, fresh, billables, billed.keys(), {one.key for one in rated})
    return rated


async def period_ends(scope: Scope, company: Company, catalogue: Catalogue) -> set[datetime]:
    """When the company's present periods, and those after them, begin and end, as far as that is still to come."""
    zone = zone_of(company.zone)
    found: set[datetime] = set()
    for billable in await billables_of(scope, company, zone, catalogue):
        periods = service_periods(billable, scope.now + AHEAD_MAX)
        coming = islice((one.used for one in periods if one.used.end > scope.now), 2)
        found |= {moment for used in coming for moment in (used.start, used.end) if moment > scope.now}
    return found


async def billables_of(scope: Scope, company: Company, zone: ZoneInfo, catalogue: Catalogue) -> list[Billable]:
    """The company's subscriptions with all that rating them needs."""
    found = await marketplace.subscriptions_of(scope, company.id)
    return [await catalogue.billable(scope, subscription, zone) for subscription in found]


async def _all_used(scope: Scope, key: PeriodKey) -> list[UsageTotal]:
    if key.timing is Timing.advance:
        return []
    return await usage.totals_for_period(scope, key.subscription_id, key.period_start)


async def _levelled(
    scope: Scope, key: PeriodKey, billable: Billable, period: ServicePeriod, totals: list[UsageTotal]
) -> list[UsageTotal]:
    """The totals with what each level comes to in the period."""
    if key.timing is Timing.advance or not has_levels(billable):
        return totals
    levels = await usage.levels_for_period(scope, key.subscription_id, period.used.start, period.used.end)
    return with_levels(billable, period, totals, levels)


async def _stranded(
    scope: Scope,
    fresh: Iterable[UsageTotal],
    billables: Mapping[SubscriptionId, Billable],
    billed: Collection[PeriodKey],
    assessed: Collection[PeriodKey],
) -> list[Assessment]:
    """What came in of periods that begin nowhere any more, each once, as far as it is not `assessed`."""
    found: dict[PeriodKey, Assessment] = {}
    for total in fresh:
        key = used_in(total)
        billable = billables.get(total.subscription_id)
        if billable is None or key in assessed or key in found or begins_there(billable, total.period_start):
            continue
        totals = await _all_used(scope, key)
        found[key] = assess_stranded(billable, total, totals, was_billed=key in billed)
    return list(found.values())
