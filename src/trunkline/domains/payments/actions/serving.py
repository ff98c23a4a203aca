"""The service of a company follows its dunning cases: what they ask for is imposed, and only what they imposed is lifted."""

from __future__ import annotations

from datetime import datetime

from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as subscriptions
from trunkline.domains.marketplace.model import Cancellation, Subscription, SubscriptionState
from trunkline.domains.payments import store
from trunkline.domains.payments.rules import follow, service_wanted
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants import queries as companies
from trunkline.infra.scope import Scope
from trunkline.kernel.money import Currency


async def follow_cases(scope: Scope) -> None:
    """Bring the company's state to what its open cases together ask for. The company is held already."""
    company = await companies.company(scope, scope.company)
    before = await store.service_hold(scope)
    state, hold = follow(company.state, before, service_wanted(await store.lock_open_cases(scope)))
    if hold != before:
        await store.keep_hold(scope, hold)
    await tenants.change_company(scope, company.id, state=state)


async def end_subscriptions(scope: Scope, currency: Currency) -> int:
    """End today what the company has, or has had until its currency changed, in `currency`; returns how many. They do not come back when
    it pays."""
    found = await subscriptions.subscriptions_of(scope, scope.company)
    owing = [one for one in found if _was_billed_in(one, currency, scope.now)]
    going_on = [one for one in owing if one.state is not SubscriptionState.canceled]
    for one in going_on:
        await marketplace.cancel_subscription(scope, one.id, when=Cancellation.now)
    return len(going_on)


def _was_billed_in(subscription: Subscription, currency: Currency, now: datetime) -> bool:
    begun = {phase.currency for phase in subscription.phases if phase.starts_at <= now}
    return currency in begun | {subscription.currency}
