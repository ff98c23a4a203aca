"""Exchange rates with their sources and holds, conversions and their log, and what is paid and billed in another currency."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trunkline.infra import columns
from trunkline.infra.fence import fence

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


FENCED = (
    "conversion_log",
    "document_reporting",
)


def upgrade() -> None:
    op.create_table(
        "conversion_log",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("operation_key", columns.exact_text(120), nullable=False),
        sa.Column("from_currency", columns.exact_text(3), nullable=False),
        sa.Column("from_minor", sa.BigInteger(), nullable=False),
        sa.Column("to_currency", columns.exact_text(3), nullable=False),
        sa.Column("to_minor", sa.BigInteger(), nullable=False),
        sa.Column("exact", columns.DecimalText(), nullable=False),
        sa.Column("source", columns.exact_text(40), nullable=True),
        sa.Column("base", columns.exact_text(3), nullable=False),
        sa.Column("source_rate", columns.DecimalText(), nullable=False),
        sa.Column("target_rate", columns.DecimalText(), nullable=False),
        sa.Column("sheet_id", columns.IdType(), nullable=True),
        sa.Column("as_of", columns.UtcDateTime(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=True),
        sa.Column("converted_at", columns.UtcDateTime(), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("request_id", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversion_log")),
        sa.UniqueConstraint("company_id", "operation_key", name=op.f("uq_conversion_log_company_id_operation_key")),
    )
    with op.batch_alter_table("conversion_log", schema=None) as batch_op:
        batch_op.create_index("ix_conversion_log_company_id", ["company_id", "id"], unique=False)

    op.create_table(
        "document_reporting",
        sa.Column("document_id", columns.exact_text(40), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("reporting_currency", columns.exact_text(3), nullable=False),
        sa.Column("source_rate", columns.DecimalText(), nullable=False),
        sa.Column("target_rate", columns.DecimalText(), nullable=False),
        sa.Column("base", columns.exact_text(3), nullable=False),
        sa.Column("source", columns.exact_text(40), nullable=True),
        sa.Column("sheet_id", columns.IdType(), nullable=True),
        sa.Column("as_of", columns.UtcDateTime(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("tax_minor", sa.BigInteger(), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_reporting")),
    )
    with op.batch_alter_table("document_reporting", schema=None) as batch_op:
        batch_op.create_index("ix_document_reporting_invoice_id", ["invoice_id"], unique=False)

    op.create_table(
        "rate_hold",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("source", columns.exact_text(40), nullable=False),
        sa.Column("base", columns.exact_text(3), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("sheet_id", columns.IdType(), nullable=False),
        sa.Column("as_of", columns.UtcDateTime(), nullable=False),
        sa.Column("rate", columns.DecimalText(), nullable=False),
        sa.Column("previous", columns.DecimalText(), nullable=False),
        sa.Column("previous_as_of", columns.UtcDateTime(), nullable=False),
        sa.Column("change", columns.DecimalText(), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("open_key", columns.exact_text(3), nullable=True),
        sa.Column("found_at", columns.UtcDateTime(), nullable=False),
        sa.Column("seen_at", columns.UtcDateTime(), nullable=False),
        sa.Column("decided_at", columns.UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_hold")),
        sa.UniqueConstraint("open_key", name=op.f("uq_rate_hold_open_key")),
    )
    with op.batch_alter_table("rate_hold", schema=None) as batch_op:
        batch_op.create_index("ix_rate_hold_state", ["state"], unique=False)

    op.create_table(
        "rate_sheet",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("source", columns.exact_text(40), nullable=False),
        sa.Column("base", columns.exact_text(3), nullable=False),
        sa.Column("as_of", columns.UtcDateTime(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("fetched_at", columns.UtcDateTime(), nullable=False),
        sa.Column("confirmed_at", columns.UtcDateTime(), nullable=False),
        sa.Column("rates", columns.LongText(), nullable=False),
        sa.Column("carried", columns.JsonText(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rate_sheet")),
        sa.UniqueConstraint("source", "as_of", name=op.f("uq_rate_sheet_source_as_of")),
    )
    with op.batch_alter_table("rate_sheet", schema=None) as batch_op:
        batch_op.create_index("ix_rate_sheet_day", ["source", "day", "as_of"], unique=False)

    op.create_table(
        "rate_source",
        sa.Column("source", columns.exact_text(40), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=True),
        sa.Column("answered_at", columns.UtcDateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failure", columns.exact_text(20), nullable=True),
        sa.Column("detail", sa.String(length=300), nullable=False),
        sa.Column("again_at", columns.UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_rate_source")),
    )
    op.create_table(
        "price_conversion",
        sa.Column("price_id", columns.IdType(), nullable=False),
        sa.Column("from_price_id", columns.IdType(), nullable=False),
        sa.Column("plan_id", columns.IdType(), nullable=False),
        sa.Column("from_currency", columns.exact_text(3), nullable=False),
        sa.Column("to_currency", columns.exact_text(3), nullable=False),
        sa.Column("source", columns.exact_text(40), nullable=True),
        sa.Column("base", columns.exact_text(3), nullable=False),
        sa.Column("source_rate", columns.DecimalText(), nullable=False),
        sa.Column("target_rate", columns.DecimalText(), nullable=False),
        sa.Column("sheet_id", columns.IdType(), nullable=True),
        sa.Column("as_of", columns.UtcDateTime(), nullable=False),
        sa.Column("stale", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("rounding", columns.JsonText(), nullable=False),
        sa.Column("unit_prices", columns.JsonText(), nullable=False),
        sa.Column("asked_at", columns.UtcDateTime(), nullable=True),
        sa.Column("converted_at", columns.UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["from_price_id"], ["price.id"], name=op.f("fk_price_conversion_from_price_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_price_conversion_plan_id")),
        sa.ForeignKeyConstraint(["price_id"], ["price.id"], name=op.f("fk_price_conversion_price_id")),
        sa.PrimaryKeyConstraint("price_id", name=op.f("pk_price_conversion")),
    )
    with op.batch_alter_table("price_conversion", schema=None) as batch_op:
        batch_op.create_index("ix_price_conversion_plan_id", ["plan_id", "price_id"], unique=False)

    with op.batch_alter_table("legal_entity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reporting_currency", columns.exact_text(3), nullable=True))

    with op.batch_alter_table("subscription_phase", schema=None) as batch_op:
        batch_op.add_column(sa.Column("currency", columns.exact_text(3), nullable=True))
    fence(FENCED)


def downgrade() -> None:
    _refuse_where_the_older_version_would_bill_in_another_currency()
    with op.batch_alter_table("subscription_phase", schema=None) as batch_op:
        batch_op.drop_column("currency")

    with op.batch_alter_table("legal_entity", schema=None) as batch_op:
        batch_op.drop_column("reporting_currency")

    op.drop_table("price_conversion")
    op.drop_table("rate_source")
    op.drop_table("rate_sheet")
    op.drop_table("rate_hold")
    op.drop_table("document_reporting")
    op.drop_table("conversion_log")


def _refuse_where_the_older_version_would_bill_in_another_currency() -> None:
    """It knows one currency for each subscription: what was billed in another one would be given back and billed again in the first."""
    found = list(
        op.get_bind()
        .execute(
            sa.text(
                "SELECT DISTINCT s.id FROM subscription_phase p JOIN subscription s ON s.id = p.subscription_id "
                "WHERE p.currency IS NOT NULL AND p.currency <> s.currency ORDER BY s.id"
            )
        )
        .scalars()
    )
    if found:
        raise RuntimeError(
            f"{len(found)} subscriptions are, were or will be billed in another currency than they began in ({found[0]} "
            "is the first); a version before 0007 cannot bill them. Take back the changes that are still to come; where one "
            "has begun, stay with this version."
        )
