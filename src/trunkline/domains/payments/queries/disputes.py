"""Questions about disputes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import Dispute, DisputeState
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, DisputeId, PaymentId
from trunkline.kernel.page import Page, PageRequest, page_of

_table = store.dispute


async def disputes(
    scope: Scope, request: PageRequest, *, state: DisputeState | None = None, payment_id: PaymentId | None = None
) -> Page[Dispute]:
    """Disputes, the newest first."""
    chosen = select(_table).where(scope.of_company(_table))
    if state is not None:
        chosen = chosen.where(_table.c.state == state)
    if payment_id is not None:
        chosen = chosen.where(_table.c.payment_id == payment_id)
    if request.position is not None:
        chosen = chosen.where(_table.c.id < request.position[0])
    rows = await scope.tx.execute(chosen.order_by(_table.c.id.desc()).limit(request.limit + 1))
    return page_of([store.dispute_of(row) for row in rows], request, lambda one: (one.id,))


async def dispute(scope: Scope, dispute_id: DisputeId) -> Dispute:
    """Raises `NotFound`."""
    row = (
        await scope.tx.execute(select(_table).where(scope.of_company(_table), _table.c.id == dispute_id))
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no dispute {dispute_id}.")
    return store.dispute_of(row)


async def due_disputes(scope: Scope, limit: int) -> Sequence[tuple[CompanyId, DisputeId]]:
    """Disputes whose provider is to be asked by ourselves now; the longest due first."""
    columns = _table.c
    due = select(columns.company_id, columns.id).where(scope.of_company(_table), columns.next_at <= scope.machine_now)
    rows = await scope.tx.execute(due.order_by(columns.next_at).limit(limit))
    return [(row.company_id, row.id) for row in rows]
