"""The worker: claims due jobs, runs them side by side, keeps their leases alive, and writes down how each attempt ended."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

import structlog
from cronsim import CronSim

from trunkline.infra.actor import system_actor
from trunkline.infra.pubsub import Woken
from trunkline.infra.queue import leases
from trunkline.infra.queue.job import Canceled, Job, JobDied, RetryLater, Run
from trunkline.infra.queue.reach import of_a_schedule
from trunkline.infra.queue.tables import JobRow, JobState
from trunkline.kernel.errors import Unavailable
from trunkline.kernel.ids import JobId

if TYPE_CHECKING:
    from trunkline.infra.program import Program
    from trunkline.infra.scope import Scope

log = structlog.get_logger("trunkline.worker")

LEASE = timedelta(seconds=60)
HEARTBEAT_SECONDS = 5.0
POLL_SECONDS = 1.0
ERROR_LENGTH_MAX = 2000


class Worker:
    """Runs jobs until told to stop. Many may run at once, in one process or in several."""

    def __init__(self, program: Program, *, side_by_side: int = 4, name: str | None = None) -> None:
        self.program = program
        self.side_by_side = side_by_side
        self.name = name or f"{os.getpid()}-{program.entropy.getrandbits(32):08x}"
        self._running: dict[JobId, asyncio.Task[None]] = {}
        self._canceled: set[JobId] = set()

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; jobs in hand are finished first."""
        beat = asyncio.create_task(self._keep_alive())
        try:
            with self.program.wakeups.subscribe("jobs") as woken:
                while not stop.is_set():
                    if not await self._survive(self._turn):
                        await self._rest(stop, woken)
            await asyncio.gather(*self._running.values(), return_exceptions=True)
        finally:
            beat.cancel()

    async def run_until_idle(self, *, turns_max: int = 10_000) -> int:
        """Run everything that is due now, and what follows from it, then return how many attempts were made."""
        made = 0
        for _ in range(turns_max):
            jobs = await self._claim(self.side_by_side)
            if not jobs:
                return made
            await asyncio.gather(*(self._attempt(job) for job in jobs))
            made += len(jobs)
        raise AssertionError(f"jobs were still due after {turns_max} turns: does one enqueue itself without end?")

    async def run_one(self, job_id: JobId) -> bool:
        """Run this one job, if it is due and nobody else has it; returns whether we did."""
        now, kinds = self.program.clock.now(), list(self.program.jobs.by_kind)
        async with self.program.database.write() as connection:
            claimed = await leases.claim(connection, self.name, kinds, now, LEASE, 1, only=job_id)
        if not claimed:
            return False
        beat = asyncio.create_task(self._keep_alive())
        self._running[job_id] = task = asyncio.create_task(self._attempt(claimed[0]))
        try:
            await task
        finally:
            self._running.pop(job_id, None)
            beat.cancel()
        return True

    async def tick(self) -> None:
        """Enqueue the scheduled jobs whose time has come. Harmless to call often and from several workers."""
        now = self.program.clock.now()
        async with self.program.database.read() as connection:
            known = await leases.due_schedules(connection)
        for job in self.program.jobs.scheduled():
            if known.get(job.kind) is None or known[job.kind] <= now:
                await self._fire(job, known.get(job.kind), now)

    async def _turn(self) -> bool:
        await self.tick()
        jobs = await self._claim(self.side_by_side - len(self._running))
        for job in jobs:
            task = asyncio.create_task(self._attempt(job), name=f"{job.kind} {job.id}")
            self._running[job.id] = task
            task.add_done_callback(partial(self._forget, job.id))
        return bool(jobs) and len(self._running) < self.side_by_side

    def _forget(self, job_id: JobId, task: asyncio.Task[None]) -> None:
        """What could not even be written down is said in the log; the lease runs out and the job is done again."""
        self._running.pop(job_id, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("job_not_concluded", job=job_id, error=repr(error)[:500])

    async def _rest(self, stop: asyncio.Event, woken: Woken) -> None:
        waiting = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(woken.wait(POLL_SECONDS))]
        await asyncio.wait(
            [*waiting, *self._running.values()], timeout=POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
        )
        for task in waiting:
            task.cancel()

    async def _survive(self, turn: Callable[[], Awaitable[bool]]) -> bool:
        """A database that is away for a moment must not end the worker."""
        try:
            return await turn()
        except Unavailable as problem:
            log.warning("worker_waits", worker=self.name, detail=problem.detail)
        except Exception:
            log.exception("worker_turn_failed", worker=self.name)
        return False

    async def _claim(self, count: int) -> list[JobRow]:
        if count <= 0:
            return []
        now = self.program.clock.now()
        kinds = list(self.program.jobs.by_kind)
        if self.program.database.dialect == "sqlite" and not await self._anything_due(now):
            return []  # do not take the one write lock just to find nothing
        async with self.program.database.write() as connection:
            return await leases.claim(connection, self.name, kinds, now, LEASE, count)

    async def _anything_due(self, now: datetime) -> bool:
        async with self.program.database.read() as connection:
            return await leases.anything_due(connection, now)

    async def _attempt(self, row: JobRow) -> None:
        job = self.program.jobs.by_kind[row.kind]
        bound = log.bind(job=row.id, kind=row.kind, attempt=row.attempts + 1)
        if row.cancel_requested:  # while an earlier attempt ran, whose worker failed or died before it noticed
            await self._end(row, JobState.canceled, None)
            return
        if row.attempts >= row.attempts_max:  # the last worker died with it; its lease ran out
            await self._end(row, JobState.dead, "the worker died during the last attempt")
            return
        try:
            await job.handler(self._run_of(row))
        except Canceled:
            await self._end(row, JobState.canceled, None)
        except asyncio.CancelledError:
            if row.id not in self._canceled:
                raise
            await self._end(row, JobState.canceled, None)
        except Exception as error:
            foreseen = isinstance(error, (RetryLater, Unavailable))
            bound.warning("job_failed", error=repr(error)[:500], exc_info=not foreseen)
            await self._failed(job, row, error)
        else:
            await self._end(row, JobState.succeeded, None)

    def _run_of(self, row: JobRow) -> Run:
        async def report(done: int, total: int) -> None:
            async with self.program.database.write() as connection:
                unwanted = await leases.report_progress(connection, row.id, done, total)
            if unwanted:
                raise Canceled

        begin = self.program.begin_as(system_actor(row.kind), request_id=str(row.id))
        if self.program.jobs.by_kind[row.kind].every is not None:
            begin = of_a_schedule(begin, row.company_id)
        number = row.attempts + 1
        return Run(row.id, row.kind, number, row.company_id, row.payload, self.program, begin, report)

    async def _failed(self, job: Job, row: JobRow, error: Exception) -> None:
        words = f"{type(error).__name__}: {error}"[:ERROR_LENGTH_MAX]
        number = row.attempts + 1
        more = int(isinstance(error, RetryLater) and not error.spends)
        if number >= row.attempts_max + more:
            await self._end(row, JobState.dead, words)
            return
        wait = error.after if isinstance(error, RetryLater) else job.retry.delay(number, self.program.entropy)
        await self._put_back(row, wait, words, more)

    async def _put_back(self, row: JobRow, wait: timedelta, words: str, more: int) -> None:
        """`more`: attempts that it may have besides."""
        now = self.program.clock.now()
        async with self.program.database.write() as connection:
            await leases.put_back(connection, self.name, row, now, now + wait, words, more)

    async def _end(self, row: JobRow, state: JobState, error: str | None) -> None:
        actor = system_actor(row.kind)
        # How a job ended is written down also while its company's clock moves.
        program = replace(self.program, moves=row.company_id)
        async with program.scope(actor, company_id=row.company_id, request_id=str(row.id)) as scope:
            held = await leases.finish(scope.tx, self.name, row, state, scope.machine_now, error)
            given_up = self.program.jobs.by_kind[row.kind].given_up
            if held and state is not JobState.succeeded and given_up is not None:
                await given_up(scope, row)
            if held and state is JobState.dead:
                scope.announce(
                    JobDied(
                        company_id=row.company_id,
                        subject=row.id,
                        job_kind=row.kind,
                        attempts=min(row.attempts + 1, row.attempts_max),
                        error=error or "",
                    )
                )
            await self._ended(scope)

    async def _ended(self, scope: Scope) -> None:
        """In the transaction in which a job has ended."""

    async def _fire(self, job: Job, expected: datetime | None, now: datetime) -> None:
        assert job.every is not None
        next_at = next(CronSim(job.every, now))
        async with self.program.scope(system_actor("schedule")) as scope:
            if await leases.set_schedule(scope.tx, job.kind, job.every, expected, next_at, now):
                assert expected is not None
                await scope.enqueue(job, {}, unique_key=f"{job.kind}@{expected.isoformat()}")

    async def _keep_alive(self) -> None:
        while True:
            await asyncio.sleep(HEARTBEAT_SECONDS)
            await self._survive(self._beat)

    async def _beat(self) -> bool:
        held = list(self._running)
        if held:
            async with self.program.database.write() as connection:
                until = self.program.clock.now() + LEASE
                still = await leases.heartbeat(connection, self.name, held, until)
            for job_id in held:
                if job_id in self._running and still.get(job_id, True):  # cancelled by somebody, or the lease was lost
                    if still.get(job_id):
                        self._canceled.add(job_id)
                    self._running[job_id].cancel()
        return True
