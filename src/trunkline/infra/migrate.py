"""Migrations: one set for SQLite, PostgreSQL and MariaDB, run by Alembic on a connection of ours."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config as AlembicConfig
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from trunkline.infra.db import Database
from trunkline.kernel.errors import Misconfigured


async def migrate(database: Database, target: str = "head") -> tuple[str | None, str | None]:
    """Bring the tables to `target`. Returns the revision before and after. Raises `Misconfigured` when they are ahead of the program."""
    async with database.alter() as connection:
        before = await connection.run_sync(_revision)
        _refuse_newer(before)
        await connection.run_sync(_upgrade, target)
        return before, await connection.run_sync(_revision)


async def revision(database: Database) -> str | None:
    """The migration at which the database stands; None when it has no tables yet."""
    async with database.read() as connection:
        return await connection.run_sync(_revision)


def newest_revision() -> str | None:
    """The migration that this version of the program needs."""
    return ScriptDirectory.from_config(alembic_config()).get_current_head()


async def require_current(database: Database) -> None:
    """Raises `Misconfigured` unless the database is at the newest migration. SQLite and an empty database are brought there."""
    found, needed = await revision(database), newest_revision()
    if found == needed:
        return
    _refuse_newer(found)
    if database.dialect == "sqlite" or found is None:
        await migrate(database)
        return
    raise Misconfigured(
        f"The database is at migration {found}, this version needs {needed}. "
        "Stop the other processes, make a backup and run `trunkline migrate`."
    )


def migrations_folder() -> Path:
    """Inside an installed package, or beside the sources in a checkout."""
    here = Path(__file__).resolve()
    candidates = (here.parents[1] / "migrations", here.parents[3] / "migrations")
    found = next((path for path in candidates if (path / "env.py").is_file()), None)
    assert found is not None, "the package was built without its migrations"
    return found


def alembic_config() -> AlembicConfig:
    """Alembic pointed at our migrations; the connection is put into its attributes."""
    config = AlembicConfig()
    config.set_main_option("script_location", str(migrations_folder()))
    config.set_main_option("path_separator", "os")
    return config


def _refuse_newer(found: str | None) -> None:
    """A program must not touch tables whose meaning it does not know."""
    known = {script.revision for script in ScriptDirectory.from_config(alembic_config()).walk_revisions()}
    if found is not None and found not in known:
        raise Misconfigured(
            f"The database is at migration {found}, which this version does not know: a newer one has migrated it. "
            "Run that newer version, or restore the backup that was made before it. Nothing was changed."
        )


def _upgrade(connection: Connection, target: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
