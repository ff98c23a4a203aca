"""SQLite's connections, with one trip to their thread per statement.

aiosqlite takes a trip each to open a cursor, to execute, to fetch and to close it. A trip costs two thread switches, on a busy machine
a hundred times what SQLite needs for a small statement: four of them were most of a request. Nothing else is different: the statement
still runs in the connection's own thread, so a slow disk never holds up the event loop.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import deque
from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any, Self

import aiosqlite


def connect(database: str, *, iter_chunk_size: int = 64, **options: Any) -> aiosqlite.Connection:
    """What `aiosqlite.connect` does, for SQLAlchemy's `async_creator_fn`."""
    connection = _Connection(partial(sqlite3.connect, database, **options), iter_chunk_size)
    connection._thread.daemon = True  # a connection that nobody closed must not keep the process alive
    return connection


class _Connection(aiosqlite.Connection):
    async def _connect(self) -> aiosqlite.Connection:
        try:
            return await super()._connect()
        except Exception:
            # The thread still has to say that it ends; where the program ends too, it must not find the event loop gone.
            await asyncio.to_thread(self._thread.join)
            raise

    def cursor(self) -> _Cursor:  # type: ignore[override]
        return _Cursor(self)


class _Cursor:
    """The part of a cursor that SQLAlchemy uses. Everything is known after `execute`: rows, count and description."""

    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection
        self._rows: deque[Any] = deque()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        return None

    async def execute(self, sql: str, parameters: Iterable[Any] = ()) -> Self:
        return await self._trip(sqlite3.Cursor.execute, sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> Self:
        return await self._trip(sqlite3.Cursor.executemany, sql, parameters)

    async def _trip(self, run: Any, sql: str, parameters: Any) -> Self:
        await self._connection._execute(self._run, run, sql, parameters)  # type: ignore[no-untyped-call]
        return self

    def _run(self, run: Any, sql: str, parameters: Any) -> None:
        """In the connection's thread."""
        cursor = self._connection._conn.cursor()
        try:
            run(cursor, sql, parameters)
            self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
            self._rows = deque(cursor.fetchall()) if cursor.description else deque()
        finally:
            cursor.close()

    async def fetchone(self) -> Any:
        return self._rows.popleft() if self._rows else None

    async def fetchmany(self, size: int | None = None) -> Sequence[Any]:
        return [self._rows.popleft() for _ in range(min(size or self.arraysize, len(self._rows)))]

    async def fetchall(self) -> Sequence[Any]:
        rows, self._rows = self._rows, deque()
        return rows

    async def close(self) -> None:
        """The real cursor was closed where it was opened."""
