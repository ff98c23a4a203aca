"""Later work of the room: rating usage that was there before its subscription, and watching what alerts watch."""

from __future__ import annotations

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.events import (
    PriceCreated,
    SubscriptionChanged,
    SubscriptionResumed,
    SubscriptionStarted,
    SubscriptionUnpaused,
)
from trunkline.domains.usage import actions
from trunkline.infra.queue import Run, job
from trunkline.kernel.ids import PlanId


@job("usage.check_alerts", every="* * * * *")
async def check_alerts(run: Run) -> None:
    """Tell who wants to know that the usage of a period has reached a threshold."""
    await actions.check_alerts(run.begin)


@job("usage.take_snapshots", every="0 * * * *")
async def take_snapshots(run: Run) -> None:
    """Every full hour: what all usage has come to, and whether the hour was a spike."""
    await actions.take_snapshots(run.begin, run.progress)


@job("usage.forget_snapshots", every="50 2 * * *")
async def forget_snapshots(run: Run) -> None:
    """Snapshots that are too old."""
    await actions.forget_snapshots(run.begin, run.progress)


@job("usage.rate_waiting", on=(SubscriptionStarted, SubscriptionChanged, SubscriptionResumed, SubscriptionUnpaused))
async def rate_waiting(run: Run) -> None:
    """A subscription covers what none did before. Usually nothing waits, and nothing is read."""
    assert run.company_id is not None, "subscriptions belong to companies"
    await actions.rate_waiting_usage(run.begin, run.company_id, run.progress)


@job("usage.rate_waiting_of_plan", on=PriceCreated)
async def rate_waiting_of_plan(run: Run) -> None:
    """A plan has got a further price: its subscribers' usage of that meter may have waited for it."""
    if run.fact["meter"] is None:
        return
    async with run.begin(None, write=False) as scope:
        subscribed = await marketplace.companies_on_plan(scope, PlanId.parse(str(run.fact["plan_id"])))
    for company_id in subscribed:
        async with run.begin(company_id) as scope:
            await scope.enqueue(rate_waiting, {"subject": run.subject}, unique_key=f"{run.subject}:{company_id}")
