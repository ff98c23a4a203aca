"""Moving a company's clock: from one moment at which something is due for it to the next, and all that is due there, until it arrives.

How far it is stands in its row (`infra.clocks`), and what it has in hand in the jobs' rows: whoever does the job after a crash goes on from
there. A step writes the new time and what the schedules ask for at that time in one transaction, so that each firing happens once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from trunkline.infra.actor import system_actor
from trunkline.infra.clocks import ClockOvertaken, CompanyClock, change_clock, lock_clock
from trunkline.infra.queue import leases
from trunkline.infra.queue.by_clock import ClockWorker
from trunkline.infra.queue.calendar import next_firing, pass_by
from trunkline.infra.queue.job import Canceled, RetryLater, Run
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import CompanyId

SETTLE_TRIES = 100
SETTLE_PAUSE_SECONDS = 0.1
COME_BACK = timedelta(seconds=5)

Stopped = Callable[[Scope, bool], None]


async def move_clock(run: Run, company_id: CompanyId, stopped: Stopped) -> None:
    """Move the company's clock to where it is on its way to. `stopped` hears of it in the transaction in which it stands again,
    and whether it has arrived.

    Raises `RetryLater` when jobs of the company are still under way after ten seconds. When somebody cancels the job the clock stops
    where it is.
    """
    program = replace(run.program, moves=company_id)
    begin = program.begin_as(system_actor(run.kind), request_id=str(run.id))
    worker = ClockWorker(run.program, company_id, run.id)
    try:
        await _settle(begin, run, company_id)
        await worker.run_until_idle()
        while await _step(begin, run, worker):
            await worker.run_until_idle()
    except (Canceled, asyncio.CancelledError):
        await _stop_if_unwanted(begin, run, company_id, stopped)
        raise
    async with begin(company_id) as scope:
        clock = await _mine(scope, run, company_id)
        assert clock.advancing_to is not None
        stopped(await stand(scope, clock, clock.advancing_to), True)
    await run.progress(*_progress(replace(clock, now_at=clock.advancing_to)))


async def stand(scope: Scope, clock: CompanyClock, at: datetime) -> Scope:
    """The clock moves no more; what is due by it is done by the workers again. Returns the scope at the time that it stands at."""
    await change_clock(scope.tx, clock, now_at=at, advancing_to=None, advancing_from=None, job_id=None, moves=False)
    await leases.wake(scope.tx, clock.company_id, at, scope.machine_now)
    scope.wake_topics.add("jobs")
    return replace(scope, company_id=clock.company_id, now=at, clock=replace(clock, now_at=at, moves=False))


async def _settle(begin: Begin, run: Run, company_id: CompanyId) -> None:
    """From here on only we do the company's jobs. Those under way when the clock was told to move are waited for."""
    for _ in range(SETTLE_TRIES):
        async with begin(company_id) as scope:
            clock = await _mine(scope, run, company_id)
            running = await leases.put_to_sleep(scope.tx, company_id, clock.now_at, run.id)
            if not running:
                await change_clock(scope.tx, clock, moves=True)
                return
        await asyncio.sleep(SETTLE_PAUSE_SECONDS)
    raise RetryLater("Jobs of the company are still under way.", after=COME_BACK)


async def _step(begin: Begin, run: Run, worker: ClockWorker) -> bool:
    """Move to the next moment at which anything is due, enqueue what is scheduled for it and claim the first of it; False when nothing is
    due until the end. Raises `Canceled`, and stays where it is.
    """
    company_id = worker.company_id
    async with begin(company_id) as scope:
        clock = await _mine(scope, run, company_id)
        assert clock.advancing_to is not None
        sleeping = await leases.next_by_clock(scope.tx, company_id, scope.now)
        schedules = run.program.jobs.scheduled()
        fires, jobs = await next_firing(scope, schedules, clock.advancing_to)
        stop = min((one for one in (sleeping, fires) if one is not None), default=None)
        if stop is None or stop > clock.advancing_to:
            await pass_by(scope, schedules, clock.advancing_to, clock.advancing_to)
            return False
        await pass_by(scope, schedules, stop, clock.advancing_to)
        await change_clock(scope.tx, clock, now_at=stop)
        moved = replace(clock, now_at=stop, version=clock.version + 1)
        then = replace(scope, now=stop, clock=moved)
        for job in jobs if fires == stop else ():
            await then.enqueue(job, {}, unique_key=f"{job.kind}@{stop.isoformat()}/{company_id}")
        await worker.claim_within(then)
        if await leases.report_progress(scope.tx, run.id, *_progress(moved)):
            raise Canceled
        return True


async def _mine(scope: Scope, run: Run, company_id: CompanyId) -> CompanyClock:
    clock = await lock_clock(scope.tx, company_id)
    assert clock is not None, "a company with a clock of its own keeps it"
    if clock.job_id != run.id:
        raise ClockOvertaken("The clock is moved by another job, or stands.")
    return clock


async def _stop_if_unwanted(begin: Begin, run: Run, company_id: CompanyId, stopped: Stopped) -> None:
    """Cancelled by somebody, or only taken from this worker, after which another goes on."""
    async with begin(company_id) as scope:
        if await leases.is_unwanted(scope.tx, run.id):
            clock = await _mine(scope, run, company_id)
            stopped(await stand(scope, clock, clock.now_at), False)


def _progress(clock: CompanyClock) -> tuple[int, int]:
    """How many hours of the company's time are done, and how many there are."""
    assert clock.advancing_to is not None and clock.advancing_from is not None
    hour = timedelta(hours=1)
    total = -(-(clock.advancing_to - clock.advancing_from) // hour)
    return min(total, (clock.now_at - clock.advancing_from) // hour), total
