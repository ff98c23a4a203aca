"""Write a new migration from the difference between the tables in the code and those of an empty database brought to head.

    python -m migrations.draft "what it is for"

Read what it writes: it knows tables, columns, indexes and constraints, not what the data needs.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import Connection

from trunkline.infra.config import load_config
from trunkline.infra.db import open_database
from trunkline.infra.migrate import alembic_config, migrate, newest_revision


async def draft(message: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(load_config({"TRUNKLINE_DATABASE_URL": f"sqlite:///{Path(folder) / 'draft.sqlite3'}"}))
        if newest_revision() is not None:
            await migrate(database)
        async with database.write() as connection:
            await connection.run_sync(_write, message)
        await database.close()


def _write(connection: Connection, message: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    number = int(newest_revision() or 0) + 1
    command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")


if __name__ == "__main__":
    asyncio.run(draft(sys.argv[1]))
