"""One-off lines as rows: entered, deleted while they wait, and from then on those of an invoice."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, Index, Row, String, Table, delete, select, update

from trunkline.domains.billing.model import AlreadyBilled, InvoiceItem
from trunkline.infra.columns import DecimalText, at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId, InvoiceItemId, ModuleId
from trunkline.kernel.money import Currency

invoice_item = Table(
    "invoice_item",
    metadata,
    id_column("id", InvoiceItemId, primary_key=True),
    id_column("company_id", CompanyId),
    key_column("currency", 3),
    Column("description", String(500), nullable=False),
    Column("quantity", DecimalText(), nullable=False),
    Column("unit", String(60), nullable=False),
    Column("unit_amount", DecimalText(), nullable=False),
    key_column("tax_code", 40, nullable=True),
    Column("tax_rate", DecimalText(), nullable=True),
    id_column("module_id", ModuleId, nullable=True),
    Column("entered_by", String(200), nullable=False),
    at_column("entered_at"),
    # None while it waits.
    id_column("invoice_id", InvoiceId, nullable=True),
    Index("ix_invoice_item_company_id", "company_id", "id"),
    Index("ix_invoice_item_invoice_id", "invoice_id"),
)

_SAME = (
    *("id", "company_id", "description", "quantity", "unit", "unit_amount", "tax_code", "tax_rate", "module_id"),
    *("entered_by", "entered_at", "invoice_id"),
)


async def insert_item(scope: Scope, one: InvoiceItem) -> None:
    row = {name: getattr(one, name) for name in _SAME} | {"currency": one.currency.code}
    await scope.tx.execute(invoice_item.insert().values(row))


async def waiting_items(scope: Scope, company_id: CompanyId) -> list[InvoiceItem]:
    """The company's items that no invoice has taken yet, in the order in which they were entered."""
    columns = invoice_item.c
    chosen = select(invoice_item).where(
        scope.of_company(invoice_item), columns.company_id == company_id, columns.invoice_id.is_(None)
    )
    return [item_of(row) for row in await scope.tx.execute(chosen.order_by(columns.id))]


async def take_items(scope: Scope, ids: Collection[InvoiceItemId], invoice_id: InvoiceId) -> None:
    """They are lines of the invoice from now on. Raises `AlreadyBilled` when one of them waits no more."""
    if not ids:
        return
    columns = invoice_item.c
    waiting = (columns.id.in_(ids), columns.company_id == scope.company, columns.invoice_id.is_(None))
    taken = await scope.tx.execute(update(invoice_item).where(*waiting).values(invoice_id=invoice_id))
    if taken.rowcount != len(ids):
        raise AlreadyBilled("A one-off line was invoiced or deleted in the meantime.")


async def delete_item(scope: Scope, item_id: InvoiceItemId) -> bool:
    """False when it does not wait any more."""
    mine = (scope.of_company(invoice_item), invoice_item.c.id == item_id, invoice_item.c.invoice_id.is_(None))
    return (await scope.tx.execute(delete(invoice_item).where(*mine))).rowcount == 1


def item_of(row: Row[Any]) -> InvoiceItem:
    return InvoiceItem(**{name: getattr(row, name) for name in _SAME}, currency=Currency.of(row.currency))
