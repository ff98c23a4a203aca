"""Many companies on one plan with a fee and calls, and the calls that they make; how much memory this process has held."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import event

from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.tenants.model import BillingProfile
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.model import CallRecordInput, Direction, Disposition
from trunkline.infra.actor import system_actor
from trunkline.infra.db import metadata
from trunkline.infra.program import Program
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CompanyId, PlanId
from trunkline.kernel.money import Currency

ACTOR = system_actor("benchmark")
SOURCE = "pbx"


def hurry(program: Program) -> None:
    """Nobody measures the seeding, so on SQLite it need not wait for the disk."""
    if program.config.dialect == "sqlite":
        event.listen(program.database.engine.sync_engine, "connect", _never_wait)


async def open_companies(program: Program, companies: int) -> tuple[list[CompanyId], str]:
    """Tables, catalogue, and companies that subscribe now to a plan with a fee and calls; their ids and the meter of the calls."""
    async with program.database.write() as connection:
        await connection.run_sync(metadata.create_all)
    async with program.scope(ACTOR) as scope:
        await marketplace.install_catalogue(scope)
        plan_id, meter = await _plan_with_calls(scope)
    return [await _open_company(program, n, plan_id) for n in range(companies)], meter


async def record_calls(program: Program, company_id: CompanyId, meter: str, calls: Sequence[CallRecordInput]) -> None:
    """One batch, as every sender's: a transaction of its own. All of them must be new."""
    async with program.scope(ACTOR, company_id=company_id) as scope:
        result = await usage.record_calls(scope, SOURCE, meter, calls)
    assert result.accepted == len(calls), result


def call(external_id: str, started_at: datetime, seconds: int) -> CallRecordInput:
    """Answered at once, and `seconds` long."""
    return CallRecordInput(
        external_id=external_id,
        direction=Direction.inbound,
        caller="+49301234567",
        callee="+49407654321",
        agent="ada",
        started_at=started_at,
        answered_at=started_at,
        ended_at=started_at + timedelta(seconds=seconds),
        duration_seconds=seconds,
        billable_seconds=seconds,
        disposition=Disposition.answered,
    )


def peak_mebibytes() -> float:
    """The most memory that this process has held since `forget_peak`, or since it began."""
    status = Path("/proc/self/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _never_wait(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


async def _plan_with_calls(scope: Scope) -> tuple[PlanId, str]:
    for module in await catalogue.modules(scope):
        for plan in module.plans:
            meters = [price.meter for price in plan.prices if price.model == "call" and price.currency.code == "EUR"]
            if meters and any(price.timing == "advance" for price in plan.prices):
                assert meters[0] is not None
                return plan.id, meters[0]
    raise AssertionError("the catalogue has no plan with a fee and calls")


async def _open_company(program: Program, number: int, plan_id: PlanId) -> CompanyId:
    profile = BillingProfile(
        legal_name=f"Company {number} GmbH", email="b@example.org", country="DE", tax_rate=Decimal("0.19")
    )
    async with program.scope(ACTOR) as scope:
        company = await tenants.create_company(
            scope,
            slug=f"company-{number}",
            name=f"Company {number}",
            zone="Europe/Berlin",
            currency=Currency.of("EUR"),
            billing_profile=profile,
        )
    async with program.scope(ACTOR, company_id=company.id) as scope:
        await marketplace.start_subscription(scope, plan_id)
    return company.id
