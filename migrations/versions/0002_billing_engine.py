"""The billing engine: what the rooms marketplace, usage and billing keep beyond the spine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trunkline.infra import columns
from trunkline.infra.fence import fence

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


FENCED = (
    "credit_balance_entry",
    "credit_note",
    "credit_note_line",
    "credited_invoice",
    "credited_line",
    "usage_alert",
    "usage_level",
    "usage_measure",
    "usage_unique_value",
    "wallet",
    "wallet_draw",
    "wallet_grant",
    "usage_alert_crossing",
)


def upgrade() -> None:
    op.create_table(
        "credit_balance_entry",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("kind", columns.exact_text(20), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("credit_note_id", columns.IdType(), nullable=True),
        sa.Column("entered_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_balance_entry")),
    )
    op.create_index(
        "ix_credit_balance_entry_company_id", "credit_balance_entry", ["company_id", "currency", "id"], unique=False
    )
    op.create_table(
        "credit_note",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("invoice_number", columns.exact_text(40), nullable=False),
        sa.Column("legal_entity", columns.exact_text(40), nullable=False),
        sa.Column("number", columns.exact_text(40), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("subtotal_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("applied_minor", sa.BigInteger(), nullable=False),
        sa.Column("kept_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", columns.exact_text(20), nullable=False),
        sa.Column("memo", sa.String(length=500), nullable=False),
        sa.Column("issued_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note")),
        sa.UniqueConstraint("legal_entity", "number", name=op.f("uq_credit_note_legal_entity_number")),
    )
    op.create_index("ix_credit_note_company_id", "credit_note", ["company_id", "id"], unique=False)
    op.create_index("ix_credit_note_invoice_id", "credit_note", ["invoice_id"], unique=False)
    op.create_table(
        "credit_note_line",
        sa.Column("credit_note_id", columns.IdType(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("invoice_line_id", columns.IdType(), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("quantity", columns.DecimalText(), nullable=True),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_rate", columns.DecimalText(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("credit_note_id", "position", name=op.f("pk_credit_note_line")),
    )
    op.create_table(
        "credit_note_series",
        sa.Column("legal_entity", columns.exact_text(40), nullable=False),
        sa.Column("serial", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("legal_entity", name=op.f("pk_credit_note_series")),
    )
    op.create_table(
        "credited_invoice",
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "credited_minor >= 0 AND credited_minor <= total_minor", name=op.f("ck_credited_invoice_total_left")
        ),
        sa.PrimaryKeyConstraint("invoice_id", name=op.f("pk_credited_invoice")),
    )
    op.create_table(
        "credited_line",
        sa.Column("line_id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_minor", sa.BigInteger(), nullable=False),
        sa.Column("credited_tax_minor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("abs(credited_minor) <= abs(amount_minor)", name=op.f("ck_credited_line_amount_left")),
        sa.CheckConstraint("abs(credited_tax_minor) <= abs(tax_minor)", name=op.f("ck_credited_line_tax_left")),
        sa.CheckConstraint("amount_minor < 0 OR credited_minor >= 0", name=op.f("ck_credited_line_amount_not_below")),
        sa.CheckConstraint("amount_minor > 0 OR credited_minor <= 0", name=op.f("ck_credited_line_amount_not_above")),
        sa.CheckConstraint("tax_minor < 0 OR credited_tax_minor >= 0", name=op.f("ck_credited_line_tax_not_below")),
        sa.CheckConstraint("tax_minor > 0 OR credited_tax_minor <= 0", name=op.f("ck_credited_line_tax_not_above")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_credited_line")),
    )
    op.create_table(
        "usage_alert",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=False),
        sa.Column("measure", columns.exact_text(20), nullable=False),
        sa.Column("limit_value", columns.DecimalText(), nullable=True),
        sa.Column("thresholds", columns.JsonText(), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_alert")),
    )
    op.create_index("ix_usage_alert_company_id", "usage_alert", ["company_id", "id"], unique=False)
    op.create_table(
        "usage_level",
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("period_start", columns.UtcDateTime(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("meter", columns.exact_text(60), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("change_e6", sa.BigInteger(), nullable=False),
        sa.Column("moment_high", sa.BigInteger(), nullable=False),
        sa.Column("moment_low", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", "price_id", "period_start", name=op.f("pk_usage_level")),
    )
    op.create_index("ix_usage_level_company_id", "usage_level", ["company_id"], unique=False)
    op.create_table(
        "usage_measure",
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("period_start", columns.UtcDateTime(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("events", sa.BigInteger(), nullable=False),
        sa.Column("value_e6", sa.BigInteger(), nullable=False),
        sa.Column("latest_rank", columns.wide_text(217), nullable=False),
        sa.PrimaryKeyConstraint("subscription_id", "price_id", "period_start", name=op.f("pk_usage_measure")),
    )
    op.create_index("ix_usage_measure_company_id", "usage_measure", ["company_id"], unique=False)
    op.create_table(
        "usage_unique_value",
        sa.Column("subscription_id", columns.IdType(), nullable=False),
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("period_start", columns.UtcDateTime(), nullable=False),
        sa.Column("value_digest", columns.exact_text(32), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.PrimaryKeyConstraint(
            "subscription_id", "price_id", "period_start", "value_digest", name=op.f("pk_usage_unique_value")
        ),
    )
    op.create_index("ix_usage_unique_value_company_id", "usage_unique_value", ["company_id"], unique=False)
    op.create_table(
        "wallet",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("below_minor", sa.BigInteger(), nullable=True),
        sa.Column("top_up_minor", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", columns.UtcDateTime(), nullable=False),
        sa.Column("terminated_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet")),
    )
    op.create_index("ix_wallet_company_id", "wallet", ["company_id", "id"], unique=False)
    op.create_table(
        "wallet_draw",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("wallet_id", columns.IdType(), nullable=False),
        sa.Column("grant_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=True),
        sa.Column("kind", columns.exact_text(20), nullable=False),
        sa.Column("once", columns.exact_text(60), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("drawn_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet_draw")),
        sa.UniqueConstraint("grant_id", "once", name=op.f("uq_wallet_draw_grant_id_once")),
    )
    op.create_index("ix_wallet_draw_invoice_id", "wallet_draw", ["invoice_id"], unique=False)
    op.create_index("ix_wallet_draw_wallet_id", "wallet_draw", ["wallet_id", "id"], unique=False)
    op.create_table(
        "wallet_grant",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("wallet_id", columns.IdType(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("kind", columns.exact_text(20), nullable=False),
        sa.Column("expires_at", columns.UtcDateTime(), nullable=True),
        sa.Column("granted_at", columns.UtcDateTime(), nullable=False),
        sa.Column("closed_at", columns.UtcDateTime(), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_wallet_grant_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wallet_grant")),
    )
    op.create_index("ix_wallet_grant_expires_at", "wallet_grant", ["closed_at", "expires_at"], unique=False)
    op.create_index("ix_wallet_grant_wallet_id", "wallet_grant", ["wallet_id", "id"], unique=False)
    op.create_table(
        "usage_alert_crossing",
        sa.Column("alert_id", columns.IdType(), nullable=False),
        sa.Column("period_start", columns.UtcDateTime(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("value_e6", sa.BigInteger(), nullable=False),
        sa.Column("crossed_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["alert_id"], ["usage_alert.id"], name=op.f("fk_usage_alert_crossing_alert_id")),
        sa.PrimaryKeyConstraint("alert_id", "period_start", "position", name=op.f("pk_usage_alert_crossing")),
    )
    op.create_index("ix_usage_alert_crossing_company_id", "usage_alert_crossing", ["company_id"], unique=False)
    op.add_column("invoice", sa.Column("credited_minor", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("price", sa.Column("adjustments", columns.JsonText(), nullable=True))
    op.add_column("price", sa.Column("aggregation", columns.JsonText(), nullable=True))
    op.add_column("pricing_tier", sa.Column("block_size", columns.DecimalText(), nullable=True))
    op.add_column("subscription_phase", sa.Column("anchor_on", sa.Date(), nullable=True))
    fence(FENCED)


def downgrade() -> None:
    op.drop_column("subscription_phase", "anchor_on")
    op.drop_column("pricing_tier", "block_size")
    op.drop_column("price", "aggregation")
    op.drop_column("price", "adjustments")
    op.drop_column("invoice", "credited_minor")
    op.drop_index("ix_usage_alert_crossing_company_id", table_name="usage_alert_crossing")
    op.drop_table("usage_alert_crossing")
    op.drop_index("ix_wallet_grant_wallet_id", table_name="wallet_grant")
    op.drop_index("ix_wallet_grant_expires_at", table_name="wallet_grant")
    op.drop_table("wallet_grant")
    op.drop_index("ix_wallet_draw_wallet_id", table_name="wallet_draw")
    op.drop_index("ix_wallet_draw_invoice_id", table_name="wallet_draw")
    op.drop_table("wallet_draw")
    op.drop_index("ix_wallet_company_id", table_name="wallet")
    op.drop_table("wallet")
    op.drop_index("ix_usage_unique_value_company_id", table_name="usage_unique_value")
    op.drop_table("usage_unique_value")
    op.drop_index("ix_usage_measure_company_id", table_name="usage_measure")
    op.drop_table("usage_measure")
    op.drop_index("ix_usage_level_company_id", table_name="usage_level")
    op.drop_table("usage_level")
    op.drop_index("ix_usage_alert_company_id", table_name="usage_alert")
    op.drop_table("usage_alert")
    op.drop_table("credited_line")
    op.drop_table("credited_invoice")
    op.drop_table("credit_note_series")
    op.drop_table("credit_note_line")
    op.drop_index("ix_credit_note_invoice_id", table_name="credit_note")
    op.drop_index("ix_credit_note_company_id", table_name="credit_note")
    op.drop_table("credit_note")
    op.drop_index("ix_credit_balance_entry_company_id", table_name="credit_balance_entry")
    op.drop_table("credit_balance_entry")
