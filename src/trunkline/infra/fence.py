"""The second wall between tenants: row-level policies on PostgreSQL.

Every transaction names its company in the setting `trunkline.company`, or `*` for the operator and the system
(`infra.db.Database`). A row of another company is then neither seen nor changed, even by a statement that forgot its condition. A row
of no company (the platform's own facts and jobs) may be written by anybody and is read by the operator only.
"""

from __future__ import annotations

from collections.abc import Sequence

from alembic import op

_NAMED = "current_setting('trunkline.company', true)"


def fence(tables: Sequence[str], column: str = "company_id") -> None:
    """Put the policy on `tables`. Does nothing on databases that have no such thing."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for table in tables:
        mine = f"{_NAMED} = '*' OR {column} = {_NAMED}"
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
        op.execute(f"CREATE POLICY tenant ON {table} USING ({mine}) WITH CHECK ({mine} OR {column} IS NULL)")
