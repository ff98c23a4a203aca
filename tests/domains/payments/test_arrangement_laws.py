"""The laws of arrangements: nothing moves backwards, and money received = receipts = what invoices and credit got = the ledger's cash."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.domains.payments.conftest import EUR, TESTER, Till
from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import NewItem
from trunkline.domains.operations.queries.books import book_differences
from trunkline.domains.payments import queries
from trunkline.domains.payments.actions.arranging import record_arrangement
from trunkline.domains.payments.model.arrangements import (
    OVER,
    Arrangement,
    ArrangementNow,
    ArrangementState,
    Interval,
    ProviderCharge,
)
from trunkline.domains.payments.queries.arrangements import arrangement_details
from trunkline.domains.payments.rules import arranging as rules
from trunkline.domains.payments.store.arrangements import insert_arrangement
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, PaymentArrangementId
from trunkline.kernel.money import Money

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
WAITING = {ArrangementState.starting, ArrangementState.awaiting_approval}
MADE = Arrangement(
    id=PaymentArrangementId("arr_1"),
    company_id=CompanyId("com_1"),
    provider="stripe",
    payment_method_id=None,
    amount=Money(10000, EUR),
    interval=Interval.month,
    interval_count=1,
    starts_at=NOW,
    charges_max=2,
    state=ArrangementState.starting,
    made_at=NOW,
    made_by="test",
)


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(ArrangementState)), st.integers(0, 3), st.integers(-3, 3), st.booleans()),
        max_size=12,
    )
)
def test_whatever_is_told_in_whatever_order_nothing_moves_backwards(
    told: list[tuple[ArrangementState, int, int, bool]],
) -> None:
    one, asked_at = MADE, NOW
    for state, paid, hours, wants_end in told:
        before = replace(one, cancel_asked_at=NOW) if wants_end else one
        asked_at += timedelta(hours=hours)
        one = rules.advanced(before, ArrangementNow(state=state), paid, asked_at)
        if before.state in OVER or (before.seen_at is not None and asked_at < before.seen_at):
            assert one == before
        if before.state not in WAITING:
            assert one.state not in WAITING
        if one.state in OVER:
            assert (one.look_at, one.approval_url, one.next_charge_at) == (None, None, None)
            assert before.state in OVER or state in OVER
        else:
            assert one.look_at is None or one.look_at > NOW - timedelta(days=2)


def test_what_the_provider_has_forgotten_is_over_only_where_nobody_had_agreed() -> None:
    waiting = replace(MADE, state=ArrangementState.awaiting_approval)
    assert rules.forgotten(waiting, NOW).state is ArrangementState.cancelled
    active = replace(MADE, state=ArrangementState.active)
    assert rules.forgotten(active, NOW) == replace(active, look_at=NOW + rules.AT_REST)
    over = replace(MADE, state=ArrangementState.ended)
    assert rules.forgotten(over, NOW) == over


@pytest.mark.parametrize("seed", range(3))
async def test_money_received_is_receipts_is_cash(till: Till, seed: int) -> None:
    draw = Random(seed)
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        for _ in range(draw.randint(1, 4)):
            item = NewItem(currency=EUR, description="x", quantity=Decimal(1), unit_amount=Decimal(draw.randint(1, 90)))
            await billing_actions.issue_items(scope, till.company_id, [item])
        made = replace(MADE, id=scope.new_id(PaymentArrangementId), company_id=scope.company, charges_max=None)
        await insert_arrangement(scope, replace(made, starts_at=scope.now, made_at=scope.now, reference="sub_1"))
    charges = [_charge(draw, number, till.clock.now()) for number in range(draw.randint(1, 6))]
    for _ in range(6):  # each answer tells some of them, in any order, again and again; a failed one may be paid later
        some = draw.sample(charges, draw.randint(0, len(charges)))
        seen = [one if draw.random() < 0.7 else _failed(one) for one in some]
        await _tell(till, made.id, seen)
    await _tell(till, made.id, charges)
    await _tell(till, made.id, [_failed(one) for one in charges])
    async with till.program.scope(TESTER, company_id=till.company_id, write=False) as scope:
        await _check(scope, made.id, charges)


def _charge(draw: Random, number: int, at: datetime) -> ProviderCharge:
    amount, fee = Money(draw.randint(1, 9000), EUR), Money(draw.randint(0, 50), EUR)
    return ProviderCharge(
        reference=f"in_{number}",
        money_reference=f"pi_{number}",
        at=at + timedelta(minutes=number),
        amount=amount,
        paid=True,
        fee=fee if draw.random() < 0.5 else None,
    )


def _failed(one: ProviderCharge) -> ProviderCharge:
    return replace(one, paid=False, money_reference=None, failures=1, fee=None)


async def _tell(till: Till, arrangement_id: PaymentArrangementId, charges: list[ProviderCharge]) -> None:
    async with till.program.scope(TESTER, company_id=till.company_id) as scope:
        told = ArrangementNow(state=ArrangementState.active, charges=charges)
        await record_arrangement(scope, arrangement_id, told, scope.now)


async def _check(scope: Scope, arrangement_id: PaymentArrangementId, charges: list[ProviderCharge]) -> None:
    nothing = Money.zero(EUR)
    received = sum((one.amount for one in charges), nothing)
    booked = (await arrangement_details(scope, arrangement_id)).charges
    assert sum((one.charge.amount for one in booked), nothing) == received
    assert len({one.charge.receipt_number for one in booked}) == len(charges) == len(booked)
    parts = [part for one in booked for part in one.allocations]
    assert sum((part.amount for part in parts), nothing) == received
    for one in booked:
        assert sum((part.amount for part in one.allocations if part.kept), nothing) == one.charge.kept
    credit = sum(await billing.credit_balances(scope, scope.company), nothing)
    assert credit == sum((part.amount for part in parts if part.kept), nothing)
    still_open = await billing.open_invoices(scope, EUR)
    assert not (credit and still_open)
    moved = (await queries.moved_money(scope)).sums
    fees = sum((one.fee.minor for one in charges if one.fee is not None), 0)
    assert moved["cash:stripe", "EUR"] == received.minor - fees
    assert await book_differences(scope) == []
