"""The ledger and what comes with real providers; prices by group."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trunkline.infra import columns
from trunkline.infra.fence import fence
from trunkline.infra.seal import seal, unseal

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


FENCED = (
    "dunning_case",
    "dunning_hold",
    "dunning_policy",
    "ledger_balance",
    "ledger_deferral",
    "ledger_posting",
    "ledger_transaction",
    "manual_payment",
    "payment_rotation",
    "usage_group",
    "webhook_endpoint",
    "dunning_notice",
    "payment_setup",
    "webhook_delivery",
    "webhook_secret",
    "dispute",
    "payment_fee",
    "refund",
    "webhook_attempt",
)


# Rows that are never written again.
SEALED = (
    "ledger_transaction",
    "ledger_posting",
)


def upgrade() -> None:
    op.create_table(
        "dunning_case",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("due_minor", sa.BigInteger(), nullable=False),
        sa.Column("invoices", sa.Integer(), nullable=False),
        sa.Column("policy", columns.JsonText(), nullable=False),
        sa.Column("opened_at", columns.UtcDateTime(), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("next_step_at", columns.UtcDateTime(), nullable=True),
        sa.Column("stopped_at", columns.UtcDateTime(), nullable=True),
        sa.Column("stop_reason", columns.exact_text(20), nullable=True),
        sa.Column("open_key", columns.exact_text(60), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dunning_case")),
        sa.UniqueConstraint("open_key", name=op.f("uq_dunning_case_open_key")),
    )
    with op.batch_alter_table("dunning_case", schema=None) as batch_op:
        batch_op.create_index("ix_dunning_case_company_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_dunning_case_next_step_at", ["next_step_at"], unique=False)

    op.create_table(
        "dunning_default",
        sa.Column("owner", columns.exact_text(20), nullable=False),
        sa.Column("policy", columns.JsonText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("owner", name=op.f("pk_dunning_default")),
    )
    op.create_table(
        "dunning_hold",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("imposed", columns.exact_text(20), nullable=False),
        sa.Column("state_before", columns.exact_text(20), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_dunning_hold")),
    )
    op.create_table(
        "dunning_message",
        sa.Column("message", columns.exact_text(40), nullable=False),
        sa.Column("locale", columns.exact_text(20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=2000), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("message", "locale", name=op.f("pk_dunning_message")),
    )
    op.create_table(
        "dunning_policy",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("policy", columns.JsonText(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_dunning_policy")),
    )
    op.create_table(
        "ledger_balance",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("purpose", columns.exact_text(30), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "purpose", "provider", "currency", name=op.f("pk_ledger_balance")),
    )
    op.create_table(
        "ledger_deferral",
        sa.Column("document", columns.exact_text(40), nullable=False),
        sa.Column("earns_at", columns.UtcDateTime(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("released_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("document", "earns_at", name=op.f("pk_ledger_deferral")),
    )
    with op.batch_alter_table("ledger_deferral", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_deferral_company_id", ["company_id"], unique=False)
        batch_op.create_index("ix_ledger_deferral_due", ["released_at", "earns_at"], unique=False)

    op.create_table(
        "ledger_posting",
        sa.Column("transaction_id", columns.IdType(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("purpose", columns.exact_text(30), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("transaction_id", "ordinal", name=op.f("pk_ledger_posting")),
    )
    with op.batch_alter_table("ledger_posting", schema=None) as batch_op:
        batch_op.create_index(
            "ix_ledger_posting_account", ["company_id", "purpose", "provider", "transaction_id"], unique=False
        )

    op.create_table(
        "ledger_transaction",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("event", columns.exact_text(40), nullable=False),
        sa.Column("source", columns.exact_text(120), nullable=False),
        sa.Column("document", columns.exact_text(40), nullable=False),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("recorded_at", columns.UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("request_id", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transaction")),
        sa.UniqueConstraint("company_id", "source", name=op.f("uq_ledger_transaction_company_id_source")),
    )
    with op.batch_alter_table("ledger_transaction", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_transaction_company_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_ledger_transaction_document", ["document"], unique=False)

    op.create_table(
        "manual_payment",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("invoice_number", columns.exact_text(60), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("applied_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("method", columns.exact_text(20), nullable=False),
        sa.Column("reference", sa.String(length=140), nullable=False),
        sa.Column("reference_key", columns.exact_text(64), nullable=False),
        sa.Column("memo", sa.String(length=500), nullable=False),
        sa.Column("received_at", columns.UtcDateTime(), nullable=False),
        sa.Column("recorded_at", columns.UtcDateTime(), nullable=False),
        sa.Column("recorded_by", sa.String(length=200), nullable=False),
        sa.Column("legal_entity", columns.exact_text(120), nullable=False),
        sa.Column("receipt_serial", sa.BigInteger(), nullable=False),
        sa.Column("receipt_number", columns.exact_text(60), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manual_payment")),
        sa.UniqueConstraint(
            "company_id", "method", "reference_key", name=op.f("uq_manual_payment_company_id_method_reference_key")
        ),
        sa.UniqueConstraint(
            "legal_entity", "receipt_serial", name=op.f("uq_manual_payment_legal_entity_receipt_serial")
        ),
    )
    with op.batch_alter_table("manual_payment", schema=None) as batch_op:
        batch_op.create_index("ix_manual_payment_company_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_manual_payment_invoice_id", ["invoice_id"], unique=False)

    op.create_table(
        "payment_notice",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("event_id", columns.wide_text(190), nullable=False),
        sa.Column("kind", columns.exact_text(120), nullable=False),
        sa.Column("about", columns.exact_text(20), nullable=True),
        sa.Column("reference", columns.wide_text(190), nullable=True),
        sa.Column("told_at", columns.UtcDateTime(), nullable=False),
        sa.Column("received_at", columns.UtcDateTime(), nullable=False),
        sa.Column("polled", sa.Boolean(), nullable=False),
        sa.Column("deliveries", sa.Integer(), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("effect", sa.String(length=500), nullable=False),
        sa.Column("handled_at", columns.UtcDateTime(), nullable=True),
        sa.Column("body", columns.JsonText(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_notice")),
        sa.UniqueConstraint("provider", "event_id", name=op.f("uq_payment_notice_provider_event_id")),
    )
    with op.batch_alter_table("payment_notice", schema=None) as batch_op:
        batch_op.create_index("ix_payment_notice_state", ["state", "id"], unique=False)

    op.create_table(
        "payment_notice_poll",
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("read_until", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("provider", name=op.f("pk_payment_notice_poll")),
    )
    op.create_table(
        "payment_rotation",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_payment_rotation")),
    )
    op.create_table(
        "usage_group",
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("period_start", columns.UtcDateTime(), nullable=False),
        sa.Column("group_digest", columns.exact_text(32), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("group_key", sa.Text(), nullable=False),
        sa.Column("first_at", columns.UtcDateTime(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("quantity_e6", sa.BigInteger(), nullable=False),
        sa.Column("billable_seconds", sa.BigInteger(), nullable=False),
        sa.Column("billed_seconds", sa.BigInteger(), nullable=False),
        sa.Column("amount_e4", sa.BigInteger(), nullable=False),
        sa.Column("measured_events", sa.BigInteger(), nullable=False),
        sa.Column("value_e6", sa.BigInteger(), nullable=False),
        sa.Column("latest_rank", columns.wide_text(217), nullable=False),
        sa.Column("at_minimum", sa.BigInteger(), nullable=False),
        sa.Column("at_maximum", sa.BigInteger(), nullable=False),
        sa.Column("between_e6", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "subscription_id", "price_id", "period_start", "group_digest", name=op.f("pk_usage_group")
        ),
    )
    with op.batch_alter_table("usage_group", schema=None) as batch_op:
        batch_op.create_index("ix_usage_group_company_id", ["company_id"], unique=False)

    op.create_table(
        "webhook_endpoint",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=True),
        sa.Column("user_id", columns.IdType(), nullable=False),
        sa.Column("narrowed_to", columns.JsonText(), nullable=True),
        sa.Column("url", columns.wide_text(2000), nullable=False),
        sa.Column("description", sa.String(length=200), nullable=False),
        sa.Column("kinds", columns.JsonText(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("disabled_because", columns.exact_text(20), nullable=True),
        sa.Column("failing_since", columns.UtcDateTime(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_endpoint")),
    )
    with op.batch_alter_table("webhook_endpoint", schema=None) as batch_op:
        batch_op.create_index("ix_webhook_endpoint_company_id", ["company_id", "id"], unique=False)

    op.create_table(
        "dunning_notice",
        sa.Column("case_id", columns.IdType(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("after_days", sa.Integer(), nullable=False),
        sa.Column("action", columns.exact_text(20), nullable=False),
        sa.Column("message", columns.exact_text(40), nullable=False),
        sa.Column("locale", columns.exact_text(20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("body", sa.String(length=2000), nullable=False),
        sa.Column("due_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("reached_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["dunning_case.id"], name=op.f("fk_dunning_notice_case_id")),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_dunning_notice")),
    )
    op.create_table(
        "payment_setup",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("reference", columns.wide_text(190), nullable=False),
        sa.Column("make_default", sa.Boolean(), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("completed_at", columns.UtcDateTime(), nullable=True),
        sa.Column("method_id", columns.IdType(), nullable=True),
        sa.Column("message", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["method_id"], ["payment_method.id"], name=op.f("fk_payment_setup_method_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_setup")),
        sa.UniqueConstraint("provider", "reference", name=op.f("uq_payment_setup_provider_reference")),
    )
    with op.batch_alter_table("payment_setup", schema=None) as batch_op:
        batch_op.create_index("ix_payment_setup_company_id", ["company_id", "id"], unique=False)

    op.create_table(
        "webhook_delivery",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=True),
        sa.Column("endpoint_id", columns.IdType(), nullable=False),
        sa.Column("fact_id", columns.IdType(), nullable=False),
        sa.Column("kind", columns.exact_text(120), nullable=False),
        sa.Column("subject", columns.exact_text(120), nullable=False),
        sa.Column("audience", columns.exact_text(60), nullable=False),
        sa.Column("happened_at", columns.UtcDateTime(), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("next_attempt_at", columns.UtcDateTime(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("delivered_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["webhook_endpoint.id"], name=op.f("fk_webhook_delivery_endpoint_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_delivery")),
        sa.UniqueConstraint("endpoint_id", "fact_id", name=op.f("uq_webhook_delivery_endpoint_id_fact_id")),
    )
    with op.batch_alter_table("webhook_delivery", schema=None) as batch_op:
        batch_op.create_index("ix_webhook_delivery_company_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_webhook_delivery_endpoint_id_id", ["endpoint_id", "id"], unique=False)

    op.create_table(
        "webhook_secret",
        sa.Column("endpoint_id", columns.IdType(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["webhook_endpoint.id"], name=op.f("fk_webhook_secret_endpoint_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("endpoint_id", "number", name=op.f("pk_webhook_secret")),
    )
    op.create_table(
        "dispute",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("payment_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("invoice_number", columns.exact_text(60), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("reference", columns.exact_text(120), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("reason", columns.exact_text(60), nullable=False),
        sa.Column("opened_at", columns.UtcDateTime(), nullable=False),
        sa.Column("recorded_at", columns.UtcDateTime(), nullable=False),
        sa.Column("seen_at", columns.UtcDateTime(), nullable=False),
        sa.Column("evidence_due_at", columns.UtcDateTime(), nullable=True),
        sa.Column("fee_minor", sa.BigInteger(), nullable=True),
        sa.Column("fee_currency", columns.exact_text(3), nullable=True),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("held_at", columns.UtcDateTime(), nullable=True),
        sa.Column("evidence", columns.JsonText(), nullable=True),
        sa.Column("answered_at", columns.UtcDateTime(), nullable=True),
        sa.Column("closed_at", columns.UtcDateTime(), nullable=True),
        sa.Column("next_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_dispute_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("provider", "reference", name=op.f("uq_dispute_provider_reference")),
    )
    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.create_index("ix_dispute_company_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_dispute_next_at", ["next_at"], unique=False)
        batch_op.create_index("ix_dispute_payment_id", ["payment_id"], unique=False)

    op.create_table(
        "payment_fee",
        sa.Column("payment_id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("booked_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_payment_fee_payment_id")),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_payment_fee")),
    )
    with op.batch_alter_table("payment_fee", schema=None) as batch_op:
        batch_op.create_index("ix_payment_fee_company_id", ["company_id"], unique=False)

    op.create_table(
        "refund",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("payment_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("invoice_number", columns.exact_text(60), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("charge_reference", columns.exact_text(120), nullable=False),
        sa.Column("reason", columns.exact_text(40), nullable=False),
        sa.Column("memo", sa.String(length=500), nullable=False),
        sa.Column("credit_note_id", columns.IdType(), nullable=True),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("sent_at", columns.UtcDateTime(), nullable=True),
        sa.Column("next_at", columns.UtcDateTime(), nullable=True),
        sa.Column("paid_at", columns.UtcDateTime(), nullable=True),
        sa.Column("settled_at", columns.UtcDateTime(), nullable=True),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("outages", sa.Integer(), nullable=False),
        sa.Column("reference", columns.exact_text(120), nullable=True),
        sa.Column("failure_code", columns.exact_text(60), nullable=True),
        sa.Column("message", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_refund_payment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_refund")),
        sa.UniqueConstraint("provider", "reference", name=op.f("uq_refund_provider_reference")),
    )
    with op.batch_alter_table("refund", schema=None) as batch_op:
        batch_op.create_index("ix_refund_company_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_refund_next_at", ["next_at"], unique=False)
        batch_op.create_index("ix_refund_payment_id", ["payment_id"], unique=False)

    op.create_table(
        "webhook_attempt",
        sa.Column("delivery_id", columns.IdType(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=True),
        sa.Column("started_at", columns.UtcDateTime(), nullable=False),
        sa.Column("duration_ms", sa.Integer(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(length=300), nullable=True),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["webhook_delivery.id"], name=op.f("fk_webhook_attempt_delivery_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("delivery_id", "number", name=op.f("pk_webhook_attempt")),
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_key", sa.Text(), nullable=True))

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("refunded_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("disputed_minor", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("unapplied_minor", sa.BigInteger(), server_default="0", nullable=False))

    with op.batch_alter_table("payment_method", schema=None) as batch_op:
        batch_op.add_column(sa.Column("customer_token", columns.exact_text(120), nullable=True))
        batch_op.alter_column("exp_month", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("exp_year", existing_type=sa.Integer(), nullable=True)

    with op.batch_alter_table("price", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_by", columns.JsonText(), nullable=True))

    with op.batch_alter_table("subscription_phase", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pause_from", sa.Date(), nullable=True))
    fence(FENCED)
    seal(SEALED)


def downgrade() -> None:
    # Indexes go with their tables: MariaDB keeps one that a foreign key needs. Methods that are no cards stay without an expiry.
    unseal(SEALED)
    with op.batch_alter_table("subscription_phase", schema=None) as batch_op:
        batch_op.drop_column("pause_from")

    with op.batch_alter_table("price", schema=None) as batch_op:
        batch_op.drop_column("group_by")

    with op.batch_alter_table("payment_method", schema=None) as batch_op:
        batch_op.drop_column("customer_token")

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_column("unapplied_minor")
        batch_op.drop_column("disputed_minor")
        batch_op.drop_column("refunded_minor")

    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.drop_column("group_key")

    op.drop_table("webhook_attempt")
    op.drop_table("refund")
    op.drop_table("payment_fee")
    op.drop_table("dispute")
    op.drop_table("webhook_secret")
    op.drop_table("webhook_delivery")
    op.drop_table("payment_setup")
    op.drop_table("dunning_notice")
    op.drop_table("webhook_endpoint")
    op.drop_table("usage_group")
    op.drop_table("payment_rotation")
    op.drop_table("payment_notice_poll")
    op.drop_table("payment_notice")
    op.drop_table("manual_payment")
    op.drop_table("ledger_transaction")
    op.drop_table("ledger_posting")
    op.drop_table("ledger_deferral")
    op.drop_table("ledger_balance")
    op.drop_table("dunning_policy")
    op.drop_table("dunning_message")
    op.drop_table("dunning_hold")
    op.drop_table("dunning_default")
    op.drop_table("dunning_case")
