"""The lines of an invoice, why they are what they are, and the calls behind them."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.domains.billing import store
from trunkline.domains.billing.model import InvoiceLine
from trunkline.domains.usage import queries as usage
from trunkline.domains.usage.model import Call
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import InvoiceId, InvoiceLineId
from trunkline.kernel.page import Page, PageRequest
from trunkline.kernel.period import Period

_table = store.invoice_line


async def lines_of(scope: Scope, invoice_id: InvoiceId) -> list[InvoiceLine]:
    """The lines in the order in which they are printed; none for an invoice that the caller may not see."""
    chosen = select(_table).where(scope.of_company(_table), _table.c.invoice_id == invoice_id)
    return [store.line_of(row) for row in await scope.tx.execute(chosen.order_by(_table.c.position))]


async def line(scope: Scope, invoice_id: InvoiceId, line_id: InvoiceLineId) -> InvoiceLine:
    """Raises `NotFound`. The explanation is `line.explain`."""
    mine = (_table.c.invoice_id == invoice_id) & (_table.c.id == line_id)
    row = (await scope.tx.execute(select(_table).where(scope.of_company(_table), mine))).one_or_none()
    if row is None:
        raise NotFound(f"Invoice {invoice_id} has no line {line_id}.")
    return store.line_of(row)


async def calls_of_line(
    scope: Scope, invoice_id: InvoiceId, line_id: InvoiceLineId, request: PageRequest
) -> Page[Call]:
    """The calls that the line's price has rated in its period: those that came after the issue are on the line that corrects it.

    A one-off line has none.
    """
    one = await line(scope, invoice_id, line_id)
    if one.subscription_id is None or one.price_id is None:
        return Page([], None)
    period = Period(one.service_start, one.period_end, one.first_day, one.next_day)
    return await usage.calls_of_line(scope, one.subscription_id, one.price_id, period, request)
