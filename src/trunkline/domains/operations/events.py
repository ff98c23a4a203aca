"""What people did to jobs; that a job died is the queue's own fact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trunkline.domains.access.model import Permission
from trunkline.kernel.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCanceled(Fact):
    """Somebody cancelled a job; a running one stops at its next heartbeat. The job is the subject."""

    kind: ClassVar[str] = "job.canceled"
    audience: ClassVar[str] = Permission.jobs_read

    job_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRetried(Fact):
    """Somebody gave a dead or cancelled job new attempts. The job is the subject."""

    kind: ClassVar[str] = "job.retried"
    audience: ClassVar[str] = Permission.jobs_read

    job_kind: str
