"""Questions about refunds."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import Refund, RefundState
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import InvoiceId, PaymentId, RefundId
from trunkline.kernel.page import Page, PageRequest, page_of

_table = store.refund


async def refunds(
    scope: Scope,
    request: PageRequest,
    *,
    state: RefundState | None = None,
    payment_id: PaymentId | None = None,
    invoice_id: InvoiceId | None = None,
) -> Page[Refund]:
    """Refunds, the newest first."""
    chosen = select(_table).where(scope.of_company(_table))
    for column, wanted in (
        (_table.c.state, state),
        (_table.c.payment_id, payment_id),
        (_table.c.invoice_id, invoice_id),
    ):
        if wanted is not None:
            chosen = chosen.where(column == wanted)
    if request.position is not None:
        chosen = chosen.where(_table.c.id < request.position[0])
    rows = await scope.tx.execute(chosen.order_by(_table.c.id.desc()).limit(request.limit + 1))
    return page_of([store.refund_of(row) for row in rows], request, lambda one: (one.id,))


async def refund(scope: Scope, refund_id: RefundId) -> Refund:
    """Raises `NotFound`."""
    row = (
        await scope.tx.execute(select(_table).where(scope.of_company(_table), _table.c.id == refund_id))
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no refund {refund_id}.")
    return store.refund_of(row)


async def refund_of_anybody(scope: Scope, refund_id: RefundId) -> Refund | None:
    """Whosever it is: a notice does not say for which company it was. For its handling only."""
    row = (await scope.tx.execute(select(_table).where(_table.c.id == refund_id))).one_or_none()
    return None if row is None else store.refund_of(row)


async def due_refunds(scope: Scope, limit: int) -> Sequence[Refund]:
    """Refunds whose provider is to be asked now; the longest due first."""
    due = select(_table).where(scope.of_company(_table), _table.c.next_at <= scope.now)
    return [store.refund_of(row) for row in await scope.tx.execute(due.order_by(_table.c.next_at).limit(limit))]
