"""Rows of money that came without a provider. The unique key of method and reference keeps it from counting twice."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, Index, Row, String, Table, UniqueConstraint

from trunkline.domains.payments.model import ManualMethod, ManualPayment
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId, ManualPaymentId
from trunkline.kernel.money import Currency, Money

REFERENCE_LENGTH_MAX = 140
MEMO_LENGTH_MAX = 500

manual_payment = Table(
    "manual_payment",
    metadata,
    id_column("id", ManualPaymentId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("invoice_id", InvoiceId),
    key_column("invoice_number", 60),
    Column("amount_minor", BigInteger, nullable=False),
    Column("applied_minor", BigInteger, nullable=False),
    key_column("currency", 3),
    key_column("method", 20),
    Column("reference", String(REFERENCE_LENGTH_MAX), nullable=False),
    # A digest, because references may be written in any script and the key has to tell bytes apart on every database.
    key_column("reference_key", 64),
    Column("memo", String(MEMO_LENGTH_MAX), nullable=False),
    at_column("received_at"),
    at_column("recorded_at"),
    Column("recorded_by", String(200), nullable=False),
    key_column("legal_entity"),
    Column("receipt_serial", BigInteger, nullable=False),
    key_column("receipt_number", 60),
    # Raised by a statement of its own, never written with the rest of the row.
    Column("refunded_minor", BigInteger, nullable=False, server_default="0"),
    UniqueConstraint("company_id", "method", "reference_key"),
    UniqueConstraint("legal_entity", "receipt_serial"),
    Index("ix_manual_payment_company_id", "company_id", "id"),
    Index("ix_manual_payment_invoice_id", "invoice_id"),
)


def manual_payment_of(row: Row[Any]) -> ManualPayment:
    values = row._mapping
    special = {"amount", "applied", "method", "refunded"}
    plain = {name: values[name] for name in ManualPayment.__slots__ if name not in special}
    currency = Currency.of(values["currency"])
    return ManualPayment(
        **plain,
        amount=Money(values["amount_minor"], currency),
        applied=Money(values["applied_minor"], currency),
        method=ManualMethod(values["method"]),
        refunded=Money(values["refunded_minor"], currency),
    )


async def insert_manual_payment(scope: Scope, recorded: ManualPayment) -> bool:
    """False if money with this reference was recorded before."""
    special = {"amount", "applied", "method", "refunded"}
    plain = {name: getattr(recorded, name) for name in ManualPayment.__slots__ if name not in special}
    row = plain | {
        "amount_minor": recorded.amount.minor,
        "applied_minor": recorded.applied.minor,
        "currency": recorded.amount.currency.code,
        "method": recorded.method.value,
        "reference_key": recorded.reference_key,
    }
    inserted = await scope.tx.execute(insert_ignore(manual_payment, scope.dialect).values(**row))
    return bool(inserted.rowcount == 1)
