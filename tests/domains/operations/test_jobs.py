"""Jobs can be seen, stopped and tried again by those who may, and what was done to them is told."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx2
import pytest

from tests.clients import client_as
from trunkline.domains.operations.jobs import forget_ended_jobs
from trunkline.infra.program import Program
from trunkline.infra.queue import Job, Jobs, RetryPolicy, Run, Worker, job
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock

TEST = system_actor("test")


@job("test.works")
async def works(run: Run) -> None:
    await run.progress(3, 4)


@job("test.fails", retry=RetryPolicy(attempts_max=1))
async def fails(run: Run) -> None:
    raise RuntimeError("no")


@pytest.fixture
async def operator(program: Program) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, "jobs.read", "jobs.manage") as client:
        yield client


async def enqueue(program: Program) -> None:
    async with program.scope(TEST) as scope:
        await scope.enqueue(works, {"secret": "not shown"})


async def facts(program: Program) -> list[str]:
    async with client_as(program, "activity.read", "jobs.read") as client:
        return [one["kind"] for one in (await client.get("/activity")).json()["items"]]


async def test_a_waiting_job_can_be_cancelled_and_tried_again(program: Program, operator: httpx2.AsyncClient) -> None:
    await enqueue(program)
    (job_,) = (await operator.get("/jobs", params={"state": "queued"})).json()["items"]
    assert (job_["kind"], job_["state"], job_["progress"], job_["attempts"]) == ("test.works", "queued", None, 0)
    assert "payload" not in job_
    canceled = await operator.post(f"/jobs/{job_['id']}/cancel")
    assert (canceled.status_code, canceled.json()["state"]) == (200, "canceled")
    assert (await operator.post(f"/jobs/{job_['id']}/cancel")).status_code == 409
    again = await operator.post(f"/jobs/{job_['id']}/retry")
    assert (again.status_code, again.json()["state"]) == (200, "queued")
    assert sorted(await facts(program)) == ["job.canceled", "job.retried"]


async def test_progress_is_shown(program: Program, operator: httpx2.AsyncClient) -> None:
    program.jobs.by_kind.update(Jobs([works]).by_kind)
    await enqueue(program)
    assert await Worker(program).run_until_idle() == 1
    (job_,) = (await operator.get("/jobs")).json()["items"]
    assert (job_["state"], job_["progress"]) == ("succeeded", {"done": 3, "total": 4})
    assert (await operator.post(f"/jobs/{job_['id']}/retry")).status_code == 409


async def test_only_who_manages_jobs_touches_them(program: Program, operator: httpx2.AsyncClient) -> None:
    await enqueue(program)
    (job_,) = (await operator.get("/jobs")).json()["items"]
    async with client_as(program, "jobs.read") as reader:
        assert (await reader.post(f"/jobs/{job_['id']}/cancel")).status_code == 403
    assert (await operator.get("/jobs")).json()["items"][0]["state"] == "queued"
    assert (await operator.post("/jobs/job_01h455vb4pex5vsknk084sn02q/cancel")).status_code == 404


async def test_what_ended_a_month_ago_is_forgotten_and_the_dead_are_not(
    program: Program, operator: httpx2.AsyncClient, clock: ManualClock
) -> None:
    program.jobs.by_kind.update(Jobs([works, fails, forget_ended_jobs]).by_kind)
    for kind in (works, fails):
        async with program.scope(TEST) as scope:
            await scope.enqueue(kind, {})
    await Worker(program).run_until_idle()
    clock.advance(timedelta(days=29))
    await run_at_once(program, forget_ended_jobs)
    assert await kinds(operator) == ["operations.forget_ended_jobs", "test.fails", "test.works"]
    clock.advance(timedelta(days=2))
    await run_at_once(program, forget_ended_jobs)
    assert await kinds(operator) == ["operations.forget_ended_jobs", "operations.forget_ended_jobs", "test.fails"]


async def run_at_once(program: Program, kind: Job) -> None:
    async with program.scope(TEST) as scope:
        await scope.enqueue(kind, {})
    await Worker(program).run_until_idle()


async def kinds(operator: httpx2.AsyncClient) -> list[str]:
    """Of all jobs but those that tell people that one died."""
    found = [one["kind"] for one in (await operator.get("/jobs?limit=100")).json()["items"]]
    return sorted(kind for kind in found if not kind.startswith("notifications."))
