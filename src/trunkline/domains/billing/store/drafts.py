"""Which invoices are drafts. The key is the promise that a company has one per currency."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Table, delete, select, update

from trunkline.domains.billing.model import AlreadyBilled, Draft
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId

invoice_draft = Table(
    "invoice_draft",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    key_column("currency", 3, primary_key=True),
    id_column("invoice_id", InvoiceId),
    Column("issue_on", Date, nullable=False),
    Column("through", Date, nullable=False),
    at_column("drafted_at"),
    Index("ix_invoice_draft_invoice_id", "invoice_id"),
)

_NAMES = ("company_id", "currency", "invoice_id", "issue_on", "through", "drafted_at")


async def drafts_of(scope: Scope, company_id: CompanyId) -> dict[str, Draft]:
    """The company's drafts by currency."""
    mine = select(invoice_draft).where(scope.of_company(invoice_draft), invoice_draft.c.company_id == company_id)
    rows = await scope.tx.execute(mine)
    return {row.currency: Draft(**{name: getattr(row, name) for name in _NAMES}) for row in rows}


async def insert_draft(scope: Scope, draft: Draft) -> None:
    """Raises `AlreadyBilled` when the company has one in this currency: the caller's transaction must end with it."""
    row = {name: getattr(draft, name) for name in _NAMES}
    inserted = await scope.tx.execute(insert_ignore(invoice_draft, scope.dialect).values(row))
    if inserted.rowcount != 1:
        raise AlreadyBilled("Another run has drafted the invoice in the meantime.")


async def update_draft(scope: Scope, draft: Draft) -> None:
    mine = update(invoice_draft).where(
        invoice_draft.c.company_id == draft.company_id, invoice_draft.c.currency == draft.currency
    )
    await scope.tx.execute(mine.values(issue_on=draft.issue_on, through=draft.through))


async def delete_draft(scope: Scope, draft: Draft) -> None:
    columns = invoice_draft.c
    mine = (columns.company_id == draft.company_id) & (columns.currency == draft.currency)
    await scope.tx.execute(delete(invoice_draft).where(mine))
