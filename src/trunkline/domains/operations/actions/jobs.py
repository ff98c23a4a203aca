"""What a person may do about a job. Both are told: who stopped or repeated something must be seen afterwards."""

from __future__ import annotations

from trunkline.domains.operations.actions.clocks import stop_clock_of
from trunkline.domains.operations.events import JobCanceled, JobRetried
from trunkline.infra import queue
from trunkline.infra.queue import JobRow, JobState
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import JobId


async def cancel_job(scope: Scope, job_id: JobId) -> JobRow:
    """Raises `NotFound`, or `Conflict` when the job has ended."""
    job = await queue.cancel_job(scope, job_id)
    if job.state is JobState.canceled:
        await stop_clock_of(scope, job)
    scope.announce(JobCanceled(company_id=job.company_id, subject=job.id, job_kind=job.kind))
    return job


async def retry_job(scope: Scope, job_id: JobId) -> JobRow:
    """Raises `NotFound`, or `Conflict` unless the job is dead or cancelled."""
    job = await queue.retry_job(scope, job_id)
    scope.announce(JobRetried(company_id=job.company_id, subject=job.id, job_kind=job.kind))
    return job
