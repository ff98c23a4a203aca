"""PayPal's books: in spans of 31 days, in pages, in its own signs."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest

from tests.providers.paypal.conftest import EUR, NOW, request, vaulted
from trunkline.domains.payments.model import MovementKind, ProviderTransaction, Succeeded
from trunkline.domains.payments.ports import RefundRequest
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid, Unavailable
from trunkline.kernel.money import Currency, Money
from trunkline.providers.paypal import PayPalPayments
from trunkline.providers.paypal.client.reporting import list_transactions
from trunkline.providers.paypal.t_codes import kind_of_code, name_of_code
from trunkline.providers.simulator import World
from trunkline.providers.simulator.paypal_api import PayPalSimulator

DAY = timedelta(days=1)


async def _all(paypal: PayPalPayments, days: int = 1) -> list[ProviderTransaction]:
    found: list[ProviderTransaction] = []
    cursor = None
    while True:
        page = await paypal.transactions(NOW - DAY, NOW + days * DAY, cursor)
        found += page.transactions
        cursor = page.next_cursor
        if cursor is None:
            return found


async def test_charges_refunds_and_disputes_are_movements_with_their_fees(
    sim: PayPalSimulator, paypal: PayPalPayments, clock: ManualClock
) -> None:
    charge = await paypal.charge(request((await vaulted(sim, paypal)).token, minor=10_000))
    assert isinstance(charge, Succeeded)
    clock.advance(timedelta(minutes=1))
    await paypal.refund(RefundRequest("r", charge.reference, Money(2_500, EUR)))
    clock.advance(timedelta(minutes=1))
    dispute = sim.open_dispute(charge.reference)
    clock.advance(timedelta(minutes=1))
    sim.decide_dispute(dispute, "RESOLVED_SELLER_FAVOUR")
    taken, back, held, released = await _all(paypal)
    assert (taken.kind, taken.source_reference) == (MovementKind.charge, charge.reference)
    assert (taken.amount, taken.fee, taken.net) == (Money(10_000, EUR), Money(349, EUR), Money(9_651, EUR))
    assert taken.available_at == taken.created_at == NOW
    assert (back.kind, back.amount, back.fee) == (MovementKind.refund, Money(-2_500, EUR), Money(0, EUR))
    assert (held.kind, held.source_reference, held.amount) == (MovementKind.dispute, dispute, Money(-10_000, EUR))
    assert (released.kind, released.amount) == (MovementKind.dispute_reversal, Money(10_000, EUR))
    assert {one.payout_reference for one in (taken, back, held, released)} == {None}


async def test_what_a_dispute_moved_names_the_disputed_transaction_and_is_told_by_the_dispute(
    sim: PayPalSimulator, paypal: PayPalPayments, clock: ManualClock
) -> None:
    """Of several about one charge it is the one that was open then: a complaint that was won, and a chargeback a month after."""
    charge = await paypal.charge(request((await vaulted(sim, paypal)).token, minor=10_000))
    assert isinstance(charge, Succeeded)
    first = sim.open_dispute(charge.reference)
    clock.advance(timedelta(minutes=1))
    sim.decide_dispute(first, "RESOLVED_SELLER_FAVOUR")
    clock.advance(timedelta(minutes=1))
    with sim.writing() as page:
        dispute = page.get("dispute", first)
        assert dispute is not None
        at = f"{clock.now():%Y-%m-%dT%H:%M:%S}.000Z"
        moves = [dict(dispute["money_movements"][0], initiated_time=at)]
        again = {"dispute_id": "PP-D-2", "id": "PP-D-2", "create_time": at, "money_movements": moves}
        page.add("dispute", dispute | again, parent=charge.reference)
    raw = await list_transactions(paypal.api, NOW, NOW + DAY)
    infos = [one["transaction_info"] for one in raw["transaction_details"]]
    named = {one["paypal_reference_id"] for one in infos if str(one["transaction_event_code"]).startswith("T111")}
    assert named == {charge.reference}
    moved = [one for one in await _all(paypal) if one.kind is not MovementKind.charge]
    assert [one.source_reference for one in moved] == [first, first, "PP-D-2"]


async def test_a_dispute_that_paypal_does_not_list_is_told_by_its_transaction(sim: PayPalSimulator) -> None:
    info = {
        "transaction_id": "HOLD1",
        "transaction_event_code": "T1110",
        "transaction_initiation_date": "2026-05-04T09:00:00+0000",
        "transaction_amount": {"currency_code": "EUR", "value": "-5.00"},
        "paypal_reference_id": "CHARGE1",
    }

    async def answer(asked: httpx2.Request) -> httpx2.Response:
        if asked.url.path == "/v1/oauth2/token":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})
        if asked.url.path == "/v1/customer/disputes":
            return httpx2.Response(404, json={"name": "RESOURCE_NOT_FOUND"})
        return httpx2.Response(200, json={"transaction_details": [{"transaction_info": info}]})

    (found,) = await _all(PayPalPayments(sim.settings, ManualClock(NOW), httpx2.MockTransport(answer)))
    assert (found.kind, found.source_reference) == (MovementKind.dispute, "CHARGE1")


@pytest.mark.parametrize(
    ("code", "kind", "called"),
    [
        ("T0006", MovementKind.charge, "T0006, payment"),
        ("T0401", MovementKind.payout, "T0401, withdrawal to a bank account"),
        ("T1101", MovementKind.payout, "T1101, reversal"),
        ("T1109", MovementKind.fee, "T1109, reversal"),
        ("T1100", MovementKind.other, "T1100, reversal"),
        ("T1208", MovementKind.dispute_reversal, "T1208, adjustment"),
        ("T0200", MovementKind.other, "T0200, currency conversion"),
        ("T2107", MovementKind.other, "T2107, reserve or release"),
        ("T7700", MovementKind.other, "T7700"),
    ],
)
def test_a_movement_is_of_the_kind_of_its_code_or_else_of_its_group(code: str, kind: MovementKind, called: str) -> None:
    assert (kind_of_code(code), name_of_code(code)) == (kind, called)


async def test_a_long_time_is_read_in_spans_that_meet_without_a_gap_or_overlap(
    sim: PayPalSimulator, paypal: PayPalPayments, clock: ManualClock
) -> None:
    method = await vaulted(sim, paypal)
    for number in range(10):
        assert isinstance(await paypal.charge(request(method.token, f"pay_{number}", 100 + number)), Succeeded)
        clock.advance(10 * DAY)
    found = await _all(paypal, days=100)
    assert [one.amount.minor for one in found] == [100 + number for number in range(10)]


async def test_the_end_of_a_span_belongs_to_the_next(sim: PayPalSimulator, paypal: PayPalPayments) -> None:
    await paypal.charge(request((await vaulted(sim, paypal)).token))
    assert not (await paypal.transactions(NOW - DAY, NOW)).transactions
    assert len((await paypal.transactions(NOW, NOW + DAY)).transactions) == 1
    assert not (await paypal.transactions(NOW, NOW)).transactions


async def test_pages_follow_each_other(sim: PayPalSimulator, clock: ManualClock) -> None:
    async def answer(asked: httpx2.Request) -> httpx2.Response:
        if asked.url.path == "/v1/oauth2/token":
            return httpx2.Response(200, json={"access_token": "t", "expires_in": 3600})
        number = int(asked.url.params["page"])
        info = {
            "transaction_id": f"T{number}",
            "transaction_event_code": ["T0400", "T9900", "T0107"][number - 1],
            "transaction_initiation_date": "2026-05-03T23:59:59-0700",
            "transaction_amount": {"currency_code": "HUF", "value": "-100.00"},
            "transaction_status": "P",
        }
        return httpx2.Response(200, json={"transaction_details": [{"transaction_info": info}], "total_pages": 3})

    found = await _all(PayPalPayments(sim.settings, clock, httpx2.MockTransport(answer)))
    assert [one.reference for one in found] == ["T1", "T2", "T3"]
    assert [one.kind for one in found] == [MovementKind.payout, MovementKind.other, MovementKind.fee]
    assert found[0].amount == Money(-10_000, Currency.of("HUF"))
    assert (found[0].created_at - NOW, found[0].available_at) == (timedelta(hours=-2, minutes=-30, seconds=-1), None)


async def test_a_cursor_that_is_none_is_refused(paypal: PayPalPayments) -> None:
    for cursor in ("x", "x/1", "2026-05-04T00:00:00+00:00/x"):
        with pytest.raises(Invalid):
            await paypal.transactions(NOW - DAY, NOW, cursor)


async def test_an_outage_is_unavailable(paypal: PayPalPayments, world: World, clock: ManualClock) -> None:
    world.begin_outage(clock.now())
    with pytest.raises(Unavailable):
        await paypal.transactions(NOW - DAY, NOW)
