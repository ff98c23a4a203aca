"""Rows that are inserted and never written again: the database refuses the rest, whatever a statement says.

Triggers do it. Some databases do not let everybody make them (MySQL with a binary log asks for a right that hosts seldom give) or know
none (TiDB): there the code alone keeps the promise, as it does everywhere, and the migration says so in the log.
"""

from __future__ import annotations

from collections.abc import Sequence

import structlog
from alembic import op
from sqlalchemy.exc import DBAPIError

log = structlog.get_logger("trunkline.seal")

_SQLITE = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is sealed'); END"
)
_MYSQL = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{table} is sealed'"""
_POSTGRESQL = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW
EXECUTE FUNCTION trunkline_sealed()"""
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION trunkline_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is sealed', TG_TABLE_NAME; END $$"""


def seal(tables: Sequence[str]) -> None:
    """Have the database refuse to change or remove rows of `tables`."""
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(_POSTGRESQL_FUNCTION)
    words = {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}.get(dialect, _MYSQL)
    for table in tables:
        for verb in ("update", "delete"):
            _execute(words.format(table=table, verb=verb), dialect)


def unseal(tables: Sequence[str]) -> None:
    """The way back, for a migration that goes down: the triggers go with their tables, the function is left to nobody."""
    if op.get_bind().dialect.name == "postgresql":
        for table in tables:
            for verb in ("update", "delete"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}")
        op.execute("DROP FUNCTION IF EXISTS trunkline_sealed()")


def _execute(statement: str, dialect: str) -> None:
    if dialect in ("sqlite", "postgresql"):
        op.execute(statement)
        return
    try:
        op.execute(statement)
    except DBAPIError as refused:
        log.warning("not_sealed", statement=statement, reason=str(refused.orig))
