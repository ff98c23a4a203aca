"""Events that are sent one by one share their commits.

A commit waits for the disk, an insertion hardly does. So while one transaction is under way, the events that arrive meanwhile gather,
and go together into the next one of their company. Nobody waits for company: a lone event is committed at once. Each sender is
answered after the commit of its own event, never before.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NamedTuple

from trunkline.domains.usage.model import BATCH_MAX, IngestProblem, IngestResult, UsageEventInput

Record = Callable[[list[UsageEventInput]], Awaitable[IngestResult]]


class _Waiting(NamedTuple):
    event: UsageEventInput
    record: Record
    answer: asyncio.Future[IngestResult]


class Gathering:
    """The events under way in this process, per sender: company and caller, because a transaction has one of each."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[_Waiting]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def record(self, sender: str, event: UsageEventInput, record: Record) -> IngestResult:
        """What became of `event`. `record` opens a transaction, records a batch in it and commits."""
        answer: asyncio.Future[IngestResult] = asyncio.get_running_loop().create_future()
        waiting = self._waiting.get(sender)
        if waiting is None:
            self._waiting[sender] = waiting = []
            task = asyncio.create_task(self._run(sender))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        waiting.append(_Waiting(event, record, answer))
        return await answer

    async def _run(self, sender: str) -> None:
        """Commit batch after batch until nobody of this sender waits any more."""
        while batch := self._waiting[sender][:BATCH_MAX]:
            self._waiting[sender] = self._waiting[sender][BATCH_MAX:]
            await _record(batch)
        del self._waiting[sender]


async def _record(batch: list[_Waiting]) -> None:
    try:
        result = await batch[0].record([one.event for one in batch])
    except Exception as error:
        for one in batch:
            if not one.answer.done():
                one.answer.set_exception(error)
        return
    duplicates, problems = set(result.duplicates), {problem.index: problem for problem in result.problems}
    for index, one in enumerate(batch):
        if not one.answer.done():  # otherwise the sender went away; the event is counted all the same
            one.answer.set_result(_of_one(problems.get(index), known=index in duplicates))


def _of_one(problem: IngestProblem | None, *, known: bool) -> IngestResult:
    """The result of a batch as it looks to the sender of one event, whose place is 0."""
    if problem is not None:
        return IngestResult(0, (), (replace(problem, index=0),))
    return IngestResult(0, (0,), ()) if known else IngestResult(1, (), ())
