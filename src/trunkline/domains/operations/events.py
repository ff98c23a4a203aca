"""What people did to jobs and to the clocks of test companies; that a job died is the queue's own fact."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from trunkline.domains.access.model import Permission
from trunkline.kernel.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class JobCanceled(Fact):
    """Somebody cancelled a job; a running one stops at its next heartbeat. The job is the subject."""

    kind: ClassVar[str] = "job.canceled"
    audience: ClassVar[str] = Permission.jobs_read
    by_machine: ClassVar[bool] = True

    job_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRetried(Fact):
    """Somebody gave a dead or cancelled job new attempts. The job is the subject."""

    kind: ClassVar[str] = "job.retried"
    audience: ClassVar[str] = Permission.jobs_read
    by_machine: ClassVar[bool] = True

    job_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStarted(Fact):
    """Somebody told a test company's clock to move; until it has arrived nobody else writes for the company, which is the subject."""

    kind: ClassVar[str] = "test_clock.started"
    audience: ClassVar[str] = Permission.companies_read

    advancing_to: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockStopped(Fact):
    """A test company's clock stands again: it has arrived, or somebody cancelled its move. The company is the subject."""

    kind: ClassVar[str] = "test_clock.stopped"
    audience: ClassVar[str] = Permission.companies_read

    now: datetime
    arrived: bool
