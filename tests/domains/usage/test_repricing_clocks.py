"""A test company whose clock moves, or whose mover is gone, keeps no other company from being rated anew."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from tests.conftest import run_jobs
from tests.domains.usage.conftest import NOW, TEST, Shop, call
from tests.domains.usage.test_corrections import told
from tests.domains.usage.test_repricing import correct_calls
from tests.factories import make_profile, make_subscription
from trunkline.domains.marketplace.events import PriceCreated
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.usage import queries
from trunkline.infra.clocks import ASLEEP, change_clock, lock_clock
from trunkline.infra.program import Program
from trunkline.infra.queue import JobState, job_table
from trunkline.infra.queue.moving import stand
from trunkline.kernel.ids import CompanyId, JobId
from trunkline.kernel.money import Currency


async def laboratory(program: Program, shop: Shop) -> Shop:
    """A test company on the shop's plan. It is older than the shop, so that whoever goes by ids comes to it first."""
    async with program.scope(TEST) as scope:
        company = await tenants.create_company(
            scope,
            slug="lab",
            name="Lab",
            zone="Europe/Berlin",
            currency=Currency.of("EUR"),
            billing_profile=make_profile("Lab GmbH"),
            test_clock=NOW - timedelta(seconds=10),
        )
    async with program.scope(TEST, company_id=company.id) as scope:
        subscription = await make_subscription(scope, shop.module.plans[0])
    assert company.id < shop.company_id
    return Shop(company.id, shop.module, subscription)


async def leave_moving(program: Program, company_id: CompanyId) -> None:
    """As it is left by a mover whose worker is gone."""
    async with program.scope(TEST) as scope:
        clock = await lock_clock(scope.tx, company_id)
        assert clock is not None
        to = clock.now_at + timedelta(days=1)
        moved_by = scope.new_id(JobId)
        await change_clock(scope.tx, clock, advancing_from=clock.now_at, advancing_to=to, job_id=moved_by, moves=True)


async def let_stand(program: Program, company_id: CompanyId) -> None:
    async with program.scope(TEST) as scope:
        clock = await lock_clock(scope.tx, company_id)
        assert clock is not None
        await stand(scope, clock, clock.now_at)


async def amounts(program: Program, shop: Shop) -> list[Decimal]:
    async with program.scope(TEST, company_id=shop.company_id, write=False) as scope:
        return sorted(one.amount for one in await queries.totals_at(scope, scope.now) if one.calls)


async def jobs_called(program: Program, kind: str) -> list[tuple[CompanyId | None, str, bool]]:
    """For whom, how it stands, and whether it sleeps until a clock has come to its moment."""
    async with program.database.read() as connection:
        rows = await connection.execute(select(job_table).where(job_table.c.kind == kind))
        return [(row.company_id, row.state, row.run_at == ASLEEP) for row in rows]


async def test_a_corrected_price_reaches_everybody_beside_a_clock_that_moves(program: Program, shop: Shop) -> None:
    lab = await laboratory(program, shop)
    for one in (lab, shop):
        await told(program, one, call(1, started_at=NOW - timedelta(minutes=5)))
    await run_jobs(program)
    await leave_moving(program, lab.company_id)
    await correct_calls(program, shop, NOW - timedelta(minutes=10))
    await run_jobs(program)
    assert await amounts(program, shop) == [Decimal("0.4")]
    assert await amounts(program, lab) == [Decimal("0.12")]
    # The second look is a quarter of an hour away.
    assert {state for _, state, _ in await jobs_called(program, "usage.rate_anew_under")} == {"succeeded", "queued"}
    assert sorted(await jobs_called(program, "usage.rate_anew")) == [
        (lab.company_id, JobState.queued, True),
        (shop.company_id, JobState.succeeded, False),
    ]
    await let_stand(program, lab.company_id)
    await run_jobs(program)
    assert await amounts(program, lab) == [Decimal("0.4")]


async def test_a_further_price_lets_the_usage_of_everybody_be_rated_beside_a_clock_that_moves(
    program: Program, shop: Shop
) -> None:
    lab = await laboratory(program, shop)
    await run_jobs(program)
    await leave_moving(program, lab.company_id)
    async with program.scope(TEST) as scope:
        price = shop.price("sms")
        added = PriceCreated(
            company_id=None,
            subject=price.id,
            plan_id=price.plan_id,
            currency="EUR",
            component=price.component,
            meter=price.meter,
            effective_from=NOW,
        )
        scope.announce(added)
    await run_jobs(program)
    assert await jobs_called(program, "usage.rate_waiting_of_plan") == [(None, JobState.succeeded, False)]
    once = [(one.company_id, JobState.succeeded, False) for one in (lab, shop)]
    again = [(lab.company_id, JobState.queued, True), (shop.company_id, JobState.succeeded, False)]
    assert sorted(await jobs_called(program, "usage.rate_waiting")) == sorted([*once, *again])
    await let_stand(program, lab.company_id)
    await run_jobs(program)
    assert {state for _, state, _ in await jobs_called(program, "usage.rate_waiting")} == {JobState.succeeded}
