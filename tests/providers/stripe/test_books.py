"""The provider's books, as they are read back: every movement once, oldest first, with its payout."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.providers.stripe.conftest import EUR, NOW, Counter, request_of
from trunkline.domains.payments.model import MovementKind, ProviderTransaction, Succeeded
from trunkline.domains.payments.ports import RefundRequest
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.money import Money

DAY = timedelta(days=1)


async def _all(counter: Counter, since: timedelta = -DAY, until: timedelta = 30 * DAY) -> list[ProviderTransaction]:
    found: list[ProviderTransaction] = []
    cursor = None
    while True:
        page = await counter.stripe.transactions(NOW + since, NOW + until, cursor)
        found += page.transactions
        if (cursor := page.next_cursor) is None:
            return found


async def test_each_movement_has_its_kind_its_source_and_its_fee(counter: Counter) -> None:
    paid = await counter.stripe.charge(await counter.request())
    assert isinstance(paid, Succeeded)
    await counter.stripe.refund(RefundRequest("r", paid.reference, Money(234, EUR)))
    dispute = counter.drills.dispute(paid.reference)
    counter.drills.decide(dispute, "won")
    charge, refund, held, back = await _all(counter)
    assert [one.kind for one in (charge, refund, held, back)] == ["charge", "refund", "dispute", "dispute_reversal"]
    assert (charge.source_reference, charge.amount, charge.fee) == (paid.reference, Money(1234, EUR), Money(35, EUR))
    assert (charge.net, charge.created_at, charge.available_at) == (Money(1199, EUR), NOW, NOW + 2 * DAY)
    assert (refund.amount, refund.fee) == (Money(-234, EUR), Money(0, EUR))
    assert (held.source_reference, held.amount, held.fee) == (dispute, Money(-1000, EUR), Money(1500, EUR))
    assert (back.source_reference, back.amount) == (dispute, Money(1000, EUR))
    assert all(one.net.minor == one.amount.minor - one.fee.minor for one in (charge, refund, held, back))


async def test_a_payout_names_what_it_holds(counter: Counter) -> None:
    paid = await counter.stripe.charge(await counter.request())
    counter.clock.advance(2 * DAY)
    (payout,) = counter.drills.pay_out()
    later = await counter.stripe.charge(request_of(await counter.attach(), "later"))
    assert isinstance(paid, Succeeded)
    assert isinstance(later, Succeeded)
    first, out, second = await _all(counter)
    assert (first.payout_reference, second.payout_reference) == (payout, None)
    assert (out.kind, out.amount, out.source_reference, out.payout_reference) == (
        MovementKind.payout,
        Money(-1199, EUR),
        payout,
        payout,
    )
    assert counter.drills.pay_out() == []
    asked = len(counter.watched.requests)
    await _all(counter)
    assert len(counter.watched.requests) - asked == 2  # what the payout holds was asked for before


async def test_pages_go_from_the_oldest_to_the_newest_and_meet_each_once(counter: Counter) -> None:
    method = await counter.attach()
    expected = []
    for number in range(230):
        paid = await counter.stripe.charge(request_of(method, f"k{number}", 1000 + number))
        assert isinstance(paid, Succeeded)
        expected.append(paid.reference)
    page = await counter.stripe.transactions(NOW, NOW + DAY)
    assert page.next_cursor is not None
    await counter.stripe.charge(request_of(method, "meanwhile"))
    found = await _all(counter)
    assert [one.source_reference for one in found][:230] == expected
    assert len(found) == 231


async def test_the_period_is_half_open(counter: Counter) -> None:
    await counter.stripe.charge(await counter.request())
    assert len(await _all(counter, timedelta(0), timedelta(seconds=1))) == 1
    assert await _all(counter, timedelta(seconds=-1), timedelta(0)) == []
    assert await _all(counter, timedelta(microseconds=1), DAY) == []


async def test_in_an_outage_the_books_cannot_be_read(counter: Counter) -> None:
    counter.world.begin_outage(NOW)
    with pytest.raises(Unavailable):
        await counter.stripe.transactions(NOW, NOW + DAY)
