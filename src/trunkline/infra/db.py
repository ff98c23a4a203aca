"""The system of record: one set of tables on SQLite, PostgreSQL and MariaDB, reached through SQLAlchemy Core.

Two kinds of transaction and no third: `read()` and `write()`. On SQLite a writing transaction begins with BEGIN IMMEDIATE: the
driver's default takes the write lock only at the first write, and two read-modify-write transactions then lose one update without
any error. On PostgreSQL the company of the scope is set for the row-level policies that stand behind every query.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import lru_cache
from typing import Any

from sqlalchemy import MetaData, Table, event, text
from sqlalchemy.dialects import mysql, postgresql, sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool
from sqlalchemy.sql.dml import Insert

from trunkline.infra import sqlite_driver
from trunkline.infra.config import Config
from trunkline.infra.sqlite_writers import Writers
from trunkline.kernel.errors import Invalid, Misconfigured, Problem, Unavailable

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# PostgreSQL: 40P01 deadlock, 40001 serialization. MariaDB: 1213 deadlock, 1205 lock wait timeout.
_TRY_AGAIN = ("40P01", "40001", "(1213,", "(1205,", "database is locked")
# Not "nothing was changed": the answer to a commit may be what was lost.
_NO_ANSWER = "The database does not answer; try again in a moment."
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # NORMAL may lose the last commits with the power; a confirmed payment must not be lost
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=15000",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
)


class Database:
    """An engine and the two ways to begin a transaction on it."""

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.dialect = engine.dialect.name
        self._writers = Writers(engine.url.database) if self.dialect == "sqlite" else None

    @asynccontextmanager
    async def read(self, company: str = "*") -> AsyncIterator[AsyncConnection]:
        """For looking. One view of everything on SQLite, one per statement on the servers (READ COMMITTED).

        Nothing can be written through it on PostgreSQL, and nothing is kept on any database.
        """
        async with _explained(), self._connected() as connection:
            if self.dialect == "postgresql":
                connection = await connection.execution_options(postgresql_readonly=True)
            async with connection.begin() as transaction:
                await self._name_company(connection, company)
                yield connection
                await transaction.rollback()

    @asynccontextmanager
    async def write(self, company: str = "*") -> AsyncIterator[AsyncConnection]:
        """One transaction: everything in the block is committed at its end, or nothing is."""
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(_explained())
            connection = await stack.enter_async_context(self._writing())
            connection = await connection.execution_options(trunkline_write=True)
            async with connection.begin():
                await self._name_company(connection, company)
                yield connection

    @asynccontextmanager
    async def alter(self) -> AsyncIterator[AsyncConnection]:
        """A write in which tables may be altered.

        SQLite alters a table by making it anew and dropping the old one, which the foreign keys that point there would forbid. They are
        off meanwhile and checked as a whole before the commit; the connection is not used again.
        """
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(_explained())
            connection = await stack.enter_async_context(self._writing())
            connection = await connection.execution_options(trunkline_write=True, trunkline_alter=True)
            async with connection.begin():
                await self._name_company(connection, "*")
                yield connection
                if self.dialect == "sqlite":
                    dangling = (await connection.exec_driver_sql("PRAGMA foreign_key_check")).all()
                    assert not dangling, f"rows would point nowhere: {dangling[:5]}"
            await connection.invalidate()

    def connections(self) -> tuple[int, int]:
        """How many connections of this process are in use, and how many wait in the pool."""
        pool = self.engine.pool
        assert isinstance(pool, QueuePool), "all three engines are opened with a queue pool"
        return pool.checkedout(), pool.checkedin()

    async def close(self) -> None:
        await self.engine.dispose()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[AsyncConnection]:
        """A connection, of the pool or new. Whatever keeps us from one (the drivers have many words for it) is `Unavailable`."""
        async with AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(self.engine.connect())
            except Exception as error:
                raise _explanation(error) or Unavailable(_NO_ANSWER) from error
            yield connection

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        """A connection whose turn it is to write. Whoever waits for one of the pool keeps no other process from writing."""
        if self._writers is None:
            async with self._connected() as connection:
                yield connection
            return
        async with self._writers.here, self._connected() as connection, self._writers.turn():
            yield connection

    async def _name_company(self, connection: AsyncConnection, company: str) -> None:
        if self.dialect == "postgresql":
            await connection.execute(
                text("SELECT set_config('trunkline.company', :company, true)"), {"company": company}
            )


def open_database(config: Config) -> Database:
    """The database that the configuration names; nothing is connected yet. Raises `Misconfigured` without its driver."""
    # Values stay out of error messages: these reach logs, dead jobs and facts, and a value may be a password's hash or a card's token.
    try:
        engine = create_async_engine(config.database_url, hide_parameters=True, **_engine_options(config.dialect))
    except ModuleNotFoundError as missing:
        extra = "postgres" if config.dialect == "postgresql" else "mysql"
        raise Misconfigured(f"The driver {missing.name} is not installed: pip install 'trunkline[{extra}]'.") from None
    if config.dialect == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return Database(engine)


async def check_reachable(database: Database) -> None:
    """Raises `Misconfigured` with what to do if the database does not answer."""
    try:
        async with database.read() as connection:
            await connection.execute(text("SELECT 1"))
    except (DBAPIError, OSError, Unavailable) as error:
        where = database.engine.url.render_as_string(hide_password=True)
        words = str(error.__cause__ if isinstance(error, Unavailable) and error.__cause__ else error) or repr(error)
        raise Misconfigured(
            f"The database {where} does not answer ({words.splitlines()[0][:200]}). "
            "Check that it runs and that TRUNKLINE_DATABASE_URL names the right host, database, user and password."
        ) from None


@lru_cache(maxsize=128)
def insert_ignore(table: Table, dialect: str) -> Insert:
    """INSERT that leaves an existing row with the same unique key alone. The database decides, never a look beforehand."""
    if dialect == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    if dialect == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    # INSERT IGNORE would also swallow truncation and foreign key errors; values are validated before they come here.
    return mysql.insert(table).prefix_with("IGNORE")


def add_or_insert(
    table: Table, dialect: str, keys: Sequence[str], *, add: Sequence[str] = (), replace: Sequence[str] = ()
) -> Insert:
    """INSERT, or on the same `keys` add the `add` columns to what is there and overwrite the `replace` columns."""
    return _add_or_insert(table, dialect, tuple(keys), tuple(add), tuple(replace))


@lru_cache(maxsize=128)  # building it takes longer than the database needs for a few rows
def _add_or_insert(
    table: Table, dialect: str, keys: tuple[str, ...], add: tuple[str, ...], replace: tuple[str, ...]
) -> Insert:
    if dialect == "mysql":
        statement = mysql.insert(table)
        new = statement.inserted
        changes = {name: table.c[name] + new[name] for name in add} | {name: new[name] for name in replace}
        return statement.on_duplicate_key_update(**changes)
    upsert: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
    changes = {name: table.c[name] + upsert.excluded[name] for name in add}
    changes |= {name: upsert.excluded[name] for name in replace}
    return upsert.on_conflict_do_update(index_elements=list(keys), set_=changes)  # type: ignore[no-any-return]


def _engine_options(dialect: str) -> dict[str, Any]:
    if dialect == "sqlite":
        return {"pool_size": 8, "max_overflow": 0, "connect_args": {"async_creator_fn": sqlite_driver.connect}}
    # READ COMMITTED on both servers: after waiting for a row lock one must see what the other transaction committed.
    return {"pool_size": 10, "max_overflow": 10, "pool_pre_ping": True, "isolation_level": "READ COMMITTED"}


def _prepare_sqlite(dbapi_connection: Any, _record: Any) -> None:
    dbapi_connection.isolation_level = None  # the driver must not begin transactions behind our back
    cursor = dbapi_connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    options = connection.get_execution_options()
    writing = options.get("trunkline_write", False)
    if options.get("trunkline_alter", False):
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # means nothing within a transaction, hence before it
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


@asynccontextmanager
async def _explained() -> AsyncIterator[None]:
    """Turn what a caller can only wait out (deadlock, lost server, full disk) into `Unavailable`."""
    try:
        yield
    except DBAPIError as error:
        explanation = _explanation(error)
        if explanation is None:
            raise
        raise explanation from error


def _explanation(error: Exception) -> Problem | None:
    """What a caller is told; None for what should not happen."""
    if not isinstance(error, DBAPIError):
        return None
    words = str(error.orig)
    if "disk is full" in words or "disk I/O error" in words or "No space left" in words:
        return Unavailable("The disk of the database is full: free some space. Nothing was changed.")
    if "readonly database" in words:
        return Unavailable("The database cannot be written: check the rights of the data folder.")
    if any(sign in f"{getattr(error.orig, 'sqlstate', '')} {words}" for sign in _TRY_AGAIN):
        return Unavailable("Two changes were in each other's way; try again. Nothing was changed.")
    if getattr(error.orig, "sqlstate", None) == "22021":
        return Invalid("Text cannot hold the character U+0000.")
    if error.connection_invalidated or isinstance(error.orig, OSError):
        return Unavailable(_NO_ANSWER)
    return None
