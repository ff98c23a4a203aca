"""The ledger and what comes with real providers; prices by group."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trunkline.infra import columns

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("payment_method", schema=None) as batch_op:
        batch_op.add_column(sa.Column("customer_token", columns.exact_text(120), nullable=True))
        batch_op.alter_column("exp_month", existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column("exp_year", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    with op.batch_alter_table("payment_method", schema=None) as batch_op:
        batch_op.alter_column("exp_year", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("exp_month", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("customer_token")
