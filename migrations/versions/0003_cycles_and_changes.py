"""Cycles and changes: trials, pauses, drafts, thresholds, corrections, commitments and the clocks of companies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trunkline.infra import columns
from trunkline.infra.fence import fence

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


FENCED = (
    "billing_terms",
    "company_clock",
    "invoice_draft",
    "invoice_item",
    "late_fee",
    "usage_correction",
    "usage_level_day",
    "usage_refusal",
    "usage_snapshot",
    "usage_snapshot_hour",
    "wallet_top_up",
    "module_trial",
    "usage_alert_spike",
)


def upgrade() -> None:
    op.create_table(
        "billing_terms",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("net_days", sa.Integer(), nullable=True),
        sa.Column("thresholds", columns.JsonText(), nullable=False),
        sa.Column("early_discount", columns.JsonText(), nullable=True),
        sa.Column("late_fee", columns.JsonText(), nullable=True),
        sa.Column("changed_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_billing_terms")),
    )
    op.create_table(
        "company_clock",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("now_at", columns.UtcDateTime(), nullable=False),
        sa.Column("advancing_to", columns.UtcDateTime(), nullable=True),
        sa.Column("advancing_from", columns.UtcDateTime(), nullable=True),
        sa.Column("job_id", columns.IdType(), nullable=True),
        sa.Column("moves", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_company_clock")),
    )
    op.create_table(
        "invoice_draft",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("issue_on", sa.Date(), nullable=False),
        sa.Column("through", sa.Date(), nullable=False),
        sa.Column("drafted_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "currency", name=op.f("pk_invoice_draft")),
    )
    with op.batch_alter_table("invoice_draft", schema=None) as batch_op:
        batch_op.create_index("ix_invoice_draft_invoice_id", ["invoice_id"], unique=False)

    op.create_table(
        "invoice_item",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("quantity", columns.DecimalText(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("unit_amount", columns.DecimalText(), nullable=False),
        sa.Column("tax_code", columns.exact_text(40), nullable=True),
        sa.Column("tax_rate", columns.DecimalText(), nullable=True),
        sa.Column("module_id", columns.IdType(), nullable=True),
        sa.Column("entered_by", sa.String(length=200), nullable=False),
        sa.Column("entered_at", columns.UtcDateTime(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_item")),
    )
    with op.batch_alter_table("invoice_item", schema=None) as batch_op:
        batch_op.create_index("ix_invoice_item_company_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_invoice_item_invoice_id", ["invoice_id"], unique=False)

    op.create_table(
        "late_fee",
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("item_id", columns.IdType(), nullable=True),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("charged_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_late_fee")),
    )
    with op.batch_alter_table("late_fee", schema=None) as batch_op:
        batch_op.create_index("ix_late_fee_company_id", ["company_id"], unique=False)

    op.create_table(
        "usage_correction",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("form", columns.exact_text(6), nullable=False),
        sa.Column("source", columns.exact_text(60), nullable=False),
        sa.Column("identity", columns.exact_text(120), nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("stands", sa.Integer(), nullable=False),
        sa.Column("cause", columns.exact_text(12), nullable=False),
        sa.Column("is_void", sa.Integer(), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(), nullable=False),
        sa.Column("quantity_e6", sa.BigInteger(), nullable=False),
        sa.Column("properties", sa.Text(), nullable=True),
        sa.Column("module_id", columns.IdType(), nullable=True),
        sa.Column("subscription_id", columns.IdType(), nullable=True),
        sa.Column("price_id", columns.IdType(), nullable=True),
        sa.Column("period_start", columns.UtcDateTime(), nullable=True),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("answered", sa.BigInteger(), nullable=False),
        sa.Column("billable_seconds", sa.BigInteger(), nullable=False),
        sa.Column("billed_seconds", sa.BigInteger(), nullable=False),
        sa.Column("amount_e4", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("actor_id", columns.exact_text(120), nullable=False),
        sa.Column("actor_name", sa.String(length=200), nullable=False),
        sa.Column("recorded_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "company_id", "form", "source", "identity", "sequence", name=op.f("pk_usage_correction")
        ),
    )
    with op.batch_alter_table("usage_correction", schema=None) as batch_op:
        batch_op.create_index("ix_usage_correction_company", ["company_id", "recorded_at"], unique=False)
        batch_op.create_index(
            "ix_usage_correction_total", ["subscription_id", "price_id", "period_start"], unique=False
        )
        batch_op.create_index("ix_usage_correction_used_at", ["company_id", "form", "meter", "used_at"], unique=False)

    op.create_table(
        "usage_level_day",
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("since", columns.UtcDateTime(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("change_e6", sa.BigInteger(), nullable=False),
        sa.Column("moment_high", sa.BigInteger(), nullable=False),
        sa.Column("moment_low", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", "price_id", "since", name=op.f("pk_usage_level_day")),
    )
    with op.batch_alter_table("usage_level_day", schema=None) as batch_op:
        batch_op.create_index("ix_usage_level_day_company_id", ["company_id"], unique=False)

    op.create_table(
        "usage_refusal",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("form", columns.exact_text(6), nullable=False),
        sa.Column("source", columns.exact_text(60), nullable=False),
        sa.Column("identity", columns.exact_text(120), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=False),
        sa.Column("used_at", columns.UtcDateTime(), nullable=False),
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("code", columns.exact_text(40), nullable=False),
        sa.Column("detail", sa.String(length=500), nullable=False),
        sa.Column("refused_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "form", "source", "identity", name=op.f("pk_usage_refusal")),
    )
    with op.batch_alter_table("usage_refusal", schema=None) as batch_op:
        batch_op.create_index("ix_usage_refusal_company", ["company_id", "refused_at"], unique=False)

    op.create_table(
        "usage_snapshot",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("taken_at", columns.UtcDateTime(), nullable=False),
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("period_start", columns.UtcDateTime(), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("calls", sa.BigInteger(), nullable=False),
        sa.Column("quantity_e6", sa.BigInteger(), nullable=False),
        sa.Column("billed_seconds", sa.BigInteger(), nullable=False),
        sa.Column("amount_e4", sa.BigInteger(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.PrimaryKeyConstraint(
            "company_id", "taken_at", "subscription_id", "price_id", "period_start", name=op.f("pk_usage_snapshot")
        ),
    )
    op.create_table(
        "usage_snapshot_hour",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("taken_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", "taken_at", name=op.f("pk_usage_snapshot_hour")),
    )
    op.create_table(
        "wallet_top_up",
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("wallet_id", columns.IdType(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("live_key", columns.exact_text(40), nullable=True),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_wallet_top_up")),
        sa.UniqueConstraint("live_key", name=op.f("uq_wallet_top_up_live_key")),
    )
    with op.batch_alter_table("wallet_top_up", schema=None) as batch_op:
        batch_op.create_index("ix_wallet_top_up_wallet_id", ["wallet_id", "invoice_id"], unique=False)

    op.create_table(
        "module_trial",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("module_id", columns.IdType(), nullable=False),
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("ends_at", columns.UtcDateTime(), nullable=False),
        sa.Column("ending_told_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ended_told_at", columns.UtcDateTime(), nullable=True),
        sa.Column("granted_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["module_id"], ["module.id"], name=op.f("fk_module_trial_module_id")),
        sa.PrimaryKeyConstraint("company_id", "module_id", name=op.f("pk_module_trial")),
    )
    with op.batch_alter_table("module_trial", schema=None) as batch_op:
        batch_op.create_index("ix_module_trial_due", ["ended_told_at", "ends_at"], unique=False)

    op.create_table(
        "usage_alert_spike",
        sa.Column("alert_id", columns.IdType(), nullable=False),
        sa.Column("hour", columns.UtcDateTime(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("observed_e6", sa.BigInteger(), nullable=False),
        sa.Column("baseline_e6", sa.BigInteger(), nullable=False),
        sa.Column("told_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["usage_alert.id"], name=op.f("fk_usage_alert_spike_alert_id")),
        sa.PrimaryKeyConstraint("alert_id", "hour", name=op.f("pk_usage_alert_spike")),
    )
    with op.batch_alter_table("usage_alert_spike", schema=None) as batch_op:
        batch_op.create_index("ix_usage_alert_spike_company_id", ["company_id"], unique=False)

    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tax_inclusive", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.add_column(sa.Column("tax_rates", columns.JsonText(), nullable=True))

    with op.batch_alter_table("credit_note_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tax_inclusive", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))

    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("issue_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("tax_inclusive", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.add_column(sa.Column("early_discount", columns.JsonText(), nullable=True))
        batch_op.add_column(sa.Column("early_until", columns.UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("late_fee", columns.JsonText(), nullable=True))
        batch_op.add_column(sa.Column("late_fee_at", columns.UtcDateTime(), nullable=True))
        batch_op.create_index("ix_invoice_late_fee_at", ["late_fee_at"], unique=False)

    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tax_inclusive", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.alter_column("module_id", existing_type=columns.IdType(), nullable=True)
        batch_op.alter_column("subscription_id", existing_type=columns.IdType(), nullable=True)
        batch_op.alter_column("price_id", existing_type=columns.IdType(), nullable=True)
        batch_op.alter_column("timing", existing_type=columns.exact_text(10), nullable=True)

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("clock_at", columns.UtcDateTime(), nullable=True))

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("alignment", columns.exact_text(20), server_default="anniversary", nullable=False)
        )
        batch_op.add_column(sa.Column("trial_days", sa.Integer(), nullable=True))

    with op.batch_alter_table("price", schema=None) as batch_op:
        batch_op.add_column(sa.Column("tax_code", columns.exact_text(40), nullable=True))
        batch_op.add_column(sa.Column("correction", sa.String(length=300), nullable=True))

    with op.batch_alter_table("subscription_phase", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", columns.exact_text(20), server_default="paid", nullable=False))
        batch_op.add_column(sa.Column("course", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("pause_until", sa.Date(), nullable=True))

    with op.batch_alter_table("usage_alert", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", columns.exact_text(12), server_default="threshold", nullable=False))
        batch_op.add_column(sa.Column("percent_of", columns.exact_text(12), server_default="limit", nullable=False))
        batch_op.add_column(sa.Column("spike", columns.JsonText(), nullable=True))

    with op.batch_alter_table("usage_daily", schema=None) as batch_op:
        batch_op.add_column(sa.Column("billed_seconds", sa.BigInteger(), nullable=True))

    with op.batch_alter_table("usage_event", schema=None) as batch_op:
        batch_op.create_index("ix_usage_event_used_at", ["company_id", "meter", "used_at", "seq"], unique=False)

    with op.batch_alter_table("usage_measure", schema=None) as batch_op:
        batch_op.add_column(sa.Column("at_minimum", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("at_maximum", sa.BigInteger(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("between_e6", sa.BigInteger(), server_default="0", nullable=False))

    with op.batch_alter_table("wallet", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("top_up_automatic", sa.Boolean(), server_default=sa.text("(false)"), nullable=False)
        )

    with op.batch_alter_table("wallet_draw", schema=None) as batch_op:
        batch_op.add_column(sa.Column("credit_note_id", columns.IdType(), nullable=True))
    fence(FENCED)


def downgrade() -> None:
    with op.batch_alter_table("wallet_draw", schema=None) as batch_op:
        batch_op.drop_column("credit_note_id")

    with op.batch_alter_table("wallet", schema=None) as batch_op:
        batch_op.drop_column("top_up_automatic")

    with op.batch_alter_table("usage_measure", schema=None) as batch_op:
        batch_op.drop_column("between_e6")
        batch_op.drop_column("at_maximum")
        batch_op.drop_column("at_minimum")

    with op.batch_alter_table("usage_event", schema=None) as batch_op:
        batch_op.drop_index("ix_usage_event_used_at")

    with op.batch_alter_table("usage_daily", schema=None) as batch_op:
        batch_op.drop_column("billed_seconds")

    with op.batch_alter_table("usage_alert", schema=None) as batch_op:
        batch_op.drop_column("spike")
        batch_op.drop_column("percent_of")
        batch_op.drop_column("kind")

    with op.batch_alter_table("subscription_phase", schema=None) as batch_op:
        batch_op.drop_column("pause_until")
        batch_op.drop_column("course")
        batch_op.drop_column("kind")

    with op.batch_alter_table("price", schema=None) as batch_op:
        batch_op.drop_column("correction")
        batch_op.drop_column("tax_code")

    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_column("trial_days")
        batch_op.drop_column("alignment")

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_column("clock_at")

    # Drafts are made anew by every run of a version that knows them. What was issued stays as it is: where there are one-off lines, which
    # are of no subscription, the columns go on bearing that; the next upgrade finds them as they were.
    op.execute(sa.text("DELETE FROM invoice_line WHERE invoice_id IN (SELECT id FROM invoice WHERE state = 'draft')"))
    op.execute(sa.text("DELETE FROM invoice WHERE state = 'draft'"))
    one_off = sa.text("SELECT 1 FROM invoice_line WHERE subscription_id IS NULL OR module_id IS NULL LIMIT 1")
    bears_one_off_lines = op.get_bind().execute(one_off).first() is not None
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        if not bears_one_off_lines:
            batch_op.alter_column("timing", existing_type=columns.exact_text(10), nullable=False)
            batch_op.alter_column("price_id", existing_type=columns.IdType(), nullable=False)
            batch_op.alter_column("subscription_id", existing_type=columns.IdType(), nullable=False)
            batch_op.alter_column("module_id", existing_type=columns.IdType(), nullable=False)
        batch_op.drop_column("tax_inclusive")

    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index("ix_invoice_late_fee_at")
        batch_op.drop_column("late_fee_at")
        batch_op.drop_column("late_fee")
        batch_op.drop_column("early_until")
        batch_op.drop_column("early_discount")
        batch_op.drop_column("tax_inclusive")
        batch_op.drop_column("issue_on")

    with op.batch_alter_table("credit_note_line", schema=None) as batch_op:
        batch_op.drop_column("tax_inclusive")

    with op.batch_alter_table("company", schema=None) as batch_op:
        batch_op.drop_column("tax_rates")
        batch_op.drop_column("tax_inclusive")

    with op.batch_alter_table("usage_alert_spike", schema=None) as batch_op:
        batch_op.drop_index("ix_usage_alert_spike_company_id")

    op.drop_table("usage_alert_spike")
    with op.batch_alter_table("module_trial", schema=None) as batch_op:
        batch_op.drop_index("ix_module_trial_due")

    op.drop_table("module_trial")
    with op.batch_alter_table("wallet_top_up", schema=None) as batch_op:
        batch_op.drop_index("ix_wallet_top_up_wallet_id")

    op.drop_table("wallet_top_up")
    op.drop_table("usage_snapshot_hour")
    op.drop_table("usage_snapshot")
    with op.batch_alter_table("usage_refusal", schema=None) as batch_op:
        batch_op.drop_index("ix_usage_refusal_company")

    op.drop_table("usage_refusal")
    with op.batch_alter_table("usage_level_day", schema=None) as batch_op:
        batch_op.drop_index("ix_usage_level_day_company_id")

    op.drop_table("usage_level_day")
    with op.batch_alter_table("usage_correction", schema=None) as batch_op:
        batch_op.drop_index("ix_usage_correction_used_at")
        batch_op.drop_index("ix_usage_correction_total")
        batch_op.drop_index("ix_usage_correction_company")

    op.drop_table("usage_correction")
    with op.batch_alter_table("late_fee", schema=None) as batch_op:
        batch_op.drop_index("ix_late_fee_company_id")

    op.drop_table("late_fee")
    with op.batch_alter_table("invoice_item", schema=None) as batch_op:
        batch_op.drop_index("ix_invoice_item_invoice_id")
        batch_op.drop_index("ix_invoice_item_company_id")

    op.drop_table("invoice_item")
    with op.batch_alter_table("invoice_draft", schema=None) as batch_op:
        batch_op.drop_index("ix_invoice_draft_invoice_id")

    op.drop_table("invoice_draft")
    op.drop_table("company_clock")
    op.drop_table("billing_terms")
