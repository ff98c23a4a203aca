"""`kill -9` inside what is done later: a price that is corrected, a clock that moves, credits that are bought, a draft that ripens.

As in `test_kill`, the moments of death are drawn from a seed. What a crash interrupts goes on after it, nothing is done twice, and what
comes of it is what comes of it undisturbed.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from tests.domains.billing.stage import Stage, a_call, open_shop, plan_id_of, stage
from tests.factories import make_profile
from tests.journeys.test_kill import MARCH, TEST, Site, _billed_once, _pass
from tests.journeys.test_kill import server as server
from tests.journeys.test_kill import site as site
from tests.journeys.two_companies import unhindered
from trunkline.domains.billing import actions as billing
from trunkline.domains.billing.model import GrantKind
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import Cancellation, PerUnitTerms
from trunkline.domains.operations import actions as operations
from trunkline.domains.tenants import actions as tenants
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage import queries as usages
from trunkline.domains.usage.model import UsageEventInput
from trunkline.entrypoints.demo.founding import present_card
from trunkline.entrypoints.wiring import running_program
from trunkline.infra.db import metadata
from trunkline.infra.migrate import migrate
from trunkline.infra.program import Program
from trunkline.infra.queue import Worker
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, round_half_up
from trunkline.providers.simulator import World

KILLS_MAX = 3
ALIVE_SECONDS_MAX = 4
# How many statements a whole run makes, roughly: the moments of death are spread over it.
RATE_ANEW_STATEMENTS = 200
CLOCK_STATEMENTS = 400
TOP_UP_STATEMENTS = 350
DRAFT_STATEMENTS = 80
EVENTS = 2500
BEGIN = MARCH - timedelta(hours=2)

# It should take a whole run under a minute, kills included.
pytestmark = pytest.mark.timeout(120)


def _kill_workers(site: Site, statements: int) -> int:
    """Workers that die, one after the other, each finding the leases of the one before it run out; returns how many were killed."""
    deaths = 0
    for _ in range(min(KILLS_MAX, site.kills)):
        deaths += site.run_until_killed("worker", statements=statements, seconds_max=ALIVE_SECONDS_MAX)
    return deaths


async def _let_live(site: Site, *, hours: int = 2) -> None:
    """A worker that lives, in steps of half an hour: what was left is done, and what comes of it."""
    clock = ManualClock(datetime.now(UTC) + timedelta(minutes=5))
    async with running_program(site.config, clock=clock) as opened:
        worker = Worker(unhindered(opened))
        for _ in range(2 * hours):
            await worker.tick()
            await worker.run_until_idle()
            clock.advance(timedelta(minutes=30))
    left = [(row["kind"], row["state"], row["error"]) for row in await site.rows("job") if row["state"] == "dead"]
    assert not left, "no job has died of it"


# ----------------------------------------------------------------------------------------------------------- a corrected price
async def test_a_price_that_is_corrected_is_booked_once(site: Site) -> None:
    """2,500 messages at 0.035, which should have been 0.03."""
    async with site.program() as program:
        await migrate(program.database)
        one = await stage(program, "each")
        quantity = await _messages(one)
        await one.bill("2026-04-02")
        async with program.scope(TEST) as scope:
            plan = await catalogue.plan(scope, await plan_id_of(program, "each"))
            (price,) = [found for found in plan.prices if found.currency.code == "EUR"]
            since = datetime(2026, 3, 1, 23, tzinfo=UTC)
            await marketplace.correct_price(
                scope, price.id, PerUnitTerms(Decimal("0.03")), corrects_from=since, reason="as agreed"
            )
    deaths = 0
    for _ in range(min(KILLS_MAX, site.kills)):
        deaths += site.run_until_killed("worker", statements=RATE_ANEW_STATEMENTS, seconds_max=ALIVE_SECONDS_MAX)
        await _pass(site, minutes=2)  # leases run out
    await _let_live(site, hours=4)  # the last page may be corrected after the first bill run

    corrections = await site.rows("usage_correction")
    assert Counter(row["identity"] for row in corrections) == Counter(f"sms-{n}" for n in range(EVENTS))
    assert {row["stands"] for row in corrections} == {1}
    await _totals_are_recounted(site, one.company_id)
    lines = await site.rows("invoice_line")
    assert sum(row["amount_minor"] for row in lines) == round_half_up(quantity * Decimal("0.03") * 100)
    assert lines[0]["amount_minor"] > sum(row["amount_minor"] for row in lines)
    assert deaths, "no process was killed: RATE_ANEW_STATEMENTS is too large"


async def _totals_are_recounted(site: Site, company_id: CompanyId) -> None:
    """The totals are what counts, added up; that of the version before is empty."""
    async with site.program() as program, program.scope(TEST, company_id=company_id, write=False) as scope:
        recounted = await usages.recount_totals(scope)
    totals = [row for row in await site.rows("usage_total") if row["events"] or row["quantity_e6"]]
    assert {(row["price_id"], row["events"], row["quantity_e6"]) for row in totals} == {
        (key.price_id, sums.events, sums.quantity_e6) for key, sums in recounted.items()
    }
    assert sum(row["events"] for row in totals) == EVENTS


async def _messages(one: Stage) -> Decimal:
    events = [
        UsageEventInput("messages", f"sms-{n}", MARCH - timedelta(seconds=10 * n), quantity=Decimal(n % 7 + 1))
        for n in range(EVENTS)
    ]
    for first in range(0, EVENTS, 1000):
        async with one.program.scope(TEST, company_id=one.company_id) as scope:
            await usage.record_events(scope, events[first : first + 1000])
    return sum((event.quantity for event in events), Decimal(0))


# -------------------------------------------------------------------------------------------------------------- a moving clock
async def test_a_clock_that_moves_over_two_months_does_each_thing_once(site: Site) -> None:
    """Two companies alike with clocks of their own: the one's is moved in peace, the other's by workers that die."""
    async with site.program() as opened:
        program = unhindered(opened)
        await migrate(program.database)
        await open_shop(program)
        peaceful, disturbed = [await _test_company(program, name) for name in ("in-peace", "disturbed")]
        await _advance(program, peaceful)
        await Worker(program).run_until_idle()
        await _advance(program, disturbed)
    deaths = 0
    for _ in range(min(KILLS_MAX, site.kills)):
        deaths += site.run_until_killed("worker", statements=CLOCK_STATEMENTS, seconds_max=ALIVE_SECONDS_MAX)
        await _run_out_leases(site)
    await _let_live(site)

    clocks = {row["company_id"]: row for row in await site.rows("company_clock")}
    assert {row["advancing_to"] for row in clocks.values()} == {None}
    assert clocks[disturbed]["now_at"] == clocks[peaceful]["now_at"] == BEGIN + timedelta(days=61)
    assert await _books(site, disturbed) == await _books(site, peaceful)
    assert len((await _books(site, peaceful))["invoices"]) == 3
    charges = [one for one in World(site.config.data_dir / "simulator.sqlite3").charges() if one.succeeded]
    payments = {row["id"]: row for row in await site.rows("payment")}
    charged = Counter(payments[one.idempotency_key.rpartition("-")[0]]["invoice_id"] for one in charges)
    assert charged == Counter(row["id"] for row in await site.rows("invoice")), "exactly one charge per invoice"
    assert deaths, "no process was killed: CLOCK_STATEMENTS is too large"


async def _test_company(program: Program, slug: str) -> CompanyId:
    async with program.scope(TEST) as scope:
        made = await tenants.create_company(
            scope,
            slug=slug,
            name=slug.capitalize(),
            zone="Europe/Berlin",
            currency=Currency.of("EUR"),
            billing_cycle_day=None,
            billing_profile=make_profile(),
            test_clock=BEGIN,
        )
    await present_card(program, made.id, "pm_card_visa")
    async with program.scope(TEST, company_id=made.id) as scope:
        await marketplace.start_subscription(scope, await plan_id_of(program, "starter"))
    return made.id


async def _advance(program: Program, company_id: CompanyId) -> None:
    async with program.scope(TEST) as scope:
        await operations.start_advance(scope, company_id, operations.Advance(to=BEGIN + timedelta(days=61)))


async def _run_out_leases(site: Site) -> None:
    """Only the leases: the times of jobs that go by the company's clock stay as they are."""
    job = metadata.tables["job"]
    async with site.program() as program, program.database.write() as connection:
        held = job.c.lease_until.is_not(None)
        past = datetime.now(UTC) - timedelta(minutes=1)
        await connection.execute(update(job).where(held).values(lease_until=past))


async def _books(site: Site, company_id: CompanyId) -> dict[str, list[tuple[Any, ...]]]:
    """What was billed and paid, without ids and numbers."""

    async def told(table: str, *names: str) -> list[tuple[Any, ...]]:
        rows = [row for row in await site.rows(table) if row["company_id"] == company_id]
        return sorted(tuple(str(row[name]) for name in names) for row in rows)

    return {
        "invoices": await told("invoice", "issued_at", "state", "total_minor", "paid_minor"),
        "lines": await told("invoice_line", "component", "service_start", "quantity", "amount_minor", "tax_minor"),
        "receipts": await told("receipt", "amount_minor"),
    }


# --------------------------------------------------------------------------------------------------------------- bought credits
async def test_credits_that_a_wallet_buys_are_paid_and_granted_once(site: Site) -> None:
    """Each wallet has 40.00, of which 34.51 pay a fee; its rule then buys 50.00 by the card."""
    async with site.program() as opened:
        program = unhindered(opened)
        await migrate(program.database)
        companies = [await _prepaid(program, f"company-{number}") for number in range(4)]
        await billing.run_billing(program.begin_as(TEST), date(2026, 3, 2))
    deaths = 0
    for _ in range(min(KILLS_MAX, site.kills)):
        deaths += site.run_until_killed("worker", statements=TOP_UP_STATEMENTS, seconds_max=ALIVE_SECONDS_MAX)
        await _pass(site, minutes=2)
    await _let_live(site, hours=6)

    each = Counter(companies)
    bought, grants = await site.rows("wallet_top_up"), await site.rows("wallet_grant")
    assert Counter(row["company_id"] for row in bought) == each
    assert {(row["state"], row["amount_minor"]) for row in bought} == {("granted", 5000)}
    purchased = [row for row in grants if row["kind"] == "purchased"]
    assert Counter(row["company_id"] for row in purchased) == each
    assert {row["amount_minor"] for row in purchased} == {5000}
    charges = [one for one in World(site.config.data_dir / "simulator.sqlite3").charges() if one.succeeded]
    assert [one.amount.minor for one in charges] == [5000] * len(companies)
    drawn = sum(row["amount_minor"] for row in await site.rows("wallet_draw"))
    assert (sum(row["amount_minor"] for row in grants), drawn) == (len(companies) * 9000, len(companies) * 3451)
    assert Counter(row["state"] for row in await site.rows("invoice")) == {"paid": 2 * len(companies)}
    assert deaths, "no process was killed: TOP_UP_STATEMENTS is too large"


async def _prepaid(program: Program, name: str) -> CompanyId:
    one = await stage(program, "starter", company=name)
    await present_card(program, one.company_id, "pm_card_visa")
    await one.cancel(Cancellation.period_end)
    rule = {"below": Decimal(20), "top_up": Decimal(50), "automatic": True}
    async with program.scope(TEST, company_id=one.company_id) as scope:
        new = billing.NewWallet(name="Prepaid", currency=Currency.of("EUR"), **rule)  # type: ignore[arg-type]
        wallet = await billing.open_wallet(scope, new)
        credits = billing.NewGrant(amount=Decimal(40), priority=50, kind=GrantKind.granted, expires_at=None)
        await billing.grant_credit(scope, wallet.id, credits)
    return one.company_id


# ---------------------------------------------------------------------------------------------------------------------- a draft
async def test_a_draft_with_grace_days_is_issued_once(site: Site) -> None:
    async with site.program() as program:
        await migrate(program.database)
        companies = [await _with_grace(program, number) for number in range(4)]
    deaths = _kill_bill_runs(site, "2026-04-02")
    site.installation.run("bill", "run", "--through", "2026-04-02", "--json")
    drafts = await site.rows("invoice")
    assert Counter(row["company_id"] for row in drafts) == Counter(one.company_id for one in companies)
    assert {(row["state"], row["number"]) for row in drafts} == {("draft", None)}
    deaths += _kill_bill_runs(site, "2026-04-06")
    site.installation.run("bill", "run", "--through", "2026-04-06", "--json")

    await _billed_once(site, companies)
    assert {row["id"] for row in await site.rows("invoice")} == {row["id"] for row in drafts}, "under their own ids"
    assert not await site.rows("invoice_draft")
    amounts = {row["company_id"]: row["amount_e4"] for row in await site.rows("usage_total")}
    for row in await site.rows("invoice"):
        assert row["subtotal_minor"] == round_half_up(Decimal(amounts[row["company_id"]]) / 100)
    assert deaths, "no process was killed: DRAFT_STATEMENTS is too large"


async def _with_grace(program: Program, number: int) -> Stage:
    one = await stage(program, "calls", company=f"company-{number}")
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await billing.change_terms(scope, one.company_id, grace_days=3)
        told = [a_call(60 + number * 7 + n, MARCH - timedelta(minutes=n)) for n in range(5)]
        assert (await usage.record_calls(scope, "pbx", "calls", told)).accepted == 5
    return one


def _kill_bill_runs(site: Site, through: str) -> int:
    words = ("bill", "run", "--through", through, "--json")
    return sum(site.run_until_killed(*words, statements=DRAFT_STATEMENTS) for _ in range(2))
