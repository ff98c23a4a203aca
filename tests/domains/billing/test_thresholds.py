"""Threshold invoices: usage of an open period that has come to an amount is invoiced at once; the closing invoice bills the rest."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import event, func, select, update

from tests.conftest import run_jobs, second_program
from tests.domains.billing.stage import TEST, Stage, read, stage, utc
from tests.domains.billing.test_drafts import agreed, run
from tests.domains.billing.test_items import an_item, enter, waiting
from tests.domains.billing.test_settling import facts
from tests.domains.billing.test_upcoming import preview
from trunkline.domains.billing import actions, store
from trunkline.domains.billing.model import IssuedInvoice
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import Adjustments, PerUnitTerms
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.model import EventCorrection, UsageEventInput
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.infra.queue import job_table
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.money import Currency, Money

EUR = Currency.of("EUR")


async def at(one: Stage, cents: int) -> None:
    await agreed(one, thresholds=(Money(cents, EUR),))


async def check(one: Stage) -> list[IssuedInvoice]:
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        return await actions.issue_reached(scope, one.company_id)


async def subtotals(one: Stage) -> list[str]:
    return [str(invoice.subtotal.major) for invoice in await one.invoices()]


async def test_the_amount_itself_reaches_it_and_a_cent_less_does_not(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "each", billing_cycle_day=1)
    await at(one, 700)
    await one.use("199", utc("2026-03-02 08:00"))  # 6.965, rounded 6.97
    assert await check(one) == []
    await one.use("1", utc("2026-03-02 08:00"))
    (issued,) = await check(one)
    assert (issued.number, str(issued.total)) == ("TL-2026-000001", "8.33 EUR")
    assert await check(one) == []  # what is booked does not count again
    told = await facts(program, "invoice.issued", "invoice.threshold_reached")
    assert [kind for kind, _ in told] == ["invoice.issued", "invoice.threshold_reached"]
    assert told[1][1] == {
        "number": "TL-2026-000001",
        "used": {"amount": "7.00", "currency": "EUR"},
        "threshold": {"amount": "7.00", "currency": "EUR"},
    }


async def test_the_closing_invoice_bills_the_rest(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "each", billing_cycle_day=1)
    await at(one, 700)
    await one.use("230", utc("2026-03-02 08:00"))
    await check(one)
    await one.use("250", utc("2026-03-10 08:00"))
    clock.move_to(utc("2026-03-11 08:00"))
    await run(one)  # in the middle of the period nothing is closed
    await check(one)
    await one.use("40", utc("2026-03-20 08:00"))
    clock.move_to(utc("2026-04-01 08:00"))
    await run(one)
    # 0.035 each: 8.05, then 16.80 - 8.05, then 18.20 - 16.80
    assert await subtotals(one) == ["8.05", "8.75", "1.40"]
    _, lines = await read(program, (await one.invoices())[-1].id)
    assert lines[0].corrects_line_id is not None
    assert str(lines[0].quantity) == "40"
    await run(one)
    assert len(await one.invoices()) == 3


async def test_a_period_without_more_usage_closes_without_another_invoice(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "each", billing_cycle_day=1)
    await at(one, 700)
    await one.use("300", utc("2026-03-02 08:00"))
    await check(one)
    clock.move_to(utc("2026-04-02 08:00"))
    await run(one)
    assert await subtotals(one) == ["10.50"]
    await one.use("100", utc("2026-03-31 08:00"))  # late usage is a correction, as ever
    clock.move_to(utc("2026-04-03 08:00"))
    await run(one)
    assert await subtotals(one) == ["10.50", "3.50"]


async def test_a_minimum_is_made_up_for_on_the_closing_line_only(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "each", billing_cycle_day=1)
    await at(one, 700)
    async with program.scope(TEST) as scope:
        subscribed = await catalogue.subscription(scope, one.subscription_id)
        plan = await catalogue.plan(scope, subscribed.plan_id)
        price = next(price for price in plan.prices if price.currency == EUR)
        await marketplace.revise_price(
            scope,
            price.id,
            PerUnitTerms(Decimal("0.10")),
            adjustments=Adjustments(minimum_amount=Decimal("20.00")),
            effective_from=clock.now(),
        )
    clock.advance(timedelta(hours=1))
    await one.use("90", clock.now())
    (first,) = await check(one)
    assert str((await read(program, first.invoice_id))[0].subtotal) == "9.00 EUR"
    clock.move_to(utc("2026-04-01 08:00"))
    await run(one)
    # the period began on the 2nd: 30 of 31 days of the minimum are 19.354838…, of which 9.00 is booked
    assert await subtotals(one) == ["9.00", "10.35"]


async def test_fees_are_not_usage_and_other_currencies_have_thresholds_of_their_own(
    program: Program, clock: ManualClock
) -> None:
    one = await stage(program, "full", billing_cycle_day=1)
    await agreed(one, thresholds=(Money(1000, Currency.of("USD")),))
    await one.call(36_000, utc("2026-03-02 08:00"))
    assert await check(one) == []
    await at(one, 1_000)
    (issued,) = await check(one)
    # 0.05 + 0.12 + 0.10 × 35940/60 = 60.07: the fee waits for its run
    assert str((await read(program, issued.invoice_id))[0].subtotal) == "60.07 EUR"
    await run(one)
    assert await subtotals(one) == ["60.07", "47.42"]  # of the 2nd to the 31st of March


async def test_what_waits_goes_with_it(program: Program) -> None:
    one = await stage(program, "each")
    await at(one, 700)
    await enter(one, an_item("5.00"), an_item("-100.00"))
    await one.use("300", utc("2026-03-02 12:00"))
    shown = await preview(one)
    assert (str(shown.issued_on), str(shown.invoices[0].subtotal)) == ("2026-03-02", "15.50 EUR")
    (issued,) = await check(one)
    assert issued.total == shown.invoices[0].total
    assert await waiting(one) == ["-100.00"]


async def test_a_threshold_and_a_grace_go_together(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "each", billing_cycle_day=1)
    await agreed(one, grace_days=3, thresholds=(Money(700, EUR),))
    await one.use("300", utc("2026-03-02 08:00"))
    await check(one)
    await one.use("10", utc("2026-03-05 08:00"))
    clock.move_to(utc("2026-04-01 08:00"))
    await run(one)
    assert [(invoice.state.value, str(invoice.subtotal.major)) for invoice in await one.invoices()] == [
        ("draft", "0.35"),
        ("issued", "10.50"),
    ]
    clock.move_to(utc("2026-04-04 08:00"))
    await run(one)
    assert await subtotals(one) == ["10.50", "0.35"]


async def test_a_clock_stops_at_once_where_a_threshold_was_agreed_that_is_reached_already(
    program: Program, clock: ManualClock
) -> None:
    """Beside a draft that says all there is: nothing else would have the next run look at the usage of the open month."""
    one = await stage(program, "each", billing_cycle_day=1)
    await agreed(one, grace_days=10)
    await one.use("300", utc("2026-03-02 08:00"))
    clock.move_to(utc("2026-04-01 08:00"))
    await one.use("300", utc("2026-04-01 07:00"))
    await run(one)
    assert await next_run(one) > clock.now()
    await agreed(one, grace_days=10, thresholds=(Money(700, EUR),))
    assert await next_run(one) == clock.now()


async def next_run(one: Stage) -> datetime:
    async with one.program.scope(TEST, company_id=one.company_id, write=False) as scope:
        return min(await actions.billing_due(scope, scope.now + timedelta(days=30)))


async def test_two_at_once_issue_one(program: Program, config: Config, clock: ManualClock, tmp_path: Path) -> None:
    one = await stage(program, "each")
    await at(one, 700)
    await one.use("300", utc("2026-03-02 12:00"))
    async with second_program(config, clock, tmp_path / "other") as other:
        begins = [each.begin_as(TEST) for each in (program, other) * 3]
        counted = await asyncio.gather(*(actions.check_threshold(begin, one.company_id) for begin in begins))
    assert sorted(counted) == [0, 0, 0, 0, 0, 1]
    assert await subtotals(one) == ["10.50"]


async def test_usage_is_looked_at_once_a_minute_however_much_comes_in(program: Program, clock: ManualClock) -> None:
    one, other = await stage(program, "each"), await stage(program, "each", company="suedwind")
    await at(one, 700)
    for stretch in (one, other):
        for _ in range(5):
            await stretch.use("100", utc("2026-03-02 12:00"))
    await run_jobs(program)
    assert await one.invoices() == []
    async with program.database.read() as connection:
        wanted = select(func.count()).select_from(job_table).where(job_table.c.kind == "billing.check_threshold")
        assert (await connection.execute(wanted)).scalar_one() == 1
    clock.move_to(utc("2026-03-02 12:01"))
    await run_jobs(program)
    assert (await subtotals(one), await other.invoices()) == (["17.50"], [])


async def test_usage_makes_no_job_where_no_threshold_was_agreed(program: Program) -> None:
    """Most companies have none: their batches read that once, and leave no row that a worker would lease for nothing."""
    one, other = await stage(program, "each"), await stage(program, "each", company="suedwind")
    await at(one, 700)
    await run_jobs(program)
    for stretch, reads in ((one, 1), (other, 1)):
        asked: list[str] = []

        def note(_conn: object, _cursor: object, statement: str, *_: object, asked: list[str] = asked) -> None:
            asked.append(statement)

        engine = program.database.engine.sync_engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            await stretch.use("100", utc("2026-03-02 12:00"))
        finally:
            event.remove(engine, "before_cursor_execute", note)
        assert len([statement for statement in asked if "FROM billing_terms" in statement]) == reads
    async with program.database.read() as connection:
        born = select(job_table.c.company_id).where(job_table.c.kind == "billing.usage_grew")
        assert (await connection.execute(born)).scalars().all() == [one.company_id]


async def test_the_hourly_run_looks_at_every_company_with_a_threshold(program: Program) -> None:
    several = [await stage(program, "each", company=f"company-{n}") for n in range(3)]
    for one in several:
        await one.use("300", utc("2026-03-02 12:00"))
    for one in several[:2]:
        await at(one, 700)
    assert await actions.check_thresholds(program.begin_as(TEST)) == 2
    assert [len(await one.invoices()) for one in several] == [1, 1, 0]


async def test_a_company_that_fails_keeps_no_other_from_its_threshold(program: Program) -> None:
    """The terms of the first say what is no amount."""
    several = [await stage(program, "each", company=f"company-{n}") for n in range(3)]
    for one in several:
        await one.use("300", utc("2026-03-02 12:00"))
        await at(one, 700)
    broken = min(one.company_id for one in several)
    async with program.database.write(broken) as connection:
        terms = store.billing_terms
        nonsense = (
            update(terms)
            .where(terms.c.company_id == broken)
            .values(thresholds=[{"amount": "plenty", "currency": "EUR"}])
        )
        await connection.execute(nonsense)
    assert await actions.check_thresholds(program.begin_as(TEST)) == 2
    assert [len(await one.invoices()) for one in several] == [int(one.company_id != broken) for one in several]


async def test_what_was_billed_ahead_waits_for_its_end(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "each", billing_cycle_day=1)
    await at(one, 700)
    await one.use("100", utc("2026-03-02 08:00"))
    await one.bill("2026-03-31")
    await one.use("300", utc("2026-03-02 09:00"))
    assert await check(one) == []
    clock.move_to(utc("2026-04-01 08:00"))
    await run(one)
    assert await subtotals(one) == ["3.50", "10.50"]


async def test_a_voided_threshold_invoice_is_waived(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "each", billing_cycle_day=1)
    await at(one, 700)
    await one.use("300", utc("2026-03-02 08:00"))
    (issued,) = await check(one)
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await actions.void_invoice(scope, issued.invoice_id)
    await run(one)
    assert await check(one) == []
    await one.use("10", utc("2026-03-05 08:00"))
    clock.move_to(utc("2026-04-01 08:00"))
    await run(one)
    assert await subtotals(one) == ["10.50", "0.35"]


async def tell(one: Stage, event_id: str, quantity: str, at: str) -> None:
    event = UsageEventInput(meter="messages", event_id=event_id, used_at=utc(at), quantity=Decimal(quantity))
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        assert (await usage.record_events(scope, [event])).accepted == 1


async def move(one: Stage, event_id: str, to: str) -> None:
    correction = EventCorrection(event_id, "wrong clock", used_at=utc(to))
    async with one.program.scope(TEST, company_id=one.company_id) as scope:
        assert (await usage.correct_events(scope, [correction])).corrected == 1


async def test_what_moves_into_a_closed_month_is_given_back_by_the_invoice_that_charges_it(
    program: Program, clock: ManualClock
) -> None:
    """0.035 each. 300 are 10.50 on the threshold invoice of April; 200 of them were March's. 40 more of April wait for its end, but count
    in what April gives back: 140 × 0.035 − 10.50 = −5.60. At its end nothing is left to say.
    """
    one = await stage(program, "each", billing_cycle_day=1)
    await at(one, 700)
    clock.move_to(utc("2026-04-05 08:00"))
    await run(one)
    await tell(one, "moves", "200", "2026-04-05 07:00")
    await tell(one, "stays", "100", "2026-04-05 07:30")
    await check(one)
    await one.use("40", utc("2026-04-05 07:45"))
    await move(one, "moves", "2026-03-20 07:00")
    clock.move_to(utc("2026-04-06 08:00"))
    shown = await preview(one)
    await run(one)
    assert await subtotals(one) == ["10.50", "1.40"]
    _, lines = await read(program, (await one.invoices())[-1].id)
    assert [str(line.amount.major) for line in lines] == ["7.00", "-5.60"]
    assert [str(line.amount.major) for line in shown.invoices[0].lines] == ["7.00", "-5.60"]
    assert await check(one) == []
    clock.move_to(utc("2026-05-01 08:00"))
    await run(one)
    assert await subtotals(one) == ["10.50", "1.40"]


async def test_what_only_grows_waits_although_the_run_books_late_usage(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "each", billing_cycle_day=1)
    await at(one, 700)
    clock.move_to(utc("2026-04-05 08:00"))
    await run(one)
    await one.use("300", utc("2026-04-05 07:00"))
    await check(one)
    await one.use("40", utc("2026-04-05 07:45"))
    await one.use("100", utc("2026-03-20 08:00"))
    clock.move_to(utc("2026-04-06 08:00"))
    await run(one)
    assert await subtotals(one) == ["10.50", "3.50"]
    clock.move_to(utc("2026-05-01 08:00"))
    await run(one)
    assert await subtotals(one) == ["10.50", "3.50", "1.40"]


async def test_a_month_in_its_grace_gives_back_what_moves_into_one_that_is_closed(
    program: Program, clock: ManualClock
) -> None:
    """April is over and drafted until 4 May. 200 of its 300 were March's, which is charged at once: April gives 7.00 back at once as well,
    and its draft has nothing left to say.
    """
    one = await stage(program, "each", billing_cycle_day=1)
    await agreed(one, grace_days=3, thresholds=(Money(700, EUR),))
    clock.move_to(utc("2026-04-05 08:00"))
    await run(one)
    await tell(one, "moves", "200", "2026-04-05 07:00")
    await tell(one, "stays", "100", "2026-04-05 07:30")
    await check(one)
    clock.move_to(utc("2026-05-02 08:00"))
    await move(one, "moves", "2026-03-20 07:00")
    await run(one)
    _, lines = await read(program, (await one.invoices())[-1].id)
    assert [str(line.amount.major) for line in lines] == ["7.00", "-7.00"]
    clock.move_to(utc("2026-05-04 08:00"))
    await run(one)
    assert await subtotals(one) == ["10.50", "0.00"]
