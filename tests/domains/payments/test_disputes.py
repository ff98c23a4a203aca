"""Disputes, from the payer's complaint to the last word, over both simulated providers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients import client_as
from tests.domains.payments.desk import Desk, eur
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.model import (
    DISPUTE_STEPS,
    Dispute,
    DisputeNow,
    DisputeState,
    NothingToRefund,
    Succeeded,
)
from trunkline.domains.payments.ports import ChargeRequest
from trunkline.domains.payments.rules import follow_dispute
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId, DisputeId, InvoiceId, PaymentId
from trunkline.providers.simulator.stripe_api import Drills

both = pytest.mark.parametrize("provider", ["stripe", "paypal"])
FEES = {"stripe": eur("15.00"), "paypal": None}


@pytest.fixture
async def operator(program: Program) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, "notices.read", "notices.manage", "payments.read", "payments.refund") as client:
        yield client


@both
async def test_a_dispute_holds_the_money_until_it_is_won(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    before = await desk.books()
    reference = await desk.dispute(payment.id)
    await desk.deliver(operator)
    (dispute,) = await desk.disputes()
    assert (dispute.state, dispute.held, dispute.amount, dispute.fee) == ("open", True, eur("119.00"), FEES[provider])
    assert (dispute.payment_id, dispute.reference) == (payment.id, reference)
    assert dispute.evidence_due_at is not None
    assert (await desk.books())["disputes"] == "119.00"
    with pytest.raises(NothingToRefund):
        await desk.refund(payment.id, "1.00")
    desk.decide(reference, won=True)
    await desk.deliver(operator)
    (dispute,) = await desk.disputes()
    assert (dispute.state, dispute.held, dispute.next_at) == ("won", False, None)
    after = dict(await desk.books())
    fee = eur("15.00") if provider == "stripe" else eur("0.00")
    assert eur(after[f"cash:{provider}"]) + fee == eur(before[f"cash:{provider}"])
    assert "disputes" not in after
    assert (await desk.payment(payment.id)).refundable == eur("119.00")
    assert [one.kind for one in await desk.facts("dispute.")] == ["dispute.opened", "dispute.won"]
    assert await desk.wrong() == []


@both
async def test_a_lost_dispute_is_a_loss_and_nothing_of_it_is_given_back_once_more(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    reference = await desk.dispute(payment.id)
    await desk.deliver(operator)
    desk.decide(reference, won=False)
    await desk.deliver(operator)
    (dispute,) = await desk.disputes()
    assert (dispute.state, dispute.held) == ("lost", True)
    books = await desk.books()
    assert books["losses"] == "119.00"
    assert "disputes" not in books
    with pytest.raises(NothingToRefund):
        await desk.refund(payment.id)
    assert await desk.wrong() == []
    if provider == "stripe":
        assert desk.cash() == eur(books["cash:stripe"]) - desk.charge_fees()


@both
async def test_evidence_is_sent_once_and_kept(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    await desk.dispute(payment.id)
    await desk.deliver(operator)
    (dispute,) = await desk.disputes()
    path = f"/disputes/{dispute.id}/evidence"
    said = {"product_description": "AI receptionist, March", "service_date": "2026-03"}
    nothing = await operator.post(path, json={"receipt": "  "})
    assert nothing.status_code == 422, nothing.text
    answered = await operator.post(path, json=said)
    assert (answered.status_code, answered.json()["state"], answered.json()["evidence"]) == (200, "answered", said)
    assert answered.json()["answered_at"] is not None
    late = await operator.post(path, json={"uncategorized_text": "And another thing"})
    assert (late.status_code, late.json()["code"]) == (409, "conflict")
    await desk.deliver(operator)
    (dispute,) = await desk.disputes()
    assert (dispute.state, dispute.evidence) == ("answered", said)
    assert await desk.wrong() == []


@both
async def test_a_dispute_that_is_accepted_is_over(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    await desk.dispute(payment.id)
    await desk.deliver(operator)
    (dispute,) = await desk.disputes()
    accepted = await operator.post(f"/disputes/{dispute.id}/accept")
    assert (accepted.status_code, accepted.json()["state"]) == (200, "accepted"), accepted.text
    again = await operator.post(f"/disputes/{dispute.id}/accept")
    assert (again.status_code, again.json()["code"]) == (409, "dispute_decided")
    await desk.deliver(operator)
    assert [one.state for one in await desk.disputes()] == ["accepted"], "which the provider may call lost"
    failed = (await operator.get("/payment-notices", params={"state": "failed"})).json()["items"]
    assert failed == []
    (lost,) = await desk.facts("dispute.lost")
    assert lost.payload["accepted"] is True
    assert (await desk.books())["losses"] == "119.00"
    assert await desk.wrong() == []


@both
async def test_an_inquiry_holds_nothing(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    reference = await desk.dispute(payment.id, inquiry=True)
    await desk.deliver(operator)
    (dispute,) = await desk.disputes()
    assert (dispute.state, dispute.held) == ("warning", False)
    assert "disputes" not in await desk.books()
    desk.decide(reference, won=True)
    await desk.deliver(operator)
    assert [one.state for one in await desk.disputes()] == ["won"]
    assert await desk.wrong() == []


@both
async def test_a_dispute_of_which_no_notice_tells_goes_on_by_asking(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient, provider: str
) -> None:
    desk = await Desk.open(program, clock, provider)
    payment = await desk.paid()
    reference = await desk.dispute(payment.id)
    await desk.deliver(operator)
    desk.decide(reference, won=False)
    await desk.sweep(timedelta(hours=6))
    await desk.sweep(timedelta(hours=1))
    assert [one.state for one in await desk.disputes()] == ["lost"]


async def test_a_dispute_about_a_payment_of_somebody_else_is_left_alone(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    desk = await Desk.open(program, clock, "stripe")
    await desk.paid()
    async with desk.begin()(desk.company_id, write=False) as scope:
        method = await queries.default_method(scope, desk.company_id)
    assert method is not None
    # Charged by another program on the same account: it has no key of ours, or one that nobody here knows.
    asked = ChargeRequest("pay_elsewhere-1", method.token, eur("5.00"), "x", customer_token=method.customer_token)
    charged = await desk.hostile.charge(asked)
    assert isinstance(charged, Succeeded)
    Drills(desk.both.stripe).dispute(charged.reference)
    await desk.deliver(operator)
    assert await desk.disputes() == []
    told = (await operator.get("/payment-notices", params={"provider": "stripe"})).json()["items"]
    (notice,) = [one for one in told if one["kind"] == "charge.dispute.created"]
    assert notice["state"] == "waiting", "the payment may be about to be written down"


async def test_what_was_decided_is_decided_otherwise_on_appeal(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await desk.paid()
    reference = await desk.dispute(payment.id)
    await desk.deliver(operator)
    cash = eur((await desk.books())["cash:stripe"])
    for won in (False, True):
        clock.advance(timedelta(hours=1))
        desk.decide(reference, won=won)
        await desk.deliver(operator)
        (dispute,) = await desk.disputes()
        books = await desk.books()
        assert (dispute.state, dispute.held) == ("won" if won else "lost", not won)
        assert books.get("losses", "0") == ("0" if won else "119.00")
        assert eur(books["cash:stripe"]) == cash + (eur("119.00") if won else eur("0"))
        assert (await desk.payment(payment.id)).refundable == (eur("119.00") if won else eur("0"))
        assert await desk.wrong() == []
    assert (await operator.get("/payment-notices", params={"state": "failed"})).json()["items"] == []
    kinds = [one.kind for one in await desk.facts("dispute.")]
    assert kinds == ["dispute.opened", "dispute.lost", "dispute.won"]


async def told_later(desk: Desk, payment_id: PaymentId, told: DisputeNow) -> Dispute:
    desk.clock.advance(timedelta(hours=1))
    async with desk.begin()(desk.company_id) as scope:
        return await actions.record_dispute(scope, payment_id, told, desk.now)


async def test_an_appeal_another_amount_and_another_fee_are_in_the_books(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await desk.paid()
    told = DisputeNow("dp_1", "ch_1", DisputeState.open, eur("100.00"), "fraudulent", clock.now(), fee=eur("15.00"))
    # What is contested, lost, kept as fees, and may still be refunded of 119.00.
    story = [
        (told, "100.00", "0", "15.00", "19.00"),
        (replace(told, amount=eur("60.00")), "60.00", "0", "15.00", "59.00"),
        (replace(told, amount=eur("60.00"), state=DisputeState.lost), "0", "60.00", "15.00", "59.00"),
        (
            replace(told, amount=eur("60.00"), state=DisputeState.answered, fee=eur("20.00")),
            "60.00",
            "0",
            "20.00",
            "59.00",
        ),
        (replace(told, amount=eur("60.00"), state=DisputeState.won, fee=eur("0.00")), "0", "0", "0", "119.00"),
    ]
    for said, contested, lost, fees, refundable in story:
        for _ in range(2):  # saying it again changes nothing
            dispute = await told_later(desk, payment.id, said)
        books = await desk.books()
        assert [books.get(name, "0") for name in ("disputes", "losses", "fees")] == [contested, lost, fees]
        assert (await desk.payment(payment.id)).refundable == eur(refundable)
        assert await desk.wrong() == []
    assert dispute.turns == 4
    assert dispute.closed_at is not None


async def test_what_we_accepted_is_not_contested_again_by_a_provider_that_is_slow(
    program: Program, clock: ManualClock
) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await desk.paid()
    told = DisputeNow("dp_1", "ch_1", DisputeState.accepted, eur("119.00"), "fraudulent", clock.now(), held=True)
    accepted = await told_later(desk, payment.id, told)
    for state in (DisputeState.open, DisputeState.answered, DisputeState.lost):
        assert await told_later(desk, payment.id, replace(told, state=state)) == accepted
    assert len(await desk.facts("dispute.")) == 2
    assert await desk.wrong() == []


async def test_the_routes_are_the_companys_own_and_the_operators(
    program: Program, clock: ManualClock, operator: httpx2.AsyncClient
) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await desk.paid()
    await desk.dispute(payment.id)
    await desk.deliver(operator)
    (dispute,) = await desk.disputes()
    found = (await operator.get("/disputes", params={"payment": payment.id, "state": "open"})).json()["items"]
    assert [one["id"] for one in found] == [dispute.id]
    shown = (await operator.get(f"/disputes/{dispute.id}")).json()
    assert (shown["amount"]["amount"], shown["fee"]["amount"], shown["held"]) == ("119.00", "15.00", True)
    async with client_as(program, "payments.read", company_id=desk.company_id) as own:
        assert (await own.get(f"/disputes/{dispute.id}")).status_code == 200
        assert (await own.post(f"/disputes/{dispute.id}/accept")).status_code == 403
    other = await Desk.open(program, clock, "stripe")
    async with client_as(program, "payments.read", "payments.refund", company_id=other.company_id) as stranger:
        assert (await stranger.get(f"/disputes/{dispute.id}")).status_code == 404
        assert (await stranger.post(f"/disputes/{dispute.id}/accept")).status_code == 404
    assert [one.state for one in await desk.disputes()] == ["open"]


AT = datetime.fromisoformat("2026-03-02T12:00:00+00:00")
_seen = st.integers(0, 5)
_told = st.builds(
    lambda state, held: DisputeNow("dp_1", "ch_1", state, eur("10.00"), "fraudulent", AT, fee=eur("1.00"), held=held),
    st.sampled_from(DisputeState),
    st.sampled_from([None, True, False]),
)


@given(st.lists(st.tuples(_told, _seen), max_size=12))
def test_every_order_of_news_moves_a_dispute_by_its_steps(news: list[tuple[DisputeNow, int]]) -> None:
    dispute = Dispute(
        id=DisputeId("dsp_1"),
        company_id=CompanyId("com_1"),
        payment_id=PaymentId("pay_1"),
        invoice_id=InvoiceId("inv_1"),
        invoice_number="TL-1",
        provider="stripe",
        reference="dp_1",
        amount=eur("10.00"),
        state=DisputeState.warning,
        reason="fraudulent",
        opened_at=AT,
        recorded_at=AT,
        seen_at=AT,
    )
    for told, minutes in news:
        seen_at = AT + timedelta(minutes=minutes)
        after = follow_dispute(dispute, told, seen_at, AT + timedelta(minutes=9))
        assert after.state is dispute.state or after.state in DISPUTE_STEPS[dispute.state]
        assert after.seen_at >= dispute.seen_at
        assert after == dispute or seen_at == after.seen_at, "what was asked earlier than what is known is not written"
        assert not (dispute.held and not after.held) or after.state is DisputeState.won
        assert not (after.state is DisputeState.won and after.held)
        assert (after.closed_at is not None) == after.is_decided
        assert (after.next_at is None) == after.is_decided or after == dispute
        dispute = after


async def test_a_notice_that_was_overtaken_changes_nothing(program: Program, clock: ManualClock) -> None:
    desk = await Desk.open(program, clock, "stripe")
    payment = await desk.paid()
    told = DisputeNow("dp_1", "ch_1", DisputeState.answered, eur("119.00"), "fraudulent", clock.now(), held=True)
    async with desk.begin()(desk.company_id) as scope:
        known = await actions.record_dispute(scope, payment.id, told, clock.now())
    earlier = replace(told, state=DisputeState.open)
    async with desk.begin()(desk.company_id) as scope:
        same = await actions.record_dispute(scope, payment.id, earlier, clock.now() - timedelta(seconds=1))
    assert same == known
    assert len(await desk.facts("dispute.")) == 1
    assert await desk.wrong() == []
