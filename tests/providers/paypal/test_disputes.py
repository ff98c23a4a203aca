"""Disputes: shown, answered, accepted, and what each of PayPal's words for one means here."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.providers.paypal.conftest import EUR, NOW, request, vaulted
from tests.providers.paypal.contract import JudgedTransport, judge
from trunkline.domains.payments.model import EVIDENCE, DisputeState, Succeeded
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Conflict, Invalid, Unavailable
from trunkline.kernel.money import Money
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.paypal.disputing import EVIDENCE_TYPES, dispute_of
from trunkline.providers.simulator import World
from trunkline.providers.simulator.paypal_api import PayPalSimulator


async def _charged(sim: PayPalSimulator, paypal: PayPalPayments) -> str:
    outcome = await paypal.charge(request((await vaulted(sim, paypal)).token))
    assert isinstance(outcome, Succeeded)
    return outcome.reference


async def test_a_dispute_tells_what_is_contested_and_until_when_to_answer(
    sim: PayPalSimulator, paypal: PayPalPayments
) -> None:
    charge = await _charged(sim, paypal)
    found = await paypal.dispute_now(sim.open_dispute(charge))
    assert found is not None
    assert (found.charge_reference, found.state, found.amount) == (charge, DisputeState.open, Money(1234, EUR))
    assert (found.reason, found.opened_at) == ("product_not_received", NOW)
    assert found.evidence_due_at == NOW + timedelta(days=10)
    assert await paypal.dispute_now("PP-D-1") is None


async def test_an_inquiry_without_money_held_is_a_warning(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    dispute = sim.open_dispute(await _charged(sim, paypal), stage="INQUIRY")
    found = await paypal.dispute_now(dispute)
    assert found is not None
    assert found.state is DisputeState.warning


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("RESOLVED_SELLER_FAVOUR", DisputeState.won),
        ("CANCELED_BY_BUYER", DisputeState.won),
        ("RESOLVED_BUYER_FAVOUR", DisputeState.lost),
        ("ACCEPTED", DisputeState.lost),
    ],
)
async def test_evidence_is_sent_and_the_dispute_decided(
    sim: PayPalSimulator, paypal: PayPalPayments, judged: JudgedTransport, outcome: str, state: DisputeState
) -> None:
    dispute = sim.open_dispute(await _charged(sim, paypal))
    evidence = {"receipt": "Receipt 17", "customer_communication": "They wrote that all is well."}
    answered = await paypal.submit_evidence(dispute, evidence, "evidence-1")
    assert answered.state is DisputeState.answered
    assert await paypal.submit_evidence(dispute, evidence, "evidence-2") == answered, "which came before"
    with pytest.raises(Conflict):
        await paypal.submit_evidence(dispute, evidence | {"receipt": "Receipt 18"}, "evidence-3")
    form = next(one for one in judged.requests if one.url.path.endswith("/provide-evidence"))
    assert b'name="input"' in form.content
    assert b"Content-Type: application/json" in form.content
    with sim.reading() as page:
        given = page.get("dispute", dispute)
    assert given is not None
    assert [one["evidence_type"] for one in given["evidences"]] == [
        "INFORMATION_ON_RESOLUTION",
        "PROOF_OF_RECEIPT_COPY",
    ]
    sim.decide_dispute(dispute, outcome)
    found = await paypal.dispute_now(dispute)
    assert found is not None
    assert found.state is state


async def test_a_claim_is_accepted_once(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    dispute = sim.open_dispute(await _charged(sim, paypal))
    assert (await paypal.accept_dispute(dispute, "accept-1")).state is DisputeState.accepted
    with pytest.raises(Conflict):
        await paypal.accept_dispute(dispute, "accept-2")
    found = await paypal.dispute_now(dispute)
    assert found is not None
    assert found.state is DisputeState.lost


@pytest.mark.parametrize("evidence", [{}, {"receipt": ""}, {"weather": "fine"}, {"receipt": "x" * 2001}])
async def test_what_is_no_evidence_is_not_sent(
    sim: PayPalSimulator, paypal: PayPalPayments, evidence: dict[str, str]
) -> None:
    dispute = sim.open_dispute(await _charged(sim, paypal))
    with pytest.raises(Invalid):
        await paypal.submit_evidence(dispute, evidence, "evidence-1")
    found = await paypal.dispute_now(dispute)
    assert found is not None
    assert found.state is DisputeState.open


async def test_an_outage_is_unavailable(paypal: PayPalPayments, world: World, clock: ManualClock) -> None:
    world.begin_outage(clock.now())
    for ask in (
        paypal.dispute_now("PP-D-1"),
        paypal.submit_evidence("PP-D-1", {"receipt": "1"}, "k"),
        paypal.accept_dispute("PP-D-1", "k"),
    ):
        with pytest.raises(Unavailable):
            await ask


def test_every_kind_of_evidence_has_a_type_of_paypal() -> None:
    assert set(EVIDENCE_TYPES) == set(EVIDENCE)
    for kind in EVIDENCE_TYPES.values():
        piece = {"evidence_type": kind, "notes": "text"}
        judge("customer_disputes_v1", {"$ref": "#/components/schemas/evidence"}, piece)


def _dispute(**more: object) -> dict[str, object]:
    amount = {"currency_code": "USD", "value": "96.00"}
    return {"dispute_id": "PP-D-1", "dispute_amount": amount, "create_time": "2026-05-04T09:30:00.000Z", **more}


def _movement(type: str, party: str = "SELLER", code: str = "USD") -> dict[str, object]:
    return {"affected_party": party, "type": type, "amount": {"currency_code": code, "value": "96.00"}}


@pytest.mark.parametrize(
    ("movements", "state"),
    [
        ([], DisputeState.won),
        ([_movement("DEBIT")], DisputeState.lost),
        ([_movement("DEBIT"), _movement("CREDIT")], DisputeState.won),
        ([_movement("DEBIT", "BUYER")], DisputeState.won),
        ([_movement("DEBIT", code="EUR")], DisputeState.won),
    ],
)
def test_a_verdict_in_a_word_that_is_new_is_told_by_where_the_money_went(
    movements: list[dict[str, object]], state: DisputeState
) -> None:
    given = _dispute(status="RESOLVED", dispute_outcome={"outcome_code": "NEW"}, money_movements=movements)
    assert dispute_of(given).state is state


def test_an_inquiry_with_money_held_is_open() -> None:
    inquiry = {"status": "WAITING_FOR_SELLER_RESPONSE", "dispute_life_cycle_stage": "INQUIRY"}
    assert dispute_of(_dispute(**inquiry, money_movements=[_movement("DEBIT")])).state is DisputeState.open
    assert dispute_of(_dispute(**inquiry)).state is DisputeState.warning
