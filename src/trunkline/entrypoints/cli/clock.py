"""`trunkline clock`: where a test company's clock stands, and moving it through everything that would have happened."""

from __future__ import annotations

import argparse
import asyncio
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from trunkline.domains.operations import actions, queries
from trunkline.domains.operations.model import ClockView
from trunkline.domains.tenants import queries as tenants
from trunkline.entrypoints.cli.terminal import (
    Subparsers,
    command_actor,
    company_of_slug,
    opened_program,
    print_json,
    progress_bar,
    stderr,
)
from trunkline.infra.program import Program
from trunkline.infra.queue import JobState, Worker
from trunkline.infra.scope import Actor
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import CompanyId, JobId
from trunkline.kernel.period import local_midnight, zone_of

LOOK_SECONDS = 0.5


def register(words: Subparsers) -> None:
    parser = words.add_parser("clock", help="show and move the clocks of test companies")
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    showing = verbs.add_parser("show", help="where a test company's clock stands")
    advancing = verbs.add_parser("advance", help="move it, through everything that would have happened")
    where = advancing.add_mutually_exclusive_group(required=True)
    where.add_argument("--to", metavar="WHEN", help="a day (its local midnight) or a moment with its offset")
    where.add_argument("--by", metavar="DURATION", help="such as P1M, P10D, P1Y or PT6H")
    for verb, run in ((showing, show), (advancing, advance)):
        verb.add_argument("company", metavar="COMPANY", help="its slug")
        verb.add_argument("--json", action="store_true", help="print the clock as JSON")
        verb.set_defaults(run=run)


async def show(args: argparse.Namespace) -> int:
    async with opened_program() as program:
        company_id = await company_of_slug(program, args, args.company)
        _print(args, await _view(program, command_actor(args), company_id))
    return 0


async def advance(args: argparse.Namespace) -> int:
    """Does the work itself, unless a worker that runs was faster. Exit code 1 when the clock did not arrive."""
    async with opened_program() as program:
        actor, company_id = command_actor(args), await company_of_slug(program, args, args.company)
        async with program.scope(actor) as scope:
            zone = zone_of((await tenants.company(scope, company_id)).zone)
            to = None if args.to is None else _moment(args.to, zone)
            started = await actions.start_advance(scope, company_id, actions.Advance(to=to, by=args.by))
        assert started.job is not None
        await _work(program, actor, company_id, started.job.id)
        view = await _view(program, actor, company_id)
    _print(args, view)
    return 0 if view.now == started.advancing_to else 1


def _moment(told: str, zone: ZoneInfo) -> datetime:
    try:
        if len(told) == len("2026-03-01"):
            return local_midnight(date.fromisoformat(told), zone)
        moment = datetime.fromisoformat(told)
        in_utc = moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise Invalid(
            f"{told!r} is neither a day such as 2026-03-01 nor a moment such as 2026-03-01T12:00:00Z."
        ) from None
    if moment.tzinfo is None:
        raise Invalid(f"{told} does not say when: add its offset, such as Z or +01:00.")
    return in_utc


async def _work(program: Program, actor: Actor, company_id: CompanyId, job_id: JobId) -> None:
    """Until the job has ended, here or elsewhere; a worker that died leaves it to us after its lease."""
    working = asyncio.create_task(_run(program, job_id))
    try:
        with progress_bar() as bar:
            task = bar.add_task("Time passes", total=None)
            while (view := await _view(program, actor, company_id)).job is not None:
                if view.job.state not in {JobState.queued, JobState.running}:
                    return
                bar.update(task, completed=view.job.done, total=view.job.total or None)
                await asyncio.wait([working], timeout=LOOK_SECONDS)
                if working.done():
                    working.result()
                    await asyncio.sleep(LOOK_SECONDS)
    finally:
        working.cancel()


async def _run(program: Program, job_id: JobId) -> None:
    await Worker(program, side_by_side=1).run_one(job_id)


async def _view(program: Program, actor: Actor, company_id: CompanyId) -> ClockView:
    async with program.scope(actor, write=False) as scope:
        return await queries.clock_view(scope, company_id)


def _print(args: argparse.Namespace, view: ClockView) -> None:
    if args.json:
        names = ("company_id", "now", "advancing_from", "advancing_to")
        print_json({name: getattr(view, name) for name in names})
        return
    words = f"The clock of {args.company} stands at {view.now:%Y-%m-%d %H:%M:%S} UTC"
    if view.advancing_to is not None:
        state = "" if view.job is None else f" ({view.job.state})"
        words += f" and is on its way to {view.advancing_to:%Y-%m-%d %H:%M:%S} UTC{state}"
    stderr.print(f"{words}.")
