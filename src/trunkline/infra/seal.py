"""Rows that are inserted and never written again: the database refuses the rest, whatever a statement says.

Triggers do it. Some databases do not let everybody make them (MySQL with a binary log asks for a right that hosts seldom give) or know
none (TiDB): there the code alone keeps the promise, as it does everywhere, and the migration says so in the log.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import structlog
from alembic import op
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection

log = structlog.get_logger("trunkline.seal")

_SQLITE = (
    "CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} BEGIN SELECT RAISE(ABORT, '{table} is sealed'); END"
)
_MYSQL = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW
SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '{table} is sealed'"""
_POSTGRESQL = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH ROW
EXECUTE FUNCTION trunkline_sealed()"""
# TRUNCATE passes by all triggers of rows.
_POSTGRESQL_TRUNCATE = """CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table} FOR EACH STATEMENT
EXECUTE FUNCTION trunkline_sealed()"""
_TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT DISTINCT trigger_name FROM information_schema.triggers WHERE trigger_schema = current_schema()",
    "mysql": "SELECT trigger_name FROM information_schema.triggers WHERE trigger_schema = database()",
}
_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION trunkline_sealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% is sealed', TG_TABLE_NAME; END $$"""


def seal(tables: Sequence[str]) -> None:
    """Have the database refuse to change or remove rows of `tables`."""
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":
        op.execute(_POSTGRESQL_FUNCTION)
    for table in tables:
        for verb in _verbs(dialect):
            _execute(_trigger(table, verb, dialect), dialect)


def unseal(tables: Sequence[str]) -> None:
    """The way back, for a migration that goes down: the triggers go with their tables, the function is left to nobody."""
    if op.get_bind().dialect.name == "postgresql":
        for table in tables:
            for verb in _verbs("postgresql"):
                op.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb} ON {table}")
        op.execute("DROP FUNCTION IF EXISTS trunkline_sealed()")


@asynccontextmanager
async def opened(connection: AsyncConnection) -> AsyncIterator[None]:
    """Tables can be emptied meanwhile; what was sealed is sealed again afterwards. For databases that nobody will miss."""
    dialect = connection.dialect.name
    verb = "truncate" if dialect == "postgresql" else "delete"
    tables = await _sealed(connection)
    for table in tables:
        on = f" ON {table}" if dialect == "postgresql" else ""
        await connection.execute(text(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on}"))
    yield
    for table in tables:
        await connection.execute(text(_trigger(table, verb, dialect)))


async def _sealed(connection: AsyncConnection) -> Sequence[str]:
    """The tables whose rows cannot be deleted, by the names of their triggers. `information_schema` has none of TRUNCATE."""
    found = _TRIGGERS[connection.dialect.name]
    names = sorted(str(name) for name in (await connection.execute(text(found))).scalars())
    return [name.removesuffix("_no_delete") for name in names if name.endswith("_no_delete")]


def _verbs(dialect: str) -> Sequence[str]:
    return ("update", "delete", "truncate") if dialect == "postgresql" else ("update", "delete")


def _trigger(table: str, verb: str, dialect: str) -> str:
    if verb == "truncate":
        return _POSTGRESQL_TRUNCATE.format(table=table, verb=verb)
    return {"sqlite": _SQLITE, "postgresql": _POSTGRESQL}.get(dialect, _MYSQL).format(table=table, verb=verb)


def _execute(statement: str, dialect: str) -> None:
    if dialect in ("sqlite", "postgresql"):
        op.execute(statement)
        return
    try:
        op.execute(statement)
    except DBAPIError as refused:
        log.warning("not_sealed", statement=statement, reason=str(refused.orig))
