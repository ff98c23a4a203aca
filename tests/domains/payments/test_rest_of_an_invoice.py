"""An invoice that asks for more after its payment has settled: the rest is collected by a payment of its own."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.domains.billing.stage import stage
from tests.domains.payments.conftest import EUR, TESTER, Till
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import EarlyDiscount, Part
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.queries import PaymentDetails
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Money

GOOD, NO_FUNDS = "4242424242424242", "4000000000009995"


@pytest.fixture
async def settled_for_less(till: Till, program: Program, clock: ManualClock) -> tuple[Till, InvoiceId]:
    """34.51 were owed, 30.00 of it saved by paying early. While 4.51 were on their way, 33.39 were given back: 1.12 can still be
    credited, and 28.88 are asked for once more.
    """
    nordlicht = await stage(program, "starter", billing_cycle_day=2)
    there = Till(program, clock, till.simulator, nordlicht.company_id)
    async with program.scope(TESTER, company_id=there.company_id) as scope:
        discount = EarlyDiscount(10, Part(amount=Decimal(30)))
        await billing.change_terms(scope, there.company_id, early_discount=discount)
    await there.add_card(GOOD)
    (invoice,) = (await nordlicht.bill("2026-03-02"), await nordlicht.invoices())[1]
    async with program.scope(TESTER, company_id=there.company_id) as scope:
        payment = await actions.collect_invoice(scope, invoice.id)
        assert payment is not None
        assert payment.amount == Money(451, EUR)
        asking = await actions.begin_step(scope, payment.id)
        assert asking is not None
    await nordlicht.cancel()
    await nordlicht.bill("2026-03-03")
    outcome = await there.simulator.charge(asking.request)
    async with program.scope(TESTER, company_id=there.company_id) as scope:
        await actions.record_outcome(scope, payment.id, asking.attempt_id, outcome)
    return there, invoice.id


async def by_amount(till: Till, invoice_id: InvoiceId) -> list[PaymentDetails]:
    return sorted(await till.payments(invoice_id), key=lambda one: one.payment.amount.minor)


async def test_the_rest_is_collected(settled_for_less: tuple[Till, InvoiceId]) -> None:
    till, invoice_id = settled_for_less
    await till.run()
    first, second = await by_amount(till, invoice_id)
    assert (first.payment.amount, second.payment.amount) == (Money(451, EUR), Money(2888, EUR))
    assert [one.payment.state for one in (first, second)] == ["succeeded", "succeeded"]
    assert (await till.invoice(invoice_id)).state == "paid"
    assert till.money_at_the_provider() == Money(451 + 2888, EUR)


async def test_the_rest_that_was_declined_is_paid_when_somebody_asks(settled_for_less: tuple[Till, InvoiceId]) -> None:
    till, invoice_id = settled_for_less
    bad = await till.add_card(NO_FUNDS, make_default=True)
    good = (await by_amount(till, invoice_id))[0].payment.payment_method_id
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        await actions.pay_invoice(scope, invoice_id, bad.id)
    await till.run()
    (held,) = [one.payment for one in await till.payments(invoice_id) if one.payment.state == "pending"]
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        assert (await actions.pay_invoice(scope, invoice_id, good)).id == held.id
    await till.run()
    assert (await till.invoice(invoice_id)).state == "paid"
    async with till.program.scope(TESTER, company_id=till.company_id, write=False) as scope:
        assert await queries.payment_holding(scope, invoice_id) == (await by_amount(till, invoice_id))[1].payment
