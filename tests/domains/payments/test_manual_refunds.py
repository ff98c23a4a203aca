"""Money that came by hand is given back by hand: whole, in parts, no more than came, once per reference, and the books agree."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import httpx2

from tests.clients import client_as
from tests.domains.payments.desk import Desk, eur
from tests.domains.payments.test_manual_payments import pay
from trunkline.domains.billing.model import InvoiceState
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock


def _wish(desk: Desk, **other: Any) -> dict[str, Any]:
    sent = {"method": "bank_transfer", "reference": "BACK 1", "paid_at": desk.now.isoformat()}
    return sent | {"reason": "goodwill"} | other


async def _give_back(program: Program, desk: Desk, payment_id: str, **other: Any) -> httpx2.Response:
    async with client_as(program, "payments.read", "payments.refund") as api:
        return await api.post(f"/manual-payments/{payment_id}/refunds", json=_wish(desk, **other))


async def test_a_bank_payment_is_given_back_in_two_parts_and_no_more(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    invoice_id = await desk.issue()
    payment = await pay(desk, invoice_id, "119")
    first = await _give_back(program, desk, payment.id, amount="19")
    assert first.status_code == 201, first.text
    assert first.json()["credit_note_id"] is not None
    assert (await desk.books())["cash:manual"] == "100.00"
    assert await desk.wrong() == []
    again = await _give_back(program, desk, payment.id, amount="1", reference=" back1 ")
    assert (again.status_code, again.json()["code"]) == (409, "already_recorded")
    too_much = await _give_back(program, desk, payment.id, amount="100.01", reference="BACK 2")
    assert (too_much.status_code, too_much.json()["code"]) == (409, "nothing_to_refund")
    rest = await _give_back(program, desk, payment.id, reference="BACK 2")
    assert rest.json()["amount"] == {"amount": "100.00", "currency": "EUR"}
    none = await _give_back(program, desk, payment.id, reference="BACK 3")
    assert none.json()["code"] == "nothing_to_refund"
    assert (await desk.books()).get("cash:manual", "0.00") == "0.00"
    assert (await desk.credit(), (await desk.invoice(invoice_id)).state) == (eur("0"), InvoiceState.paid)
    assert await desk.wrong() == []
    async with client_as(program, "payments.read", company_id=desk.company_id) as company:
        shown = (await company.get(f"/manual-payments/{payment.id}")).json()
        listed = (await company.get(f"/manual-payments/{payment.id}/refunds")).json()
    assert shown["refunded"]["amount"] == "119.00"
    assert [(one["reference"], one["amount"]["amount"]) for one in listed] == [
        ("BACK 2", "100.00"),
        ("BACK 1", "19.00"),
    ]
    async with program.database.read() as connection:
        entries = await journal.read_range(connection, journal.stream_of(desk.company_id), 0, 1000)
    told: list[Any] = [one.payload for one in entries if one.kind == "manual_payment.refunded"]
    assert [(one["amount"]["amount"], one["refunded_before"]["amount"]) for one in told] == [
        ("19.00", "0.00"),
        ("100.00", "19.00"),
    ]


async def test_what_was_too_much_goes_back_without_a_credit_note(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await pay(desk, await desk.issue(), "150")
    back = await _give_back(program, desk, payment.id, amount="31")
    assert (back.status_code, back.json()["credit_note_id"]) == (201, None)
    assert await desk.credit() == eur("0")
    assert await desk.wrong() == []


async def test_what_was_too_much_counts_once_however_many_refunds_there_are(
    program: Program, clock: ManualClock
) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await pay(desk, await desk.issue(), "150")
    await _give_back(program, desk, payment.id, amount="31")
    second = await _give_back(program, desk, payment.id, amount="19", reference="BACK 2")
    assert second.status_code == 201, second.text
    assert second.json()["credit_note_id"] is not None
    assert await desk.credit() == eur("0")
    assert await desk.wrong() == []


async def test_two_at_once_share_what_was_too_much(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await pay(desk, await desk.issue(), "150")
    sent = (_give_back(program, desk, payment.id, amount="31", reference=f"BACK {one}") for one in range(2))
    both = await asyncio.gather(*sent)
    assert [one.status_code for one in both] == [201, 201], [one.text for one in both]
    assert sorted(one.json()["credit_note_id"] is None for one in both) == [False, True]
    assert await desk.wrong() == []


async def test_what_cannot_have_gone_back_is_refused_and_changes_nothing(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await pay(desk, await desk.issue(), "119")
    later = (desk.now + timedelta(days=1)).isoformat()
    for wrong, at in (
        ({"paid_at": later}, "/paid_at"),
        ({"reference": " "}, "/reference"),
        ({"amount": "0"}, "amount"),
    ):
        refused = await _give_back(program, desk, payment.id, **wrong)
        assert refused.status_code == 422
        assert at in refused.text
    unpaid = await _give_back(program, desk, payment.id, credit_invoice=False)
    assert (unpaid.status_code, unpaid.json()["code"]) == (409, "credit_missing")
    assert (await desk.books())["cash:manual"] == "119.00"
    async with client_as(program, "payments.read", company_id=desk.company_id) as company:
        assert (await company.get(f"/manual-payments/{payment.id}")).json()["refunded"]["amount"] == "0.00"
