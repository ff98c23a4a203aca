"""Long runs that take turns, step by step, so that what else the machine does befalls all of them alike."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable, Sequence

# What a run calls after each of its steps (how many are done, how many are known of): it waits there until its next turn.
Step = Callable[[int, int], Awaitable[None]]
Run = Callable[[Step], Awaitable[object]]


async def in_turns(runs: Sequence[Run]) -> list[float]:
    """Seconds that a step of each of `runs` takes, the median; one runs at a time, and each step lets the next one run."""
    turns = _Turns(len(runs))
    turns.go(0)
    async with asyncio.TaskGroup() as group:
        for place, run in enumerate(runs):
            group.create_task(turns.follow(place, run))
    return [statistics.median(seconds) for seconds in turns.seconds]


class _Turns:
    def __init__(self, count: int) -> None:
        self.seconds: list[list[float]] = [[] for _ in range(count)]
        self._gates = [asyncio.Event() for _ in range(count)]
        self._running = list(range(count))
        self._begun = 0.0

    async def follow(self, place: int, run: Run) -> None:
        async def step(_done: int, _known: int) -> None:
            self._stop(place)
            self.go(self._after(place))
            await self._wait(place)

        await self._wait(place)
        await run(step)
        following = self._after(place)
        self._running.remove(place)
        if self._running:
            self.go(following)

    def go(self, place: int) -> None:
        self._gates[place].set()

    async def _wait(self, place: int) -> None:
        await self._gates[place].wait()
        self._gates[place].clear()
        self._begun = time.perf_counter()

    def _stop(self, place: int) -> None:
        self.seconds[place].append(time.perf_counter() - self._begun)

    def _after(self, place: int) -> int:
        return self._running[(self._running.index(place) + 1) % len(self._running)]
