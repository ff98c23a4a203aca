"""`trunkline jobs`: list jobs, cancel one, give a dead one new attempts."""

from __future__ import annotations

import argparse

from rich.table import Column, Table

from trunkline.entrypoints.cli.terminal import Subparsers, command_actor, opened_program, print_json, stderr
from trunkline.infra import queue
from trunkline.infra.queue import JobRow, JobState
from trunkline.kernel.ids import JobId
from trunkline.kernel.page import PageRequest

COLUMNS = ("id", "kind", "state", "attempts", "run at", "error")


def register(words: Subparsers) -> None:
    parser = words.add_parser("jobs", help="list, cancel or retry jobs")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="the newest jobs")
    listing.add_argument("--state", choices=[state.value for state in JobState])
    listing.add_argument("--limit", type=int, default=30)
    listing.add_argument("--json", action="store_true")
    listing.set_defaults(run=show)
    for verb, act in (("cancel", queue.cancel_job), ("retry", queue.retry_job)):
        one = verbs.add_parser(verb, help=f"{verb} one job")
        one.add_argument("job", metavar="JOB_ID")
        one.set_defaults(run=change, act=act)


async def show(args: argparse.Namespace) -> int:
    state = JobState(args.state) if args.state else None
    async with opened_program() as program, program.scope(command_actor(args), write=False) as scope:
        jobs = list((await queue.jobs_page(scope, PageRequest(args.limit), state)).items)
    if args.json:
        print_json([_plain(job) for job in jobs])
        return 0
    table = Table(*(Column(name, no_wrap=name != "error") for name in COLUMNS), box=None)
    for job in jobs:
        tries = f"{job.attempts}/{job.attempts_max}"
        table.add_row(job.id, job.kind, job.state, tries, f"{job.run_at:%F %T}Z", (job.error or "")[:60])
    stderr.print(table if jobs else "No jobs.")
    return 0


async def change(args: argparse.Namespace) -> int:
    job_id = JobId.parse(args.job)
    async with opened_program() as program, program.scope(command_actor(args)) as scope:
        job: JobRow = await args.act(scope, job_id)
    stderr.print(f"{job.kind} {job.id} is {job.state}.")
    return 0


def _plain(job: JobRow) -> dict[str, object]:
    names = ("id", "kind", "company_id", "state", "attempts", "attempts_max", "run_at", "error", "created_at")
    return {name: getattr(job, name) for name in names}
