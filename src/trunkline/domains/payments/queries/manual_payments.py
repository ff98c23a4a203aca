"""Questions about money that came without a provider."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import ManualPayment
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import InvoiceId, ManualPaymentId
from trunkline.kernel.page import Page, PageRequest, page_of

_table = store.manual_payment


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
