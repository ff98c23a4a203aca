"""What the providers say about the month, and invoices that are paid in parts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trunkline.infra import columns
from trunkline.infra.fence import fence

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


FENCED = (
    "instalment_plan",
    "instalment",
)


def upgrade() -> None:
    op.create_table(
        "instalment_plan",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("invoice_id", columns.IdType(), nullable=False),
        sa.Column("invoice_number", columns.exact_text(60), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("zone", columns.exact_text(60), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("made_at", columns.UtcDateTime(), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("next_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.Column("active_invoice_id", columns.IdType(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment_plan")),
        sa.UniqueConstraint("active_invoice_id", name=op.f("uq_instalment_plan_active_invoice_id")),
    )
    with op.batch_alter_table("instalment_plan", schema=None) as batch_op:
        batch_op.create_index("ix_instalment_plan_company_id", ["company_id", "id"], unique=False)
        batch_op.create_index("ix_instalment_plan_invoice_id", ["invoice_id"], unique=False)
        batch_op.create_index("ix_instalment_plan_next_at", ["next_at"], unique=False)

    op.create_table(
        "reconciliation",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("since", columns.UtcDateTime(), nullable=False),
        sa.Column("until", columns.UtcDateTime(), nullable=False),
        sa.Column("book_fees", sa.Boolean(), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("created_at", columns.UtcDateTime(), nullable=False),
        sa.Column("started_at", columns.UtcDateTime(), nullable=True),
        sa.Column("ended_at", columns.UtcDateTime(), nullable=True),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("found", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("open_left", sa.Integer(), nullable=False),
        sa.Column("fees_booked", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation")),
    )
    with op.batch_alter_table("reconciliation", schema=None) as batch_op:
        batch_op.create_index("ix_reconciliation_provider", ["provider", "id"], unique=False)

    op.create_table(
        "instalment",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("plan_id", columns.IdType(), nullable=False),
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("currency", columns.exact_text(3), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_at", columns.UtcDateTime(), nullable=True),
        sa.Column("opened_at", columns.UtcDateTime(), nullable=True),
        sa.Column("overdue_at", columns.UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["instalment_plan.id"], name=op.f("fk_instalment_plan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_instalment_plan_id_number")),
    )
    op.create_table(
        "reconciliation_finding",
        sa.Column("id", columns.IdType(), nullable=False),
        sa.Column("reconciliation_id", columns.IdType(), nullable=False),
        sa.Column("provider", columns.exact_text(40), nullable=False),
        sa.Column("kind", columns.exact_text(40), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("about_company_id", columns.IdType(), nullable=True),
        sa.Column("our_reference", columns.exact_text(120), nullable=False),
        sa.Column("their_reference", columns.exact_text(120), nullable=False),
        sa.Column("ours_minor", sa.BigInteger(), nullable=True),
        sa.Column("ours_currency", columns.exact_text(3), nullable=True),
        sa.Column("theirs_minor", sa.BigInteger(), nullable=True),
        sa.Column("theirs_currency", columns.exact_text(3), nullable=True),
        sa.Column("at", columns.UtcDateTime(), nullable=False),
        sa.Column("found_at", columns.UtcDateTime(), nullable=False),
        sa.Column("seen_at", columns.UtcDateTime(), nullable=False),
        sa.Column("state", columns.exact_text(20), nullable=False),
        sa.Column("remedy", columns.exact_text(20), nullable=True),
        sa.Column("resolved_at", columns.UtcDateTime(), nullable=True),
        sa.Column("resolved_by", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("remedy_reference", columns.exact_text(120), nullable=True),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], ["reconciliation.id"], name=op.f("fk_reconciliation_finding_reconciliation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation_finding")),
    )
    with op.batch_alter_table("reconciliation_finding", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reconciliation_finding_references",
            ["provider", "kind", "our_reference", "their_reference"],
            unique=True,
        )
        batch_op.create_index("ix_reconciliation_finding_state", ["provider", "state", "at"], unique=False)

    op.create_table(
        "reconciliation_seen",
        sa.Column("reconciliation_id", columns.IdType(), nullable=False),
        sa.Column("finding_id", columns.IdType(), nullable=False),
        sa.ForeignKeyConstraint(
            ["finding_id"], ["reconciliation_finding.id"], name=op.f("fk_reconciliation_seen_finding_id")
        ),
        sa.ForeignKeyConstraint(
            ["reconciliation_id"], ["reconciliation.id"], name=op.f("fk_reconciliation_seen_reconciliation_id")
        ),
        sa.PrimaryKeyConstraint("reconciliation_id", "finding_id", name=op.f("pk_reconciliation_seen")),
    )
    with op.batch_alter_table("reconciliation_seen", schema=None) as batch_op:
        batch_op.create_index("ix_reconciliation_seen_finding_id", ["finding_id"], unique=False)

    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.add_column(sa.Column("turns", sa.Integer(), server_default="0", nullable=False))

    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deferred_at", columns.UtcDateTime(), nullable=True))

    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("instalment_plan_id", columns.IdType(), nullable=True))
        batch_op.add_column(sa.Column("instalment_id", columns.IdType(), nullable=True))
        batch_op.add_column(sa.Column("holds_instalment_id", columns.IdType(), nullable=True))
        batch_op.create_index("ix_payment_holds_instalment_id", ["holds_instalment_id"], unique=True)
    fence(FENCED)


def downgrade() -> None:
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_holds_instalment_id")
        batch_op.drop_column("holds_instalment_id")
        batch_op.drop_column("instalment_id")
        batch_op.drop_column("instalment_plan_id")

    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_column("deferred_at")

    with op.batch_alter_table("dispute", schema=None) as batch_op:
        batch_op.drop_column("turns")

    op.drop_table("reconciliation_seen")
    op.drop_table("reconciliation_finding")
    op.drop_table("instalment")
    op.drop_table("reconciliation")
    op.drop_table("instalment_plan")
