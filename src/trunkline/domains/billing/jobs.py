"""Later work of the room: the daily billing of each company in its own zone, and what is past due."""

from __future__ import annotations

from datetime import timedelta

from trunkline.domains.billing import actions, queries
from trunkline.domains.billing.events import InvoicePaid, InvoiceUncollectible, InvoiceVoided, WalletBalanceLow
from trunkline.domains.billing.queries import alarms
from trunkline.domains.marketplace.events import (
    CompanyCurrencyPreferred,
    SubscriptionCanceled,
    SubscriptionChanged,
    SubscriptionPaused,
    SubscriptionResumed,
    SubscriptionStarted,
    SubscriptionTrialEnded,
    SubscriptionUnpaused,
)
from trunkline.domains.usage.events import UsageRated, UsageRecorded
from trunkline.infra.journal import Entry
from trunkline.infra.queue import Run, job
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId, WalletId


@job("billing.run_due", every="5 * * * *", alarm=actions.billing_due)
async def run_due(run: Run) -> None:
    """Every hour, because a day begins in another zone every hour; a company that is billed through its today is left alone."""
    await actions.run_due_billing(run.begin, run.progress)
    await actions.check_thresholds(run.begin)


@job("billing.check_threshold")
async def check_threshold(run: Run) -> None:
    """Whether the company's usage has come to a threshold."""
    assert run.company_id is not None, "thresholds are those of companies"
    await actions.check_threshold(run.begin, run.company_id)


async def _has_thresholds(scope: Scope, entry: Entry) -> bool:
    return entry.company_id is not None and await queries.has_thresholds(scope, entry.company_id)


@job("billing.usage_grew", on=(UsageRecorded, UsageRated), wanted=_has_thresholds)
async def usage_grew(run: Run) -> None:
    """Where thresholds were agreed they are looked at when the minute is over: once, however much comes in."""
    async with run.scope() as scope:
        minute = scope.now.replace(second=0, microsecond=0) + timedelta(minutes=1)
        key = f"billing.check_threshold:{scope.company}@{minute.isoformat()}"
        await scope.enqueue(check_threshold, {}, run_at=minute, unique_key=key)


CHANGES = (
    *(SubscriptionStarted, SubscriptionChanged, SubscriptionCanceled, SubscriptionResumed),
    *(SubscriptionPaused, SubscriptionUnpaused, SubscriptionTrialEnded, CompanyCurrencyPreferred),
)


@job("billing.look_again", on=CHANGES)
async def look_again(run: Run) -> None:
    """A changed subscription is billed with the next hourly run, together with whatever else changed until then."""
    async with run.scope() as scope:
        await actions.look_again(scope)


@job("billing.mark_past_due", every="35 * * * *", alarm=alarms.invoices_lapse)
async def mark_past_due(run: Run) -> None:
    """Invoices whose day of payment has passed."""
    await actions.mark_past_due(run.begin)


@job("billing.charge_late_fees", every="15 5 * * *", alarm=alarms.fees_for_lateness)
async def charge_late_fees(run: Run) -> None:
    """Once a day: invoices that are open long after their last day of payment, where a fee was agreed on."""
    await actions.charge_late_fees(run.begin)


@job("billing.top_up_wallet", on=WalletBalanceLow)
async def top_up_wallet(run: Run) -> None:
    """Buy credits for a wallet whose rule does so by itself."""
    async with run.scope() as scope:
        await actions.top_up_if_low(scope, WalletId(run.subject))


@job("billing.grant_bought_credit", on=InvoicePaid)
async def grant_bought_credit(run: Run) -> None:
    """Where the invoice was for credits, they are in their wallet from now on."""
    async with run.scope() as scope:
        await actions.grant_bought(scope, InvoiceId(run.subject))


@job("billing.give_up_top_up", on=(InvoiceVoided, InvoiceUncollectible))
async def give_up_top_up(run: Run) -> None:
    """Where the invoice was for credits, they may be asked for anew."""
    async with run.scope() as scope:
        await actions.give_up_top_up(scope, InvoiceId(run.subject))


@job("billing.expire_credits", every="20 * * * *", alarm=alarms.credits_expire)
async def expire_credits(run: Run) -> None:
    """Prepaid credits whose time is over: what was not drawn of them is booked as expired."""
    await actions.expire_credits(run.begin)
