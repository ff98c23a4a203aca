"""The billing engine: what the rooms marketplace, usage and billing keep beyond the spine."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from trunkline.infra import columns

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("invoice", sa.Column("credited_minor", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("price", sa.Column("adjustments", columns.JsonText(), nullable=True))
    op.add_column("pricing_tier", sa.Column("block_size", columns.DecimalText(), nullable=True))


def downgrade() -> None:
    op.drop_column("pricing_tier", "block_size")
    op.drop_column("price", "adjustments")
    op.drop_column("invoice", "credited_minor")
