"""A database that nobody will miss: scenarios are played on one, an empty stage each time.

What is emptied is gone. Hence `require_unused` first, on any database that somebody named.
"""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.infra import seal
from trunkline.infra.db import Database, metadata
from trunkline.kernel.errors import Misconfigured


async def require_unused(database: Database) -> None:
    """Raises `Misconfigured` when anything is kept in the database's tables, which must be there."""
    async with database.read() as connection:
        for table in metadata.sorted_tables:
            if (await connection.execute(select(table).limit(1))).first() is not None:
                raise Misconfigured(
                    f"The database is in use: its table {table.name} is not empty, and what is played here is deleted afterwards. "
                    "Name a fresh one, or none: then a file in a temporary folder is used."
                )


async def empty(database: Database) -> None:
    """Delete every row of every table, sealed ones too. The tables and the migration that made them stay."""
    async with database.write() as connection, seal.opened(connection):
        await _empty(connection)


async def _empty(connection: AsyncConnection) -> None:
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in metadata.sorted_tables)
        await connection.execute(text(f"TRUNCATE {names} CASCADE"))
        return
    for table in reversed(metadata.sorted_tables):
        await connection.execute(table.delete())
