"""The credit of each company as the sum of its entries, per currency. Entries are inserted and never written again.

Only the issue of an invoice and a refund draw, and both hold the company's account while they do: the sum cannot be drawn twice.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Row, Table, func, select

from trunkline.domains.billing.model import CreditEntry, EntryKind
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, CreditEntryId, CreditNoteId, InvoiceId
from trunkline.kernel.money import Currency, Money

credit_balance_entry = Table(
    "credit_balance_entry",
    metadata,
    id_column("id", CreditEntryId, primary_key=True),
    id_column("company_id", CompanyId),
    key_column("currency", 3),
    # Below zero: drawn.
    Column("amount_minor", BigInteger, nullable=False),
    key_column("kind", 20),
    id_column("invoice_id", InvoiceId),
    id_column("credit_note_id", CreditNoteId, nullable=True),
    at_column("entered_at"),
    Index("ix_credit_balance_entry_company_id", "company_id", "currency", "id"),
)


async def insert_entry(scope: Scope, entry: CreditEntry) -> None:
    same = ("id", "company_id", "invoice_id", "credit_note_id", "entered_at")
    row = {name: getattr(entry, name) for name in same} | {
        "currency": entry.amount.currency.code,
        "amount_minor": entry.amount.minor,
        "kind": entry.kind.value,
    }
    await scope.tx.execute(credit_balance_entry.insert().values(row))


async def entry(scope: Scope, entry_id: CreditEntryId) -> CreditEntry:
    """One movement, which must be there."""
    mine = select(credit_balance_entry).where(
        scope.of_company(credit_balance_entry), credit_balance_entry.c.id == entry_id
    )
    return credit_entry_of((await scope.tx.execute(mine)).one())


async def credit_of(scope: Scope, company_id: CompanyId, currency: Currency) -> Money:
    """What the company has in the currency: the sum of its entries."""
    columns = credit_balance_entry.c
    chosen = select(func.sum(columns.amount_minor)).where(
        scope.of_company(credit_balance_entry), columns.company_id == company_id, columns.currency == currency.code
    )
    return Money(int((await scope.tx.execute(chosen)).scalar_one() or 0), currency)


def credit_entry_of(row: Row[Any]) -> CreditEntry:
    return CreditEntry(
        id=row.id,
        company_id=row.company_id,
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        kind=EntryKind(row.kind),
        invoice_id=row.invoice_id,
        credit_note_id=row.credit_note_id,
        entered_at=row.entered_at,
    )
