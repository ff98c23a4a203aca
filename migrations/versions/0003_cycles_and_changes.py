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


FENCED = ("billing_terms",)


def upgrade() -> None:
    op.create_table(
        "billing_terms",
        sa.Column("company_id", columns.IdType(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("net_days", sa.Integer(), nullable=True),
        sa.Column("thresholds", columns.JsonText(), nullable=False),
        sa.Column("changed_at", columns.UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_billing_terms")),
    )
    fence(FENCED)


def downgrade() -> None:
    op.drop_table("billing_terms")
