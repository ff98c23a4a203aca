"""The table of corrections."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text

from trunkline.domains.usage.model.corrections import REASON_MAX
from trunkline.domains.usage.model.events import EVENT_ID_MAX, NAME_MAX
from trunkline.domains.usage.store.tables import count_column
from trunkline.infra.columns import at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.kernel.ids import CompanyId, ModuleId, PriceId, SubscriptionId

usage_correction = Table(
    # What an event or a call should have been, and what it counts for since. Rows are only added; `stands` is 1 for the newest of each.
    # One that is voided keeps what was told and is rated under nothing.
    "usage_correction",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    key_column("form", 6, primary_key=True),
    key_column("source", NAME_MAX, primary_key=True),
    key_column("identity", EVENT_ID_MAX, primary_key=True),
    Column("sequence", Integer, primary_key=True, autoincrement=False),
    Column("stands", Integer, nullable=False),
    key_column("cause", 12),
    Column("is_void", Integer, nullable=False),
    key_column("meter", NAME_MAX),
    at_column("used_at"),
    count_column("quantity_e6"),
    Column("properties", Text, nullable=True),
    id_column("module_id", ModuleId, nullable=True),
    id_column("subscription_id", SubscriptionId, nullable=True),
    id_column("price_id", PriceId, nullable=True),
    at_column("period_start", nullable=True),
    count_column("calls"),
    count_column("answered"),
    count_column("billable_seconds"),
    count_column("billed_seconds"),
    count_column("amount_e4"),
    key_column("currency", 3, nullable=True),
    Column("reason", String(REASON_MAX), nullable=False),
    key_column("actor_id", 120),
    Column("actor_name", String(200), nullable=False),
    at_column("recorded_at"),
    Index("ix_usage_correction_company", "company_id", "recorded_at"),
    Index("ix_usage_correction_total", "subscription_id", "price_id", "period_start"),
    Index("ix_usage_correction_used_at", "company_id", "form", "meter", "used_at"),
)
