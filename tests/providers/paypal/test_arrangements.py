"""Subscriptions at PayPal: agreed to by the payer, charged by PayPal's own clock, ended. All that passes is held against its documents."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx2
import pytest

from tests.providers.paypal.conftest import COMPANY, EUR, NOW
from trunkline.domains.payments.model import About, Outage, Unknown
from trunkline.domains.payments.model.arrangements import (
    ArrangementNow,
    ArrangementOpened,
    ArrangementRefused,
    ArrangementState,
    Interval,
)
from trunkline.domains.payments.ports import ArrangementRequest, Arrangements
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.money import Currency, Money
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.simulator.paypal_api import PayPalSimulator


def wanted(**changed: Any) -> ArrangementRequest:
    request = ArrangementRequest(
        idempotency_key="arr_1",
        company_id=COMPANY,
        company_name="Alpha",
        amount=Money(10000, EUR),
        interval=Interval.month,
        interval_count=1,
        starts_at=NOW,
        starts_now=True,
        charges_max=None,
        description="Payments on account of Alpha",
        return_url="https://t.example/invoices",
    )
    return replace(request, **changed)


async def opened(paypal: PayPalPayments, **changed: Any) -> str:
    made = await paypal.arrange(wanted(**changed))
    assert isinstance(made, ArrangementOpened), made
    assert made.approval_url is not None
    assert made.reference in made.approval_url
    return made.reference


async def now(paypal: PayPalPayments, reference: str) -> ArrangementNow:
    found = await paypal.arrangement_now(reference)
    assert found is not None
    return found


async def test_it_waits_for_its_payer_and_then_charges_every_month(
    paypal: PayPalPayments, sim: PayPalSimulator, clock: ManualClock
) -> None:
    assert isinstance(paypal, Arrangements)
    reference = await opened(paypal)
    waiting = await now(paypal, reference)
    assert (waiting.state, waiting.charges) == (ArrangementState.awaiting_approval, [])
    assert waiting.approval_url is not None
    sim.approve_subscription(reference)
    sim.run_due()
    first = await now(paypal, reference)
    assert (first.state, first.approval_url) == (ArrangementState.active, None)
    assert [(one.paid, one.amount, one.fee) for one in first.charges] == [(True, Money(10000, EUR), Money(349, EUR))]
    clock.advance(timedelta(days=62))
    later = await now(paypal, reference)
    assert [one.at.isoformat()[:10] for one in later.charges] == ["2026-05-04", "2026-06-04", "2026-07-04"]
    assert sim.world.balance(EUR) == Money(30000, EUR)


async def test_what_was_taken_is_in_the_books_under_the_name_that_is_told(
    paypal: PayPalPayments, sim: PayPalSimulator, clock: ManualClock
) -> None:
    reference = await opened(paypal)
    sim.approve_subscription(reference)
    clock.advance(timedelta(days=1))
    (charge,) = (await now(paypal, reference)).charges
    page = await paypal.transactions(NOW - timedelta(days=1), clock.now())
    (moved,) = page.transactions
    assert (moved.source_reference, moved.amount, moved.fee) == (charge.money_reference, charge.amount, charge.fee)


async def test_it_begins_on_its_day_and_ends_after_so_many_charges(
    paypal: PayPalPayments, sim: PayPalSimulator, clock: ManualClock
) -> None:
    starts_at = NOW + timedelta(days=10)
    changed = {"starts_at": starts_at, "starts_now": False, "charges_max": 2, "interval": Interval.week}
    reference = await opened(paypal, **changed)
    sim.approve_subscription(reference)
    assert (await now(paypal, reference)).next_charge_at == starts_at
    clock.advance(timedelta(days=60))
    over = await now(paypal, reference)
    assert over.state is ArrangementState.ended
    assert [one.at for one in over.charges] == [starts_at, starts_at + timedelta(weeks=1)]


async def test_payments_that_fail_make_it_past_due_and_suspend_it(
    paypal: PayPalPayments, sim: PayPalSimulator, clock: ManualClock
) -> None:
    reference = await opened(paypal)
    sim.approve_subscription(reference, "chargeDeclinedInsufficientFunds@wallet.example")
    failing = await now(paypal, reference)
    assert failing.state is ArrangementState.past_due
    assert [(one.paid, one.money_reference) for one in failing.charges] == [(False, None)]
    clock.advance(timedelta(days=40))
    suspended = await now(paypal, reference)
    assert (suspended.state, len(suspended.charges)) == (ArrangementState.past_due, 3)
    assert sim.world.balance(EUR) == Money.zero(EUR)
    await paypal.cancel_arrangement(reference, "arr_1-cancel")
    assert (await now(paypal, reference)).state is ArrangementState.cancelled


async def test_cancelled_twice_is_cancelled_once_and_charges_no_more(
    paypal: PayPalPayments, sim: PayPalSimulator, clock: ManualClock
) -> None:
    reference = await opened(paypal)
    sim.approve_subscription(reference)
    sim.run_due()
    await paypal.cancel_arrangement(reference, "arr_1-cancel")
    await paypal.cancel_arrangement(reference, "arr_1-cancel")
    clock.advance(timedelta(days=90))
    over = await now(paypal, reference)
    assert (over.state, len(over.charges), over.next_charge_at) == (ArrangementState.cancelled, 1, None)


class LosesAnswer(httpx2.AsyncBaseTransport):
    """The first subscription is made, and nobody hears of it."""

    def __init__(self, sim: PayPalSimulator) -> None:
        self._inner, self.lost = httpx2.ASGITransport(app=sim.app), 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = await self._inner.handle_async_request(request)
        if request.url.path == "/v1/billing/subscriptions" and not self.lost:
            self.lost += 1
            raise httpx2.ReadTimeout("Nothing came back.", request=request)
        return answer


async def test_an_answer_that_was_lost_is_given_again_and_there_is_no_second_subscription(
    sim: PayPalSimulator, clock: ManualClock
) -> None:
    paypal = PayPalPayments(sim.settings, clock, LosesAnswer(sim), sim.trust)
    assert isinstance(await paypal.arrange(wanted()), Unknown)
    assert await paypal.look_up_arrangement(wanted(first_sent_at=NOW)) is None
    again = await paypal.arrange(wanted(first_sent_at=NOW))
    assert isinstance(again, ArrangementOpened)
    with sim.reading() as page:
        assert [one["id"] for one in page.all("subscription")] == [again.reference]
        assert (page.count("product"), page.count("plan")) == (1, 1)


async def test_the_key_and_the_subject_of_its_notices_are_told(
    paypal: PayPalPayments, sim: PayPalSimulator, clock: ManualClock
) -> None:
    reference = await opened(paypal)
    sim.approve_subscription(reference)
    sim.run_due()
    assert await paypal.key_of(About.arrangement, reference) == "arr_1"
    assert await paypal.key_of(About.arrangement, "I-NOBODY") is None
    clock.advance(timedelta(seconds=1))
    page = await paypal.notices_since(NOW - timedelta(hours=1))
    told = {one.kind: (one.about, one.reference) for one in page.notices}
    for kind in ("BILLING.SUBSCRIPTION.CREATED", "BILLING.SUBSCRIPTION.ACTIVATED", "PAYMENT.SALE.COMPLETED"):
        assert told[kind] == (About.arrangement, reference)


async def test_what_cannot_be_held_is_refused_and_an_outage_says_so(
    paypal: PayPalPayments, sim: PayPalSimulator
) -> None:
    assert isinstance(await paypal.arrange(wanted(amount=Money(1001, Currency.of("KWD")))), ArrangementRefused)
    past = wanted(starts_at=NOW - timedelta(days=1), starts_now=False)
    assert isinstance(await paypal.arrange(past), ArrangementRefused)
    assert await paypal.arrangement_now("I-NOBODY") is None
    reference = await opened(paypal)
    sim.world.begin_outage(NOW)
    other = wanted(idempotency_key="arr_2")
    assert isinstance(await paypal.arrange(other), Outage)
    with pytest.raises(Unavailable):
        await paypal.arrangement_now(reference)
    with pytest.raises(Unavailable):
        await paypal.cancel_arrangement(reference, "arr_1-cancel")
