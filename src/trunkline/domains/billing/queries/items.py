"""Questions about one-off lines. Somebody else's does not exist."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.domains.billing import store
from trunkline.domains.billing.model import InvoiceItem
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import InvoiceItemId
from trunkline.kernel.page import Page, PageRequest, page_of

_table = store.invoice_item


async def invoice_item(scope: Scope, item_id: InvoiceItemId) -> InvoiceItem:
    """Raises `NotFound`."""
    mine = select(_table).where(scope.of_company(_table), _table.c.id == item_id)
    row = (await scope.tx.execute(mine)).one_or_none()
    if row is None:
        raise NotFound(f"There is no one-off line {item_id}.")
    return store.item_of(row)


async def invoice_items(scope: Scope, request: PageRequest, *, waiting: bool | None = None) -> Page[InvoiceItem]:
    """One-off lines, the newest first; of all companies for the operator who names none. `waiting`: only those, or only the others."""
    chosen = select(_table).where(scope.of_company(_table))
    if waiting is not None:
        chosen = chosen.where(_table.c.invoice_id.is_(None) if waiting else _table.c.invoice_id.is_not(None))
    if request.position is not None:
        chosen = chosen.where(_table.c.id < str(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_table.c.id.desc()).limit(request.limit + 1))
    return page_of([store.item_of(row) for row in rows], request, lambda one: (one.id,))
