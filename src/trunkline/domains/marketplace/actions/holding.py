"""Holding a subscription while it is changed."""

from __future__ import annotations

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.model import Subscription
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import SubscriptionId


async def held_subscription(scope: Scope, subscription_id: SubscriptionId) -> Subscription:
    """The subscription, with nobody else changing it until we are done."""
    if not await store.lock_subscription(scope, subscription_id):
        raise NotFound(f"There is no subscription {subscription_id}.")
    return await queries.subscription(scope, subscription_id)
