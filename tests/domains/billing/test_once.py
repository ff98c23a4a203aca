"""Nothing is issued twice and no number is missing: with runs at once in tasks and in processes, with rollbacks and with kill -9."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from tests.conftest import second_program
from tests.domains.billing.stage import TEST, Stage, bill, stage, utc
from trunkline.domains.billing import actions, store
from trunkline.domains.billing.model import AlreadyBilled, BilledPeriod, PeriodKey
from trunkline.domains.marketplace.model import Timing
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import CompanyId

COMPANIES = 6
ROOT = Path(__file__).parents[3]


class Crash(Exception):
    pass


@pytest.fixture
async def companies(program: Program) -> list[Stage]:
    return [await stage(program, "full", company=f"company-{n}") for n in range(COMPANIES)]


async def numbers(program: Program) -> list[str]:
    async with program.database.read() as connection:
        chosen = select(store.invoice.c.number).order_by(store.invoice.c.number)
        return list((await connection.execute(chosen)).scalars())


async def count(program: Program, table_name: str) -> int:
    table = getattr(store, table_name)
    async with program.database.read() as connection:
        return int((await connection.execute(select(func.count()).select_from(table))).scalar_one())


def gapless(count: int) -> list[str]:
    return [f"TL-2026-{serial:06d}" for serial in range(1, count + 1)]


async def test_a_second_run_issues_nothing(program: Program, companies: list[Stage]) -> None:
    assert len((await bill(program, "2026-03-02")).invoices) == COMPANIES
    again = await bill(program, "2026-03-02")
    assert (again.companies, again.invoices) == (COMPANIES, [])
    assert await numbers(program) == gapless(COMPANIES)


async def test_runs_at_once_in_tasks_issue_one_invoice_each(
    program: Program, companies: list[Stage], config: Config, clock: ManualClock, tmp_path: Path
) -> None:
    async with second_program(config, clock, tmp_path / "other") as other:
        runs = await asyncio.gather(*(bill(one, "2026-03-02") for one in (program, other) * 3))
    assert sum(len(run.invoices) for run in runs) == COMPANIES
    assert await numbers(program) == gapless(COMPANIES)
    assert await count(program, "invoice_line") == COMPANIES


async def test_late_usage_is_booked_once_by_runs_at_once(
    program: Program, companies: list[Stage], config: Config, clock: ManualClock, tmp_path: Path
) -> None:
    await bill(program, "2026-04-01")
    for one in companies:
        await one.call(60, utc("2026-03-20 08:00"))
    async with second_program(config, clock, tmp_path / "other") as other:
        runs = await asyncio.gather(*(bill(one, "2026-04-01") for one in (program, other) * 3))
    assert sum(len(run.invoices) for run in runs) == COMPANIES
    assert await numbers(program) == gapless(2 * COMPANIES)


async def process(config: Config, folder: Path, *words: str) -> tuple[int, str]:
    """A billing run in another process; its exit code and how many invoices it issued."""
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.domains.billing.bill_process", config.database_url, str(folder)),
        *("2026-03-02T12:00:00+00:00", *words),
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await started.communicate()
    return started.returncode or 0, out.decode().strip()


async def test_two_processes_at_once_issue_one_invoice_each(
    program: Program, companies: list[Stage], config: Config, tmp_path: Path
) -> None:
    results = await asyncio.gather(*(process(config, tmp_path / name, "2026-03-02") for name in ("a", "b")))
    assert [code for code, _ in results] == [0, 0]
    assert sum(int(issued) for _, issued in results) == COMPANIES
    assert await numbers(program) == gapless(COMPANIES)


async def test_a_process_killed_before_its_commit_leaves_nothing_behind(
    program: Program, companies: list[Stage], config: Config, tmp_path: Path
) -> None:
    code, _ = await process(config, tmp_path / "a", "2026-03-02", "2")
    assert code == -signal.SIGKILL
    assert await numbers(program) == gapless(2)
    assert await count(program, "billing_period") == 2
    assert len((await bill(program, "2026-03-02")).invoices) == COMPANIES - 2
    assert await numbers(program) == gapless(COMPANIES)


def failing(begin: Begin, every: int) -> Begin:
    """`begin`, but every n-th writing transaction fails after everything in it was written."""
    made = 0

    @asynccontextmanager
    async def opened(company_id: CompanyId | None, write: bool) -> AsyncIterator[Scope]:
        nonlocal made
        async with begin(company_id, write=write) as scope:
            yield scope
            made += write
            if write and made % every == 0:
                raise Crash

    def begun(company_id: CompanyId | None = None, *, write: bool = True) -> AbstractAsyncContextManager[Scope]:
        return opened(company_id, write)

    return begun


async def test_numbers_stay_gapless_under_rollbacks(program: Program, companies: list[Stage]) -> None:
    begin = failing(program.begin_as(TEST), every=3)
    for _ in range(COMPANIES):
        try:
            await actions.run_billing(begin, date(2026, 3, 2))
        except Crash:
            continue
    await bill(program, "2026-03-02")
    assert await numbers(program) == gapless(COMPANIES)


async def test_the_unique_key_refuses_a_period_that_is_billed(program: Program, companies: list[Stage]) -> None:
    one = companies[0]
    await bill(program, "2026-03-02")
    key = PeriodKey(one.subscription_id, Timing.advance, utc("2026-03-01 23:00"))
    with pytest.raises(AlreadyBilled):
        await _claim(one, BilledPeriod(key, utc("2026-04-01 22:00"), "other"))
    assert await count(program, "billing_period") == COMPANIES
    # The number that the refused transaction had taken is free again.
    await bill(program, "2026-04-02")
    assert await numbers(program) == gapless(2 * COMPANIES)


async def _claim(one: Stage, period: BilledPeriod) -> None:
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        await store.take_serial(scope, "operator")
        await store.insert_billed(scope, [period], {})


async def test_broken_books_of_one_company_keep_no_other_from_being_billed(
    program: Program, clock: ManualClock, companies: list[Stage]
) -> None:
    broken, *others = companies
    await bill(program, "2026-03-02")
    async with program.scope(TEST) as scope:
        spoiled = update(store.billing_period).where(store.billing_period.c.company_id == broken.company_id)
        await scope.tx.execute(spoiled.values(timing="spoiled"))
    clock.move_to(utc("2026-04-02 12:00"))
    summary = await actions.run_due_billing(program.begin_as(TEST))
    assert [(one.company_id, one.code) for one in summary.failed] == [(broken.company_id, "internal")]
    assert {one.company_id for one in summary.invoices} == {one.company_id for one in others}


async def test_after_billing_ahead_the_schedule_goes_on_the_next_day(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "calls")
    await one.bill("2026-12-31")
    await one.call(60, utc("2026-03-10 10:00"))
    clock.move_to(utc("2026-04-02 12:00"))
    (issued,) = (await actions.run_due_billing(program.begin_as(TEST))).invoices
    assert issued.company_id == one.company_id


@pytest.mark.parametrize("through", ["9999-12-31", "2027-03-04", "0001-01-01"])
async def test_a_day_that_can_only_be_a_slip_is_not_billed_through(
    program: Program, companies: list[Stage], through: str
) -> None:
    with pytest.raises(Invalid):
        await bill(program, through)
    assert await numbers(program) == []


async def test_only_the_state_of_an_issued_invoice_ever_changes(program: Program, clock: ManualClock) -> None:
    paid = await stage(program, "full", company="paid")
    voided = await stage(program, "full", company="voided")
    lapsed = await stage(program, "full", company="lapsed")
    await bill(program, "2026-04-01")
    before = await _documents(program)
    for one in (paid, voided, lapsed):
        await one.call(60, utc("2026-03-20 08:00"))
    async with program.scope(TEST, company_id=paid.company_id) as scope:
        (invoice,) = await paid.invoices()
        await actions.mark_paid(scope, invoice.id, invoice.total, scope.now)
    async with program.scope(TEST, company_id=voided.company_id) as scope:
        await actions.void_invoice(scope, (await voided.invoices())[0].id)
    clock.move_to(utc("2026-04-20 12:00"))
    await actions.mark_past_due(program.begin_as(TEST))
    await bill(program, "2026-04-20")
    after = await _documents(program)
    assert {state for _, state in before.values()} == {"issued"}
    assert sorted(after[invoice_id][1] for invoice_id in before) == ["paid", "past_due", "void"]
    assert {key: document for key, (document, _) in before.items()} == {key: after[key][0] for key in before}


async def _documents(program: Program) -> dict[str, tuple[object, str]]:
    """Per invoice everything that must never change, lines included, and its state."""
    async with program.database.read() as connection:
        invoices = (await connection.execute(select(store.invoice))).all()
        lines = (await connection.execute(select(store.invoice_line).order_by(store.invoice_line.c.id))).all()
    return {
        row.id: (
            (
                {name: value for name, value in row._mapping.items() if name not in store.MUTABLE},
                [dict(line._mapping) for line in lines if line.invoice_id == row.id],
            ),
            row.state,
        )
        for row in invoices
    }


def test_the_mutable_columns_are_the_state_and_the_payment() -> None:
    assert {"state", "paid_minor", "credited_minor", "paid_at", "voided_at", "deferred_at"} == store.MUTABLE
