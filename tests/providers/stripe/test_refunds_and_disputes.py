"""Money that goes back: because we give it, or because the payer's bank takes it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.providers.stripe.conftest import EUR, NOW, Counter
from trunkline.domains.payments.model import (
    EVIDENCE,
    About,
    DisputeState,
    Outage,
    Refunded,
    RefundPending,
    RefundRefused,
    Succeeded,
)
from trunkline.domains.payments.ports import RefundRequest
from trunkline.kernel.errors import Conflict, Invalid, Unavailable
from trunkline.kernel.money import Currency, Money
from trunkline.providers.stripe.disputes import evidence_for_stripe


async def _paid(counter: Counter, card: str = "pm_card_visa") -> str:
    outcome = await counter.stripe.charge(await counter.request(card))
    assert isinstance(outcome, Succeeded)
    return outcome.reference


def _refund(charge: str, minor: int, key: str = "refund_1") -> RefundRequest:
    return RefundRequest(key, charge, Money(minor, EUR), "The line was billed twice")


async def test_a_refund_is_given_once_per_key_and_found_again(counter: Counter) -> None:
    request = _refund(await _paid(counter), 1234)
    assert await counter.stripe.look_up_refund(request) is None
    given = await counter.stripe.refund(request)
    assert isinstance(given, Refunded)
    assert await counter.stripe.refund(request) == given
    counter.clock.advance(timedelta(days=90))
    assert await counter.stripe.look_up_refund(request) == given
    assert await counter.stripe.refund_now(given.reference) == given
    assert await counter.stripe.key_of(About.refund, given.reference) == "refund_1"
    assert counter.drills.balance(EUR) == -35  # the fee of the charge is kept


async def test_parts_are_refunded_up_to_the_whole_and_no_further(counter: Counter) -> None:
    charge = await _paid(counter)
    assert isinstance(await counter.stripe.refund(_refund(charge, 1000, "a")), Refunded)
    assert isinstance(await counter.stripe.refund(_refund(charge, 235, "b")), RefundRefused)
    assert isinstance(await counter.stripe.refund(_refund(charge, 234, "c")), Refunded)
    refused = await counter.stripe.refund(_refund(charge, 1, "d"))
    assert isinstance(refused, RefundRefused)
    assert refused.code == "charge_already_refunded"


async def test_a_pending_refund_is_carried_out_later(counter: Counter) -> None:
    request = _refund(await _paid(counter, "pm_card_pendingRefund"), 1234)
    pending = await counter.stripe.refund(request)
    assert isinstance(pending, RefundPending)
    assert counter.drills.settle_refunds() == 1
    assert await counter.stripe.refund_now(pending.reference) == Refunded(pending.reference)


async def test_a_refund_fails_after_it_had_succeeded(counter: Counter) -> None:
    request = _refund(await _paid(counter, "pm_card_refundFail"), 1234)
    given = await counter.stripe.refund(request)
    assert isinstance(given, Refunded)
    counter.drills.settle_refunds()
    failed = await counter.stripe.look_up_refund(request)
    assert isinstance(failed, RefundRefused)
    assert (failed.code, failed.reference) == ("expired_or_canceled_card", given.reference)
    assert counter.drills.balance(EUR) == 1234 - 35


async def test_a_refund_of_what_was_never_paid_is_refused(counter: Counter) -> None:
    refused = await counter.stripe.refund(_refund("pi_unknown", 1))
    assert isinstance(refused, RefundRefused)
    assert refused.code == "resource_missing"
    assert await counter.stripe.look_up_refund(_refund("pi_unknown", 1)) is None
    assert await counter.stripe.refund_now("re_unknown") is None


async def test_a_refund_by_the_charges_own_id(counter: Counter) -> None:
    await _paid(counter)
    with counter.api.books() as books:
        (charge,) = books.every("charge")
    request = _refund(charge["id"], 100)
    given = await counter.stripe.refund(request)
    assert isinstance(given, Refunded)
    assert await counter.stripe.look_up_refund(request) == given


async def test_a_refund_that_cannot_be_expressed_is_refused(counter: Counter) -> None:
    request = replace(_refund(await _paid(counter), 1), amount=Money(1, Currency.of("KWD")))
    refused = await counter.stripe.refund(request)
    assert isinstance(refused, RefundRefused)
    assert refused.code == "invalid_amount"


async def test_in_an_outage_nothing_is_given(counter: Counter) -> None:
    request = _refund(await _paid(counter), 1234)
    counter.world.begin_outage(NOW)
    assert isinstance(await counter.stripe.refund(request), Outage)
    assert isinstance(await counter.stripe.look_up_refund(request), Outage)
    assert isinstance(await counter.stripe.refund_now("re_1"), Outage)
    with pytest.raises(Unavailable):
        await counter.stripe.dispute_now("dp_1")
    with pytest.raises(Unavailable):
        await counter.stripe.key_of(About.refund, "re_1")
    counter.world.end_outage()
    assert await counter.stripe.look_up_refund(request) is None


async def test_a_dispute_holds_the_money_and_tells_what_it_costs(counter: Counter) -> None:
    charge = await _paid(counter)
    reference = counter.drills.dispute(charge, reason="product_not_received")
    now = await counter.stripe.dispute_now(reference)
    assert now is not None
    assert (now.state, now.amount, now.charge_reference) == (DisputeState.open, Money(1234, EUR), charge)
    assert (now.reason, now.opened_at, now.evidence_due_at) == ("product_not_received", NOW, NOW + timedelta(days=7))
    assert now.fee == Money(1500, EUR)
    assert counter.drills.balance(EUR) == -35 - 1500
    assert await counter.stripe.key_of(About.dispute, reference) is None
    refused = await counter.stripe.refund(_refund(charge, 100))
    assert isinstance(refused, RefundRefused)
    assert refused.code == "charge_disputed"


@pytest.mark.parametrize(
    ("said", "state", "balance"),
    [("winning_evidence", DisputeState.won, 1234 - 35 - 1500), ("losing_evidence", DisputeState.lost, -35 - 1500)],
)
async def test_evidence_decides(counter: Counter, said: str, state: DisputeState, balance: int) -> None:
    reference = counter.drills.dispute(await _paid(counter))
    decided = await counter.stripe.submit_evidence(reference, {"uncategorized_text": said}, "evidence-1")
    assert decided.state is state
    assert counter.drills.balance(EUR) == balance
    with pytest.raises(Conflict):
        await counter.stripe.submit_evidence(reference, {"uncategorized_text": "more"}, "evidence-2")


async def test_evidence_waits_for_the_banks_word(counter: Counter) -> None:
    reference = counter.drills.dispute(await _paid(counter))
    every_kind = {kind: f"The {kind}" for kind in EVIDENCE}
    assert (await counter.stripe.submit_evidence(reference, every_kind, "evidence-1")).state is DisputeState.answered
    counter.drills.decide(reference, "won")
    now = await counter.stripe.dispute_now(reference)
    assert now is not None
    assert now.state is DisputeState.won


def test_evidence_that_stripe_takes_as_files_becomes_text() -> None:
    assert evidence_for_stripe({"receipt": "file_1", "service_date": "2026-02-01"}) == {
        "receipt": "file_1",
        "service_date": "2026-02-01",
    }
    written = evidence_for_stripe({"customer_communication": "They wrote", "uncategorized_text": "First"})
    assert written == {"uncategorized_text": "First\n\nCustomer communication: They wrote"}
    assert evidence_for_stripe({"receipt": "R-1"}) == {"uncategorized_text": "Receipt: R-1"}


async def test_a_dispute_is_accepted_once(counter: Counter) -> None:
    reference = counter.drills.dispute(await _paid(counter))
    assert (await counter.stripe.accept_dispute(reference, "accept-1")).state is DisputeState.accepted
    now = await counter.stripe.dispute_now(reference)
    assert now is not None
    assert now.state is DisputeState.accepted
    with pytest.raises(Conflict):
        await counter.stripe.accept_dispute(reference, "accept-2")


async def test_an_inquiry_holds_no_money(counter: Counter) -> None:
    reference = counter.drills.dispute(await _paid(counter), inquiry=True)
    now = await counter.stripe.dispute_now(reference)
    assert now is not None
    assert (now.state, now.fee) == (DisputeState.warning, None)
    assert counter.drills.balance(EUR) == 1234 - 35


async def test_a_card_that_is_disputed_at_once(counter: Counter) -> None:
    await _paid(counter, "pm_card_createDispute")
    with counter.api.books() as books:
        (dispute,) = books.every("dispute")
    assert dispute["status"] == "needs_response"


async def test_a_dispute_that_stripe_does_not_know(counter: Counter) -> None:
    assert await counter.stripe.dispute_now("dp_unknown") is None
    with pytest.raises(Invalid):
        await counter.stripe.submit_evidence("dp_unknown", {}, "k")
