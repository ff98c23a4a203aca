"""What the books have to say of a company's payments, refunds and disputes: which transactions there are, and what accounts come to.

Amounts are minor units, debits above zero, by account (`cash:stripe`) and currency, as in the ledger.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import (
    DisputeState,
    PaymentState,
    RefundState,
    dispute_source,
    fee_source,
    manual_sources,
    refund_source,
)
from trunkline.domains.payments.model.sources import arrangement_fee_source, arrangement_source, plan_source
from trunkline.domains.payments.store.instalments import instalment_plan
from trunkline.infra.scope import Scope


@dataclass(slots=True)
class Moved:
    """`sources` must be posted; those that are `possible` may be, in whatever way a dispute came to stand as it does."""

    sources: set[str] = field(default_factory=set)
    possible: set[str] = field(default_factory=set)
    sums: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, source: str, currency: str, moved: Mapping[str, int]) -> None:
        """`moved` by account."""
        self.sources.add(source)
        for account, minor in moved.items():
            self.sums[account, currency] += minor


async def moved_money(scope: Scope) -> Moved:
    """Of the scope's company."""
    found = Moved()
    await _payments(scope, found)
    await _manual_payments(scope, found)
    await _fees(scope, found)
    await _refunds(scope, found)
    await _disputes(scope, found)
    await _instalment_plans(scope, found)
    await _arrangements(scope, found)
    return found


async def _payments(scope: Scope, found: Moved) -> None:
    columns = store.payment.c
    chosen = select(columns.id, columns.provider, columns.currency, columns.amount_minor).where(
        scope.of_company(store.payment), columns.state == PaymentState.succeeded.value
    )
    for row in await scope.tx.execute(chosen):
        found.add(f"payment:{row.id}:settled", row.currency, {f"cash:{row.provider}": row.amount_minor})


async def _manual_payments(scope: Scope, found: Moved) -> None:
    """That of cash is not proved: credits that were granted for money by hand are there too."""
    columns = store.manual_payment.c
    chosen = select(columns.id, columns.amount_minor, columns.applied_minor)
    for row in await scope.tx.execute(chosen.where(scope.of_company(store.manual_payment))):
        applied, kept = manual_sources(row.id)
        found.sources |= {applied} if row.applied_minor else set()
        found.sources |= {kept} if row.applied_minor < row.amount_minor else set()
    back = select(store.manual_refund.c.id).where(scope.of_company(store.manual_refund))
    found.sources |= {refund_source(one, "paid") for one in (await scope.tx.execute(back)).scalars()}


async def _arrangements(scope: Scope, found: Moved) -> None:
    """What providers took by schedules of their own, part by part, and their fees. What was kept is an entry of billing's as well."""
    parts, charges = store.arrangement_allocation.c, store.arrangement_charge.c
    taken = select(parts.charge_id, parts.invoice_id, parts.kept, parts.currency, parts.amount_minor, charges.provider)
    joined = taken.join(store.arrangement_charge, charges.id == parts.charge_id)
    for row in await scope.tx.execute(joined.where(scope.of_company(store.arrangement_allocation))):
        source = arrangement_source(row.charge_id, row.invoice_id, kept=row.kept)
        found.add(source, row.currency, {f"cash:{row.provider}": row.amount_minor})
    fees = select(charges.id, charges.provider, charges.fee_minor, charges.fee_currency)
    told = fees.where(scope.of_company(store.arrangement_charge), charges.fee_minor.is_not(None))
    for fee in await scope.tx.execute(told):
        moved = {"fees": fee.fee_minor, f"cash:{fee.provider}": -fee.fee_minor}
        found.add(arrangement_fee_source(fee.id), fee.fee_currency, moved)


async def _instalment_plans(scope: Scope, found: Moved) -> None:
    """Each was written into the books, and moved nothing there."""
    table = instalment_plan
    found.sources |= {
        plan_source(one)
        for one in (await scope.tx.execute(select(table.c.id).where(scope.of_company(table)))).scalars()
    }


async def _fees(scope: Scope, found: Moved) -> None:
    columns = store.payment_fee.c
    chosen = select(columns.payment_id, columns.provider, columns.currency, columns.amount_minor)
    for row in await scope.tx.execute(chosen.where(scope.of_company(store.payment_fee))):
        moved = {"fees": row.amount_minor, f"cash:{row.provider}": -row.amount_minor}
        found.add(fee_source(row.payment_id), row.currency, moved)


async def _refunds(scope: Scope, found: Moved) -> None:
    """What they draw of the company's credit, and give back to it, are entries of that: billing proves them."""
    columns = store.refund.c
    chosen = select(columns.id, columns.state, columns.provider, columns.currency, columns.amount_minor).where(
        scope.of_company(store.refund), columns.paid_at.is_not(None)
    )
    for row in await scope.tx.execute(chosen):
        cash, amount = f"cash:{row.provider}", row.amount_minor
        found.add(refund_source(row.id, "paid"), row.currency, {cash: -amount})
        if row.state == RefundState.failed:
            found.add(refund_source(row.id, "returned"), row.currency, {cash: amount})


async def _disputes(scope: Scope, found: Moved) -> None:
    """Those that have never taken our money post nothing."""
    columns = store.dispute.c
    names = ("id", "state", "provider", "currency", "amount_minor", "fee_minor", "fee_currency", "held", "turns")
    chosen = select(*(columns[name] for name in names)).where(
        scope.of_company(store.dispute), columns.held_at.is_not(None)
    )
    for row in await scope.tx.execute(chosen):
        cash, amount = f"cash:{row.provider}", row.amount_minor
        if row.turns:
            _turned_dispute(found, row)
            continue
        found.add(dispute_source(row.id, "opened"), row.currency, {"disputes": amount, cash: -amount})
        _dispute_fee(found, row)
        if not row.held:
            found.add(dispute_source(row.id, "won"), row.currency, {"disputes": -amount, cash: amount})
        elif row.state in (DisputeState.lost, DisputeState.accepted):
            found.add(dispute_source(row.id, "lost"), row.currency, {"disputes": -amount, "losses": amount})


def _turned_dispute(found: Moved, row: Row[Any]) -> None:
    """Each turn is a transaction; what was booked before the first is proved by what all of them come to."""
    cash, what = f"cash:{row.provider}", f"changed:{row.turns}"
    found.possible |= {dispute_source(row.id, one) for one in ("opened", "fee", "won", "lost")}
    found.sources |= {dispute_source(row.id, f"changed:{turn + 1}") for turn in range(row.turns)}
    if row.held:
        is_lost = row.state in (DisputeState.lost, DisputeState.accepted)
        moved = {"losses" if is_lost else "disputes": row.amount_minor, cash: -row.amount_minor}
        found.add(dispute_source(row.id, what), row.currency, moved)
    if row.fee_minor:
        found.add(dispute_source(row.id, what), row.fee_currency, {"fees": row.fee_minor, cash: -row.fee_minor})


def _dispute_fee(found: Moved, row: Row[Any]) -> None:
    """In the booking of the dispute, unless it is in another currency."""
    if not row.fee_minor:
        return
    source = dispute_source(row.id, "opened" if row.fee_currency == row.currency else "fee")
    found.add(source, row.fee_currency, {"fees": row.fee_minor, f"cash:{row.provider}": -row.fee_minor})
