"""Inserting a thousand rows at the speed of the driver, leaving alone what is there already; and filling in as many.

The unique key decides what is new; nobody looks beforehand. Statements and values go to the driver as they are, because converting
them column by column through SQLAlchemy costs more than the insertion itself. Each database has its own fastest form: SQLite one
prepared statement run again and again, PostgreSQL one array per column, MariaDB one statement with many rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql

from trunkline.infra.scope import Scope
from trunkline.kernel.clock import require_utc

_POSTGRES = postgresql.asyncpg.dialect()  # type: ignore[no-untyped-call]


def moment_for(dialect: str) -> Callable[[datetime], Any]:
    """How the driver of `dialect` takes an instant; the same form that `infra.columns.UtcDateTime` writes."""
    return {"sqlite": _as_text, "postgresql": require_utc}.get(dialect, _as_naive)


async def insert_new(scope: Scope, table: Table, names: tuple[str, ...], rows: Sequence[tuple[object, ...]]) -> int:
    """Insert `rows` (values in the order of `names`) and return how many were new. They are in the order of their unique key."""
    statement = statement_for(table, names, scope.dialect)
    if scope.dialect == "postgresql":
        columns = tuple(list(column) for column in zip(*rows, strict=True))
        return (await scope.tx.exec_driver_sql(statement, columns)).rowcount
    return (await scope.tx.exec_driver_sql(statement, list(rows))).rowcount


async def fill_in(
    scope: Scope, table: Table, key: str, names: tuple[str, ...], rows: Sequence[tuple[object, ...]], *, empty: str
) -> int:
    """Write `rows` (values in the order of `names`, then the key) where the column `empty` is still null; returns how many were."""
    statement = filling_for(table, key, names, empty, scope.dialect)
    if scope.dialect == "postgresql":
        columns = tuple(list(column) for column in zip(*rows, strict=True))
        return (await scope.tx.exec_driver_sql(statement, columns)).rowcount
    return (await scope.tx.exec_driver_sql(statement, list(rows))).rowcount


@lru_cache(maxsize=64)
def filling_for(table: Table, key: str, names: tuple[str, ...], empty: str, dialect: str) -> str:
    """The bulk update in the words of `dialect`; PostgreSQL's takes an array per column, as its insert does."""
    if dialect == "postgresql":
        new = (*names, key)
        arrays = ", ".join(f"${place}::{_array_type(table, name)}" for place, name in enumerate(new, 1))
        changes = ", ".join(f"{name} = new.{name}" for name in names)
        source = f"unnest({arrays}) AS new({', '.join(new)})"
        same = f"{table.name}.{key} = new.{key} AND {table.name}.{empty} IS NULL"
        return f"UPDATE {table.name} SET {changes} FROM {source} WHERE {same}"  # noqa: S608
    mark = "?" if dialect == "sqlite" else "%s"
    changes = ", ".join(f"{name} = {mark}" for name in names)
    return f"UPDATE {table.name} SET {changes} WHERE {key} = {mark} AND {empty} IS NULL"  # noqa: S608


@lru_cache(maxsize=64)
def statement_for(table: Table, names: tuple[str, ...], dialect: str) -> str:
    """The bulk insert of `names` in the words of `dialect`; PostgreSQL's takes an array per column."""
    columns = ", ".join(names)
    if dialect == "postgresql":
        arrays = ", ".join(f"${place}::{_array_type(table, name)}" for place, name in enumerate(names, 1))
        return f"INSERT INTO {table.name} ({columns}) SELECT * FROM unnest({arrays}) ON CONFLICT DO NOTHING"  # noqa: S608
    if dialect == "sqlite":
        marks = ", ".join("?" * len(names))
        return f"INSERT INTO {table.name} ({columns}) VALUES ({marks}) ON CONFLICT DO NOTHING"  # noqa: S608
    marks = ", ".join(["%s"] * len(names))
    # IGNORE would also cut values to size in silence; they were checked before.
    return f"INSERT IGNORE INTO {table.name} ({columns}) VALUES ({marks})"  # noqa: S608


def _array_type(table: Table, name: str) -> str:
    kind = table.c[name].type.compile(dialect=_POSTGRES)
    return kind.partition(" COLLATE")[0].partition("(")[0] + "[]" if "CHAR" in kind else f"{kind}[]"


def _as_text(moment: datetime) -> str:
    return _as_naive(moment).isoformat(" ", "microseconds")


def _as_naive(moment: datetime) -> datetime:
    utc = (
        moment if moment.tzinfo is UTC else require_utc(moment)
    )  # a thousand times a batch: asking is cheaper than converting
    return utc.replace(tzinfo=None)
