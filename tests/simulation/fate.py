"""What goes wrong, and when: drawn from the seed, at points that are counted and not timed, so that it goes wrong there again.

A point is a statement, a commit, a request to a provider or its answer. At any of them a process may die. A dead process does nothing
more, whatever its code would still like to do: each further point raises as well, and its open transaction is rolled back.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from random import Random
from typing import Any

import httpx2
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

MAIN = "main"
# Which process does this: several may live in the one that the simulation is.
_process: ContextVar[str] = ContextVar("process", default=MAIN)


@contextmanager
def as_process(name: str) -> Iterator[None]:
    before = _process.set(name)
    try:
        yield
    finally:
        _process.reset(before)


class Death(BaseException):  # no `except Exception` may survive it
    """The process is gone."""


@dataclass(frozen=True, slots=True)
class Odds:
    """How likely each thing is at a point of its kind (0 to 1)."""

    statement_fails: float = 0.0
    commit_fails: float = 0.0
    commit_answer_lost: float = 0.0
    refused: float = 0.0
    request_lost: float = 0.0
    answer_lost: float = 0.0
    broken: float = 0.0

    @classmethod
    def drawn(cls, chance: Random) -> Odds:
        """Some lives are calm, some have one kind of trouble only, some have all."""

        def some(most: float) -> float:
            return chance.choice([0.0, most / 5, most])

        return cls(some(0.002), some(0.01), some(0.01), some(0.03), some(0.05), some(0.1), some(0.03))


class Fate:
    """Stands at every point of the program's way. `passed` counts them; `deaths` and `faults` what happened there."""

    def __init__(self, seed: int, odds: Odds) -> None:
        self._chance = Random(f"{seed}/fate")
        self._drawn, self._odds = odds, Odds()
        self._dies_in: dict[str, int] = {}
        self._dead: set[str] = set()
        self.passed = self.deaths = self.faults = 0

    @property
    def is_dead(self) -> bool:
        """Whether the process that asks is."""
        return _process.get() in self._dead

    def let_die(self, points_max: int, process: str = MAIN) -> None:
        """Within so many of its points from now."""
        self._dies_in[process] = self._chance.randint(1, points_max)

    def begin(self) -> None:
        """From now on things go wrong."""
        self._odds = self._drawn

    def calm(self) -> None:
        """From now on nothing goes wrong."""
        self._odds = Odds()
        self._dies_in.clear()

    def reborn(self, process: str = MAIN) -> None:
        self._dead.discard(process)
        self._dies_in.pop(process, None)

    def point(self) -> None:
        """Raises `Death` when the moment has come."""
        process = _process.get()
        if process not in self._dead and process in self._dies_in:
            self._dies_in[process] -= 1
            if self._dies_in[process] <= 0:
                self._dead.add(process)
                self.deaths += 1
        if process in self._dead:
            raise Death
        self.passed += 1

    def strikes(self, what: str) -> bool:
        """Draws whether the fault that `Odds` names so happens here."""
        likely = getattr(self._odds, what)
        happens = likely > 0 and self._chance.random() < likely
        self.faults += happens
        return bool(happens)

    def watch(self, engine: AsyncEngine) -> Callable[[], None]:
        """Stand at the statements and commits of this engine, until what is returned is called."""
        event.listen(engine.sync_engine, "before_cursor_execute", self._before_statement)
        dialect: Any = engine.dialect
        commit = dialect.do_commit

        def do_commit(connection: Any) -> None:
            self.point()
            if self.strikes("commit_fails"):
                raise _database_error("database is locked")
            commit(connection)
            self.point()
            if self.strikes("commit_answer_lost"):
                raise _database_error("the connection was lost", gone=True)

        dialect.do_commit = do_commit

        def leave() -> None:
            event.remove(engine.sync_engine, "before_cursor_execute", self._before_statement)
            del dialect.do_commit

        return leave

    def _before_statement(self, *_: object) -> None:
        self.point()
        if self.strikes("statement_fails"):
            raise _database_error("database is locked")


class Way(httpx2.AsyncBaseTransport):
    """The network between an adapter and its provider."""

    def __init__(self, fate: Fate, inner: httpx2.AsyncBaseTransport) -> None:
        self._fate, self._inner = fate, inner

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self._fate.point()
        if self._fate.strikes("refused"):
            raise httpx2.ConnectError("Nobody answers there.", request=request)
        if self._fate.strikes("request_lost"):
            raise httpx2.ReadTimeout("No answer came in time.", request=request)
        if self._fate.strikes("broken"):
            return httpx2.Response(503, content=b"<html>Bad gateway</html>", request=request)
        answer = await self._inner.handle_async_request(request)
        self._fate.point()
        if self._fate.strikes("answer_lost"):
            raise httpx2.ReadTimeout("No answer came in time.", request=request)
        return answer


def _database_error(words: str, *, gone: bool = False) -> OperationalError:
    return OperationalError("(simulated)", {}, Exception(words), connection_invalidated=gone)
