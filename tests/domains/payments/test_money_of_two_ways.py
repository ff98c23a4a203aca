"""Money that comes by card after some of it came in another way: it pays what is left, and only what is too much is credit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.domains.payments.desk import Desk, eur
from tests.domains.payments.lab import SILENT, TESTER, Lab, open_lab
from tests.domains.payments.test_manual_payments import pay
from trunkline.domains.billing.model import InvoiceState
from trunkline.domains.payments import actions, queries, store
from trunkline.domains.payments.model import Succeeded
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import InvoiceId

LATE = timedelta(minutes=6)


async def paid_twice(desk: Desk, by_hand: str) -> InvoiceId:
    """119.00 are charged, the answer is lost; `by_hand` comes before it is known."""
    invoice_id = await desk.issue()
    await desk.run()
    await pay(desk, invoice_id, by_hand)
    await desk.sweep(LATE)
    return invoice_id


async def holding(desk: Desk | Lab) -> list[str]:
    """The payments that hold an invoice or a part of one."""
    columns = store.payment.c
    async with desk.program.scope(TESTER, company_id=desk.company_id, write=False) as scope:
        held = columns.holds_invoice_id.is_not(None) | columns.holds_instalment_id.is_not(None)
        return list((await scope.tx.execute(select(columns.id).where(held))).scalars())


async def test_what_is_left_is_paid_and_the_rest_is_credit(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe", card="timesOutAfterCharge")
    invoice_id = await paid_twice(desk, "40")
    invoice = await desk.invoice(invoice_id)
    assert (invoice.state, invoice.paid, await desk.credit()) == (InvoiceState.paid, eur("119"), eur("40"))
    (payment,) = await desk.payments()
    assert (payment.state, payment.unapplied_minor) == ("succeeded", 4000)
    (told,) = await desk.facts("payment.unapplied")
    assert told.payload["amount"] == {"amount": "40.00", "currency": "EUR"}
    assert len(await desk.facts("invoice.paid")) == 1
    assert len(await desk.facts("receipt.issued")) == 1
    assert await holding(desk) == []
    assert await desk.wrong() == []


async def test_belated_money_is_split_as_well(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe", card="chargeDeclinedInsufficientFunds")
    invoice_id = await desk.issue()
    await desk.run()
    await pay(desk, invoice_id, "40")
    async with desk.begin()(desk.company_id) as scope:
        (found,) = await queries.payments_of_invoice(scope, invoice_id)
        await actions.record_outcome(scope, found.payment.id, found.attempts[0].id, Succeeded("ch_late"))
    await desk.run()
    invoice = await desk.invoice(invoice_id)
    assert (invoice.state, await desk.credit()) == (InvoiceState.paid, eur("40"))
    assert (await desk.payment(found.payment.id)).unapplied_minor == 4000
    assert await desk.wrong() == []


async def test_an_invoice_that_was_paid_by_hand_meanwhile_leaves_all_to_credit(
    program: Program, clock: ManualClock
) -> None:
    desk = await Desk.open(program, clock, "stripe", card="timesOutAfterCharge")
    invoice_id = await paid_twice(desk, "119")
    assert ((await desk.invoice(invoice_id)).paid, await desk.credit()) == (eur("119"), eur("119"))
    assert [one.unapplied_minor for one in await desk.payments()] == [11900]
    assert await holding(desk) == []
    assert await desk.wrong() == []


@pytest.mark.parametrize(
    ("refunds", "notes"),
    [(["119.00"], ["79.00"]), (["30.00", "89.00"], [None, "79.00"]), (["50.00", "20.00"], ["10.00", "20.00"])],
)
async def test_a_refund_credits_what_the_invoice_had_asked_for(
    program: Program, clock: ManualClock, refunds: list[str], notes: list[str | None]
) -> None:
    """What was too much is given back first: it is credit already."""
    desk = await Desk.open(program, clock, "stripe", card="timesOutAfterCharge")
    await paid_twice(desk, "40")
    (payment,) = await desk.payments()
    made = [await desk.refund(payment.id, amount) for amount in refunds]
    assert [one.credit_note_id is not None for one in made] == [note is not None for note in notes]
    totals = [one.payload["total"] for one in await desk.facts("credit_note.issued")]
    assert totals == [{"amount": note, "currency": "EUR"} for note in notes if note is not None]
    await desk.run()
    assert desk.given_back() == sum((eur(one) for one in refunds), eur("0"))
    assert await desk.wrong() == []


async def test_a_part_in_flight_when_the_invoice_was_given_up_is_let_go(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(SILENT)
        await lab.plan(count=2)
        await lab.post(f"/invoices/{lab.invoice_id}/pay")
        assert await lab.payments() == [("59.50", "unknown", 1)]
        assert (await lab.post(f"/invoices/{lab.invoice_id}/uncollectible")).status_code == 200
        await lab.move("2026-03-02T11:00:00+01:00")
        assert await lab.payments() == [("59.50", "succeeded", 1)]
        assert await holding(lab) == []
        assert await lab.wrong() == []


async def test_a_part_that_was_paid_stays_held(program: Program) -> None:
    async with open_lab(program) as lab:
        await lab.add_card(SILENT)
        made = await lab.plan(count=2)
        await lab.post(f"/invoices/{lab.invoice_id}/pay")
        await lab.move("2026-03-02T11:00:00+01:00")
        assert (await lab.parts(made["id"]))[0] == ("0.00", "paid")
        assert len(await holding(lab)) == 1
