"""Rows of disputes. The unique key of provider and reference makes the first who hears of one the only one who records it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Row,
    Table,
    UniqueConstraint,
    select,
    update,
)

from trunkline.domains.payments.model import Dispute, DisputeState
from trunkline.domains.payments.store.payments import payment
from trunkline.infra.columns import JsonText, at_column, id_column, key_column
from trunkline.infra.db import insert_ignore, metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, DisputeId, InvoiceId, PaymentId
from trunkline.kernel.money import Currency, Money

dispute = Table(
    "dispute",
    metadata,
    id_column("id", DisputeId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("payment_id", PaymentId, ForeignKey("payment.id")),
    id_column("invoice_id", InvoiceId),
    key_column("invoice_number", 60),
    key_column("provider", 40),
    key_column("reference", 120),
    Column("amount_minor", BigInteger, nullable=False),
    key_column("currency", 3),
    key_column("state", 20),
    key_column("reason", 60),
    at_column("opened_at"),
    at_column("recorded_at"),
    at_column("seen_at"),
    at_column("evidence_due_at", nullable=True),
    # What the provider has taken for its trouble, in a currency of its own.
    Column("fee_minor", BigInteger, nullable=True),
    key_column("fee_currency", 3, nullable=True),
    Column("held", Boolean, nullable=False),
    at_column("held_at", nullable=True),
    Column("evidence", JsonText(), nullable=True),
    at_column("answered_at", nullable=True),
    at_column("closed_at", nullable=True),
    at_column("next_at", nullable=True),
    Column("turns", Integer, nullable=False, server_default="0"),
    UniqueConstraint("provider", "reference"),
    Index("ix_dispute_company_id", "company_id", "id"),
    Index("ix_dispute_payment_id", "payment_id"),
    Index("ix_dispute_next_at", "next_at"),
)


def dispute_of(row: Row[Any]) -> Dispute:
    values = row._mapping
    plain = {name: values[name] for name in Dispute.__slots__ if name not in {"amount", "fee", "state"}}
    fee = None if values["fee_minor"] is None else Money(values["fee_minor"], Currency.of(values["fee_currency"]))
    amount = Money(values["amount_minor"], Currency.of(values["currency"]))
    return Dispute(**plain, amount=amount, fee=fee, state=DisputeState(values["state"]))


async def insert_dispute(scope: Scope, found: Dispute) -> bool:
    """False if the dispute is known already."""
    inserted = await scope.tx.execute(insert_ignore(dispute, scope.dialect).values(**_row(found)))
    return bool(inserted.rowcount == 1)


async def save_dispute(scope: Scope, changed: Dispute) -> None:
    mine = update(dispute).where(scope.of_company(dispute), dispute.c.id == changed.id)
    await scope.tx.execute(mine.values(**_row(changed)))


async def lock_dispute(scope: Scope, provider: str, reference: str) -> Dispute:
    """By the provider's name for it. Raises `NotFound`."""
    same = (dispute.c.provider == provider) & (dispute.c.reference == reference)
    mine = select(dispute).where(scope.of_company(dispute), same)
    row = (await scope.tx.execute(mine.with_for_update())).one_or_none()
    if row is None:
        raise NotFound(f"There is no dispute {reference}.")
    return dispute_of(row)


async def count_disputed(scope: Scope, payment_id: PaymentId, minor: int) -> None:
    """`minor` more of the payment is with the provider or the payer; below zero it is back."""
    columns = payment.c
    mine = update(payment).where(scope.of_company(payment), columns.id == payment_id)
    await scope.tx.execute(mine.values(disputed_minor=columns.disputed_minor + minor))


def _row(value: Dispute) -> dict[str, object]:
    plain: dict[str, object] = {
        name: getattr(value, name) for name in Dispute.__slots__ if name not in {"amount", "fee", "reason"}
    }
    amount = {"amount_minor": value.amount.minor, "currency": value.amount.currency.code}
    fee = {
        "fee_minor": None if value.fee is None else value.fee.minor,
        "fee_currency": None if value.fee is None else value.fee.currency.code,
    }
    evidence = None if value.evidence is None else dict(value.evidence)
    return plain | amount | fee | {"evidence": evidence, "reason": value.reason[:60]}
