"""The tables. The catalogue belongs to the operator and has no company; subscriptions and their phases have one."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from trunkline.infra.columns import DecimalText, JsonText, at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.kernel.ids import CompanyId, ModuleId, PlanId, PriceId, SubscriptionId

module = Table(
    "module",
    metadata,
    id_column("id", ModuleId, primary_key=True),
    key_column("slug", 60),
    Column("name", String(120), nullable=False),
    Column("summary", String(300), nullable=False),
    Column("description", Text(), nullable=False),
    key_column("category", 40),
    key_column("icon", 40),
    at_column("created_at"),
    UniqueConstraint("slug"),
)

plan = Table(
    "plan",
    metadata,
    id_column("id", PlanId, primary_key=True),
    id_column("module_id", ModuleId, ForeignKey("module.id")),
    key_column("slug", 60),
    Column("position", Integer, nullable=False),  # the order in which plans are offered, from small to large
    Column("name", String(120), nullable=False),
    Column("description", Text(), nullable=False),
    key_column("interval", 10),
    Column("interval_count", Integer, nullable=False),
    key_column("proration", 10),
    key_column("state", 20),
    at_column("created_at"),
    key_column("alignment", 20, server_default="anniversary"),
    Column("trial_days", Integer),
    UniqueConstraint("module_id", "slug"),
)

price = Table(
    "price",
    metadata,
    id_column("id", PriceId, primary_key=True),
    id_column("plan_id", PlanId, ForeignKey("plan.id")),
    key_column("currency", 3),
    key_column("component", 60),
    Column("description", String(200), nullable=False),
    key_column("timing", 10),
    key_column("meter", 60, nullable=True),
    key_column("unit", 30),
    Column("version", Integer, nullable=False),
    at_column("effective_from"),
    key_column("model", 20),
    Column("terms", JsonText(), nullable=False),  # without tiers of units, which are rows
    Column("adjustments", JsonText(), nullable=True),
    Column("aggregation", JsonText(), nullable=True),
    key_column("tax_code", 40, nullable=True),
    Column("correction", String(300)),  # the reason, of a version that corrects those before it from a past moment on
    at_column("created_at"),
    Column("group_by", JsonText(), nullable=True),  # names of events' properties
    UniqueConstraint("plan_id", "currency", "component", "version"),
)

pricing_tier = Table(
    "pricing_tier",
    metadata,
    id_column("price_id", PriceId, ForeignKey("price.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("up_to", DecimalText()),
    Column("unit_amount", DecimalText(), nullable=False),
    Column("flat_amount", DecimalText(), nullable=False),
    Column("block_size", DecimalText()),
)

subscription = Table(
    "subscription",
    metadata,
    id_column("id", SubscriptionId, primary_key=True),
    id_column("company_id", CompanyId),
    id_column("module_id", ModuleId, ForeignKey("module.id")),
    key_column("currency", 3),
    # Company and module while the subscription is live, else null: unique, so that there is one live one at most.
    key_column("live_key", 80, nullable=True),
    Column("started_on", Date, nullable=False),
    Column("anchor_on", Date, nullable=False),
    at_column("started_at"),
    at_column("cancel_at", nullable=True),
    at_column("canceled_at", nullable=True),
    Column("ended_on", Date),
    at_column("created_at"),
    UniqueConstraint("live_key"),
    Index("ix_subscription_company_id", "company_id", "id"),
)

subscription_phase = Table(
    "subscription_phase",
    metadata,
    id_column("subscription_id", SubscriptionId, ForeignKey("subscription.id"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    id_column("company_id", CompanyId),
    id_column("plan_id", PlanId, ForeignKey("plan.id")),
    Column("quantity", Integer, nullable=False),
    Column("first_day", Date, nullable=False),
    Column("next_day", Date),
    at_column("starts_at"),
    at_column("ends_at", nullable=True),
    Column("anchor_on", Date),
    key_column("kind", 20, server_default="paid"),
    Column("course", Integer, nullable=False, server_default="0"),
    Column("pause_until", Date),
    Column("pause_from", Date),
    key_column("currency", 3, nullable=True),  # null: of before there could be several, that of the subscription
    Index("ix_subscription_phase_company_id", "company_id"),
)

# A company has one trial of a module, once and for ever: its key says so, whatever becomes of the subscription.
module_trial = Table(
    "module_trial",
    metadata,
    id_column("company_id", CompanyId, primary_key=True),
    id_column("module_id", ModuleId, ForeignKey("module.id"), primary_key=True),
    id_column("subscription_id", SubscriptionId),
    at_column("ends_at"),
    at_column("ending_told_at", nullable=True),
    at_column("ended_told_at", nullable=True),
    at_column("granted_at"),
    Index("ix_module_trial_due", "ended_told_at", "ends_at"),
)
