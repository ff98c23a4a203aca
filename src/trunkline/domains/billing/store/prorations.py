"""The proration log: each part of a period that was charged, and which share of the whole it was."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import BigInteger, Column, Date, Index, Table

from trunkline.domains.billing.model import InvoiceLine, Proration
from trunkline.infra.columns import DecimalText, at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, InvoiceId, InvoiceLineId, PriceId, ProrationId, SubscriptionId

proration_log = Table(
    "proration_log",
    metadata,
    id_column("id", ProrationId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("subscription_id", SubscriptionId),
    id_column("price_id", PriceId),
    id_column("invoice_id", InvoiceId),
    id_column("line_id", InvoiceLineId),
    key_column("grain", 10),
    Column("first_day", Date, nullable=False),
    Column("next_day", Date, nullable=False),
    at_column("starts_at"),
    at_column("ends_at"),
    # The share of the whole period, reduced: numerator / denominator.
    Column("numerator", BigInteger, nullable=False),
    Column("denominator", BigInteger, nullable=False),
    Column("full_amount", DecimalText(), nullable=False),
    at_column("logged_at"),
    Index("ix_proration_log_line_id", "line_id"),
)


async def log_prorations(scope: Scope, prorations: Sequence[tuple[InvoiceLine, Proration]]) -> None:
    rows = [
        {
            "id": scope.new_id(ProrationId),
            "company_id": line.company_id,
            "subscription_id": line.subscription_id,
            "price_id": line.price_id,
            "invoice_id": line.invoice_id,
            "line_id": line.id,
            "grain": one.grain.value,
            "first_day": one.first_day,
            "next_day": one.next_day,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "numerator": one.factor.numerator,
            "denominator": one.factor.denominator,
            "full_amount": one.full_amount,
            "logged_at": scope.now,
        }
        for line, one in prorations
    ]
    if rows:
        await scope.tx.execute(proration_log.insert(), rows)
