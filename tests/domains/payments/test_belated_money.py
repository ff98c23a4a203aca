"""A provider that says "declined", and later that it has the money: the money is in our books, whatever has become of the invoice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.domains.payments.conftest import DUE, EUR, TESTER, Till
from tests.domains.payments.test_notices import Shop
from tests.domains.payments.test_notices import shop as shop
from trunkline.domains.billing import queries as billing
from trunkline.domains.payments import actions
from trunkline.domains.payments.model import Attempt, Payment, PaymentState, Succeeded
from trunkline.domains.payments.queries import PaymentDetails
from trunkline.kernel.ids import InvoiceId, PaymentMethodId
from trunkline.kernel.money import Currency, Money
from trunkline.providers.simulator.stripe_api import intents

NO_FUNDS, LOST, GOOD, NO_ANSWER = "4000000000009995", "4000000000009987", "4242424242424242", "4000009990000013"
TAKEN = Succeeded("ch_late")


async def tell(till: Till, attempt: Attempt, outcome: Succeeded = TAKEN) -> Payment:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        return await actions.record_outcome(scope, attempt.payment_id, attempt.id, outcome)


async def declined(till: Till, card: str = NO_FUNDS) -> tuple[InvoiceId, PaymentDetails]:
    await till.add_card(card)
    invoice_id = await till.issue()
    await till.run()
    found = await till.payment(invoice_id)
    assert [one.state for one in found.attempts] == ["declined"]
    return invoice_id, found


async def pay(till: Till, invoice_id: InvoiceId, method_id: PaymentMethodId) -> None:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await actions.pay_invoice(scope, invoice_id, method_id)
    await till.run()


async def credit(till: Till) -> list[Money]:
    async with till.program.scope(TESTER, company_id=till.company_id, write=False) as scope:
        return list(await billing.credit_balances(scope, till.company_id))


@pytest.mark.parametrize(("card", "state"), [(NO_FUNDS, "pending"), (LOST, "failed")])
async def test_a_declined_attempt_whose_money_came_pays_the_invoice(till: Till, card: str, state: str) -> None:
    invoice_id, found = await declined(till, card)
    assert found.payment.state == state
    for _ in range(2):  # told twice
        assert (await tell(till, found.attempts[0])).state == "succeeded"
    await till.run()
    after = await till.payment(invoice_id)
    assert [(one.state, one.reference) for one in after.attempts] == [("succeeded", "ch_late")]
    assert (after.payment.state, after.payment.next_attempt_at) == (PaymentState.succeeded, None)
    assert after.receipt is not None
    assert (await till.invoice(invoice_id)).state == "paid"
    (fact,) = await till.facts("payment.belated")
    assert fact.payload["told_before"] == ("insufficient_funds" if card == NO_FUNDS else "generic_decline")
    assert await credit(till) == []
    for _ in range(4):
        await till.sweep(timedelta(days=2))
    assert len(till.world.charges()) == 1, "nothing is charged any more"


async def test_money_for_an_invoice_that_another_attempt_has_paid_is_credit(till: Till) -> None:
    invoice_id, found = await declined(till)
    good = await till.add_card(GOOD)
    await pay(till, invoice_id, good.id)
    assert [one.state for one in (await till.payment(invoice_id)).attempts] == ["declined", "succeeded"]
    belated = await tell(till, found.attempts[0])
    assert (belated.state, belated.amount) == ("succeeded", DUE)
    assert (await tell(till, found.attempts[0])).id == found.payment.id, "told again, by who had read it before"
    assert {one.payment.id for one in await till.payments(invoice_id)} == {found.payment.id, belated.id}
    numbers = {one.payment.id: [each.number for each in one.attempts] for one in await till.payments(invoice_id)}
    assert numbers == {found.payment.id: [2], belated.id: [1]}
    assert await credit(till) == [DUE]
    assert len(await till.facts("payment.unapplied")) == 1
    assert len(await till.facts("receipt.issued")) == 2


async def test_money_that_comes_while_another_attempt_is_under_way_pays_and_the_other_is_credit(till: Till) -> None:
    invoice_id, found = await declined(till)
    silent = await till.add_card(NO_ANSWER)
    await pay(till, invoice_id, silent.id)
    assert (await till.payment(invoice_id)).payment.state == "unknown"
    await tell(till, found.attempts[0])
    await till.run()
    assert (await till.invoice(invoice_id)).state == "paid"
    before = {one.payment.id: one.payment.state for one in await till.payments(invoice_id)}
    assert before[found.payment.id] == "unknown", "its money may have come as well"
    await till.sweep(timedelta(minutes=10))
    (other,) = [one for one in await till.payments(invoice_id) if one.payment.id == found.payment.id]
    assert (other.payment.state, await credit(till)) == ("succeeded", [DUE]), "which is the company's"


async def test_another_payment_that_waits_is_canceled(till: Till) -> None:
    invoice_id, found = await declined(till, LOST)
    soft = await till.add_card(NO_FUNDS)
    await pay(till, invoice_id, soft.id)
    assert {one.payment.state.value for one in await till.payments(invoice_id)} == {"failed", "pending"}
    await tell(till, found.attempts[0])
    await till.run()
    assert {one.payment.state.value for one in await till.payments(invoice_id)} == {"succeeded", "canceled"}
    assert await credit(till) == []


async def test_another_amount_than_was_asked_for_is_what_is_booked(till: Till) -> None:
    invoice_id, found = await declined(till)
    good = await till.add_card(GOOD, make_default=True)
    await tell(till, found.attempts[0], Succeeded("ch_less", amount=Money(10000, EUR)))
    await till.run()
    amounts = {one.payment.amount.minor: one.payment.payment_method_id for one in await till.payments(invoice_id)}
    assert amounts == {10000: found.payment.payment_method_id, 1900: good.id}
    assert (await till.invoice(invoice_id)).state == "paid"


async def test_another_currency_is_not_booked(till: Till) -> None:
    _, found = await declined(till)
    same = await tell(till, found.attempts[0], Succeeded("ch_x", amount=Money(11900, Currency.of("USD"))))
    assert same == found.payment
    assert await till.facts("payment.belated") == []


async def test_the_notice_of_a_payer_who_authenticated_afterwards_is_received(shop: Shop) -> None:
    card = await shop.add("pm_card_threeDSecure2Required")
    invoice_id = await shop.till.issue()
    await shop.till.run()
    (attempt,) = (await shop.till.payment(invoice_id)).attempts
    assert (attempt.state, attempt.decline_code) == ("declined", "authentication_required")
    assert attempt.reference is not None
    with shop.both.stripe.books() as books:  # the payer came back to the provider's page
        method = books.get("payment_method", card.token)
        intents._paid(books, books.get("payment_intent", attempt.reference), method)
    await shop.deliver()
    await shop.till.run()
    assert (await shop.till.invoice(invoice_id)).state == "paid"
    assert await shop.notices(state="failed") == []
    assert len(await shop.till.facts("payment.belated")) == 1
