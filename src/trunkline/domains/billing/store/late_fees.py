"""Which invoices were charged for being late. The primary key is the promise that none is twice."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index, Table, and_, select

from trunkline.domains.billing.model import OPEN_STATES, Invoice
from trunkline.domains.billing.store.invoices import invoice
from trunkline.domains.billing.store.items import invoice_item
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId, InvoiceItemId
from trunkline.kernel.money import Money

late_fee = Table(
    "late_fee",
    metadata,
    id_column("invoice_id", InvoiceId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("item_id", InvoiceItemId, nullable=True),
    key_column("currency", 3),
    Column("amount_minor", BigInteger, nullable=False),
    at_column("charged_at"),
    Index("ix_late_fee_company_id", "company_id"),
)


async def claim_late_fee(scope: Scope, company_id: CompanyId, invoice_id: InvoiceId, fee: Money) -> bool:
    """False when the invoice was charged before: the database decides."""
    row = {"invoice_id": invoice_id, "company_id": company_id, "currency": fee.currency.code}
    amounts = {"amount_minor": fee.minor, "charged_at": scope.now}
    return (await scope.tx.execute(insert_ignore(late_fee, scope.dialect).values(**row, **amounts))).rowcount == 1


async def name_late_fee(scope: Scope, invoice_id: InvoiceId, item_id: InvoiceItemId) -> None:
    """The one-off line that the fee became."""
    await scope.tx.execute(late_fee.update().where(late_fee.c.invoice_id == invoice_id).values(item_id=item_id))


async def late_fees_on(scope: Scope, one: Invoice) -> Money:
    """What of the invoice is fees for earlier ones; they carry no tax."""
    mine = (
        select(late_fee.c.amount_minor)
        .join(
            invoice_item,
            and_(invoice_item.c.id == late_fee.c.item_id, invoice_item.c.company_id == late_fee.c.company_id),
        )
        .where(scope.of_company(late_fee), invoice_item.c.invoice_id == one.id)
    )
    return Money(sum((await scope.tx.execute(mine)).scalars()), one.currency)


async def late_invoices(scope: Scope, limit: int, until: datetime | None = None) -> list[tuple[CompanyId, InvoiceId]]:
    """Open invoices whose time without a fee is over by `until`, or now, and that were not charged yet, the oldest first."""
    columns = invoice.c
    chosen = (
        select(columns.company_id, columns.id)
        .outerjoin(late_fee, late_fee.c.invoice_id == columns.id)
        .where(
            scope.of_company(invoice),
            columns.late_fee_at < (until or scope.now),
            columns.state.in_([state.value for state in OPEN_STATES]),
            columns.deferred_at.is_(None),
            late_fee.c.invoice_id.is_(None),
        )
        .order_by(columns.late_fee_at, columns.id)
        .limit(limit)
    )
    return [(row.company_id, row.id) for row in await scope.tx.execute(chosen)]
