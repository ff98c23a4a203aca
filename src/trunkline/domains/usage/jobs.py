"""Later work of the room: rating usage that was there before its subscription, and watching what alerts watch."""

from __future__ import annotations

from datetime import datetime, timedelta

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.events import (
    CompanyCurrencyPreferred,
    PriceCorrected,
    PriceCreated,
    SubscriptionChanged,
    SubscriptionResumed,
    SubscriptionStarted,
    SubscriptionTrialEnded,
    SubscriptionUnpaused,
)
from trunkline.domains.usage import actions
from trunkline.domains.usage.queries import alarms
from trunkline.infra.queue import Run, enqueue_for, job
from trunkline.kernel.ids import PlanId, PriceId

AGAIN_AFTER = timedelta(minutes=15)  # no transaction is open for so long


@job("usage.check_alerts", every="* * * * *", alarm=alarms.alerts_to_tell)
async def check_alerts(run: Run) -> None:
    """Tell who wants to know that the usage of a period has reached a threshold."""
    await actions.check_alerts(run.begin)


@job("usage.take_snapshots", every="0 * * * *", alarm=alarms.hours_to_tell_of, passing=actions.note_hours)
async def take_snapshots(run: Run) -> None:
    """Every full hour: what all usage has come to, and whether the hour was a spike."""
    await actions.take_snapshots(run.begin, run.progress)


@job("usage.forget_snapshots", every="50 2 * * *", alarm=alarms.hours_to_forget)
async def forget_snapshots(run: Run) -> None:
    """Snapshots that are too old."""
    await actions.forget_snapshots(run.begin, run.progress)


COVERING = (
    SubscriptionStarted,
    SubscriptionChanged,
    SubscriptionResumed,
    SubscriptionUnpaused,
    CompanyCurrencyPreferred,
)


@job("usage.rate_waiting", on=COVERING)
async def rate_waiting(run: Run) -> None:
    """A subscription covers what none did before. Usually nothing waits, and nothing is read."""
    assert run.company_id is not None, "subscriptions belong to companies"
    await actions.rate_waiting_usage(run.begin, run.company_id, run.progress)


@job(
    "usage.rate_ahead", on=(CompanyCurrencyPreferred, SubscriptionChanged, SubscriptionResumed, SubscriptionTrialEnded)
)
async def rate_ahead(run: Run) -> None:
    """What was told of periods that were to come at the fact counts in the currency that they are billed in. Usually nothing was.

    And once more a little later, because a batch that was under way at the time may have been rated in the currency before.
    """
    assert run.company_id is not None, "subscriptions belong to companies"
    at = str(run.payload["at"])
    if "again" not in run.payload:
        async with run.scope() as scope:
            if run.payload["kind"] == CompanyCurrencyPreferred.kind or await actions.changes_currency(scope):
                later = {"subject": run.subject, "at": at, "again": True}
                key = f"again:rate_ahead:{run.payload['id']}"
                await scope.enqueue(rate_ahead, later, run_at=scope.now + AGAIN_AFTER, unique_key=key)
    await actions.rate_ahead_anew(run.begin, run.company_id, datetime.fromisoformat(at))


@job("usage.rate_waiting_of_plan", on=PriceCreated)
async def rate_waiting_of_plan(run: Run) -> None:
    """A plan has got a further price: its subscribers' usage of that meter may have waited for it."""
    if run.fact["meter"] is None:
        return
    async with run.begin(None, write=False) as scope:
        subscribed = await marketplace.companies_on_plan(scope, PlanId.parse(str(run.fact["plan_id"])))
    for company_id in subscribed:
        async with run.begin(None) as scope:
            key = f"{run.subject}:{company_id}"
            await enqueue_for(scope, company_id, rate_waiting, {"subject": run.subject}, unique_key=key)


@job("usage.rate_anew")
async def rate_anew(run: Run) -> None:
    """What a company has used since the moment from which a price was corrected."""
    assert run.company_id is not None, "it is enqueued for a company"
    await actions.rate_anew(run.begin, run.company_id, PriceId.parse(run.subject), run.progress)


@job("usage.rate_anew_under", on=PriceCorrected)
async def rate_anew_under(run: Run) -> None:
    """A price was corrected: each company whose usage it concerns has a job of its own.

    And once more a little later, because a batch that was under way at the time may have been rated by the version before.
    """
    async with run.begin(None) as scope:
        price_id = PriceId.parse(run.subject)
        concerned = await actions.companies_to_rate_anew(scope, price_id)
        if "again" not in run.payload:
            later = {"subject": run.subject, "again": True}
            await scope.enqueue(rate_anew_under, later, run_at=scope.now + AGAIN_AFTER, unique_key=f"again:{price_id}")
    for company_id in concerned:
        async with run.begin(None) as scope:
            key = f"{price_id}:{company_id}:{'again' if 'again' in run.payload else 'first'}"
            await enqueue_for(scope, company_id, rate_anew, {"subject": run.subject}, unique_key=key)
