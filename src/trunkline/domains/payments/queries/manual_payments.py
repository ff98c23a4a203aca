"""Questions about money that came without a provider."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import ManualPayment
from trunkline.domains.payments.model.manual_payments import ManualRefund
from trunkline.domains.payments.store.manual_refunds import manual_refund_of
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import InvoiceId, ManualPaymentId
from trunkline.kernel.page import Page, PageRequest, page_of

_table = store.manual_payment
REFUNDS_MAX = 100


async def manual_payments(
    scope: Scope, request: PageRequest, *, invoice_id: InvoiceId | None = None
) -> Page[ManualPayment]:
    """What was recorded, the newest first."""
    chosen = select(_table).where(scope.of_company(_table))
    if invoice_id is not None:
        chosen = chosen.where(_table.c.invoice_id == invoice_id)
    if request.position is not None:
        chosen = chosen.where(_table.c.id < request.position[0])
    rows = await scope.tx.execute(chosen.order_by(_table.c.id.desc()).limit(request.limit + 1))
    return page_of([store.manual_payment_of(row) for row in rows], request, lambda one: (one.id,))


async def manual_payment(scope: Scope, payment_id: ManualPaymentId) -> ManualPayment:
    """Raises `NotFound`."""
    chosen = select(_table).where(scope.of_company(_table), _table.c.id == payment_id)
    row = (await scope.tx.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no payment {payment_id}.")
    return store.manual_payment_of(row)


async def manual_refunds(scope: Scope, payment_id: ManualPaymentId) -> list[ManualRefund]:
    """What was given back of it by hand, the newest first; of very many the last hundred. Raises `NotFound`."""
    await manual_payment(scope, payment_id)
    columns = store.manual_refund.c
    theirs = select(store.manual_refund).where(
        scope.of_company(store.manual_refund), columns.manual_payment_id == payment_id
    )
    return [
        manual_refund_of(row) for row in await scope.tx.execute(theirs.order_by(columns.id.desc()).limit(REFUNDS_MAX))
    ]
