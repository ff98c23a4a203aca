"""When a trial may be ended early."""

from __future__ import annotations

from datetime import datetime

from trunkline.domains.marketplace.model.subscriptions import PhaseKind, Subscription, SubscriptionState
from trunkline.kernel.errors import Conflict


def check_trial_end(subscription: Subscription, now: datetime) -> None:
    """Raises `Conflict` with the reason when there is no trial to end."""
    if subscription.state is SubscriptionState.canceled:
        raise Conflict(f"This subscription has ended on {subscription.ended_on}; subscribe anew.")
    phase = subscription.phase_at(now)
    if phase is None or phase.kind is not PhaseKind.trial:
        raise Conflict("This subscription is not in a trial; there is nothing to end.")
    if subscription.cancel_at is not None:
        raise Conflict(f"This subscription ends on {subscription.ended_on}; take that back before you pay for it.")
