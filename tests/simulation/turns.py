"""Whose turn it is: an event loop in which nothing depends on threads or on how fast the machine is.

What would be done by a thread is done without one, and a sleep is over as soon as nobody else has anything to do. While the loop is
crowded, whatever a thread would do takes a while that is drawn from the seed, in the loop's own time: so several processes get into each
other's way, in another order for each seed, and in the same order for the same seed. Only SQLite can be reached so: a server answers when
it likes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from functools import partial
from random import Random
from typing import Any, TypeVar

import aiosqlite
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from trunkline.infra import sqlite_driver
from trunkline.infra.sqlite_writers import LOOK_SECONDS, WAIT_SECONDS_MAX

T = TypeVar("T")
SECONDS_MAX = 0.01  # of the loop's time, for one statement


class SeededLoop(asyncio.SelectorEventLoop):
    """Its time is that of its own timers."""

    def __init__(self, seed: int) -> None:
        self._passed, self._chance, self.is_crowded = 0.0, Random(f"{seed}/turns"), False
        super().__init__()

    def time(self) -> float:
        return self._passed

    def run_in_executor(self, executor: Any, func: Callable[..., T], *args: Any) -> asyncio.Future[T]:  # type: ignore[override]
        future: asyncio.Future[T] = self.create_future()
        self.have_done(future, partial(func, *args))
        return future

    def have_done(self, future: asyncio.Future[T], work: Callable[[], T]) -> None:
        if self.is_crowded:
            self.call_later(self._chance.random() * SECONDS_MAX, _do, future, work)
        else:
            _do(future, work)

    def _run_once(self) -> None:
        waiting: list[asyncio.TimerHandle] = self._scheduled  # type: ignore[attr-defined]
        if not self._ready and waiting:  # type: ignore[attr-defined]
            self._passed = max(self._passed, waiting[0].when())
        super()._run_once()  # type: ignore[misc]


def run(seed: int, main: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`, by turns that the seed draws."""
    with asyncio.Runner(loop_factory=partial(SeededLoop, seed)) as runner:
        return runner.run(main)


@contextmanager
def crowded() -> Iterator[None]:
    """Whatever runs meanwhile runs side by side; in another loop than ours it does so anyway."""
    loop: Any = asyncio.get_running_loop()
    loop.is_crowded = True
    try:
        yield
    finally:
        loop.is_crowded = False


def by_turns(engine: AsyncEngine) -> None:
    """The engine's connections have no threads, where this is SQLite and the loop ours."""
    if engine.dialect.name == "sqlite" and not event.contains(engine.sync_engine, "do_connect", _connect_to):
        event.listen(engine.sync_engine, "do_connect", _connect_to)
        event.listen(engine.sync_engine, "connect", _wait_for_nobody)


def _connect_to(_dialect: Any, _record: Any, _args: Any, options: dict[str, Any]) -> None:
    if isinstance(asyncio.get_running_loop(), SeededLoop):
        options["async_creator_fn"] = _connect


def _wait_for_nobody(connection: Any, _record: Any) -> None:
    if isinstance(asyncio.get_running_loop(), SeededLoop):
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=0")
        cursor.close()


def _connect(database: str, **options: Any) -> aiosqlite.Connection:
    made = sqlite_driver.connect(database, **options)
    there: Any = made
    there._thread = there._tx = _NoThread()
    return made


class _NoThread:
    """In the place of a connection's thread, and of the queue of what it is to do."""

    daemon = True

    def start(self) -> None: ...

    def join(self) -> None: ...

    def put_nowait(self, asked: tuple[asyncio.Future[Any] | None, Callable[[], Any]]) -> None:
        future, work = asked
        if future is None:
            work()
        elif getattr(work, "__name__", "") == "close_and_stop":
            # Nobody waits for the end of a connection that is given up; SQLite would, for its lock, and nobody else could go on.
            _do(future, work)
        else:
            loop = future.get_loop()
            assert isinstance(loop, SeededLoop), "a connection is used in the loop that opened it"
            loop.have_done(future, work)


def _do(future: asyncio.Future[T], work: Callable[[], T], until: float | None = None) -> None:
    """Whoever has asked may have gone meanwhile: it is done all the same, as a thread does it.

    SQLite would wait for another's lock, and keep that other from ever giving it back: it is asked again instead, for as long.
    """
    loop = future.get_loop()
    try:
        result = work()
    except Exception as error:
        until = until or loop.time() + WAIT_SECONDS_MAX
        if "database is locked" in str(error) and loop.time() < until:
            loop.call_later(LOOK_SECONDS, _do, future, work, until)
        elif not future.done():
            future.set_exception(error)
    else:
        if not future.done():
            future.set_result(result)
