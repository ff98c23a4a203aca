"""Questions about arrangements, and what our books have of their charges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, select

from trunkline.domains.ledger import queries as ledger
from trunkline.domains.payments.model import BookEntry, EntryKind
from trunkline.domains.payments.model.arrangements import (
    Allocation,
    Arrangement,
    ArrangementCharge,
    ArrangementState,
    ChargeState,
)
from trunkline.domains.payments.model.sources import arrangement_fee_source, arrangement_source
from trunkline.domains.payments.rules.arranging import is_current
from trunkline.domains.payments.store.arrangements import (
    arrangement_allocation,
    arrangement_charge,
    arrangement_of,
    charge_of,
    payment_arrangement,
)
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import ArrangementChargeId, CompanyId, PaymentArrangementId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import Page, PageRequest, page_of

_table, _charge, _part = payment_arrangement, arrangement_charge, arrangement_allocation
SHOWN_MAX = 100


@dataclass(frozen=True, slots=True)
class ChargeDetails:
    charge: ArrangementCharge
    allocations: Sequence[Allocation]


@dataclass(frozen=True, slots=True)
class ArrangementDetails:
    """`charges` are the newest first, at most a hundred."""

    arrangement: Arrangement
    charges: Sequence[ChargeDetails]


class Due(NamedTuple):
    company_id: CompanyId
    arrangement_id: PaymentArrangementId
    look_at: datetime


async def payment_arrangement_of(scope: Scope, arrangement_id: PaymentArrangementId) -> Arrangement:
    """Raises `NotFound`."""
    row = (
        await scope.tx.execute(select(_table).where(scope.of_company(_table), _table.c.id == arrangement_id))
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no payment arrangement {arrangement_id}.")
    return arrangement_of(row)


async def arrangement_details(scope: Scope, arrangement_id: PaymentArrangementId) -> ArrangementDetails:
    """Raises `NotFound`."""
    found = await payment_arrangement_of(scope, arrangement_id)
    mine = select(_charge).where(scope.of_company(_charge), _charge.c.arrangement_id == arrangement_id)
    rows = await scope.tx.execute(mine.order_by(_charge.c.id.desc()).limit(SHOWN_MAX))
    charges = [charge_of(row) for row in rows]
    parts = await _allocations(scope, [one.id for one in charges])
    return ArrangementDetails(found, [ChargeDetails(one, parts.get(one.id, ())) for one in charges])


async def payment_arrangements(
    scope: Scope, request: PageRequest, *, state: ArrangementState | None = None
) -> Page[Arrangement]:
    """The newest first."""
    chosen = select(_table).where(scope.of_company(_table))
    if state is not None:
        chosen = chosen.where(_table.c.state == state.value)
    if request.position is not None:
        chosen = chosen.where(_table.c.id < request.position[0])
    rows = await scope.tx.execute(chosen.order_by(_table.c.id.desc()).limit(request.limit + 1))
    return page_of([arrangement_of(row) for row in rows], request, lambda one: (one.id,))


async def arrangement_by_reference(scope: Scope, provider: str, reference: str) -> Arrangement | None:
    """Whosever it is: a notice does not say for which company it was. For its handling only."""
    chosen = select(_table).where(_table.c.provider == provider, _table.c.reference == reference)
    row = (await scope.tx.execute(chosen)).one_or_none()
    return None if row is None else arrangement_of(row)


async def arrangement_by_id(scope: Scope, arrangement_id: PaymentArrangementId) -> Arrangement | None:
    """Whosever it is. For the handling of notices only."""
    row = (await scope.tx.execute(select(_table).where(_table.c.id == arrangement_id))).one_or_none()
    return None if row is None else arrangement_of(row)


async def due_arrangements(scope: Scope, at_most: int) -> list[Due]:
    """Those whose provider is to be asked by now, the longest due first."""
    here = scope.without_own_clocks()
    chosen = select(_table.c.company_id, _table.c.id, _table.c.look_at).where(
        here.of_company(_table), _table.c.look_at <= scope.now
    )
    rows = await scope.tx.execute(chosen.order_by(_table.c.look_at, _table.c.id).limit(at_most))
    return [Due(row.company_id, row.id, row.look_at) for row in rows]


async def has_arrangement(scope: Scope, currency: Currency, *, current: bool) -> bool:
    """Whether the scope's company has one in the currency; with `current` one that can be relied on to bring the money."""
    chosen = select(_table).where(scope.of_company(_table), _table.c.currency == currency.code)
    found = [arrangement_of(row) for row in await scope.tx.execute(chosen)]
    return any(is_current(one) or not current for one in found)


async def charge_of_arrangement(scope: Scope, charge_id: ArrangementChargeId) -> ArrangementCharge:
    """Raises `NotFound`."""
    row = (
        await scope.tx.execute(select(_charge).where(scope.of_company(_charge), _charge.c.id == charge_id))
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no charge {charge_id}.")
    return charge_of(row)


async def arrangement_entries(scope: Scope, provider: str, *which: ColumnElement[bool]) -> list[BookEntry]:
    """Our side of the provider's books: what its schedules have taken, with what the ledger has of it."""
    chosen = select(_charge).where(_charge.c.provider == provider, _charge.c.state == ChargeState.paid.value, *which)
    charges = [charge_of(row) for row in await scope.tx.execute(chosen)]
    parts = await _allocations(scope, [one.id for one in charges])
    named = {one.id: _sources(one.id, parts.get(one.id, ())) for one in charges}
    posted = await ledger.cash_by_source(scope, provider, {source for some in named.values() for source in some})
    return [_entry(one, [amount for source in named[one.id] for amount in posted.get(source, ())]) for one in charges]


async def _allocations(scope: Scope, charges: Sequence[str]) -> dict[str, list[Allocation]]:
    found: dict[str, list[Allocation]] = {}
    for start in range(0, len(charges), 500):
        mine = select(_part).where(scope.of_company(_part), _part.c.charge_id.in_(charges[start : start + 500]))
        for row in await scope.tx.execute(mine.order_by(_part.c.charge_id, _part.c.kept, _part.c.invoice_id)):
            amount = Money(row.amount_minor, Currency.of(row.currency))
            found.setdefault(row.charge_id, []).append(Allocation(row.invoice_id, amount, row.kept))
    return found


def _sources(charge_id: str, parts: Sequence[Allocation]) -> list[str]:
    return [arrangement_fee_source(charge_id)] + [
        arrangement_source(charge_id, one.invoice_id, kept=one.kept) for one in parts
    ]


def _entry(charge: ArrangementCharge, posted: Sequence[Money]) -> BookEntry:
    sums: dict[str, int] = {}
    for amount in posted:
        sums[amount.currency.code] = sums.get(amount.currency.code, 0) + amount.minor
    return BookEntry(
        kind=EntryKind.payment,
        id=charge.id,
        company_id=charge.company_id,
        reference=charge.money_reference or charge.reference,
        amount=charge.amount,
        fee=charge.fee,
        began_at=charge.charged_at,
        done_at=charge.charged_at,
        posted_minor=sums,
    )
