"""The currency that a company's subscriptions are billed in. It changes with the next period of each; what was before stays as it is."""

from __future__ import annotations

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.actions.holding import held_subscription
from trunkline.domains.marketplace.events import CompanyCurrencyPreferred
from trunkline.domains.marketplace.model import Phase, Subscription, SubscriptionState
from trunkline.domains.marketplace.rules import subscription_period
from trunkline.domains.marketplace.rules.phases import Cut, period_cut
from trunkline.domains.marketplace.rules.rephasing import billed_in
from trunkline.domains.marketplace.rules.sales import check_priced, stretches_to_come
from trunkline.domains.tenants.model import Company
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency
from trunkline.kernel.period import zone_of


async def bill_in(scope: Scope, company: Company, currency: Currency) -> list[Subscription]:
    """Bill every open subscription of the company, which is held and as it was before, in `currency` from its next period on.

    Asking for the currency in force takes a scheduled change back. One that ends with its period stays as it is. Where nothing is
    different nothing is announced. Raises `Invalid` that names the plans without a price in the currency; nothing is changed then.
    """
    known = [one for one in await queries.subscriptions_of(scope, company.id) if one.state is SubscriptionState.active]
    held = [await held_subscription(scope, one.id) for one in known]
    planned = [(one, await phases_billed_in(scope, one, company, currency, refuse=False)) for one in held]
    moved = [(one, phases) for one, phases in planned if phases != one.phases]
    await _check_all_priced(scope, moved)
    for one, phases in moved:
        await store.replace_phases(scope, one, phases)
    found = [await queries.subscription(scope, one.id) for one in held]
    if moved or company.currency != currency:
        scope.announce(_preferred(company, currency, found))
    return found


async def phases_billed_in(
    scope: Scope, subscription: Subscription, company: Company, currency: Currency, *, refuse: bool = True
) -> tuple[Phase, ...]:
    """Its phases, in `currency` from the next period on. `refuse`: raises `Invalid` when a plan of them has no price in it."""
    plan = await queries.plan(scope, subscription.plan_id)
    cut = period_cut(subscription_period(subscription, plan.cycle, zone_of(company.zone), scope.now))
    if not _goes_on_after(subscription, cut):
        return subscription.phases
    phases = billed_in(subscription.phases, currency, cut)
    if refuse:
        await _check_all_priced(scope, [(subscription, phases)])
    return phases


def _goes_on_after(subscription: Subscription, cut: Cut) -> bool:
    return subscription.cancel_at is None or cut.at < subscription.cancel_at


async def _check_all_priced(scope: Scope, planned: list[tuple[Subscription, tuple[Phase, ...]]]) -> None:
    plans = await queries.plans_by_id(scope, sorted({one.plan_id for _, phases in planned for one in phases}))
    check_priced(
        stretch
        for subscription, phases in planned
        for stretch in stretches_to_come(plans, subscription.currency, phases, scope.now)
        if stretch.moment > scope.now
    )


def _preferred(company: Company, currency: Currency, found: list[Subscription]) -> CompanyCurrencyPreferred:
    first = {one.id: phase.first_day for one in found if (phase := one.billed_from(currency)) is not None}
    return CompanyCurrencyPreferred(
        company_id=company.id,
        subject=company.id,
        previous=company.currency.code,
        currency=currency.code,
        first_days=first,
    )
