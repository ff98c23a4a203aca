"""Later work, as rows in the system of record: leased, heart-beaten, retried with backoff and jitter, cancelled, dead with its history.

A job is almost always the answer to a fact and its row is born in the fact's own transaction, so neither exists without the other.
Effects must be idempotent: a worker may die after the effect and before the row says so, and the job then runs once more.
"""

from trunkline.infra.queue.asking import (
    answer_facts,
    cancel_job,
    enqueue,
    enqueue_for,
    jobs_page,
    open_in_lanes,
    retry_job,
)
from trunkline.infra.queue.forgetting import AT_ONCE, forget_ended_jobs
from trunkline.infra.queue.job import Alarm, Canceled, Job, JobDied, Jobs, RetryLater, RetryPolicy, Run, job, never
from trunkline.infra.queue.tables import JobRow, JobState, job_attempt, job_schedule, job_table
from trunkline.infra.queue.worker import Worker

__all__ = [
    "AT_ONCE",
    "Alarm",
    "Canceled",
    "Job",
    "JobDied",
    "JobRow",
    "JobState",
    "Jobs",
    "RetryLater",
    "RetryPolicy",
    "Run",
    "Worker",
    "answer_facts",
    "cancel_job",
    "enqueue",
    "enqueue_for",
    "forget_ended_jobs",
    "job",
    "job_attempt",
    "job_schedule",
    "job_table",
    "jobs_page",
    "never",
    "open_in_lanes",
    "retry_job",
]
