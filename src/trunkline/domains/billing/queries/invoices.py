"""Questions about invoices. Somebody else's invoice does not exist."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select

from trunkline.domains.billing import store
from trunkline.domains.billing.model import DRAFT_ID_KEPT, OPEN_STATES, Invoice, InvoiceState
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.page import Page, PageRequest, page_of

_table = store.invoice
_columns = store.invoice.c


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFilter:
    """What is asked for; None asks for all. Times are of issue, [since, until). What is paid in parts is not past due, whatever it was."""

    state: InvoiceState | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OpenSum:
    """What is owed in one currency, on how many invoices."""

    count: int
    due: Money


async def invoice(scope: Scope, invoice_id: InvoiceId) -> Invoice:
    """Raises `NotFound`, also for another company's invoice."""
    row = (
        await scope.tx.execute(select(_table).where(scope.of_company(_table), _columns.id == invoice_id))
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no invoice {invoice_id}.")
    return store.invoice_of(row)


async def invoices(scope: Scope, request: PageRequest, wanted: InvoiceFilter | None = None) -> Page[Invoice]:
    """The invoices of the company, or of all companies for the operator; the newest first."""
    chosen = select(_table).where(scope.of_company(_table), *_conditions(wanted or InvoiceFilter()))
    if request.position is not None:
        chosen = chosen.where(_columns.id < str(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_columns.id.desc()).limit(request.limit + 1))
    return page_of([store.invoice_of(row) for row in rows], request, lambda one: (one.id,))


async def invoices_by_id(scope: Scope, ids: Sequence[InvoiceId]) -> dict[InvoiceId, Invoice]:
    """Those of `ids` that the caller may see."""
    rows = await scope.tx.execute(select(_table).where(scope.of_company(_table), _columns.id.in_(ids)))
    found = (store.invoice_of(row) for row in rows)
    return {one.id: one for one in found}


async def past_due_ids(scope: Scope, currency: Currency, limit: int) -> list[InvoiceId]:
    """Invoices in the currency that are past due, none that are paid in parts; of very many the newest."""
    mine = select(_columns.id).where(
        scope.of_company(_table),
        *_conditions(InvoiceFilter(state=InvoiceState.past_due)),
        _columns.currency == currency.code,
    )
    return list((await scope.tx.execute(mine.order_by(_columns.id.desc()).limit(limit))).scalars())


async def open_amount(scope: Scope, invoice_id: InvoiceId) -> Money:
    """What is still to be paid. Raises `NotFound`."""
    return (await invoice(scope, invoice_id)).due


async def open_sums(
    scope: Scope,
    states: frozenset[InvoiceState] = OPEN_STATES,
    *,
    deferred: bool = True,
    without: Collection[InvoiceId] = (),
) -> list[OpenSum]:
    """What is owed on the invoices in `states`, by currency; without `deferred` none that are paid in parts."""
    due = _columns.total_minor - _columns.credited_minor - _columns.paid_minor
    sums = (func.count().label("invoices"), func.sum(due).label("due"))
    chosen = select(_columns.currency, *sums).where(
        scope.of_company(_table), _columns.state.in_([state.value for state in states])
    )
    if not deferred:
        chosen = chosen.where(_columns.deferred_at.is_(None))
    if without:
        chosen = chosen.where(_columns.id.not_in(without))
    rows = await scope.tx.execute(chosen.group_by(_columns.currency).order_by(_columns.currency))
    return [OpenSum(int(row.invoices), Money(int(row.due), Currency.of(row.currency))) for row in rows]


def _conditions(wanted: InvoiceFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.state is not None:
        conditions.append(_columns.state == wanted.state.value)
    if wanted.state is InvoiceState.past_due:
        conditions.append(_columns.deferred_at.is_(None))
    # An invoice gets its id at the moment of its issue, or when it is drafted before: said of the ids as well, the range is read from their
    # order, and what was issued in all the years before and after is not looked at.
    if wanted.since is not None:
        conditions += [
            _columns.issued_at >= wanted.since,
            _columns.id >= InvoiceId.bounds_of(wanted.since - DRAFT_ID_KEPT)[0],
        ]
    if wanted.until is not None:
        conditions += [_columns.issued_at < wanted.until, _columns.id <= InvoiceId.bounds_of(wanted.until)[1]]
    return conditions
