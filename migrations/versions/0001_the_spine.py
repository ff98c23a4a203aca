"""The spine: the tables of infra and of the rooms access, tenants, marketplace, usage, billing, payments, notifications."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import mysql

from trunkline.infra import columns
from trunkline.infra.fence import fence

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


FENCED = (
    "api_key",
    "app_user",
    "billing_account",
    "billing_period",
    "call_record",
    "event_log",
    "invoice",
    "invoice_line",
    "job",
    "meter",
    "notification",
    "payment",
    "payment_attempt",
    "payment_method",
    "proration_log",
    "receipt",
    "subscription",
    "subscription_phase",
    "usage_daily",
    "usage_event",
    "usage_total",
    "ws_session",
)
CREATED = (
    "app_user",
    "billing_account",
    "billing_period",
    "call_record",
    "company",
    "idempotency_key",
    "invoice",
    "invoice_line",
    "invoice_series",
    "job",
    "job_schedule",
    "legal_entity",
    "meter",
    "module",
    "notification",
    "payment_method",
    "permission",
    "proration_log",
    "receipt_series",
    "role",
    "stream_counter",
    "usage_daily",
    "usage_event",
    "usage_total",
    "ws_session",
    "ws_ticket",
    "api_key",
    "event_log",
    "job_attempt",
    "notification_read",
    "payment",
    "plan",
    "role_permission",
    "session",
    "subscription",
    "user_role",
    "payment_attempt",
    "price",
    "receipt",
    "subscription_phase",
    "pricing_tier",
)


def upgrade() -> None:
    op.create_table(
        "app_user",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=True),
        sa.Column("email", columns.wide_text(254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("locale", columns.exact_text(20), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("password_hash", columns.wide_text(200), nullable=False),
        sa.Column("permission_version", sa.Integer(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("last_sign_in_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
        sa.UniqueConstraint("email", name=op.f("uq_app_user_email")),
    )
    op.create_index("ix_app_user_company_id", "app_user", ["company_id", "id"], unique=False)
    op.create_table(
        "billing_account",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("billed_through", sa.Date(), nullable=True),
        sa.Column("changed_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_billing_account")),
    )
    op.create_table(
        "billing_period",
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("timing", columns.exact_text(10), nullable=False),
        sa.Column("period_start", columns.UtcDateTime(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("period_end", columns.UtcDateTime(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=True),
        sa.Column("basis", columns.exact_text(32), nullable=False),
        sa.Column("billed_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", "timing", "period_start", name=op.f("pk_billing_period")),
    )
    op.create_index("ix_billing_period_company_id", "billing_period", ["company_id"], unique=False)
    op.create_table(
        "call_record",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("source", columns.exact_text(60), nullable=False),
        sa.Column("external_id", columns.exact_text(120), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=False),
        sa.Column("direction", columns.exact_text(12), nullable=False),
        sa.Column("caller", sa.String(length=80), nullable=False),
        sa.Column("callee", sa.String(length=80), nullable=False),
        sa.Column("agent", sa.String(length=80), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(), nullable=False),
        sa.Column("answered_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=False),
        sa.Column("duration_seconds", sa.BigInteger(), nullable=False),
        sa.Column("billable_seconds", sa.BigInteger(), nullable=False),
        sa.Column("disposition", columns.exact_text(12), nullable=False),
        sa.Column("quantity_e6", sa.BigInteger(), nullable=False),
        sa.Column("module_id", columns.IdType(), nullable=True),
        sa.Column("subscription_id", columns.IdType(), nullable=True),
        sa.Column("price_id", columns.IdType(), nullable=True),
        sa.Column("period_start", columns.UtcDateTime(), nullable=True),
        sa.Column("billed_seconds", sa.BigInteger(), nullable=False),
        sa.Column("amount_e4", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=True),
        sa.Column("recorded_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_record")),
        sa.UniqueConstraint(
            "company_id", "source", "external_id", name=op.f("uq_call_record_company_id_source_external_id")
        ),
    )
    op.create_index("ix_call_record_company", "call_record", ["company_id", "started_at", "id"], unique=False)
    op.create_index(
        "ix_call_record_line", "call_record", ["subscription_id", "price_id", "started_at", "id"], unique=False
    )
    op.create_index("ix_call_record_started_at", "call_record", ["started_at", "id"], unique=False)
    op.create_table(
        "company",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("slug", columns.exact_text(60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("zone", columns.exact_text(60), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("locale", columns.exact_text(20), nullable=False),
        sa.Column("billing_cycle_day", sa.Integer(), nullable=True),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("legal_name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("address_lines", columns.JsonText(), nullable=False),
        sa.Column("postal_code", sa.String(length=120), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("country", columns.exact_text(2), nullable=False),
        sa.Column("tax_id", sa.String(length=120), nullable=False),
        sa.Column("tax_rate", columns.DecimalText(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_company")),
        sa.UniqueConstraint("slug", name=op.f("uq_company_slug")),
    )
    op.create_table(
        "idempotency_key",
        sa.Column("caller", columns.exact_text(60), nullable=False),
        sa.Column("key", columns.wide_text(200), nullable=False),
        sa.Column(
            "request_digest", sa.LargeBinary(length=32).with_variant(sa.BINARY(length=32), "mysql"), nullable=False
        ),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("body", sa.LargeBinary().with_variant(mysql.MEDIUMBLOB(), "mysql"), nullable=True),
        sa.Column("media_type", columns.exact_text(100), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("caller", "key", name=op.f("pk_idempotency_key")),
    )
    op.create_index("ix_idempotency_key_created_at", "idempotency_key", ["created_at"], unique=False)
    op.create_table(
        "invoice",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("company_name", sa.String(length=200), nullable=False),
        sa.Column("legal_entity", columns.exact_text(40), nullable=False),
        sa.Column("number", columns.exact_text(40), nullable=True),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("subtotal_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("issued_at", columns.UtcDateTime(), nullable=True),
        sa.Column("due_at", columns.UtcDateTime(), nullable=True),
        sa.Column("paid_at", columns.UtcDateTime(), nullable=True),
        sa.Column("voided_at", columns.UtcDateTime(), nullable=True),
        sa.Column("period_start", columns.UtcDateTime(), nullable=False),
        sa.Column("period_end", columns.UtcDateTime(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("zone", columns.exact_text(60), nullable=False),
        sa.Column("locale", columns.exact_text(20), nullable=False),
        sa.Column("bill_to", columns.JsonText(), nullable=False),
        sa.Column("issuer", columns.JsonText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("legal_entity", "number", name=op.f("uq_invoice_legal_entity_number")),
    )
    op.create_index("ix_invoice_company_id", "invoice", ["company_id", "id"], unique=False)
    op.create_index("ix_invoice_state", "invoice", ["state", "due_at"], unique=False)
    op.create_table(
        "invoice_line",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("module_id", columns.IdType(), nullable=False),
        sa.Column("module_slug", columns.exact_text(60), nullable=False),
        sa.Column("module_name", sa.String(length=200), nullable=False),
        sa.Column("plan_name", sa.String(length=200), nullable=False),
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("component", columns.exact_text(60), nullable=False),
        sa.Column("timing", columns.exact_text(10), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=True),
        sa.Column("service_start", columns.UtcDateTime(), nullable=False),
        sa.Column("period_start", columns.UtcDateTime(), nullable=False),
        sa.Column("period_end", columns.UtcDateTime(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=False),
        sa.Column("quantity", columns.DecimalText(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("unit_amount", columns.DecimalText(), nullable=True),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", columns.DecimalText(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("corrects_line_id", columns.IdType(), nullable=True),
        sa.Column("explain", columns.JsonText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint("invoice_id", "position", name=op.f("uq_invoice_line_invoice_id_position")),
    )
    op.create_index("ix_invoice_line_booked", "invoice_line", ["subscription_id", "service_start"], unique=False)
    op.create_table(
        "invoice_series",
        sa.Column("legal_entity", columns.exact_text(40), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("legal_entity", name=op.f("pk_invoice_series")),
    )
    op.create_table(
        "job",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("kind", columns.exact_text(120), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=True),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("payload", columns.JsonText(), nullable=False),
        sa.Column("unique_key", columns.wide_text(200), nullable=True),
        sa.Column("run_at", columns.UtcDateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("attempts_max", sa.Integer(), nullable=False),
        sa.Column("lease_owner", columns.exact_text(60), nullable=True),
        sa.Column("lease_until", columns.UtcDateTime(), nullable=True),
        sa.Column("cancel_requested", sa.Boolean(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("finished_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("unique_key", name=op.f("uq_job_unique_key")),
    )
    op.create_index("ix_job_company_id", "job", ["company_id", "created_at"], unique=False)
    op.create_index("ix_job_state_run_at", "job", ["state", "run_at"], unique=False)
    op.create_table(
        "job_schedule",
        sa.Column("kind", columns.exact_text(120), nullable=False),
        sa.Column("cron", columns.exact_text(120), nullable=False),
        sa.Column("next_at", columns.UtcDateTime(), nullable=False),
        sa.Column("last_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_job_schedule")),
    )
    op.create_table(
        "legal_entity",
        sa.Column("key", columns.exact_text(40), nullable=False),
        sa.Column("party", columns.JsonText(), nullable=False),
        sa.Column("number_prefix", columns.exact_text(10), nullable=False),
        sa.Column("net_days", sa.Integer(), nullable=False),
        sa.Column("zone", columns.exact_text(60), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_legal_entity")),
    )
    op.create_table(
        "meter",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("name", columns.exact_text(60), nullable=False),
        sa.Column("first_seen_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meter")),
        sa.UniqueConstraint("company_id", "name", name=op.f("uq_meter_company_id_name")),
    )
    op.create_table(
        "module",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("slug", columns.exact_text(60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", columns.exact_text(40), nullable=False),
        sa.Column("icon", columns.exact_text(40), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_module")),
        sa.UniqueConstraint("slug", name=op.f("uq_module_slug")),
    )
    op.create_table(
        "notification",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=True),
        sa.Column("kind", columns.exact_text(120), nullable=False),
        sa.Column("level", columns.exact_text(20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=500), nullable=False),
        sa.Column("link", columns.exact_text(120), nullable=True),
        sa.Column("audience", columns.exact_text(60), nullable=False),
        sa.Column("told_of", columns.exact_text(100), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("told_of", name=op.f("uq_notification_told_of")),
    )
    op.create_index("ix_notification_company_id", "notification", ["company_id", "id"], unique=False)
    op.create_table(
        "payment_method",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("token", columns.exact_text(120), nullable=False),
        sa.Column("kind", columns.exact_text(20), nullable=False),
        sa.Column("brand", columns.exact_text(40), nullable=False),
        sa.Column("last4", columns.exact_text(4), nullable=False),
        sa.Column("exp_month", sa.Integer(), nullable=False),
        sa.Column("exp_year", sa.Integer(), nullable=False),
        sa.Column("default_of", columns.IdType(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("removed_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_method")),
        sa.UniqueConstraint("default_of", name=op.f("uq_payment_method_default_of")),
        sa.UniqueConstraint("provider", "token", name=op.f("uq_payment_method_provider_token")),
    )
    op.create_index("ix_payment_method_company_id", "payment_method", ["company_id", "id"], unique=False)
    op.create_table(
        "permission",
        sa.Column("key", columns.exact_text(60), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("for_operator", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_permission")),
    )
    op.create_table(
        "proration_log",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("line_id", columns.IdType(), nullable=False),
        sa.Column("grain", columns.exact_text(10), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=False),
        sa.Column("starts_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("numerator", sa.BigInteger(), nullable=False),
        sa.Column("denominator", sa.BigInteger(), nullable=False),
        sa.Column("full_amount", columns.DecimalText(), nullable=False),
        sa.Column("logged_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proration_log")),
    )
    op.create_index("ix_proration_log_line_id", "proration_log", ["line_id"], unique=False)
    op.create_table(
        "receipt_series",
        sa.Column("legal_entity", columns.exact_text(120), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("legal_entity", name=op.f("pk_receipt_series")),
    )
    op.create_table(
        "role",
        sa.Column("key", columns.exact_text(60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("reach", columns.exact_text(20), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_role")),
    )
    op.create_table(
        "stream_counter",
        sa.Column("stream", columns.exact_text(120), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("epoch", columns.exact_text(40), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_stream_counter")),
    )
    op.create_table(
        "usage_daily",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=False),
        sa.Column("module_id", columns.exact_text(40), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.BigInteger(), nullable=False),
        sa.Column("quantity_e6", sa.BigInteger(), nullable=False),
        sa.Column("billable_seconds", sa.BigInteger(), nullable=False),
        sa.Column("amount_e4", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "day", "meter", "module_id", "currency", name=op.f("pk_usage_daily")),
    )
    op.create_table(
        "usage_event",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("source", columns.exact_text(60), nullable=False),
        sa.Column("event_id", columns.exact_text(120), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(), nullable=False),
        sa.Column("quantity_e6", sa.BigInteger(), nullable=False),
        sa.Column("module_id", columns.IdType(), nullable=True),
        sa.Column("subscription_id", columns.IdType(), nullable=True),
        sa.Column("price_id", columns.IdType(), nullable=True),
        sa.Column("period_start", columns.UtcDateTime(), nullable=True),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("billable_seconds", sa.BigInteger(), nullable=False),
        sa.Column("billed_seconds", sa.BigInteger(), nullable=False),
        sa.Column("amount_e4", sa.BigInteger(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("batch", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_usage_event")),
        sa.UniqueConstraint("company_id", "source", "event_id", name=op.f("uq_usage_event_company_id_source_event_id")),
    )
    op.create_table(
        "usage_total",
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("period_start", columns.UtcDateTime(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("module_id", columns.IdType(), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=False),
        sa.Column("period_end", columns.UtcDateTime(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("quantity_e6", sa.BigInteger(), nullable=False),
        sa.Column("billable_seconds", sa.BigInteger(), nullable=False),
        sa.Column("billed_seconds", sa.BigInteger(), nullable=False),
        sa.Column("amount_e4", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("booked_version", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", "price_id", "period_start", name=op.f("pk_usage_total")),
    )
    op.create_index("ix_usage_total_company", "usage_total", ["company_id", "period_end"], unique=False)
    op.create_table(
        "ws_session",
        sa.Column("id", columns.exact_text(40), nullable=False),
        sa.Column("process", columns.exact_text(60), nullable=False),
        sa.Column("actor_kind", columns.exact_text(20), nullable=False),
        sa.Column("actor_id", columns.exact_text(60), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=True),
        sa.Column("opened_at", columns.UtcDateTime(), nullable=False),
        sa.Column("lease_until", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ws_session")),
    )
    op.create_index("ix_ws_session_lease_until", "ws_session", ["lease_until"], unique=False)
    op.create_index("ix_ws_session_process", "ws_session", ["process"], unique=False)
    op.create_table(
        "ws_ticket",
        sa.Column("digest", sa.LargeBinary(length=32).with_variant(sa.BINARY(length=32), "mysql"), nullable=False),
        sa.Column("actor_kind", columns.exact_text(20), nullable=False),
        sa.Column("actor_id", columns.exact_text(60), nullable=False),
        sa.Column("session_id", columns.exact_text(60), nullable=True),
        sa.Column("expires_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_ws_ticket")),
    )
    op.create_index("ix_ws_ticket_expires_at", "ws_ticket", ["expires_at"], unique=False)
    op.create_table(
        "api_key",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=True),
        sa.Column("user_id", columns.IdType(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("prefix", columns.exact_text(20), nullable=False),
        sa.Column(
            "secret_digest", sa.LargeBinary(length=32).with_variant(sa.BINARY(length=32), "mysql"), nullable=False
        ),
        sa.Column("permissions", columns.JsonText(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("last_used_at", columns.UtcDateTime(), nullable=True),
        sa.Column("expires_at", columns.UtcDateTime(), nullable=True),
        sa.Column("revoked_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_api_key_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("secret_digest", name=op.f("uq_api_key_secret_digest")),
    )
    op.create_index("ix_api_key_company_id", "api_key", ["company_id", "id"], unique=False)
    op.create_index("ix_api_key_user_id", "api_key", ["user_id"], unique=False)
    op.create_table(
        "event_log",
        sa.Column("stream", columns.exact_text(120), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("epoch", columns.exact_text(40), nullable=False),
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("kind", columns.exact_text(120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=True),
        sa.Column("actor_kind", columns.exact_text(20), nullable=False),
        sa.Column("actor_id", columns.exact_text(60), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("subject", columns.exact_text(120), nullable=False),
        sa.Column("audience", columns.exact_text(120), nullable=False),
        sa.Column("payload", columns.JsonText(), nullable=False),
        sa.Column("request_id", columns.exact_text(60), nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["stream"], ["stream_counter.stream"], name=op.f("fk_event_log_stream")),
        sa.PrimaryKeyConstraint("stream", "seq", name=op.f("pk_event_log")),
        sa.UniqueConstraint("id", name=op.f("uq_event_log_id")),
    )
    op.create_index("ix_event_log_at", "event_log", ["at"], unique=False)
    op.create_index("ix_event_log_subject", "event_log", ["subject", "at"], unique=False)
    op.create_table(
        "job_attempt",
        sa.Column("job_id", columns.IdType(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("worker", columns.exact_text(60), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(), nullable=False),
        sa.Column("finished_at", columns.UtcDateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_job_attempt_job_id")),
        sa.PrimaryKeyConstraint("job_id", "number", name=op.f("pk_job_attempt")),
    )
    op.create_table(
        "notification_read",
        sa.Column("notification_id", columns.IdType(), nullable=False),
        sa.Column("reader_id", columns.exact_text(60), nullable=False),
        sa.Column("read_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["notification.id"], name=op.f("fk_notification_read_notification_id")
        ),
        sa.PrimaryKeyConstraint("notification_id", "reader_id", name=op.f("pk_notification_read")),
    )
    op.create_index("ix_notification_read_reader_id", "notification_read", ["reader_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("invoice_number", columns.exact_text(60), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("payment_method_id", columns.IdType(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("first_attempt_at", columns.UtcDateTime(), nullable=True),
        sa.Column("next_attempt_at", columns.UtcDateTime(), nullable=True),
        sa.Column("settled_at", columns.UtcDateTime(), nullable=True),
        sa.Column("outages", sa.Integer(), nullable=False),
        sa.Column("failure_code", columns.exact_text(60), nullable=True),
        sa.Column("holds_invoice_id", columns.IdType(), nullable=True),
        sa.ForeignKeyConstraint(
            ["payment_method_id"], ["payment_method.id"], name=op.f("fk_payment_payment_method_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("holds_invoice_id", name=op.f("uq_payment_holds_invoice_id")),
    )
    op.create_index("ix_payment_company_id", "payment", ["company_id", "id"], unique=False)
    op.create_index("ix_payment_invoice_id", "payment", ["invoice_id"], unique=False)
    op.create_index("ix_payment_next_attempt_at", "payment", ["next_attempt_at"], unique=False)
    op.create_table(
        "plan",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("module_id", columns.IdType(), nullable=False),
        sa.Column("slug", columns.exact_text(60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("interval", columns.exact_text(10), nullable=False),
        sa.Column("interval_count", sa.Integer(), nullable=False),
        sa.Column("proration", columns.exact_text(10), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_plan_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("module_id", "slug", name=op.f("uq_plan_module_id_slug")),
    )
    op.create_table(
        "role_permission",
        sa.Column("role_key", columns.exact_text(60), nullable=False),
        sa.Column("permission_key", columns.exact_text(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["permission_key"], ["permission.key"], name=op.f("fk_role_permission_permission_key"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["role_key"], ["role.key"], name=op.f("fk_role_permission_role_key"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("role_key", "permission_key", name=op.f("pk_role_permission")),
    )
    op.create_table(
        "session",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("user_id", columns.IdType(), nullable=False),
        sa.Column(
            "token_digest", sa.LargeBinary(length=32).with_variant(sa.BINARY(length=32), "mysql"), nullable=False
        ),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", columns.UtcDateTime(), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(), nullable=False),
        sa.Column("address", columns.exact_text(64), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_session_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_session_token_digest")),
    )
    op.create_index("ix_session_expires_at", "session", ["expires_at"], unique=False)
    op.create_index("ix_session_user_id", "session", ["user_id"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("module_id", columns.IdType(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("live_key", columns.exact_text(80), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("anchor_on", sa.Date(), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(), nullable=False),
        sa.Column("cancel_at", columns.UtcDateTime(), nullable=True),
        sa.Column("canceled_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_subscription_module_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint("live_key", name=op.f("uq_subscription_live_key")),
    )
    op.create_index("ix_subscription_company_id", "subscription", ["company_id", "id"], unique=False)
    op.create_table(
        "user_role",
        sa.Column("user_id", columns.IdType(), nullable=False),
        sa.Column("role_key", columns.exact_text(60), nullable=False),
        sa.ForeignKeyConstraint(["role_key"], ["role.key"], name=op.f("fk_user_role_role_key")),
        sa.ForeignKeyConstraint(["user_id"], ["app_user.id"], name=op.f("fk_user_role_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "role_key", name=op.f("pk_user_role")),
    )
    op.create_index("ix_user_role_role_key", "user_role", ["role_key"], unique=False)
    op.create_table(
        "payment_attempt",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("payment_id", columns.IdType(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("idempotency_key", columns.exact_text(60), nullable=False),
        sa.Column("payment_method_id", columns.IdType(), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(), nullable=False),
        sa.Column("finished_at", columns.UtcDateTime(), nullable=True),
        sa.Column("decline_code", columns.exact_text(60), nullable=True),
        sa.Column("decline_kind", columns.exact_text(10), nullable=True),
        sa.Column("message", sa.String(length=500), nullable=True),
        sa.Column("reference", columns.exact_text(120), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("ask_at", columns.UtcDateTime(), nullable=True),
        sa.Column("holds_payment_id", columns.IdType(), nullable=True),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_attempt_payment_id")),
        sa.ForeignKeyConstraint(
            ["payment_method_id"], ["payment_method.id"], name=op.f("fk_payment_attempt_payment_method_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_attempt")),
        sa.UniqueConstraint("holds_payment_id", name=op.f("uq_payment_attempt_holds_payment_id")),
        sa.UniqueConstraint("idempotency_key", name=op.f("uq_payment_attempt_idempotency_key")),
        sa.UniqueConstraint("payment_id", "number", name=op.f("uq_payment_attempt_payment_id_number")),
    )
    op.create_index("ix_payment_attempt_state", "payment_attempt", ["state", "started_at"], unique=False)
    op.create_table(
        "price",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("plan_id", columns.IdType(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("component", columns.exact_text(60), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("timing", columns.exact_text(10), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=True),
        sa.Column("unit", columns.exact_text(30), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("effective_from", columns.UtcDateTime(), nullable=False),
        sa.Column("model", columns.exact_text(20), nullable=False),
        sa.Column("terms", columns.JsonText(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_price_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price")),
        sa.UniqueConstraint(
            "plan_id", "currency", "component", "version", name=op.f("uq_price_plan_id_currency_component_version")
        ),
    )
    op.create_table(
        "receipt",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("payment_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("legal_entity", columns.exact_text(120), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.Column("number", columns.exact_text(60), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("issued_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_receipt_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("legal_entity", "serial", name=op.f("uq_receipt_legal_entity_serial")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_receipt_payment_id")),
    )
    op.create_index("ix_receipt_company_id", "receipt", ["company_id", "id"], unique=False)
    op.create_table(
        "subscription_phase",
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("plan_id", columns.IdType(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("next_day", sa.Date(), nullable=True),
        sa.Column("starts_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_subscription_phase_plan_id")),
        sa.ForeignKeyConstraint(
            ["subscription_id"], ["subscription.id"], name=op.f("fk_subscription_phase_subscription_id")
        ),
        sa.PrimaryKeyConstraint("subscription_id", "position", name=op.f("pk_subscription_phase")),
    )
    op.create_index("ix_subscription_phase_company_id", "subscription_phase", ["company_id"], unique=False)
    op.create_table(
        "pricing_tier",
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("up_to", columns.DecimalText(), nullable=True),
        sa.Column("unit_amount", columns.DecimalText(), nullable=False),
        sa.Column("flat_amount", columns.DecimalText(), nullable=False),
        sa.ForeignKeyConstraint(["price_id"], ["price.id"], name=op.f("fk_pricing_tier_price_id")),
        sa.PrimaryKeyConstraint("price_id", "position", name=op.f("pk_pricing_tier")),
    )
    fence(FENCED)
    fence(["company"], column="id")


def downgrade() -> None:
    for table in reversed(CREATED):
        op.drop_table(table)
