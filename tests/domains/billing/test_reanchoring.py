"""From a month to a year and back (money policy 2): counted anew from the change, billed at once, and given back what was paid ahead."""

from __future__ import annotations

from datetime import date

from tests.domains.billing.stage import TEST, Stage, amounts, stage, utc
from trunkline.domains.billing.model import InvoiceLine
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import Cancellation, Change, Subscription
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock

# The clock of the tests stands at 2026-03-02 12:00 UTC, a Monday: in Berlin 13:00 on 2 March.


def covered(line: InvoiceLine) -> tuple[str, str, str]:
    return str(line.amount.major), line.first_day.isoformat(), line.next_day.isoformat()


async def as_it_is(nordlicht: Stage) -> Subscription:
    async with nordlicht.program.scope(TEST, company_id=nordlicht.company_id, write=False) as scope:
        return await marketplace.subscription(scope, nordlicht.subscription_id)


async def test_a_year_begins_with_the_change_and_the_rest_of_the_month_is_given_back(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await stage(program, "starter")
    assert amounts(await nordlicht.bill("2026-03-02")) == ["29.00"]
    clock.move_to(utc("2026-03-12 09:00"))
    await nordlicht.change("yearly")
    lines = await nordlicht.bill("2026-03-12")
    # 29 × 10/31 = 9.3548… → 9.35 for the ten days of March on the month, less the 29.00 that were paid; then the whole year.
    assert sorted(map(covered, lines)) == [
        ("-19.65", "2026-03-02", "2026-03-12"),
        ("365.00", "2026-03-12", "2027-03-12"),
    ]
    assert (await as_it_is(nordlicht)).anchor_at(clock.now()) == date(2026, 3, 12)
    clock.move_to(utc("2026-04-02 12:00"))
    assert await nordlicht.bill("2026-04-02") == []
    clock.move_to(utc("2027-03-12 12:00"))
    assert list(map(covered, await nordlicht.bill("2027-03-12"))) == [("365.00", "2027-03-12", "2028-03-12")]


async def test_a_month_begins_with_the_change_and_the_rest_of_the_year_is_given_back(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await stage(program, "yearly", billing_cycle_day=15)
    # Anchor 15 February: from 2 March on 350 of 365 days.
    assert amounts(await nordlicht.bill("2026-03-02")) == ["350.00"]
    clock.move_to(utc("2026-06-01 12:00"))
    await nordlicht.change("starter")
    lines = await nordlicht.bill("2026-06-01")
    # 2 March to 31 May are 91 days at 1.00 each.
    assert sorted(map(covered, lines)) == [
        ("-259.00", "2026-03-02", "2026-06-01"),
        # The company is billed on the 15th: 14 of the 31 days from 15 May on, 29 × 14/31 = 13.0967… → 13.10.
        ("13.10", "2026-06-01", "2026-06-15"),
    ]
    clock.move_to(utc("2026-06-15 12:00"))
    assert list(map(covered, await nordlicht.bill("2026-06-15"))) == [("29.00", "2026-06-15", "2026-07-15")]


async def test_with_the_next_period_nothing_is_given_back(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.change("yearly", when=Change.next_period)
    assert amounts(await nordlicht.bill("2026-03-02")) == ["29.00"]
    clock.move_to(utc("2026-04-02 12:00"))
    assert list(map(covered, await nordlicht.bill("2026-04-02"))) == [("365.00", "2026-04-02", "2027-04-02")]


async def test_months_that_were_billed_ahead_are_given_back_whole(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    assert amounts(await nordlicht.bill("2026-05-02")) == ["29.00", "29.00", "29.00"]
    clock.move_to(utc("2026-03-12 09:00"))
    await nordlicht.change("yearly")
    assert sorted(amounts(await nordlicht.bill("2026-03-12"))) == ["-19.65", "-29.00", "-29.00", "365.00"]
    assert await nordlicht.bill("2026-03-12") == []


async def test_usage_before_the_change_is_billed_with_it(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "each")
    await nordlicht.use("100", utc("2026-03-05 12:00"))
    clock.move_to(utc("2026-03-12 09:00"))
    await nordlicht.change("yearly")
    # 100 × 0.035
    assert sorted(amounts(await nordlicht.bill("2026-03-12"))) == ["3.50", "365.00"]
    await nordlicht.use("10", utc("2026-03-06 12:00"))
    assert amounts(await nordlicht.bill("2026-03-12")) == ["0.35"]


async def test_there_and_back_on_one_day_changes_nothing(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    clock.move_to(utc("2026-03-12 09:00"))
    await nordlicht.change("yearly")
    await nordlicht.change("starter")
    assert (await as_it_is(nordlicht)).anchor_at(clock.now()) == date(2026, 3, 2)
    assert await nordlicht.bill("2026-03-12") == []
    clock.move_to(utc("2026-04-02 12:00"))
    assert list(map(covered, await nordlicht.bill("2026-04-02"))) == [("29.00", "2026-04-02", "2026-05-02")]


async def test_usage_of_a_day_there_and_back_is_billed(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "each")
    clock.move_to(utc("2026-03-12 09:00"))
    await nordlicht.change("yearly-each")
    await nordlicht.use("1000", utc("2026-03-12 08:30"))
    clock.move_to(utc("2026-03-12 10:00"))
    await nordlicht.change("each")
    await nordlicht.use("10", utc("2026-03-12 09:30"))
    clock.move_to(utc("2026-04-02 12:00"))
    # 1000 × 0.02 under the plan that it was used on, 10 × 0.035 under the other.
    assert sorted(amounts(await nordlicht.bill("2026-04-02"))) == ["0.35", "20.00"]
    assert await nordlicht.bill("2026-04-02") == []
    clock.move_to(utc("2027-04-02 12:00"))
    assert await nordlicht.bill("2027-04-02") == []


async def test_another_cycle_begins_with_a_day_also_by_the_second(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "seconds")
    clock.move_to(utc("2026-03-02 15:00"))
    await nordlicht.change("yearly-seconds")
    (line,) = await nordlicht.bill("2026-03-02")
    assert line.next_day == date(2027, 3, 2)
    clock.move_to(utc("2026-05-02 15:00"))
    assert await nordlicht.bill("2026-05-02") == []
    await nordlicht.change("seconds")
    clock.move_to(utc("2026-05-02 18:00"))
    await nordlicht.change("yearly-seconds")
    assert await nordlicht.bill("2026-05-02") == []


async def test_a_change_on_the_first_day_keeps_the_billing_day(program: Program) -> None:
    nordlicht = await stage(program, "starter", billing_cycle_day=15)
    await nordlicht.change("yearly")
    # Nothing was billed on the month: the year is counted from the 15 February before, 350 of 365 days.
    assert amounts(await nordlicht.bill("2026-03-02")) == ["350.00"]


async def test_the_end_of_the_period_is_the_end_of_the_year(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    clock.move_to(utc("2026-03-12 09:00"))
    await nordlicht.change("yearly")
    await nordlicht.cancel(Cancellation.period_end)
    assert (await as_it_is(nordlicht)).ended_on == date(2027, 3, 12)
