"""Invoices as rows. After the insertion only the columns of `MUTABLE` are ever written; a test holds this."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Index,
    Row,
    String,
    Table,
    UniqueConstraint,
    delete,
    select,
    text,
    update,
)

from trunkline.domains.billing.model import Invoice, InvoiceState
from trunkline.domains.billing.model.payment_terms import early_from_json, early_to_json, late_from_json, late_to_json
from trunkline.domains.billing.store.parties import party_from_json, party_to_json
from trunkline.infra.columns import JsonText, at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId
from trunkline.kernel.money import Currency, Money

invoice = Table(
    "invoice",
    metadata,
    id_column("id", InvoiceId, primary_key=True),
    id_column("company_id", CompanyId),
    Column("company_name", String(200), nullable=False),
    key_column("legal_entity", 40),
    key_column("number", 40, nullable=True),
    key_column("state", 20),
    key_column("currency", 3),
    Column("subtotal_minor", BigInteger, nullable=False),
    Column("tax_minor", BigInteger, nullable=False),
    Column("total_minor", BigInteger, nullable=False),
    Column("paid_minor", BigInteger, nullable=False),
    Column("credited_minor", BigInteger, nullable=False, server_default="0"),
    at_column("issued_at", nullable=True),
    at_column("due_at", nullable=True),
    at_column("paid_at", nullable=True),
    at_column("voided_at", nullable=True),
    at_column("period_start"),
    at_column("period_end"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    key_column("zone", 60),
    key_column("locale", 20),
    Column("bill_to", JsonText(), nullable=False),
    Column("issuer", JsonText(), nullable=False),
    Column("issue_on", Date, nullable=True),
    Column("tax_inclusive", Boolean, nullable=False, server_default=text("false")),
    Column("early_discount", JsonText(), nullable=True),
    at_column("early_until", nullable=True),
    Column("late_fee", JsonText(), nullable=True),
    at_column("late_fee_at", nullable=True),
    at_column("deferred_at", nullable=True),
    UniqueConstraint("legal_entity", "number"),
    Index("ix_invoice_company_id", "company_id", "id"),
    Index("ix_invoice_state", "state", "due_at"),
    Index("ix_invoice_late_fee_at", "late_fee_at"),
)

MUTABLE = frozenset({"state", "paid_minor", "credited_minor", "paid_at", "voided_at", "deferred_at"})


async def insert_invoice(scope: Scope, issued: Invoice) -> None:
    await scope.tx.execute(invoice.insert().values(_row(issued)))


async def delete_drafted(scope: Scope, invoice_id: InvoiceId) -> None:
    """A draft goes: it is issued, written anew, or there is nothing to issue. Touches nothing that was issued."""
    columns = invoice.c
    mine = (columns.id == invoice_id) & (columns.company_id == scope.company)
    await scope.tx.execute(delete(invoice).where(mine, columns.state == InvoiceState.draft.value))


async def lock_invoice(scope: Scope, invoice_id: InvoiceId) -> Invoice | None:
    """The invoice, held until this transaction ends."""
    mine = select(invoice).where(scope.of_company(invoice), invoice.c.id == invoice_id).with_for_update()
    row = (await scope.tx.execute(mine)).one_or_none()
    return None if row is None else invoice_of(row)


async def update_state(scope: Scope, changed: Invoice) -> None:
    """Write the state and what was paid; nothing else of an issued invoice can be written."""
    row = _row(changed)
    values = {name: row[name] for name in MUTABLE}
    mine = (invoice.c.id == changed.id) & (invoice.c.company_id == changed.company_id)
    await scope.tx.execute(update(invoice).where(mine).values(**values))


async def lapsed_invoices(scope: Scope, limit: int) -> list[tuple[CompanyId, InvoiceId]]:
    """Issued invoices whose day of payment has passed, the oldest first; none that are paid in parts."""
    columns = invoice.c
    lapsed = (columns.state == InvoiceState.issued, columns.due_at < scope.now, columns.deferred_at.is_(None))
    chosen = (
        select(columns.company_id, columns.id)
        .where(scope.of_company(invoice), *lapsed)
        .order_by(columns.due_at, columns.id)
        .limit(limit)
    )
    return [(row.company_id, row.id) for row in await scope.tx.execute(chosen)]


def invoice_of(row: Row[Any]) -> Invoice:
    currency = Currency.of(row.currency)
    return Invoice(
        id=row.id,
        company_id=row.company_id,
        company_name=row.company_name,
        legal_entity=row.legal_entity,
        number=row.number,
        state=InvoiceState(row.state),
        currency=currency,
        subtotal=Money(row.subtotal_minor, currency),
        tax=Money(row.tax_minor, currency),
        total=Money(row.total_minor, currency),
        paid=Money(row.paid_minor, currency),
        credited=Money(row.credited_minor, currency),
        issued_at=row.issued_at,
        due_at=row.due_at,
        paid_at=row.paid_at,
        voided_at=row.voided_at,
        period_start=row.period_start,
        period_end=row.period_end,
        first_day=row.first_day,
        last_day=row.last_day,
        zone=row.zone,
        locale=row.locale,
        bill_to=party_from_json(row.bill_to),
        issuer=party_from_json(row.issuer),
        tax_inclusive=row.tax_inclusive,
        early_discount=early_from_json(row.early_discount),
        early_until=row.early_until,
        late_fee=late_from_json(row.late_fee),
        late_fee_at=row.late_fee_at,
        deferred_at=row.deferred_at,
        issue_on=row.issue_on,
    )


def _row(one: Invoice) -> dict[str, Any]:
    return {
        "id": one.id,
        "company_id": one.company_id,
        "company_name": one.company_name,
        "legal_entity": one.legal_entity,
        "number": one.number,
        "state": one.state.value,
        "currency": one.currency.code,
        "subtotal_minor": one.subtotal.minor,
        "tax_minor": one.tax.minor,
        "total_minor": one.total.minor,
        "paid_minor": one.paid.minor,
        "credited_minor": one.credited.minor,
        "issued_at": one.issued_at,
        "due_at": one.due_at,
        "paid_at": one.paid_at,
        "voided_at": one.voided_at,
        "period_start": one.period_start,
        "period_end": one.period_end,
        "first_day": one.first_day,
        "last_day": one.last_day,
        "zone": one.zone,
        "locale": one.locale,
        "bill_to": party_to_json(one.bill_to),
        "issuer": party_to_json(one.issuer),
        "tax_inclusive": one.tax_inclusive,
        "early_discount": early_to_json(one.early_discount),
        "early_until": one.early_until,
        "late_fee": late_to_json(one.late_fee),
        "late_fee_at": one.late_fee_at,
        "deferred_at": one.deferred_at,
        "issue_on": one.issue_on,
    }
