"""Calls that keep arriving, so that somebody who looks at the console sees it move."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from random import Random

import structlog

from trunkline.domains.tenants import queries as tenants
from trunkline.entrypoints.demo.calls import call_ending_now
from trunkline.entrypoints.demo.founding import ACTOR
from trunkline.entrypoints.demo.people import COMPANIES, DemoCompany
from trunkline.entrypoints.demo.usage import record
from trunkline.infra.program import Program
from trunkline.kernel.errors import Problem
from trunkline.kernel.ids import CompanyId

log = structlog.get_logger("trunkline.demo")

PAUSE_SECONDS = (2.0, 7.0)


async def keep_calls_arriving(program: Program, stop: asyncio.Event) -> None:
    """Record a call that has just ended every few seconds, for one of the companies, until `stop` is set."""
    dice = Random(program.entropy.getrandbits(64))
    companies = await _companies(program)
    while not stop.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), dice.uniform(*PAUSE_SECONDS))
            return
        company, company_id = dice.choice(companies)
        try:
            await _one_call(program, company, company_id, dice)
        except Problem as problem:  # a full disk or a busy database must not end the demo
            log.warning("demo_call_not_recorded", detail=problem.detail)


async def _companies(program: Program) -> list[tuple[DemoCompany, CompanyId]]:
    async with program.scope(ACTOR, write=False) as scope:
        return [(company, (await tenants.company_by_slug(scope, company.slug)).id) for company in COMPANIES]


async def _one_call(program: Program, company: DemoCompany, company_id: CompanyId, dice: Random) -> None:
    async with program.scope(ACTOR, company_id=company_id) as scope:
        await record(scope, company, [call_ending_now(company.profile, dice, scope.now)])
