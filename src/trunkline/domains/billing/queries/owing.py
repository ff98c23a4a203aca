"""Which invoices money pays that came for none of them by name."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.domains.billing import store
from trunkline.domains.billing.model import OPEN_STATES, Invoice, InvoiceState
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import InvoiceId
from trunkline.kernel.money import Currency

_table, _columns = store.invoice, store.invoice.c


async def open_invoices(scope: Scope, currency: Currency) -> list[Invoice]:
    """What the scope's company was issued in a currency and has not paid, the oldest first; nothing that was given up."""
    chosen = select(_table).where(
        scope.of_company(_table),
        _columns.currency == currency.code,
        _columns.state.in_([state.value for state in OPEN_STATES]),
    )
    rows = await scope.tx.execute(chosen.order_by(_columns.issued_at, _columns.number, _columns.id))
    return [store.invoice_of(row) for row in rows]


async def newest_invoice(scope: Scope, currency: Currency) -> Invoice | None:
    """The last that the scope's company was issued in a currency, whatever became of it."""
    chosen = select(_table).where(
        scope.of_company(_table), _columns.currency == currency.code, _columns.state != InvoiceState.draft.value
    )
    row = (await scope.tx.execute(chosen.order_by(_columns.id.desc()).limit(1))).one_or_none()
    return None if row is None else store.invoice_of(row)


async def buys_credit(scope: Scope, invoice_id: InvoiceId) -> bool:
    """Whether the invoice is for credits, which are in their wallet once it is paid."""
    return await store.is_of_credits(scope, invoice_id)
