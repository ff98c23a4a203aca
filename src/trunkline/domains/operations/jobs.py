"""Later work of operations."""

from __future__ import annotations

from trunkline.infra import queue
from trunkline.infra.queue import Run, job


@job("operations.forget_ended_jobs", every="41 * * * *")
async def forget_ended_jobs(run: Run) -> None:
    """Jobs that succeeded or were cancelled a month ago are forgotten, a thousand per transaction."""
    while True:
        async with run.scope() as scope:
            if await queue.forget_ended_jobs(scope) < queue.AT_ONCE:
                return
