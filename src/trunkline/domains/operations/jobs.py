"""Later work of operations."""

from __future__ import annotations

from datetime import timedelta

from trunkline.domains.operations import actions
from trunkline.domains.operations.model import ADVANCE_JOB
from trunkline.infra import queue
from trunkline.infra.queue import RetryPolicy, Run, job, never


@job("operations.forget_ended_jobs", every="41 * * * *", alarm=never)
async def forget_ended_jobs(run: Run) -> None:
    """Jobs that succeeded or were cancelled a month ago are forgotten, a thousand per transaction."""
    while True:
        async with run.scope() as scope:
            if await queue.forget_ended_jobs(scope) < queue.AT_ONCE:
                return


@job("operations.check_books", every="25 3 * * *", alarm=never)
async def check_books(run: Run) -> None:
    """Every night: the books of each company are proved, and the operator is told where they are wrong."""
    await actions.alert_unbalanced(run.begin)


@job(
    ADVANCE_JOB,
    retry=RetryPolicy(attempts_max=20, first=timedelta(seconds=1), most=timedelta(minutes=1)),
    given_up=actions.stop_clock_of,
)
async def advance_test_clock(run: Run) -> None:
    """Move a test company's clock to where it was told to go, through all that would have happened on the way."""
    await actions.advance_clock(run)
