"""Rows of receipts, and the counter that numbers them.

The counter's row is raised in the transaction that writes the receipt: whoever comes second waits, and a rollback gives the number back.
A sequence of the database would be faster and leave gaps.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Row, Table, UniqueConstraint, select, update

from trunkline.domains.payments.model import Receipt
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId, PaymentId, ReceiptId
from trunkline.kernel.money import Currency, Money

receipt = Table(
    "receipt",
    metadata,
    id_column("id", ReceiptId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("payment_id", PaymentId, ForeignKey("payment.id")),
    id_column("invoice_id", InvoiceId),
    key_column("legal_entity"),
    Column("serial", BigInteger, nullable=False),
    key_column("number", 60),
    Column("amount_minor", BigInteger, nullable=False),
    key_column("currency", 3),
    at_column("issued_at"),
    UniqueConstraint("payment_id"),
    UniqueConstraint("legal_entity", "serial"),
    Index("ix_receipt_company_id", "company_id", "id"),
)

receipt_series = Table(
    "receipt_series",
    metadata,
    key_column("legal_entity", primary_key=True),
    Column("serial", BigInteger, nullable=False),
)


def receipt_of(row: Row[Any]) -> Receipt:
    values = row._mapping
    plain = {name: values[name] for name in Receipt.__slots__ if name != "amount"}
    return Receipt(**plain, amount=Money(values["amount_minor"], Currency.of(values["currency"])))


async def next_serial(scope: Scope, legal_entity: str) -> int:
    """The next number of the series, which nobody else can take before this transaction ends."""
    mine = receipt_series.c.legal_entity == legal_entity
    raised = update(receipt_series).where(mine).values(serial=receipt_series.c.serial + 1)
    if (await scope.tx.execute(raised)).rowcount == 0:
        fresh = insert_ignore(receipt_series, scope.dialect).values(legal_entity=legal_entity, serial=0)
        await scope.tx.execute(fresh)
        await scope.tx.execute(raised)
    return int((await scope.tx.execute(select(receipt_series.c.serial).where(mine))).scalar_one())


async def insert_receipt(scope: Scope, issued: Receipt) -> None:
    plain = {name: getattr(issued, name) for name in Receipt.__slots__ if name != "amount"}
    amount = {"amount_minor": issued.amount.minor, "currency": issued.amount.currency.code}
    await scope.tx.execute(receipt.insert().values(**plain, **amount))
