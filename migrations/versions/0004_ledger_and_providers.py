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
    "ledger_balance",
    "ledger_deferral",
    "ledger_posting",
    "ledger_transaction",
    "usage_group",
    "payment_setup",
)


# Rows that are never written again.
SEALED = (
    "ledger_transaction",
    "ledger_posting",
)


def upgrade() -> None:
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

    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_key", sa.Text(), nullable=True))

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
    unseal(SEALED)
    with op.batch_alter_table("subscription_phase", schema=None) as batch_op:
        batch_op.drop_column("pause_from")

    with op.batch_alter_table("price", schema=None) as batch_op:
        batch_op.drop_column("group_by")

    with op.batch_alter_table("payment_method", schema=None) as batch_op:
        batch_op.alter_column("exp_year", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("exp_month", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("customer_token")

    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.drop_column("group_key")

    with op.batch_alter_table("payment_setup", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_setup_company_id")

    op.drop_table("payment_setup")
    with op.batch_alter_table("usage_group", schema=None) as batch_op:
        batch_op.drop_index("ix_usage_group_company_id")

    op.drop_table("usage_group")
    op.drop_table("payment_notice_poll")
    with op.batch_alter_table("payment_notice", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_notice_state")

    op.drop_table("payment_notice")
    with op.batch_alter_table("ledger_transaction", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_transaction_document")
        batch_op.drop_index("ix_ledger_transaction_company_id")

    op.drop_table("ledger_transaction")
    with op.batch_alter_table("ledger_posting", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_posting_account")

    op.drop_table("ledger_posting")
    with op.batch_alter_table("ledger_deferral", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_deferral_due")
        batch_op.drop_index("ix_ledger_deferral_company_id")

    op.drop_table("ledger_deferral")
    op.drop_table("ledger_balance")
