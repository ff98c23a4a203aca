"""Each card's journey, from the issued invoice to the money and the receipt, on real databases and with the real simulator."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from tests.domains.payments.conftest import DUE, EUR, TESTER, Till
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.model import AttemptState, PaymentMethod, PaymentState
from trunkline.domains.payments.rules import OUTAGES_MAX
from trunkline.kernel.errors import NotFound
from trunkline.kernel.money import Money
from trunkline.kernel.page import PageRequest

MINUTE = timedelta(minutes=1)


async def test_an_issued_invoice_is_collected_and_receipted(till: Till) -> None:
    await till.add_card("4242424242424242")
    invoice_id = await till.issue()
    await till.run()
    details = await till.payment(invoice_id)
    assert (details.payment.state, details.payment.amount) == (PaymentState.succeeded, DUE)
    assert [attempt.state for attempt in details.attempts] == [AttemptState.succeeded]
    assert (await till.invoice(invoice_id)).state == "paid"
    assert details.receipt is not None
    assert (details.receipt.number, details.receipt.serial, details.receipt.amount) == ("R-000001", 1, DUE)
    assert [charge.amount for charge in till.world.charges()] == [DUE]
    kinds = [fact.kind for fact in await till.facts() if not fact.kind.startswith("notification.")]
    assert kinds == [
        "company.created",
        "payment_method.attached",
        "invoice.issued",
        "payment.started",
        "payment.succeeded",
        "invoice.paid",
        "receipt.issued",
    ]


async def test_without_a_payment_method_nothing_is_collected(till: Till) -> None:
    invoice_id = await till.issue()
    await till.run()
    assert await till.payments(invoice_id) == []
    assert till.world.charges() == []


async def test_a_soft_decline_follows_the_calendar_to_its_end(till: Till) -> None:
    await till.add_card("4000000000009995")
    invoice_id = await till.issue()
    await till.run()
    first = (await till.payment(invoice_id)).payment.first_attempt_at
    assert first is not None
    for days in (1, 3, 5, 7):
        payment = (await till.payment(invoice_id)).payment
        assert (payment.state, payment.next_attempt_at) == (PaymentState.pending, first + timedelta(days=days))
        till.clock.move_to(first + timedelta(days=days))
        await till.sweep()
    details = await till.payment(invoice_id)
    assert (details.payment.state, details.payment.failure_code) == (PaymentState.failed, "insufficient_funds")
    assert [attempt.state for attempt in details.attempts] == [AttemptState.declined] * 5
    assert len(await till.facts("payment.attempt_failed")) == 5
    assert len(await till.facts("payment.failed")) == 1
    assert (till.money_at_the_provider(), details.receipt) == (Money(0, EUR), None)
    assert (await till.invoice(invoice_id)).state != "paid"


async def test_nothing_is_attempted_before_its_day(till: Till) -> None:
    await till.add_card("4000000000009995")
    invoice_id = await till.issue()
    await till.run()
    await till.sweep(after=timedelta(hours=23))
    assert len((await till.payment(invoice_id)).attempts) == 1


async def test_a_card_that_finds_its_funds_pays_at_the_third_attempt(till: Till) -> None:
    await till.add_card("4000009990000070")
    invoice_id = await till.issue()
    await till.run()
    await till.sweep(after=timedelta(days=1))
    await till.sweep(after=timedelta(days=2))
    details = await till.payment(invoice_id)
    assert [attempt.state for attempt in details.attempts] == ["declined", "declined", "succeeded"]
    assert till.money_at_the_provider() == DUE


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("4000000000009987", "lost_card"),
        ("4000000000009979", "stolen_card"),
        ("4000000000000069", "expired_card"),
    ],
)
async def test_a_hard_decline_ends_the_payment_at_once(till: Till, card: str, code: str) -> None:
    await till.add_card(card)
    invoice_id = await till.issue()
    await till.run()
    await till.sweep(after=timedelta(days=1))
    details = await till.payment(invoice_id)
    assert (details.payment.state, details.payment.failure_code) == (PaymentState.failed, code)
    assert len(details.attempts) == 1
    assert len(await till.facts("payment.failed")) == 1


async def test_a_time_out_after_the_charge_is_resolved_by_asking(till: Till) -> None:
    await till.add_card("4000009990000013")
    invoice_id = await till.issue()
    await till.run()
    details = await till.payment(invoice_id)
    assert (details.payment.state, details.attempts[0].state) == (PaymentState.unknown, AttemptState.unknown)
    assert till.money_at_the_provider() == DUE
    await till.sweep(after=timedelta(seconds=300))
    details = await till.payment(invoice_id)
    assert (details.payment.state, len(details.attempts)) == (PaymentState.succeeded, 1)
    assert till.world.requests(details.attempts[0].idempotency_key) == 1  # it was asked about, not sent again
    assert till.money_at_the_provider() == DUE
    assert len(await till.facts("payment.unknown")) == 1


async def test_a_request_that_was_lost_is_sent_again_with_the_same_key(till: Till) -> None:
    await till.add_card("4000009990000021")
    invoice_id = await till.issue()
    await till.run()
    assert till.world.charges() == []
    await till.sweep(after=timedelta(seconds=300))
    details = await till.payment(invoice_id)
    assert (details.payment.state, len(details.attempts)) == (PaymentState.succeeded, 1)
    assert till.world.requests(details.attempts[0].idempotency_key) == 2
    assert till.money_at_the_provider() == DUE


async def test_a_decline_whose_answer_was_lost_goes_back_to_the_calendar(till: Till) -> None:
    await till.add_card("4000009990000039")
    invoice_id = await till.issue()
    await till.run()
    await till.sweep(after=timedelta(seconds=300))
    details = await till.payment(invoice_id)
    assert (details.payment.state, details.attempts[0].state) == (PaymentState.pending, AttemptState.declined)
    assert details.payment.first_attempt_at is not None
    assert details.payment.next_attempt_at == details.payment.first_attempt_at + timedelta(days=1)


async def test_a_request_that_is_delivered_twice_takes_the_money_once(till: Till) -> None:
    await till.add_card("4000009990000047")
    invoice_id = await till.issue()
    await till.run()
    assert (await till.payment(invoice_id)).payment.state is PaymentState.succeeded
    assert till.money_at_the_provider() == DUE


async def test_an_outage_is_waited_out(till: Till) -> None:
    await till.add_card("4000009990000062")
    invoice_id = await till.issue()
    await till.run()
    await till.sweep(after=timedelta(seconds=300))
    await till.sweep(after=timedelta(seconds=600))
    details = await till.payment(invoice_id)
    assert [attempt.state for attempt in details.attempts] == ["error", "error", "succeeded"]
    assert [attempt.decline_kind for attempt in details.attempts] == [None, None, None]
    assert till.money_at_the_provider() == DUE


async def test_an_outage_that_does_not_end_is_given_up_and_called_no_decline(till: Till) -> None:
    await till.add_card("4000009990000054")
    invoice_id = await till.issue()
    await till.run()
    for _ in range(OUTAGES_MAX):
        at = (await till.payment(invoice_id)).payment.next_attempt_at
        assert at is not None
        till.clock.move_to(at)
        await till.sweep()
    details = await till.payment(invoice_id)
    assert (details.payment.state, details.payment.failure_code) == (PaymentState.failed, "gateway_outage")
    assert {attempt.state for attempt in details.attempts} == {AttemptState.error}
    assert till.world.charges() == []


async def test_an_outage_while_asking_changes_nothing(till: Till) -> None:
    await till.add_card("4000009990000013")
    invoice_id = await till.issue()
    await till.run()
    till.world.begin_outage(till.clock.now())
    await till.sweep(after=timedelta(seconds=300))
    assert (await till.payment(invoice_id)).payment.state is PaymentState.unknown
    till.world.end_outage()
    await till.sweep(after=timedelta(seconds=600))
    assert (await till.payment(invoice_id)).payment.state is PaymentState.succeeded
    assert till.money_at_the_provider() == DUE


async def test_a_voided_invoice_is_not_collected_any_more(till: Till) -> None:
    await till.add_card("4000009990000070")
    invoice_id = await till.issue()
    await till.run()
    await till.void(invoice_id)
    await till.run()
    await till.sweep(after=timedelta(days=1))
    details = await till.payment(invoice_id)
    assert (details.payment.state, len(details.attempts)) == (PaymentState.canceled, 1)
    assert till.money_at_the_provider() == Money(0, EUR)


async def test_money_for_an_invoice_that_was_voided_meanwhile_is_told_as_unapplied(till: Till) -> None:
    await till.add_card("4000009990000013")
    invoice_id = await till.issue()
    await till.run()
    await till.void(invoice_id)
    await till.sweep(after=timedelta(seconds=300))
    details = await till.payment(invoice_id)
    assert (details.payment.state, details.receipt is None) == (PaymentState.succeeded, False)
    assert len(await till.facts("payment.unapplied")) == 1
    assert (await till.invoice(invoice_id)).state == "void"


async def test_a_removed_method_gives_way_to_the_default(till: Till) -> None:
    declining = await till.add_card("4000000000009995")
    invoice_id = await till.issue()
    await till.run()
    good = await till.add_card("4242424242424242")
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await actions.remove_method(scope, declining.id)
        await actions.choose_default(scope, good.id)
    await till.run()
    assert till.world.card_of(declining.token) is None  # the provider forgot it too
    await till.sweep(after=timedelta(days=1))
    details = await till.payment(invoice_id)
    assert [attempt.payment_method_id for attempt in details.attempts] == [declining.id, good.id]
    assert details.payment.state is PaymentState.succeeded


async def test_of_many_who_attach_and_choose_at_once_one_default_is_left(till: Till) -> None:
    methods = await asyncio.gather(*(till.add_card("4242424242424242") for _ in range(4)))

    async def choose(method: PaymentMethod) -> None:
        async with till.program.scope(TESTER, company_id=till.company_id) as scope:
            await actions.choose_default(scope, method.id)

    for _ in range(3):
        await asyncio.gather(*map(choose, methods))
    async with till.program.scope(TESTER, company_id=till.company_id, write=False) as scope:
        listed = (await queries.payment_methods(scope, PageRequest())).items
    assert [one.is_default for one in listed].count(True) == 1


async def test_the_operator_cannot_have_one_company_pay_with_another_one_s_card(
    make_till: Callable[[], Awaitable[Till]],
) -> None:
    payer, other = await make_till(), await make_till()
    foreign = await other.add_card("4242424242424242")
    invoice_id = await payer.issue()
    with pytest.raises(NotFound):
        async with payer.program.scope(TESTER) as scope:
            await actions.pay_invoice(scope, invoice_id, foreign.id)
    await payer.run()
    assert await payer.payments(invoice_id) == []


async def test_the_operator_need_not_name_the_company_of_the_invoice(till: Till) -> None:
    invoice_id = await till.issue()
    await till.run()  # there is no method yet, so nothing is collected
    await till.add_card("4242424242424242")
    async with till.program.scope(TESTER) as scope:
        await actions.pay_invoice(scope, invoice_id)
    await till.run()
    assert (await till.payment(invoice_id)).payment.state is PaymentState.succeeded


async def test_receipts_are_numbered_without_a_gap(till: Till) -> None:
    await till.add_card("4242424242424242")
    invoices = [await till.issue(Money(100 + n, EUR)) for n in range(5)]
    await till.run()
    receipts = [(await till.payment(invoice_id)).receipt for invoice_id in invoices]
    assert sorted(receipt.serial for receipt in receipts if receipt) == [1, 2, 3, 4, 5]
    assert till.money_at_the_provider() == Money(510, EUR)
