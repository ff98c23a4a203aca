"""From a subscription and what was billed of it to the list that people read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from trunkline.domains.billing.model.timeline import BilledInvoice, BilledProration, Happening, TimelineEntry
from trunkline.domains.billing.rules.amounts import rounded_amount
from trunkline.domains.billing.rules.periods import Billable
from trunkline.domains.marketplace.model import Phase, PhaseKind, Price, SubscriptionState
from trunkline.domains.marketplace.rules import subscription_period

_RANKS = {kind: rank for rank, kind in enumerate(Happening)}


def timeline(
    billable: Billable, invoices: Iterable[BilledInvoice], prorations: Iterable[BilledProration], now: datetime
) -> list[TimelineEntry]:
    """Everything in the order of time; what lies after `now` is planned."""
    found = [
        *_of_phases(billable, now),
        *_of_prices(billable, now),
        *_of_end(billable, now),
        *_renewal(billable, now),
        *(_of_proration(billable, one, now) for one in prorations),
        *(_of_invoice(billable, one, now) for one in invoices),
    ]
    return sorted(found, key=lambda one: (one.at, _RANKS[one.kind], one.invoice_number or "", one.title))


def _entry(
    billable: Billable, now: datetime, kind: Happening, at: datetime, title: str, **more: object
) -> TimelineEntry:
    day = at.astimezone(billable.zone).date()
    return TimelineEntry(at=at, day=day, kind=kind, planned=at > now, title=title, **more)  # type: ignore[arg-type]


def _of_phases(billable: Billable, now: datetime) -> Iterator[TimelineEntry]:
    subscription = billable.subscription
    first = subscription.phases[0]
    plan = billable.plans[first.plan_id]
    about = {"plan": plan, "quantity": first.quantity}
    yield _entry(billable, now, Happening.started, first.starts_at, f"Started on {plan.name}", **about)
    if (trial := subscription.trial()) is not None and trial.next_day is not None:
        last = trial.next_day - timedelta(days=1)
        words = f"Nothing is due up to and including {last}."
        yield _entry(billable, now, Happening.trial_started, first.starts_at, "Trial", words=words)
    for before, after in pairwise(subscription.phases):
        yield from _between(billable, before, after, now)


def _between(billable: Billable, before: Phase, after: Phase, now: datetime) -> Iterator[TimelineEntry]:
    plan, at = billable.plans[after.plan_id], after.starts_at
    about = {"plan": plan, "quantity": after.quantity}
    if before.kind is PhaseKind.trial is not after.kind:
        yield _entry(billable, now, Happening.trial_ended, at, "End of the trial", words="Paid from here on.")
    if before.plan_id != after.plan_id:
        old = billable.plans[before.plan_id].name
        yield _entry(billable, now, Happening.plan_changed, at, f"{old} → {plan.name}", **about)
    if before.quantity != after.quantity:
        title = f"Quantity {before.quantity} → {after.quantity}"
        yield _entry(billable, now, Happening.quantity_changed, at, title, **about)
    if before.currency != after.currency:
        title, words = f"{before.currency} → {after.currency}", f"Periods from here on are billed in {after.currency}."
        yield _entry(billable, now, Happening.currency_changed, at, title, words=words)
    if after.kind is PhaseKind.paused is not before.kind:
        yield _entry(billable, now, Happening.paused, at, "Paused", words="Nothing is charged, and no usage covered.")
    if before.kind is PhaseKind.paused is not after.kind:
        yield _entry(billable, now, Happening.unpaused, at, "Goes on", words="Charged from this day on.")


def _of_prices(billable: Billable, now: datetime) -> Iterator[TimelineEntry]:
    """Further versions of prices that came, or come, into force while it is on their plan."""
    for phase in billable.subscription.phases:
        plan = billable.plans[phase.plan_id]
        for price in plan.prices:
            if price.currency == phase.currency and price.version > 1 and price.effective_from in phase:
                title = f"{price.description}: price version {price.version}"
                yield _entry(billable, now, Happening.price_changed, price.effective_from, title, plan=plan)


def _of_end(billable: Billable, now: datetime) -> Iterator[TimelineEntry]:
    subscription = billable.subscription
    if subscription.cancel_at is None:
        return
    words = f"From {subscription.ended_on} on it is neither available nor charged."
    if subscription.canceled_at is not None:
        yield _entry(billable, now, Happening.canceled, subscription.canceled_at, "Cancelled", words=words)
    title = "Ended" if subscription.cancel_at <= now else "Ends"
    yield _entry(billable, now, Happening.ended, subscription.cancel_at, title)


def _renewal(billable: Billable, now: datetime) -> Iterator[TimelineEntry]:
    """The next period, if there is one and it is charged."""
    subscription = billable.subscription
    if subscription.state is SubscriptionState.canceled or not subscription.covers(now):
        return
    cycle = billable.plans[subscription.plan_id].cycle
    at = subscription_period(subscription, cycle, billable.zone, now).end
    phase = subscription.phase_at(at)
    if phase is not None and phase.kind is PhaseKind.paid:
        about = {"plan": billable.plans[phase.plan_id], "quantity": phase.quantity}
        yield _entry(billable, now, Happening.renewal, at, "Next period", **about)


def _of_proration(billable: Billable, one: BilledProration, now: datetime) -> TimelineEntry:
    price, last = _price(billable, one), one.next_day - timedelta(days=1)
    currency = billable.subscription.currency if price is None else price.currency
    share = f"{one.factor.numerator} of {one.factor.denominator}"
    name = "A part of a period" if price is None else price.description
    return _entry(
        billable,
        now,
        Happening.proration,
        one.logged_at,
        f"{name}: {share}",
        words=f"{one.first_day} to {last}",
        amount=rounded_amount(one.factor * Fraction(one.full_amount), currency),
        full_amount=one.full_amount,
        factor=one.factor,
        invoice_id=one.invoice_id,
        invoice_number=one.number,
    )


def _price(billable: Billable, one: BilledProration) -> Price | None:
    prices = (price for plan in billable.plans.values() for price in plan.prices)
    return next((price for price in prices if price.id == one.price_id), None)


def _of_invoice(billable: Billable, one: BilledInvoice, now: datetime) -> TimelineEntry:
    return _entry(
        billable,
        now,
        Happening.invoice,
        one.issued_at,
        f"Invoice {one.number}",
        words=one.state.replace("_", " "),
        amount=one.amount,
        invoice_id=one.invoice_id,
        invoice_number=one.number,
    )
