"""Subscriptions: made once, charged by Stripe's own clock, found again, ended. All that passes is held against Stripe's description."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.providers.stripe.conftest import COMPANY, EUR, NOW, Counter
from trunkline.domains.payments.model import About, Outage, Unknown
from trunkline.domains.payments.model.arrangements import (
    ArrangementNow,
    ArrangementOpened,
    ArrangementRefused,
    ArrangementState,
    Interval,
)
from trunkline.domains.payments.ports import ArrangementRequest, Arrangements
from trunkline.domains.payments.rules.arranging import charge_day
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.money import Currency, Money


async def wanted(counter: Counter, card: str = "pm_card_visa", **changed: Any) -> ArrangementRequest:
    method = await counter.attach(card)
    request = ArrangementRequest(
        idempotency_key="arr_1",
        company_id=COMPANY,
        company_name="Nordlicht",
        amount=Money(10000, EUR),
        interval=Interval.month,
        interval_count=1,
        starts_at=NOW,
        starts_now=True,
        charges_max=None,
        description="Payments on account of Nordlicht",
        return_url="https://x.test/invoices",
        method_token=method.token,
        customer_token=method.customer_token,
    )
    return replace(request, **changed)


async def opened(counter: Counter, request: ArrangementRequest) -> str:
    made = await counter.stripe.arrange(request)
    assert isinstance(made, ArrangementOpened), made
    return made.reference


async def now(counter: Counter, reference: str) -> ArrangementNow:
    found = await counter.stripe.arrangement_now(reference)
    assert found is not None
    return found


def subscriptions(counter: Counter) -> int:
    with counter.api.books() as books:
        return len(books.every("subscription"))


async def test_a_subscription_charges_at_once_and_then_every_month(counter: Counter) -> None:
    assert isinstance(counter.stripe, Arrangements)
    reference = await opened(counter, await wanted(counter))
    first = await now(counter, reference)
    assert first.state is ArrangementState.active
    assert first.next_charge_at == datetime(2026, 4, 2, 12, tzinfo=NOW.tzinfo)
    assert [(one.paid, one.amount, one.at) for one in first.charges] == [(True, Money(10000, EUR), NOW)]
    counter.clock.advance(timedelta(days=62))
    later = await now(counter, reference)
    assert [one.at.isoformat()[:10] for one in later.charges] == ["2026-03-02", "2026-04-02", "2026-05-02"]
    assert {one.reference for one in first.charges} < {one.reference for one in later.charges}
    assert len({one.money_reference for one in later.charges}) == 3
    assert counter.world.balance(EUR) == Money(30000, EUR)


async def test_what_was_taken_is_in_the_books_under_the_name_that_is_told(counter: Counter) -> None:
    reference = await opened(counter, await wanted(counter))
    page = await counter.stripe.transactions(NOW - timedelta(days=1), NOW + timedelta(days=1))
    (charge,) = (await now(counter, reference)).charges
    assert [one.source_reference for one in page.transactions] == [charge.money_reference]


async def test_it_begins_on_its_day_and_ends_after_so_many_charges(counter: Counter) -> None:
    starts_at = NOW + timedelta(days=10)
    changed: dict[str, Any] = {"starts_at": starts_at, "starts_now": False, "charges_max": 2, "interval": Interval.week}
    reference = await opened(counter, await wanted(counter, **changed))
    waiting = await now(counter, reference)
    assert (waiting.state, waiting.charges, waiting.next_charge_at) == (ArrangementState.active, [], starts_at)
    counter.clock.advance(timedelta(days=60))
    over = await now(counter, reference)
    assert over.state is ArrangementState.cancelled
    assert [one.at for one in over.charges] == [starts_at, starts_at + timedelta(weeks=1)]


async def test_a_first_charge_that_is_declined_makes_no_subscription(counter: Counter) -> None:
    refused = await counter.stripe.arrange(await wanted(counter, "pm_card_chargeDeclined"))
    assert isinstance(refused, ArrangementRefused)
    assert subscriptions(counter) == 0
    assert counter.world.balance(EUR) == Money.zero(EUR)


async def test_a_later_charge_that_is_declined_is_told_once_per_attempt_and_ends_it_after_four(
    counter: Counter,
) -> None:
    declined: dict[str, Any] = {"starts_at": NOW + timedelta(days=1), "starts_now": False}
    reference = await opened(counter, await wanted(counter, "pm_card_chargeDeclinedInsufficientFunds", **declined))
    counter.clock.advance(timedelta(days=1))
    failing = await now(counter, reference)
    (charge,) = failing.charges
    assert (failing.state, charge.paid, charge.failures) == (ArrangementState.past_due, False, 1)
    assert charge.message
    counter.clock.advance(timedelta(days=3))
    (again,) = (await now(counter, reference)).charges
    assert (again.reference, again.failures) == (charge.reference, 2)
    counter.clock.advance(timedelta(days=7))
    over = await now(counter, reference)
    assert (over.state, over.charges[0].failures) == (ArrangementState.cancelled, 4)
    assert counter.world.balance(EUR) == Money.zero(EUR)


async def test_an_answer_that_was_lost_is_found_again_and_no_second_subscription_is_made(counter: Counter) -> None:
    request = await wanted(counter, "pm_card_timesOutAfterCharge")
    assert isinstance(await counter.stripe.arrange(request), Unknown)
    found = await counter.stripe.look_up_arrangement(replace(request, first_sent_at=NOW))
    assert isinstance(found, ArrangementOpened)
    assert await counter.stripe.arrange(request) == found
    assert subscriptions(counter) == 1
    assert counter.world.balance(EUR) == Money(10000, EUR)


async def test_a_request_that_was_lost_is_found_to_be_nothing(counter: Counter) -> None:
    request = await wanted(counter, "pm_card_timesOutBeforeCharge")
    assert isinstance(await counter.stripe.arrange(request), Unknown)
    assert await counter.stripe.look_up_arrangement(request) is None
    assert subscriptions(counter) == 0


async def test_cancelled_twice_is_cancelled_once_and_charges_no_more(counter: Counter) -> None:
    reference = await opened(counter, await wanted(counter))
    await counter.stripe.cancel_arrangement(reference, "arr_1-cancel")
    await counter.stripe.cancel_arrangement(reference, "arr_1-cancel")
    counter.clock.advance(timedelta(days=90))
    over = await now(counter, reference)
    assert (over.state, len(over.charges), over.next_charge_at) == (ArrangementState.cancelled, 1, None)


async def test_the_key_and_the_subject_of_its_notices_are_told(counter: Counter) -> None:
    reference = await opened(counter, await wanted(counter))
    assert await counter.stripe.key_of(About.arrangement, reference) == "arr_1"
    assert await counter.stripe.key_of(About.arrangement, "sub_of_nobody") is None
    page = await counter.stripe.notices_since(NOW - timedelta(hours=1))
    told = {one.kind: (one.about, one.reference) for one in page.notices}
    for kind in ("invoice.paid", "customer.subscription.created"):
        assert told[kind] == (About.arrangement, reference)


async def test_an_outage_makes_nothing_and_says_so(counter: Counter) -> None:
    request = await wanted(counter)
    reference = await opened(counter, request)
    counter.world.begin_outage(NOW)
    other = replace(request, idempotency_key="arr_2")
    assert isinstance(await counter.stripe.arrange(other), Outage)
    assert isinstance(await counter.stripe.look_up_arrangement(other), Outage)
    with pytest.raises(Unavailable):
        await counter.stripe.arrangement_now(reference)
    with pytest.raises(Unavailable):
        await counter.stripe.cancel_arrangement(reference, "arr_1-cancel")
    counter.world.end_outage()
    assert subscriptions(counter) == 1


async def test_what_cannot_be_held_is_refused(counter: Counter) -> None:
    request = await wanted(counter)
    dinar = Money(1001, Currency.of("KWD"))
    for refused in (replace(request, customer_token=None), replace(request, amount=dinar)):
        assert isinstance(await counter.stripe.arrange(refused), ArrangementRefused)
    assert await counter.stripe.arrangement_now("sub_of_nobody") is None
    assert subscriptions(counter) == 0


@pytest.mark.parametrize(
    ("interval", "count", "index", "day"),
    [
        (Interval.month, 1, 1, "2026-02-28"),
        (Interval.month, 1, 2, "2026-03-31"),
        (Interval.month, 3, 1, "2026-04-30"),
        (Interval.year, 1, 2, "2028-01-31"),
        (Interval.week, 2, 3, "2026-03-14"),
    ],
)
def test_days_are_counted_from_the_first_one(interval: Interval, count: int, index: int, day: str) -> None:
    first = datetime(2026, 1, 31, 12, tzinfo=NOW.tzinfo)
    assert charge_day(first, interval, count, index).isoformat()[:10] == day
