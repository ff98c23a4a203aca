"""Usage told ahead before a company preferred another currency, and never moved: its period comes to something in two, and each is
billed once."""

from __future__ import annotations

from tests.domains.billing.stage import TEST, Stage, stage, utc
from tests.domains.billing.test_drafts import agreed, in_state, issue, run
from tests.domains.billing.test_thresholds import check
from trunkline.domains.billing.model import InvoiceState
from trunkline.domains.currencies import actions as currencies
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.money import Currency, Money

YEN = Currency.of("JPY")


async def mixed(program: Program, clock: ManualClock) -> Stage:
    """Of April, 100 messages at 0.035 euros and 10 at 1.9 yen: the job that moves what was told ahead has not run."""
    one = await stage(program, "each", billing_cycle_day=1, tax_rate="0")
    await agreed(one, grace_days=3)
    await one.use("100", utc("2026-04-10 08:00"))
    async with program.scope(TEST) as scope:
        await currencies.prefer_currency(scope, one.company_id, YEN)
    clock.move_to(utc("2026-04-20 08:00"))
    await one.use("10", utc("2026-04-20 07:00"))
    return one


async def told(one: Stage, state: InvoiceState) -> list[str]:
    return sorted(str(invoice.total) for invoice in await in_state(one, state))


async def test_it_is_drafted_in_both_and_issued_once_in_each(program: Program, clock: ManualClock) -> None:
    one = await mixed(program, clock)
    clock.move_to(utc("2026-05-01 08:00"))
    for _ in range(2):
        await run(one)
    assert await told(one, InvoiceState.issued) == []
    assert await told(one, InvoiceState.draft) == ["19 JPY", "3.50 EUR"]
    for day in (4, 5, 6):
        clock.move_to(utc(f"2026-05-0{day} 08:00"))
        await run(one)
    assert await told(one, InvoiceState.issued) == ["19 JPY", "3.50 EUR"]
    assert await told(one, InvoiceState.draft) == []


async def test_a_draft_that_is_issued_by_hand_takes_the_other_with_it(program: Program, clock: ManualClock) -> None:
    one = await mixed(program, clock)
    clock.move_to(utc("2026-05-01 08:00"))
    await run(one)
    in_yen = next(draft for draft in await in_state(one, InvoiceState.draft) if draft.currency == YEN)
    assert (await issue(one, in_yen)).id == in_yen.id
    assert await told(one, InvoiceState.issued) == ["19 JPY", "3.50 EUR"]
    clock.move_to(utc("2026-05-06 08:00"))
    await run(one)
    assert await told(one, InvoiceState.issued) == ["19 JPY", "3.50 EUR"]


async def test_no_threshold_takes_a_part_of_it(program: Program, clock: ManualClock) -> None:
    one = await mixed(program, clock)
    await agreed(one, thresholds=(Money(100, Currency.of("EUR")), Money(5, YEN)))
    assert await check(one) == []
    clock.move_to(utc("2026-05-05 08:00"))
    await run(one)
    assert await told(one, InvoiceState.issued) == ["19 JPY", "3.50 EUR"]
