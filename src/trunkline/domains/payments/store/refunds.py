"""Rows of refunds. How much of a payment is given back stands in the payment's own row, raised by one conditional statement: however
many ask at once, the database lets no more through than the payment brought.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    select,
    update,
)

from trunkline.domains.billing.model import CreditReason
from trunkline.domains.payments.model import PaymentState, Refund, RefundState
from trunkline.domains.payments.store.payments import MESSAGE_LENGTH_MAX, payment
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, CreditNoteId, InvoiceId, PaymentId, RefundId
from trunkline.kernel.money import Currency, Money

MEMO_LENGTH_MAX = 500

refund = Table(
    "refund",
    metadata,
    id_column("id", RefundId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("payment_id", PaymentId, ForeignKey("payment.id")),
    id_column("invoice_id", InvoiceId),
    key_column("invoice_number", 60),
    Column("amount_minor", BigInteger, nullable=False),
    key_column("currency", 3),
    key_column("state", 20),
    key_column("provider", 40),
    key_column("charge_reference", 120),
    key_column("reason", 40),
    Column("memo", String(MEMO_LENGTH_MAX), nullable=False),
    id_column("credit_note_id", CreditNoteId, nullable=True),
    at_column("created_at"),
    at_column("sent_at", nullable=True),
    at_column("next_at", nullable=True),
    at_column("paid_at", nullable=True),
    at_column("settled_at", nullable=True),
    Column("asked", Integer, nullable=False),
    Column("outages", Integer, nullable=False),
    key_column("reference", 120, nullable=True),
    key_column("failure_code", 60, nullable=True),
    Column("message", String(MESSAGE_LENGTH_MAX), nullable=True),
    # One refund of the provider's is one of ours.
    UniqueConstraint("provider", "reference"),
    Index("ix_refund_company_id", "company_id", "id"),
    Index("ix_refund_payment_id", "payment_id"),
    Index("ix_refund_next_at", "next_at"),
)


def refund_of(row: Row[Any]) -> Refund:
    values = row._mapping
    special = {"amount", "state", "reason"}
    plain = {name: values[name] for name in Refund.__slots__ if name not in special}
    amount = Money(values["amount_minor"], Currency.of(values["currency"]))
    return Refund(**plain, amount=amount, state=RefundState(values["state"]), reason=CreditReason(values["reason"]))


async def reserve_refund(scope: Scope, payment_id: PaymentId, amount: Money) -> bool:
    """Count `amount` as given back; False if the payment does not have so much left."""
    columns = payment.c
    left = columns.amount_minor - columns.refunded_minor - columns.disputed_minor
    mine = update(payment).where(
        scope.of_company(payment),
        columns.id == payment_id,
        columns.state == PaymentState.succeeded.value,
        left >= amount.minor,
    )
    raised = await scope.tx.execute(mine.values(refunded_minor=columns.refunded_minor + amount.minor))
    return bool(raised.rowcount == 1)


async def release_refund(scope: Scope, payment_id: PaymentId, amount: Money) -> None:
    """What was counted as given back has not reached its payer."""
    columns = payment.c
    mine = update(payment).where(scope.of_company(payment), columns.id == payment_id)
    await scope.tx.execute(mine.values(refunded_minor=columns.refunded_minor - amount.minor))


async def insert_refund(scope: Scope, begun: Refund) -> None:
    await scope.tx.execute(refund.insert().values(**_row(begun)))


async def save_refund(scope: Scope, changed: Refund) -> None:
    mine = update(refund).where(scope.of_company(refund), refund.c.id == changed.id)
    await scope.tx.execute(mine.values(**_row(changed)))


async def lock_refund(scope: Scope, refund_id: RefundId) -> Refund:
    """Raises `NotFound`."""
    mine = select(refund).where(scope.of_company(refund), refund.c.id == refund_id).with_for_update()
    row = (await scope.tx.execute(mine)).one_or_none()
    if row is None:
        raise NotFound(f"There is no refund {refund_id}.")
    return refund_of(row)


def _row(value: Refund) -> dict[str, object]:
    plain: dict[str, object] = {name: getattr(value, name) for name in Refund.__slots__ if name != "amount"}
    message = value.message[:MESSAGE_LENGTH_MAX] if value.message else None
    code = value.failure_code[:60] if value.failure_code else None
    amount = {"amount_minor": value.amount.minor, "currency": value.amount.currency.code}
    return plain | amount | {"message": message, "failure_code": code}
