"""Money that came by bank transfer, as a cheque, in cash: exact, too little, too much, and twice."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.clients import client_as
from tests.domains.payments.desk import Desk, eur
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import EarlyDiscount, InvoiceState, Part
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.model import AlreadyRecorded, ManualMethod, ManualPayment
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid, NotFound
from trunkline.kernel.ids import InvoiceId


async def pay(desk: Desk, invoice_id: InvoiceId, amount: str, reference: str = "TRF 1", **other: Any) -> ManualPayment:
    values: dict[str, Any] = {
        "amount": Decimal(amount),
        "currency": "EUR",
        "method": ManualMethod.bank_transfer,
        "reference": reference,
        "received_at": desk.now,
    }
    came = actions.MoneyByHand(**values | other)
    async with desk.begin()(desk.company_id) as scope:
        return await actions.record_manual_payment(scope, invoice_id, came)


async def test_the_exact_amount_pays_the_invoice_and_gets_a_receipt(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    await desk.paid()  # takes the first number of the receipts
    invoice_id = await desk.issue()
    recorded = await pay(desk, invoice_id, "119")
    invoice = await desk.invoice(invoice_id)
    assert (invoice.state, invoice.paid_at) == (InvoiceState.paid, desk.now)
    assert (recorded.applied, recorded.kept, recorded.receipt_number) == (eur("119"), eur("0"), "R-000002")
    await desk.run()
    assert len(await desk.payments()) == 1, "the card is not charged for what was paid"
    assert (await desk.books())["cash:manual"] == "119.00"
    assert await desk.wrong() == []
    async with desk.begin()(desk.company_id, write=False) as scope:
        _, document = await queries.manual_receipt_document(scope, recorded.id)
    assert document.startswith(b"%PDF")


async def test_too_little_leaves_the_rest_to_the_card(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe", card="chargeDeclinedInsufficientFunds")
    invoice_id = await desk.issue()
    await desk.run()  # declined: tried again on its day
    await pay(desk, invoice_id, "100", received_at=desk.now - timedelta(hours=3))
    invoice = await desk.invoice(invoice_id)
    assert (invoice.state, invoice.paid, invoice.due) == (InvoiceState.issued, eur("100"), eur("19"))
    await desk.add_method("visa")
    async with desk.begin()(desk.company_id) as scope:
        await actions.pay_invoice(scope, invoice_id)
    await desk.run()
    assert (await desk.invoice(invoice_id)).state is InvoiceState.paid
    taken = [one.amount for one in await desk.payments() if one.state == "succeeded"]
    assert taken == [eur("19")]
    assert await desk.wrong() == []


async def test_too_much_becomes_credit_which_the_next_invoice_draws(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    invoice_id = await desk.issue()
    recorded = await pay(desk, invoice_id, "150")
    assert (recorded.applied, recorded.kept) == (eur("119"), eur("31"))
    assert await desk.credit() == eur("31")
    assert await desk.wrong() == []
    following = await desk.invoice(await desk.issue("20"))
    assert (following.credited, following.due) == (eur("23.80"), eur("0"))


async def test_money_for_an_invoice_that_asks_for_nothing_is_credit(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    invoice_id = await desk.issue()
    async with desk.begin()(desk.company_id) as scope:
        await billing.void_invoice(scope, invoice_id)
    recorded = await pay(desk, invoice_id, "119")
    assert (recorded.applied, recorded.kept) == (eur("0"), eur("119"))
    assert await desk.credit() == eur("119")
    assert await desk.wrong() == []


async def test_what_was_given_up_may_still_come(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    invoice_id = await desk.issue()
    async with desk.begin()(desk.company_id) as scope:
        await billing.write_off(scope, invoice_id)
    await pay(desk, invoice_id, "119")
    assert (await desk.invoice(invoice_id)).state is InvoiceState.paid
    assert "losses" not in await desk.books()
    assert await desk.wrong() == []


async def test_what_comes_early_enough_settles_the_invoice_for_less(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    async with desk.begin()(desk.company_id) as scope:
        early = EarlyDiscount(days=10, part=Part(percent=Decimal(2)))
        await billing.change_terms(scope, desk.company_id, early_discount=early)
    invoice_id = await desk.issue()
    clock.advance(timedelta(days=20))  # written down late, but it came in time
    await pay(desk, invoice_id, "116.62", received_at=desk.now - timedelta(days=15))
    invoice = await desk.invoice(invoice_id)
    assert (invoice.state, invoice.paid, invoice.credited) == (InvoiceState.paid, eur("116.62"), eur("2.38"))
    assert await desk.wrong() == []


async def test_the_same_reference_counts_once(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    invoice_id = await desk.issue()
    await pay(desk, invoice_id, "10", "Überweisung 4711")
    books = await desk.books()
    with pytest.raises(AlreadyRecorded, match="'überweisung  4711' was recorded before"):
        await pay(desk, invoice_id, "10", "überweisung  4711")
    assert await desk.books() == books
    assert (await desk.invoice(invoice_id)).paid == eur("10")
    await pay(desk, invoice_id, "10", "Überweisung 4711", method=ManualMethod.cheque)
    other = await Desk.open(program, clock, "stripe")
    following = await pay(other, await other.issue(), "10", "Überweisung 4711")
    assert following.receipt_number == "R-000003", "what was refused took no number"


async def test_what_cannot_have_come_is_refused(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    invoice_id = await desk.issue()
    wrong: list[tuple[str, dict[str, Any]]] = [
        ("/currency", {"currency": "USD"}),
        ("/amount", {"amount": Decimal("-1")}),
        ("/received_at", {"received_at": desk.now + timedelta(hours=1)}),
        ("/reference", {"reference": " "}),
    ]
    for pointer, other in wrong:
        with pytest.raises(Invalid) as refused:
            await pay(desk, invoice_id, **{"amount": "10"} | other)
        assert [one.pointer for one in refused.value.fields] == [pointer]
    with pytest.raises(Invalid):
        await pay(desk, invoice_id, "0.001")
    with pytest.raises(NotFound):
        await pay(desk, InvoiceId("inv_01h455vb4pex5vsknk084sn02q"), "10")
    other_desk = await Desk.open(program, clock, "stripe")
    with pytest.raises(NotFound):
        await pay(other_desk, invoice_id, "10")
    assert (await desk.invoice(invoice_id)).paid == eur("0")


async def test_the_routes(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    invoice_id = await desk.issue()
    body = {
        "amount": "150.00",
        "currency": "EUR",
        "method": "bank_transfer",
        "reference": "TRF 1",
        "received_at": "2026-03-02T09:00:00Z",
    }
    async with client_as(program, "payments.read", "payments.refund", "invoices.read") as operator:
        made = await operator.post(f"/invoices/{invoice_id}/payments", json=body)
        assert made.status_code == 201, made.text
        assert (made.json()["applied"]["amount"], made.json()["kept"]["amount"]) == ("119.00", "31.00")
        twice = await operator.post(f"/invoices/{invoice_id}/payments", json=body)
        assert (twice.status_code, twice.json()["code"]) == (409, "already_recorded")
        found = (await operator.get("/manual-payments", params={"invoice": invoice_id})).json()["items"]
        assert [one["id"] for one in found] == [made.json()["id"]]
        assert (await operator.get(f"/manual-payments/{made.json()['id']}")).json() == made.json()
        receipt = await operator.get(f"/manual-payments/{made.json()['id']}/receipt")
        assert receipt.content.startswith(b"%PDF")
        assert receipt.headers["content-disposition"] == f'inline; filename="{made.json()["receipt_number"]}.pdf"'
        unread = await operator.post(f"/invoices/{invoice_id}/payments", json=body | {"received_at": "yesterday"})
        assert unread.status_code == 422
    async with client_as(program, "payments.read", company_id=desk.company_id) as own:
        assert len((await own.get("/manual-payments")).json()["items"]) == 1
        of_invoice = (await own.get(f"/invoices/{invoice_id}/payments")).json()
        assert of_invoice == {"payments": [], "manual_payments": [made.json()]}
        collected = await desk.paid()
        of_invoice = (await own.get(f"/invoices/{collected.invoice_id}/payments")).json()
        assert [one["id"] for one in of_invoice["payments"]] == [collected.id]
        assert of_invoice["manual_payments"] == []
    other = await Desk.open(program, clock, "stripe")
    async with client_as(program, "payments.read", company_id=other.company_id) as stranger:
        assert (await stranger.get(f"/invoices/{invoice_id}/payments")).status_code == 404
    async with client_as(program, "payments.read", company_id=desk.company_id) as own:
        assert (await own.post(f"/invoices/{invoice_id}/payments", json=body)).status_code == 403
    (fact,) = await desk.facts("manual_payment.")
    assert fact.payload["kept"] == {"amount": "31.00", "currency": "EUR"}
