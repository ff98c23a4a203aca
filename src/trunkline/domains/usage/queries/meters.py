"""Which meter calls count on, for those who send calls without naming one."""

from __future__ import annotations

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import CallTerms
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Invalid


async def only_call_meter(scope: Scope, how: str) -> str:
    """The meter that the company's calls count on, when there is only one.

    Raises `Invalid` with the choices; `how` says how to name one.
    """
    subscriptions = await marketplace.subscriptions_of(scope, scope.company)
    plans = await marketplace.plans_by_id(scope, {one.plan_id for one in subscriptions})
    prices = [price for plan in plans.values() for price in plan.prices if isinstance(price.terms, CallTerms)]
    meters = sorted({price.meter for price in prices if price.meter is not None})
    if len(meters) == 1:
        return meters[0]
    known = f"one of {', '.join(meters)}" if meters else "nothing rates calls yet, so they will be kept unrated"
    raise Invalid(f"Name with {how} what the calls count on: {known}.")
