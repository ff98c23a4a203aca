"""The queue's tables, and a job as it stands in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, Row, Table, Text, UniqueConstraint

from trunkline.infra.columns import JsonText, at_column, id_column, key_column
from trunkline.infra.db import metadata
from trunkline.kernel.ids import CompanyId, JobId


class JobState(StrEnum):
    queued = "queued"
    running = "running"
    succeeded = "succeeded"
    dead = "dead"
    canceled = "canceled"


job_table = Table(
    "job",
    metadata,
    id_column("id", JobId, primary_key=True),
    key_column("kind"),
    id_column("company_id", CompanyId, nullable=True),
    key_column("state", 20),
    Column("priority", Integer, nullable=False),
    Column("payload", JsonText(), nullable=False),
    # Two requests for the same piece of work are one job: `fact:<kind>:<fact id>`, `<kind>@<time>` or what the caller says.
    key_column("unique_key", 200, nullable=True),
    at_column("run_at"),
    Column("attempts", Integer, nullable=False),
    Column("attempts_max", Integer, nullable=False),
    key_column("lease_owner", 60, nullable=True),
    at_column("lease_until", nullable=True),
    Column("cancel_requested", Boolean, nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("error", Text, nullable=True),
    at_column("created_at"),
    at_column("finished_at", nullable=True),
    # When it is due by its company's own clock, if it has one; until then `run_at` is `ASLEEP`, and workers do not look at it.
    at_column("clock_at", nullable=True),
    # Jobs that wait for the same outsider: only a few of a lane, and of a company's lanes, are run at once.
    key_column("lane", 60, nullable=True),
    UniqueConstraint("unique_key"),
    Index("ix_job_state_run_at", "state", "run_at"),
    Index("ix_job_company_id", "company_id", "created_at"),
)

job_attempt = Table(
    "job_attempt",
    metadata,
    id_column("job_id", JobId, ForeignKey("job.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    key_column("worker", 60),
    at_column("started_at"),
    at_column("finished_at", nullable=True),
    Column("error", Text, nullable=True),
)

job_schedule = Table(
    "job_schedule",
    metadata,
    key_column("kind", primary_key=True),
    key_column("cron"),
    at_column("next_at"),
    at_column("last_at", nullable=True),
)


@dataclass(frozen=True, slots=True)
class JobRow:
    """A job as it stands. `done` of `total` is its progress; total 0 means it did not say.

    `run_at` is when it is due: by the clock of its company, where that has one of its own, else by the machine's.
    """

    id: JobId
    kind: str
    company_id: CompanyId | None
    state: JobState
    payload: Mapping[str, object]
    run_at: datetime
    attempts: int
    attempts_max: int
    done: int
    total: int
    error: str | None
    cancel_requested: bool
    created_at: datetime
    finished_at: datetime | None
    by_clock: bool = False


def job_of(row: Row[Any]) -> JobRow:
    values = row._mapping
    told = {name: values[name] for name in JobRow.__slots__ if name != "by_clock"}
    state, by_clock = JobState(row.state), row.clock_at is not None
    return JobRow(**told | {"state": state, "run_at": row.clock_at or row.run_at, "by_clock": by_clock})
