"""Giving money back, through the real adapters over both simulated providers: whole, in part, with answers that get lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from tests.clients import client_as
from tests.domains.payments.desk import Desk, eur
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import CreditMissing
from trunkline.domains.payments import actions
from trunkline.domains.payments.model import NothingToRefund, Refunded, RefundRefused
from trunkline.domains.payments.ports import RefundRequest
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid, NotFound, Problem
from trunkline.kernel.ids import InvoiceId, PaymentId

both = pytest.mark.parametrize("provider", ["stripe", "paypal"])


@both
async def test_a_payment_is_given_back_and_its_invoice_credited(
    program: Program, clock: ManualClock, provider: str
) -> None:
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    begun = await desk.refund(payment.id)
    assert (begun.state, begun.amount) == ("started", eur("119.00"))
    assert (await desk.books())["refunds"] == "-119.00", "on its way, and no credit that could be spent"
    await desk.run()
    (refund,) = await desk.refunds()
    assert (refund.state, refund.next_at, refund.message) == ("succeeded", None, None)
    assert refund.credit_note_id is not None
    assert desk.given_back() == eur("119.00")
    assert (await desk.payment(payment.id)).refundable == eur("0.00")
    assert await desk.credit() == eur("0.00")
    books = await desk.books()
    assert {name for name in books if name not in {"fees", f"cash:{provider}"}} == set(), (
        "but for the fee, as if nothing had been"
    )
    assert await desk.wrong() == []
    assert [one.kind for one in await desk.facts("refund.")] == ["refund.started", "refund.succeeded"]


@both
async def test_parts_are_given_back_until_nothing_is_left(program: Program, clock: ManualClock, provider: str) -> None:
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    for amount in ("19.00", "60.00"):
        await desk.refund(payment.id, amount)
    await desk.run()
    with pytest.raises(NothingToRefund, match=r"40\.00 EUR of the payment can still be given back"):
        await desk.refund(payment.id, "40.01")
    rest = await desk.refund(payment.id)
    assert rest.amount == eur("40.00")
    with pytest.raises(NothingToRefund, match="All of the payment"):
        await desk.refund(payment.id)
    await desk.run()
    assert [one.state for one in await desk.refunds()] == ["succeeded"] * 3
    assert desk.given_back() == eur("119.00")
    assert await desk.wrong() == []


@both
async def test_many_who_ask_at_once_get_no_more_than_was_paid(
    program: Program, clock: ManualClock, provider: str
) -> None:
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    asked = await asyncio.gather(*(desk.refund(payment.id, "50.00") for _ in range(6)), return_exceptions=True)
    begun = [one for one in asked if not isinstance(one, BaseException)]
    assert len(begun) == 2
    assert all(isinstance(one, Problem) for one in asked if one not in begun)
    await desk.run()
    assert desk.given_back() == eur("100.00")
    assert await desk.wrong() == []


@both
async def test_an_answer_that_is_lost_is_asked_for_and_gives_nothing_back_twice(
    program: Program, clock: ManualClock, provider: str
) -> None:
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    await desk.refund(payment.id, "20.00")
    desk.hostile.faults = ["lost_answer", "blind"]
    await desk.run()
    (refund,) = await desk.refunds()
    assert (refund.state, refund.asked) == ("unknown", 1)
    await desk.sweep(timedelta(minutes=6))
    assert [(one.state, one.asked) for one in await desk.refunds()] == [("unknown", 2)], "it cannot be asked now"
    await desk.sweep(timedelta(minutes=11))
    assert [one.state for one in await desk.refunds()] == ["succeeded"]
    assert desk.given_back() == eur("20.00")
    assert [one.kind for one in await desk.facts("refund.")] == ["refund.started", "refund.unknown", "refund.succeeded"]
    assert await desk.wrong() == []


@both
async def test_a_request_that_is_lost_is_sent_again_with_its_own_key(
    program: Program, clock: ManualClock, provider: str
) -> None:
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    await desk.refund(payment.id, "20.00")
    desk.hostile.faults = ["lost_request"]
    await desk.run()
    assert [one.state for one in await desk.refunds()] == ["unknown"]
    assert desk.given_back() == eur("0.00")
    await desk.sweep(timedelta(minutes=6))
    assert [one.state for one in await desk.refunds()] == ["succeeded"]
    assert desk.given_back() == eur("20.00")


async def test_a_crash_between_asking_and_writing_down_is_looked_up(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await desk.paid()
    refund = await desk.refund(payment.id, "20.00")
    async with desk.begin()(desk.company_id) as scope:
        asking = await actions.begin_refund_request(scope, refund.id)
    assert asking is not None
    assert asking.is_new
    await desk.hostile.refund(asking.request)  # and here the process ends
    await desk.run()
    assert [one.state for one in await desk.refunds()] == ["started"], "whoever asked may still be there"
    await desk.sweep(timedelta(minutes=2))
    assert [one.state for one in await desk.refunds()] == ["succeeded"]
    assert desk.given_back() == eur("20.00")


async def test_an_outage_is_waited_for_and_given_up_in_the_end(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await desk.paid()
    await desk.refund(payment.id, "20.00")
    desk.hostile.faults = ["outage"] * 2
    await desk.run()
    (refund,) = await desk.refunds()
    assert (refund.state, refund.outages, refund.sent_at) == ("started", 1, None)
    assert refund.next_at == refund.created_at + timedelta(minutes=5)
    desk.hostile.faults = ["outage"] * 20
    for _ in range(10):
        await desk.sweep(timedelta(hours=11))
    (refund,) = await desk.refunds()
    assert (refund.state, refund.failure_code, refund.outages) == ("failed", "gateway_outage", 9)
    assert desk.given_back() == eur("0.00")
    assert await desk.credit() == eur("20.00"), "the invoice stays credited, and the money is the company's"
    assert (await desk.payment(payment.id)).refundable == eur("119.00")
    assert await desk.wrong() == []


async def test_credit_on_its_way_back_is_not_drawn_by_an_invoice(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await desk.paid()
    await desk.refund(payment.id, "119.00")
    invoice = await desk.invoice(await desk.issue("50"))
    assert (invoice.credited, invoice.due) == (eur("0.00"), eur("59.50"))


async def test_without_a_credit_note_the_companys_credit_must_suffice(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await desk.paid()
    with pytest.raises(CreditMissing, match=r"The company has 0\.00 EUR of credit, and 20\.00 EUR"):
        await desk.refund(payment.id, "20.00", credit_invoice=False)
    assert (await desk.payment(payment.id)).refunded_minor == 0
    assert await desk.facts("refund.") == []
    await desk.refund(payment.id, "20.00")  # credits the invoice
    with pytest.raises(NotFound):
        async with desk.begin()(desk.company_id) as scope:
            await billing.take_for_refund(scope, InvoiceId("inv_01h455vb4pex5vsknk084sn02q"), eur("1"))


async def test_amounts_that_cannot_be_given_back_are_refused(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe", card="chargeDeclined")
    await desk.issue()
    await desk.run()
    (failed,) = await desk.payments()
    with pytest.raises(NothingToRefund, match="only money that was taken"):
        await desk.refund(failed.id)
    other = await Desk.open(program, clock, "stripe")
    payment = await other.paid()
    for wrong in ("0", "-1", "0.001"):
        with pytest.raises(Invalid):
            await other.refund(payment.id, wrong)
    with pytest.raises(NotFound):
        await desk.refund(payment.id)  # somebody else's
    with pytest.raises(NotFound):
        await desk.refund(PaymentId("pay_01h455vb4pex5vsknk084sn02q"))
    assert other.given_back() == eur("0.00")


@both
async def test_a_pending_refund_is_carried_out_later_and_told_by_a_notice(
    program: Program, clock: ManualClock, provider: str
) -> None:
    card = "pendingRefund" if provider == "stripe" else "refund_pends"
    desk = await Desk.open(program, clock, provider, card=card)
    payment = await desk.paid()
    await desk.refund(payment.id, "20.00")
    await desk.run()
    assert [one.state for one in await desk.refunds()] == ["pending"]
    assert (await desk.books())["refunds"] == "-20.00"
    await desk.settle_refunds()
    async with client_as(program, "notices.read") as operator:
        await desk.deliver(operator)
        told = (await operator.get("/payment-notices", params={"provider": provider})).json()["items"]
    assert [one.state for one in await desk.refunds()] == ["succeeded"]
    effects = {one["effect"] for one in told if one["about"] == "refund"}
    (refund,) = await desk.refunds()
    assert effects == {f"The refund {refund.id} is succeeded."}
    assert await desk.wrong() == []


@both
async def test_a_pending_refund_is_found_by_asking_where_no_notice_comes(
    program: Program, clock: ManualClock, provider: str
) -> None:
    desk = await Desk.open(program, clock, provider, card="pendingRefund" if provider == "stripe" else "refund_pends")
    payment = await desk.paid()
    await desk.refund(payment.id, "20.00")
    await desk.run()
    await desk.settle_refunds()
    await desk.sweep(timedelta(minutes=6))
    assert [one.state for one in await desk.refunds()] == ["succeeded"]
    assert desk.given_back() == eur("20.00")


async def test_a_refund_that_comes_back_from_the_bank_is_credit_again(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe", card="refundFail")
    payment = await desk.paid()
    await desk.refund(payment.id, "20.00")
    await desk.run()
    assert [one.state for one in await desk.refunds()] == ["succeeded"]
    await desk.settle_refunds()
    async with client_as(program, "notices.read") as operator:
        await desk.deliver(operator)
        await desk.deliver(operator)
    (refund,) = await desk.refunds()
    assert (refund.state, refund.failure_code) == ("failed", "expired_or_canceled_card")
    assert await desk.credit() == eur("20.00")
    assert (await desk.payment(payment.id)).refundable == eur("119.00")
    assert desk.given_back() == eur("0.00")
    (fact,) = await desk.facts("refund.failed")
    assert fact.payload["came_back"] is True
    assert await desk.wrong() == []


@both
async def test_what_the_provider_refuses_is_credit_again(program: Program, clock: ManualClock, provider: str) -> None:
    """Somebody has given the money back at the provider by hand meanwhile."""
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    charge = await desk.charge_reference(payment.id)
    await desk.hostile.refund(RefundRequest("by-hand", charge, eur("119.00")))
    await desk.refund(payment.id, "20.00")
    await desk.run()
    (refund,) = await desk.refunds()
    assert (refund.state, refund.failure_code) == ("failed", "charge_already_refunded")
    assert await desk.credit() == eur("20.00")
    assert desk.given_back() == eur("119.00")
    assert await desk.wrong() == []
    async with client_as(program, "notices.read") as operator:
        await desk.deliver(operator)
        told = (await operator.get("/payment-notices", params={"provider": provider})).json()["items"]
    effects = [one["effect"] for one in told if one["about"] == "refund"]
    assert effects
    assert all("was not asked for by this installation" in one for one in effects)


async def test_money_that_its_invoice_did_not_ask_for_is_given_back_without_a_credit_note(
    program: Program, clock: ManualClock
) -> None:
    desk = await Desk.open(program, clock, "stripe", card="timesOutAfterCharge")
    invoice_id = await desk.issue()
    await desk.run()  # the charge is made, its answer lost
    async with desk.begin()(desk.company_id) as scope:
        await billing.void_invoice(scope, invoice_id)
    await desk.sweep(timedelta(minutes=6))
    assert await desk.credit() == eur("119.00")
    (found,) = await desk.payments()
    assert found.unapplied_minor == 11900
    refund = await desk.refund(found.id)
    assert refund.credit_note_id is None
    await desk.run()
    assert desk.given_back() == eur("119.00")
    assert await desk.credit() == eur("0.00")
    assert await desk.wrong() == []


async def test_a_late_answer_moves_nothing_backwards(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await desk.paid()
    refund = await desk.refund(payment.id, "20.00")
    await desk.run()
    (done,) = await desk.refunds()
    for late in (
        Refunded("re_other"),
        RefundRefused("charge_already_refunded", "Twice."),
        RefundRefused("x", "", "re_other"),
    ):
        async with desk.begin()(desk.company_id) as scope:
            assert await actions.record_refund(scope, refund.id, late) == done
    assert len(await desk.facts("refund.")) == 2


async def test_the_routes(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await desk.paid()
    may = ("payments.read", "payments.refund")
    async with client_as(program, *may) as operator:
        body = {"amount": "20.00", "reason": "service_quality", "memo": "It was down."}
        headers = {"Idempotency-Key": "once"}
        begun = await operator.post(f"/payments/{payment.id}/refunds", json=body, headers=headers)
        assert begun.status_code == 202, begun.text
        again = await operator.post(f"/payments/{payment.id}/refunds", json=body, headers=headers)
        assert again.json() == begun.json()
        await desk.run()
        found = (await operator.get("/refunds", params={"payment": payment.id, "state": "succeeded"})).json()["items"]
        assert [one["id"] for one in found] == [begun.json()["id"]]
        one = (await operator.get(f"/refunds/{begun.json()['id']}")).json()
        assert (one["amount"], one["reason"], one["memo"]) == (
            {"amount": "20.00", "currency": "EUR"},
            "service_quality",
            "It was down.",
        )
        shown = (await operator.get(f"/payments/{payment.id}")).json()
        assert (shown["refunded"]["amount"], shown["refundable"]["amount"]) == ("20.00", "99.00")
        too_much = await operator.post(f"/payments/{payment.id}/refunds", json={"amount": "100", "reason": "goodwill"})
        assert (too_much.status_code, too_much.json()["code"]) == (409, "nothing_to_refund")
        missing = await operator.post(
            f"/payments/{payment.id}/refunds", json={"amount": "1", "reason": "goodwill", "credit_invoice": False}
        )
        assert (missing.status_code, missing.json()["code"]) == (409, "credit_missing")
    async with client_as(program, "payments.read", company_id=desk.company_id) as own:
        assert len((await own.get("/refunds")).json()["items"]) == 1
        assert (await own.post(f"/payments/{payment.id}/refunds", json={"reason": "goodwill"})).status_code == 403
