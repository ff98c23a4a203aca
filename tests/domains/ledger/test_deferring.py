"""What is billed in advance is earned when its period is over, whatever became of the invoice meanwhile."""

from __future__ import annotations

from tests.conftest import run_jobs
from tests.domains.billing.stage import TEST, Stage, bill, stage, utc
from tests.domains.billing.test_credit_notes import credit, credit_net, wish
from tests.domains.ledger.life import wrong
from tests.domains.ledger.test_posting import balances, listed
from trunkline.domains.billing import actions as billing
from trunkline.domains.ledger import actions
from trunkline.domains.ledger.model import Event
from trunkline.infra.program import Program
from trunkline.infra.queue import Worker
from trunkline.kernel.clock import ManualClock


async def issued(program: Program, plan: str = "starter") -> Stage:
    """Subscribed on the second of March in Berlin; 34.51 EUR for a month, in advance."""
    made = await stage(program, plan)
    await bill(program, "2026-03-02")
    return made


async def some(program: Program, one: Stage, *accounts: str) -> dict[str, str]:
    return {name: amount for name, amount in await balances(program, one.company_id) if name in accounts}


async def test_an_invoice_in_advance_is_accrued_and_earned_at_the_end_of_its_period(
    program: Program, clock: ManualClock
) -> None:
    one = await issued(program)
    assert await balances(program, one.company_id) == [
        ("receivable", "34.51 EUR"),
        ("accrued", "-29.00 EUR"),
        ("tax_payable", "-5.51 EUR"),
    ]
    clock.move_to(utc("2026-04-01 21:59"))
    assert await actions.release_earned(program.begin_as(TEST)) == 0
    clock.move_to(utc("2026-04-01 22:00"))  # midnight in Berlin, in summer
    assert await actions.release_earned(program.begin_as(TEST)) == 1
    assert await actions.release_earned(program.begin_as(TEST)) == 0
    assert await some(program, one, "accrued", "earnings") == {"accrued": "0.00 EUR", "earnings": "-29.00 EUR"}
    (earned,) = [found for found in await listed(program, one.company_id) if found.event is Event.period_earned]
    assert earned.at == utc("2026-04-01 22:00")
    assert await wrong(program) == []


async def test_the_schedule_does_it(program: Program, clock: ManualClock) -> None:
    one = await issued(program)
    worker = Worker(program)
    await worker.tick()
    clock.move_to(utc("2026-04-01 22:11"))
    await worker.tick()
    await run_jobs(program)
    assert await some(program, one, "earnings") == {"earnings": "-29.00 EUR"}


async def test_what_is_billed_afterwards_is_earned_at_once(program: Program, clock: ManualClock) -> None:
    one = await stage(program, "postpaid")
    clock.move_to(utc("2026-04-02 12:00"))
    await bill(program, "2026-04-02")
    found = dict(await balances(program, one.company_id))
    assert "accrued" not in found
    assert found["earnings"].startswith("-3")
    assert await wrong(program) == []


async def test_a_credit_note_takes_of_what_is_not_earned_yet(program: Program, clock: ManualClock) -> None:
    one = await issued(program)
    await credit_net(one, "10.00")
    assert await some(program, one, "accrued", "earnings") == {"accrued": "-19.00 EUR"}
    clock.move_to(utc("2026-04-02 12:00"))
    await actions.release_earned(program.begin_as(TEST))
    assert await some(program, one, "accrued", "earnings") == {"accrued": "0.00 EUR", "earnings": "-19.00 EUR"}
    await credit(one, wish(rest="22.61"))
    assert await some(program, one, "accrued", "earnings") == {"accrued": "0.00 EUR", "earnings": "0.00 EUR"}
    assert await wrong(program) == []


async def test_a_void_invoice_is_not_earned(program: Program, clock: ManualClock) -> None:
    one = await issued(program)
    (invoice,) = await one.invoices()
    async with program.scope(TEST, company_id=one.company_id) as scope:
        await billing.void_invoice(scope, invoice.id)
    assert set((await some(program, one, "accrued", "receivable", "tax_payable")).values()) == {"0.00 EUR"}
    clock.move_to(utc("2026-04-02 12:00"))
    assert await actions.release_earned(program.begin_as(TEST)) == 1
    assert await wrong(program) == []
    assert set((await some(program, one, "accrued", "earnings")).values()) == {"0.00 EUR"}
