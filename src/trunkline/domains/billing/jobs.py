"""Later work of the room: the daily billing of each company in its own zone, and what is past due."""

from __future__ import annotations

from trunkline.domains.billing import actions
from trunkline.domains.marketplace.events import (
    SubscriptionCanceled,
    SubscriptionChanged,
    SubscriptionPaused,
    SubscriptionResumed,
    SubscriptionStarted,
    SubscriptionTrialEnded,
    SubscriptionUnpaused,
)
from trunkline.infra.queue import Run, job


@job("billing.run_due", every="5 * * * *")
async def run_due(run: Run) -> None:
    """Every hour, because a day begins in another zone every hour; a company that is billed through its today is left alone."""
    await actions.run_due_billing(run.begin, run.progress)


CHANGES = (
    *(SubscriptionStarted, SubscriptionChanged, SubscriptionCanceled, SubscriptionResumed),
    *(SubscriptionPaused, SubscriptionUnpaused, SubscriptionTrialEnded),
)


@job("billing.look_again", on=CHANGES)
async def look_again(run: Run) -> None:
    """A changed subscription is billed with the next hourly run, together with whatever else changed until then."""
    async with run.scope() as scope:
        await actions.look_again(scope)


@job("billing.mark_past_due", every="35 * * * *")
async def mark_past_due(run: Run) -> None:
    """Invoices whose day of payment has passed."""
    await actions.mark_past_due(run.begin)


@job("billing.expire_credits", every="20 * * * *")
async def expire_credits(run: Run) -> None:
    """Prepaid credits whose time is over: what was not drawn of them is booked as expired."""
    await actions.expire_credits(run.begin)
