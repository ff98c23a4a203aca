"""What providers have kept of payments, once per payment."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Table

from trunkline.domains.payments.model import Payment
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, PaymentId
from trunkline.kernel.money import Money

payment_fee = Table(
    "payment_fee",
    metadata,
    id_column("payment_id", PaymentId, ForeignKey("payment.id"), primary_key=True),
    id_column("company_id", CompanyId),
    key_column("provider", 40),
    Column("amount_minor", BigInteger, nullable=False),
    key_column("currency", 3),
    at_column("booked_at"),
    Index("ix_payment_fee_company_id", "company_id"),
)


async def insert_fee(scope: Scope, payment: Payment, fee: Money) -> bool:
    """False if the payment's fee is booked already."""
    row = {
        "payment_id": payment.id,
        "company_id": payment.company_id,
        "provider": payment.provider,
        "amount_minor": fee.minor,
        "currency": fee.currency.code,
        "booked_at": scope.now,
    }
    inserted = await scope.tx.execute(insert_ignore(payment_fee, scope.dialect).values(**row))
    return bool(inserted.rowcount == 1)
