"""Background jobs: what waits, runs, failed, and what to do about it."""

from datetime import datetime

from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.operations import actions
from trunkline.domains.operations.api.router import router
from trunkline.infra.queue import JobRow, JobState, jobs_page
from trunkline.infra.web import AnyTimeScope, PageOut, Paging, ReadScope, WriteScope
from trunkline.kernel.ids import CompanyId, JobId

_SHOWN = (
    *("id", "kind", "company_id", "state", "attempts", "run_at", "error", "cancel_requested"),
    *("created_at", "finished_at"),
)


class ProgressOut(BaseModel):
    done: int
    total: int


class JobOut(BaseModel):
    """`dead` has used all its attempts and waits for somebody; `progress` is null when the job does not tell."""

    id: JobId
    kind: str
    state: JobState
    attempts: int
    max_attempts: int
    run_at: datetime
    progress: ProgressOut | None
    error: str | None
    cancel_requested: bool
    company_id: CompanyId | None
    created_at: datetime
    finished_at: datetime | None

    @staticmethod
    def of(job: JobRow) -> "JobOut":
        progress = ProgressOut(done=job.done, total=job.total) if job.total else None
        shown = {name: getattr(job, name) for name in _SHOWN}
        return JobOut.model_validate(shown | {"max_attempts": job.attempts_max, "progress": progress})


@router.get("/jobs", permission=Permission.jobs_read)
async def list_jobs(scope: ReadScope, page: Paging, state: JobState | None = None) -> PageOut[JobOut]:
    """Jobs, newest first; those of one company when it is named."""
    return page.out((await jobs_page(scope, page.request, state)).map(JobOut.of))


@router.post("/jobs/{job_id}/cancel", permission=Permission.jobs_manage)
async def cancel_job(scope: AnyTimeScope, job_id: JobId) -> JobOut:
    """A waiting job is cancelled at once, a running one at its next heartbeat; also the one that moves the company's clock."""
    return JobOut.of(await actions.cancel_job(scope, job_id))


@router.post("/jobs/{job_id}/retry", permission=Permission.jobs_manage)
async def retry_job(scope: WriteScope, job_id: JobId) -> JobOut:
    """Give a dead or cancelled job new attempts, from now on."""
    return JobOut.of(await actions.retry_job(scope, job_id))
