"""Jobs on each database: born with their fact, run once, retried, dead with their history, cancelled, scheduled, reclaimed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import ClassVar

import pytest
from sqlalchemy import select

from trunkline.infra import queue
from trunkline.infra.journal import Entry
from trunkline.infra.program import Program
from trunkline.infra.queue import Job, JobRow, Jobs, JobState, RetryLater, RetryPolicy, Run, Worker, job
from trunkline.infra.scope import Scope, system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Conflict, NotFound
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import CompanyId, JobId
from trunkline.kernel.page import PageRequest

ACME = CompanyId("com_01h455vb4pex5vsknk084sn02q")
BOLT = CompanyId("com_01h455vb4pex5vsknk084sn02r")
TEST = system_actor("test")


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRang(Fact):
    kind: ClassVar[str] = "bell.rang"
    audience: ClassVar[str] = "activity.read"
    times: int


def with_jobs(program: Program, *jobs: Job) -> Program:
    return replace(program, jobs=Jobs(jobs))


async def rows(program: Program) -> list[JobRow]:
    async with program.scope(TEST, write=False) as scope:
        return list((await queue.jobs_page(scope, PageRequest(100))).items)


async def ring(program: Program, times: int = 1) -> None:
    async with program.scope(TEST) as scope:
        scope.announce(BellRang(company_id=ACME, subject="the bell", times=times))


def request(run: Callable[[Run], Awaitable[None]], **options: object) -> Job:
    return job("test.work", **options)(run)  # type: ignore[arg-type]


async def enqueue(program: Program, one: Job, **when: object) -> JobId:
    async with program.scope(TEST, company_id=ACME) as scope:
        await scope.enqueue(one, {"n": 1}, **when)
    return (await rows(program))[0].id


async def test_a_fact_that_a_job_does_not_care_for_makes_no_row(program: Program) -> None:
    async def often(_scope: Scope, entry: Entry) -> bool:
        return bool(entry.payload["times"] == 3)

    async def noop(_run: Run) -> None: ...

    await ring(with_jobs(program, request(noop, on=BellRang, wanted=often)), times=2)
    assert await rows(program) == []
    await ring(with_jobs(program, request(noop, on=BellRang, wanted=often)), times=3)
    assert [one.kind for one in await rows(program)] == ["test.work"]


async def test_a_fact_is_answered_by_each_subscriber_once(program: Program) -> None:
    heard: list[tuple[str, object, object]] = []

    @job("test.first", on=BellRang)
    async def first(run: Run) -> None:
        heard.append(("first", run.fact["times"], run.company_id))

    @job("test.second", on=BellRang)
    async def second(run: Run) -> None:
        heard.append(("second", run.subject, run.attempt))

    program = with_jobs(program, first, second)
    await ring(program, times=3)
    assert await Worker(program).run_until_idle() == 2
    assert await Worker(program).run_until_idle() == 0
    assert sorted(heard, key=str) == [("first", 3, ACME), ("second", "the bell", 1)]
    assert {row.state for row in await rows(program)} == {JobState.succeeded}


async def test_a_rolled_back_fact_leaves_no_job(program: Program) -> None:
    async def never(run: Run) -> None:
        raise AssertionError("this job was never born")

    program = with_jobs(program, job("test.never", on=BellRang)(never))

    async def announce_and_fail() -> None:
        async with program.scope(TEST) as scope:
            scope.announce(BellRang(company_id=ACME, subject="the bell", times=1))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await announce_and_fail()
    assert await rows(program) == []


async def test_retries_back_off_and_end_in_dead_with_their_history(program: Program, clock: ManualClock) -> None:
    async def fail(run: Run) -> None:
        raise ValueError(f"attempt {run.attempt}")

    retry = RetryPolicy(attempts_max=3, first=timedelta(seconds=10))
    one = request(fail, retry=retry)
    program = with_jobs(program, one)
    job_id = await enqueue(program, one)
    waits = []
    for _ in range(3):
        assert await Worker(program).run_until_idle() == 1
        (row,) = await rows(program)
        waits.append(row.run_at - clock.now())
        clock.advance(timedelta(minutes=1))
    assert timedelta(seconds=5) <= waits[0] <= timedelta(seconds=10)
    assert timedelta(seconds=10) <= waits[1] <= timedelta(seconds=20)
    assert (row.state, row.attempts, row.error) == (JobState.dead, 3, "ValueError: attempt 3")
    async with program.database.read() as connection:
        errors = await connection.execute(select(queue.job_attempt.c.error).order_by(queue.job_attempt.c.number))
        assert list(errors.scalars()) == [f"ValueError: attempt {n}" for n in (1, 2, 3)]
        facts = await connection.execute(select(queue.job_table.c.id).where(queue.job_table.c.id == job_id))
        assert facts.one()


async def test_retry_later_waits_exactly_as_long_as_it_says(program: Program, clock: ManualClock) -> None:
    async def out(run: Run) -> None:
        if run.attempt == 1:
            raise RetryLater("the gateway is out", after=timedelta(seconds=300))

    one = request(out)
    program = with_jobs(program, one)
    await enqueue(program, one)
    await Worker(program).run_until_idle()
    assert (await rows(program))[0].run_at == clock.now() + timedelta(seconds=300)
    clock.advance(timedelta(seconds=299))
    assert await Worker(program).run_until_idle() == 0
    clock.advance(timedelta(seconds=1))
    assert await Worker(program).run_until_idle() == 1
    assert (await rows(program))[0].state is JobState.succeeded


async def test_retry_later_that_spends_nothing_leaves_the_attempts_for_what_goes_wrong(
    program: Program, clock: ManualClock
) -> None:
    async def out(run: Run) -> None:
        if run.attempt <= 20:
            raise RetryLater("the gateway is out", after=timedelta(hours=1), spends=False)
        raise ValueError("broken")

    one = request(out, retry=RetryPolicy(attempts_max=2, first=timedelta(hours=1), most=timedelta(hours=1)))
    program = with_jobs(program, one)
    await enqueue(program, one)
    for number in range(1, 21):
        await Worker(program).run_until_idle()
        (row,) = await rows(program)
        assert (row.state, row.attempts, row.attempts_max) == (JobState.queued, number, 2 + number)
        clock.advance(timedelta(hours=1))
    await Worker(program).run_until_idle()
    assert (await rows(program))[0].state is JobState.queued, "the first that counts"
    clock.advance(timedelta(hours=1))
    await Worker(program).run_until_idle()
    dead = [one for one in await rows(program) if one.kind == row.kind]
    assert [one.state for one in dead] == [JobState.dead]


async def _lanes(
    program: Program, clock: ManualClock, one: Job, company_id: CompanyId | None, *lanes: str | None
) -> None:
    for lane in lanes:
        clock.advance(timedelta(seconds=1))
        async with program.scope(TEST, company_id=company_id) as scope:
            await scope.enqueue(one, {"n": lane}, lane=lane)


async def test_a_lane_and_the_lanes_of_a_company_leave_workers_to_the_others(
    program: Program, clock: ManualClock
) -> None:
    """What waits for one receiver, however much it is and however long it has waited, is two at a time; for one company's three."""

    async def work(run: Run) -> None:
        raise AssertionError("is not run here")

    one = request(work)
    program = with_jobs(program, one)
    await _lanes(program, clock, one, ACME, *["slow"] * 6, "b", "c")
    await _lanes(program, clock, one, None, "platform", "platform", "platform", None)

    async def claimed(count: int, worker: str) -> list[object]:
        async with program.database.write() as connection:
            kinds, lease = [one.kind], timedelta(seconds=60)
            found = await queue.leases.claim(connection, worker, kinds, clock.now(), lease, count)
        return [row.payload["n"] for row in found]

    assert await claimed(4, "first") == ["slow", "slow"]
    assert await claimed(1, "second") == ["b"]
    assert await claimed(8, "third") == ["platform", "platform", None], "that company has three of them"
    assert await claimed(8, "fourth") == []
    clock.advance(timedelta(seconds=61))
    assert await claimed(4, "fifth") == ["slow", "slow"], "a worker that died holds no lane"


async def test_many_workers_run_each_job_exactly_once(program: Program) -> None:
    ran: list[object] = []

    async def work(run: Run) -> None:
        ran.append(run.payload["n"])
        await asyncio.sleep(0)

    one = request(work)
    program = with_jobs(program, one)
    async with program.scope(TEST) as scope:
        for n in range(60):
            await scope.enqueue(one, {"n": n})
    made = await asyncio.gather(*(Worker(program, name=f"w{n}").run_until_idle() for n in range(4)))
    assert sum(made) == 60
    assert sorted(ran, key=str) == sorted(range(60), key=str)


async def test_the_job_of_a_dead_worker_is_run_by_another_after_the_lease(program: Program, clock: ManualClock) -> None:
    ran: list[int] = []

    async def work(run: Run) -> None:
        ran.append(run.attempt)

    one = request(work)
    program = with_jobs(program, one)
    await enqueue(program, one)
    dead = Worker(program, name="dies")
    assert len(await dead._claim(1)) == 1  # claimed, and then nothing: the process is gone
    assert await Worker(program).run_until_idle() == 0
    clock.advance(timedelta(seconds=61))
    assert await Worker(program).run_until_idle() == 1
    assert ran == [2]


async def test_a_worker_that_lost_its_lease_does_not_overwrite_the_other_ones_word(
    program: Program, clock: ManualClock
) -> None:
    async def work(run: Run) -> None:
        return None

    one = request(work)
    program = with_jobs(program, one)
    await enqueue(program, one)
    slow = Worker(program, name="slow")
    (claimed,) = await slow._claim(1)
    clock.advance(timedelta(seconds=61))
    assert await Worker(program, name="fast").run_until_idle() == 1
    await slow._failed(one, claimed, ValueError("too late"))
    (row,) = await rows(program)
    assert (row.state, row.error) == (JobState.succeeded, None)


async def test_the_same_unique_key_is_one_job(program: Program) -> None:
    async def work(run: Run) -> None:
        return None

    one = request(work)
    program = with_jobs(program, one)
    for _ in range(3):
        await enqueue(program, one, unique_key="invoice 7")
    assert len(await rows(program)) == 1


async def test_a_queued_job_is_cancelled_at_once_and_can_be_given_new_attempts(program: Program) -> None:
    ran: list[int] = []

    async def work(run: Run) -> None:
        ran.append(run.attempt)

    one = request(work)
    program = with_jobs(program, one)
    job_id = await enqueue(program, one)
    async with program.scope(TEST, company_id=ACME) as scope:
        assert (await queue.cancel_job(scope, job_id)).state is JobState.canceled
    assert await Worker(program).run_until_idle() == 0
    assert ran == []
    async with program.scope(TEST, company_id=ACME) as scope:
        assert (await queue.retry_job(scope, job_id)).state is JobState.queued
    assert await Worker(program).run_until_idle() == 1
    assert ran == [1]


async def test_a_running_job_is_cancelled_at_its_next_progress(program: Program) -> None:
    async def work(run: Run) -> None:
        for n in range(3):
            await run.progress(n, 3)
            async with run.begin(ACME) as scope:
                await queue.cancel_job(scope, run.id)
        raise AssertionError("it should have been cancelled")

    one = request(work)
    program = with_jobs(program, one)
    await enqueue(program, one)
    await Worker(program).run_until_idle()
    (row,) = await rows(program)
    assert (row.state, row.done, row.total) == (JobState.canceled, 1, 3)


async def test_a_job_that_fails_after_it_was_cancelled_is_not_tried_again(program: Program, clock: ManualClock) -> None:
    ran: list[int] = []

    async def work(run: Run) -> None:
        ran.append(run.attempt)
        async with run.begin(ACME) as scope:
            await queue.cancel_job(scope, run.id)
        raise RuntimeError("failed before it noticed")

    one = request(work)
    program = with_jobs(program, one)
    await enqueue(program, one)
    await Worker(program).run_until_idle()
    clock.advance(timedelta(hours=1))
    await Worker(program).run_until_idle()
    (row,) = await rows(program)
    assert (row.state, ran) == (JobState.canceled, [1])


async def test_another_companys_job_does_not_exist(program: Program) -> None:
    async def work(run: Run) -> None:
        return None

    one = request(work)
    program = with_jobs(program, one)
    job_id = await enqueue(program, one)
    async with program.scope(TEST, company_id=BOLT) as scope:
        with pytest.raises(NotFound):
            await queue.cancel_job(scope, job_id)
    assert (await rows(program))[0].state is JobState.queued
    async with program.scope(TEST, company_id=ACME) as scope:
        with pytest.raises(Conflict):
            await queue.retry_job(scope, job_id)


async def test_a_schedule_fires_once_per_time_whatever_the_number_of_workers(
    program: Program, clock: ManualClock
) -> None:
    async def work(run: Run) -> None:
        return None

    program = with_jobs(program, request(work, every="*/15 * * * *"))
    workers = [Worker(program, name=f"w{n}") for n in range(3)]
    for _ in range(5):  # 12:00 (only plans), 12:15, 12:30, 12:45, 13:00
        await asyncio.gather(*(worker.tick() for worker in workers))
        clock.advance(timedelta(minutes=15))
    assert len(await rows(program)) == 4


async def test_a_running_worker_picks_up_what_is_announced(program: Program) -> None:
    heard = asyncio.Event()

    @job("test.heard", on=BellRang)
    async def hear(run: Run) -> None:
        heard.set()

    program = with_jobs(program, hear)
    stop = asyncio.Event()
    working = asyncio.create_task(Worker(program).run(stop))
    await ring(program)
    await asyncio.wait_for(heard.wait(), 5)
    stop.set()
    await asyncio.wait_for(working, 5)
    assert (await rows(program))[0].state is JobState.succeeded
