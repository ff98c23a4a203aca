"""Rows of money that was given back by hand. How much of a payment that is stands in its own row, raised by one conditional statement."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, Index, Row, String, Table, UniqueConstraint, update

from trunkline.domains.billing.model import CreditReason
from trunkline.domains.payments.model import ManualMethod
from trunkline.domains.payments.model.manual_payments import ManualRefund
from trunkline.domains.payments.store.manual_payments import MEMO_LENGTH_MAX, REFERENCE_LENGTH_MAX, manual_payment
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, CreditNoteId, InvoiceId, ManualPaymentId, ManualRefundId
from trunkline.kernel.money import Currency, Money

manual_refund = Table(
    "manual_refund",
    metadata,
    id_column("id", ManualRefundId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("manual_payment_id", ManualPaymentId, ForeignKey("manual_payment.id")),
    id_column("invoice_id", InvoiceId),
    key_column("invoice_number", 60),
    Column("amount_minor", BigInteger, nullable=False),
    key_column("currency", 3),
    key_column("method", 20),
    Column("reference", String(REFERENCE_LENGTH_MAX), nullable=False),
    key_column("reference_key", 64),
    key_column("reason", 40),
    Column("memo", String(MEMO_LENGTH_MAX), nullable=False),
    id_column("credit_note_id", CreditNoteId, nullable=True),
    at_column("paid_at"),
    at_column("recorded_at"),
    Column("recorded_by", String(200), nullable=False),
    UniqueConstraint("company_id", "method", "reference_key"),
    Index("ix_manual_refund_manual_payment_id", "manual_payment_id", "id"),
)

_SPECIAL = {"amount", "method", "reason"}


def manual_refund_of(row: Row[Any]) -> ManualRefund:
    values = row._mapping
    plain = {name: values[name] for name in ManualRefund.__slots__ if name not in _SPECIAL}
    amount = Money(values["amount_minor"], Currency.of(values["currency"]))
    return ManualRefund(
        **plain, amount=amount, method=ManualMethod(values["method"]), reason=CreditReason(values["reason"])
    )


async def reserve_manual_refund(scope: Scope, payment_id: ManualPaymentId, amount: Money) -> bool:
    """Count `amount` as given back; False if so much is not left of the payment."""
    columns = manual_payment.c
    mine = update(manual_payment).where(
        scope.of_company(manual_payment),
        columns.id == payment_id,
        columns.amount_minor - columns.refunded_minor >= amount.minor,
    )
    raised = await scope.tx.execute(mine.values(refunded_minor=columns.refunded_minor + amount.minor))
    return bool(raised.rowcount == 1)


async def insert_manual_refund(scope: Scope, recorded: ManualRefund) -> bool:
    """False if money with this reference was recorded as given back before."""
    plain = {name: getattr(recorded, name) for name in ManualRefund.__slots__ if name not in _SPECIAL}
    row = plain | {
        "amount_minor": recorded.amount.minor,
        "currency": recorded.amount.currency.code,
        "method": recorded.method.value,
        "reason": recorded.reason.value,
        "reference_key": recorded.reference_key,
    }
    inserted = await scope.tx.execute(insert_ignore(manual_refund, scope.dialect).values(**row))
    return bool(inserted.rowcount == 1)
