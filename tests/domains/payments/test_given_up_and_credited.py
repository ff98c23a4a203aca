"""Collecting an invoice that asks for less than it did: written off, or credited in part, while its payment was on its way."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from tests.domains.billing.stage import bill, stage
from tests.domains.payments.conftest import DUE, EUR, TESTER, Till
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing import queries as billed
from trunkline.domains.billing.model import CreditAsk, CreditReason, CreditWish
from trunkline.domains.payments import actions
from trunkline.domains.payments.actions.asking import Asking
from trunkline.domains.payments.model import PaymentState
from trunkline.domains.payments.queries import PaymentDetails
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import InvoiceId, PaymentId
from trunkline.kernel.money import Money

DAY = timedelta(days=1)
SOFT, GOOD, NO_ANSWER, DECLINED_UNHEARD, OUT = (
    "4000000000009995",
    "4242424242424242",
    "4000009990000013",
    "4000009990000039",
    "4000009990000054",
)


async def _collect(till: Till, invoice_id: InvoiceId) -> PaymentId:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        payment = await actions.collect_invoice(scope, invoice_id)
    assert payment is not None
    return payment.id


async def _ask(till: Till, payment_id: PaymentId) -> Asking | None:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        return await actions.begin_step(scope, payment_id)


async def _answer(till: Till, asking: Asking) -> None:
    outcome = await till.simulator.charge(asking.request)
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await actions.record_outcome(scope, asking.payment_id, asking.attempt_id, outcome)


async def _write_off(till: Till, invoice_id: InvoiceId) -> None:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await billing.write_off(scope, invoice_id)


async def _pay(till: Till, invoice_id: InvoiceId) -> PaymentId:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        return (await actions.pay_invoice(scope, invoice_id)).id


async def _week(till: Till) -> None:
    for _ in range(9):
        await till.sweep(DAY)


def _story(details: PaymentDetails) -> tuple[PaymentState, list[str]]:
    return details.payment.state, [str(attempt.state) for attempt in details.attempts]


@pytest.mark.parametrize("card", [SOFT, OUT])
async def test_an_invoice_given_up_while_it_was_being_charged_is_not_charged_again(till: Till, card: str) -> None:
    await till.add_card(card)
    invoice_id = await till.issue()
    asking = await _ask(till, await _collect(till, invoice_id))
    assert asking is not None
    await _write_off(till, invoice_id)
    await till.run()  # the job of the write-off finds the attempt in flight and leaves it to end
    await _answer(till, asking)
    await _week(till)
    details = await till.payment(invoice_id)
    assert _story(details) == (PaymentState.failed, ["declined" if card == SOFT else "error"])
    assert details.payment.next_attempt_at is None
    assert (await till.facts("payment.attempt_failed"))[-1].payload["next_attempt_at"] is None
    assert (await till.invoice(invoice_id)).state == "uncollectible"


async def test_a_decline_that_was_not_heard_of_ends_the_payment_of_an_invoice_given_up(till: Till) -> None:
    await till.add_card(DECLINED_UNHEARD)
    invoice_id = await till.issue()
    await till.run()
    await _write_off(till, invoice_id)
    await _week(till)
    assert _story(await till.payment(invoice_id)) == (PaymentState.failed, ["declined"])


async def test_a_payment_opened_before_the_write_off_does_not_begin_after_it(till: Till) -> None:
    await till.add_card(GOOD)
    invoice_id = await till.issue()
    payment_id = await _collect(till, invoice_id)
    await _write_off(till, invoice_id)
    assert await _ask(till, payment_id) is None  # before the job of the write-off had its turn
    await _week(till)
    assert _story(await till.payment(invoice_id)) == (PaymentState.canceled, [])
    assert till.world.charges() == []


@pytest.mark.parametrize(("card", "came_of_it"), [(SOFT, "declined"), (OUT, "error")])
async def test_who_pays_an_invoice_given_up_is_charged_once_and_not_again(
    till: Till, card: str, came_of_it: str
) -> None:
    invoice_id = await till.issue()
    await till.run()
    await _write_off(till, invoice_id)
    await till.add_card(card)
    await _pay(till, invoice_id)
    await _week(till)
    assert _story(await till.payment(invoice_id)) == (PaymentState.failed, [came_of_it])


async def test_an_invoice_given_up_is_paid_by_who_asks_for_it(till: Till) -> None:
    invoice_id = await till.issue()
    await _write_off(till, invoice_id)
    await till.add_card(GOOD)
    first = await _pay(till, invoice_id)
    assert await _pay(till, invoice_id) == first  # who asks twice has one payment
    await till.run()  # the late job of the write-off among them
    assert _story(await till.payment(invoice_id)) == (PaymentState.succeeded, ["succeeded"])
    assert (await till.invoice(invoice_id)).state == "paid"
    assert till.money_at_the_provider() == DUE


async def test_a_payment_that_waits_gives_way_to_who_pays_the_invoice_given_up(till: Till) -> None:
    await till.add_card(SOFT)
    invoice_id = await till.issue()
    await till.run()
    await _write_off(till, invoice_id)
    await till.add_card(GOOD, make_default=True)
    await _pay(till, invoice_id)
    await _week(till)
    stories = [_story(details) for details in await till.payments(invoice_id)]
    assert sorted(stories) == [(PaymentState.canceled, ["declined"]), (PaymentState.succeeded, ["succeeded"])]
    assert (await till.invoice(invoice_id)).state == "paid"


@pytest.fixture
async def billed_till(make_till: Callable[[], Awaitable[Till]], program: Program, clock: ManualClock) -> Till:
    """A till of a company whose invoices have lines, so that they can be credited."""
    made = await make_till()
    company_id = (await stage(program, "starter")).company_id
    return Till(program, clock, made.simulator, company_id)


async def _bill(till: Till) -> InvoiceId:
    """34.51 EUR, 29.00 and its tax."""
    (one,) = (await bill(till.program, "2026-03-02")).invoices
    return one.invoice_id


async def _credit(till: Till, invoice_id: InvoiceId, net: str) -> None:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        (line,) = await billed.lines_of(scope, invoice_id)
        ask = CreditAsk(line_id=line.id, amount=Decimal(net))
        await billing.issue_credit_note(scope, invoice_id, CreditWish(lines=(ask,), reason=CreditReason.goodwill))


async def test_what_a_credit_note_leaves_is_collected_on_the_same_calendar(billed_till: Till) -> None:
    till = billed_till
    await till.add_card(SOFT)
    invoice_id = await _bill(till)
    await till.run()
    first = (await till.payment(invoice_id)).payment.first_attempt_at
    assert first is not None
    await _credit(till, invoice_id, "10.00")
    for days in (1, 3, 5, 7):
        till.clock.move_to(first + timedelta(days=days))
        await till.sweep()
        payments = await till.payments(invoice_id)
        assert sum(details.payment.holds_invoice for details in payments) == (days < 7)
    before, after = sorted(await till.payments(invoice_id), key=lambda details: -details.payment.amount.minor)
    assert _story(before) == (PaymentState.canceled, ["declined"])
    assert _story(after) == (PaymentState.failed, ["declined"] * 4)
    assert (before.payment.amount, after.payment.amount) == (Money(3451, EUR), Money(2261, EUR))
    assert after.payment.first_attempt_at == first
    assert [fact.payload["amount"] for fact in await till.facts("payment.started")] == [
        {"amount": amount, "currency": "EUR"} for amount in ("34.51", "22.61")
    ]


async def test_the_rest_after_a_credit_note_settles_the_invoice(billed_till: Till) -> None:
    till = billed_till
    await till.add_card(SOFT)
    invoice_id = await _bill(till)
    await till.run()
    await _credit(till, invoice_id, "10.00")
    await till.add_card(GOOD, make_default=True)
    await _pay(till, invoice_id)
    await till.run()
    assert (await till.invoice(invoice_id)).state == "paid"
    assert till.money_at_the_provider() == Money(2261, EUR)


async def test_after_a_credit_note_over_all_nothing_is_collected(billed_till: Till) -> None:
    till = billed_till
    await till.add_card(SOFT)
    invoice_id = await _bill(till)
    await till.run()
    await _credit(till, invoice_id, "29.00")
    await _week(till)
    assert _story(await till.payment(invoice_id)) == (PaymentState.canceled, ["declined"])


async def test_a_credit_note_starts_no_charge_beside_one_whose_result_is_unknown(billed_till: Till) -> None:
    till = billed_till
    await till.add_card(NO_ANSWER)
    invoice_id = await _bill(till)
    await till.run()
    await _credit(till, invoice_id, "10.00")
    await till.sweep(timedelta(seconds=300))
    assert _story(await till.payment(invoice_id)) == (PaymentState.succeeded, ["succeeded"])
    assert (await till.invoice(invoice_id)).state == "paid"
    assert till.money_at_the_provider() == Money(3451, EUR)


async def test_a_credit_note_before_the_one_charge_of_an_invoice_given_up_keeps_it_at_one(billed_till: Till) -> None:
    till = billed_till
    invoice_id = await _bill(till)
    await till.run()
    await _write_off(till, invoice_id)
    await till.add_card(SOFT)
    await _pay(till, invoice_id)
    await _credit(till, invoice_id, "10.00")
    await _week(till)
    before, after = sorted(await till.payments(invoice_id), key=lambda details: -details.payment.amount.minor)
    assert _story(before) == (PaymentState.canceled, [])
    assert (_story(after), after.payment.amount) == ((PaymentState.failed, ["declined"]), Money(2261, EUR))
