"""What trials and pauses cost, what the next invoice says in them, and the timeline that tells of all of it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.clients import client_as
from tests.domains.billing.stage import TEST, Stage, amounts, plan_id_of, stage, utc
from trunkline.domains.billing import actions
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import Cancellation, Change, FlatTerms, Pausing
from trunkline.domains.usage import queries as usage
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock

PERMISSIONS = ("subscriptions.read", "invoices.read")


async def in_trial(program: Program, slug: str, days: int = 14) -> Stage:
    """A company whose subscription begins with a trial: the first one is over, and it had none of its own."""
    nordlicht = await stage(program, slug)
    await nordlicht.cancel(Cancellation.now)
    async with program.scope(TEST) as scope:
        await marketplace.change_trial(scope, await plan_id_of(program, slug), days)
    return nordlicht


async def begin(nordlicht: Stage, slug: str) -> Stage:
    async with nordlicht.program.scope(TEST, company_id=nordlicht.company_id) as scope:
        made = await marketplace.start_subscription(scope, await plan_id_of(nordlicht.program, slug))
    return Stage(nordlicht.program, nordlicht.company, made.id)


async def pause(nordlicht: Stage) -> None:
    async with nordlicht.program.scope(TEST, company_id=nordlicht.company_id) as scope:
        await marketplace.pause_subscription(scope, nordlicht.subscription_id, effective=Pausing.now)


async def unpause(nordlicht: Stage) -> None:
    async with nordlicht.program.scope(TEST, company_id=nordlicht.company_id) as scope:
        await marketplace.unpause_subscription(scope, nordlicht.subscription_id)


async def upcoming(nordlicht: Stage) -> tuple[str, list[str]]:
    async with nordlicht.program.scope(TEST, company_id=nordlicht.company_id, write=False) as scope:
        found = await actions.preview_invoices(scope, nordlicht.company_id)
    return str(found.issued_on), [str(line.amount.major) for one in found.invoices for line in one.lines]


async def test_in_a_trial_the_next_invoice_is_the_first_paid_one(program: Program, clock: ManualClock) -> None:
    before = await in_trial(program, "starter")
    assert amounts(await before.bill("2026-03-02")) == ["0.94"]  # 29 × 1/31 for the day that came before
    clock.move_to(utc("2026-03-03 12:00"))
    nordlicht = await begin(before, "starter")
    assert await upcoming(nordlicht) == ("2026-03-17", ["29.00"])
    assert await nordlicht.bill("2026-03-16") == []
    clock.move_to(utc("2026-03-17 12:00"))
    (line,) = await nordlicht.bill("2026-03-17")
    assert (str(line.amount.major), str(line.first_day), str(line.next_day)) == ("29.00", "2026-03-17", "2026-04-17")


async def test_usage_of_a_trial_is_counted_and_never_billed(program: Program, clock: ManualClock) -> None:
    before = await in_trial(program, "each")
    clock.move_to(utc("2026-03-03 12:00"))
    nordlicht = await begin(before, "each")
    await nordlicht.use("100", utc("2026-03-03 11:00"))
    async with program.scope(TEST, company_id=nordlicht.company_id, write=False) as scope:
        (total,) = await usage.totals_for_period(scope, nordlicht.subscription_id, utc("2026-03-02 23:00"))
    assert (total.quantity, total.period_end) == (Decimal(100), utc("2026-03-16 23:00"))
    clock.move_to(utc("2026-03-20 12:00"))
    assert await nordlicht.bill("2026-03-20") == []
    await nordlicht.use("50", utc("2026-03-16 22:59"))  # late
    await nordlicht.use("10", utc("2026-03-16 23:00"))
    assert await nordlicht.bill("2026-03-20") == []
    clock.move_to(utc("2026-04-17 12:00"))
    assert amounts(await nordlicht.bill("2026-04-17")) == ["0.35"]  # 10 × 0.035


async def test_a_trial_that_is_ended_early_keeps_its_usage_free(program: Program, clock: ManualClock) -> None:
    before = await in_trial(program, "each")
    clock.move_to(utc("2026-03-03 12:00"))
    nordlicht = await begin(before, "each")
    clock.move_to(utc("2026-03-05 12:00"))
    await nordlicht.use("100", utc("2026-03-05 11:00"))
    async with program.scope(TEST, company_id=nordlicht.company_id) as scope:
        await marketplace.end_trial(scope, nordlicht.subscription_id)
    await nordlicht.use("10", utc("2026-03-05 12:00"))
    clock.move_to(utc("2026-04-05 12:00"))
    assert amounts(await nordlicht.bill("2026-04-05")) == ["0.35"]


async def test_a_plan_without_proration_gives_nothing_back_for_a_pause(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "fixed", billing_cycle_day=2)
    assert amounts(await nordlicht.bill("2026-03-02")) == ["40.00"]
    clock.move_to(utc("2026-03-12 12:00"))
    await pause(nordlicht)
    assert await nordlicht.bill("2026-03-12") == []
    clock.move_to(utc("2026-04-12 12:00"))
    assert await nordlicht.bill("2026-04-12") == []
    await unpause(nordlicht)
    assert amounts(await nordlicht.bill("2026-04-12")) == ["40.00"]


async def test_periods_within_a_pause_cost_nothing_and_the_anchor_stays(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    assert amounts(await nordlicht.bill("2026-03-02")) == ["29.00"]
    clock.move_to(utc("2026-03-12 12:00"))
    await pause(nordlicht)
    # 29 × 10/31 = 9.3548… → 9.35 for 2 to 11 March
    assert amounts(await nordlicht.bill("2026-03-12")) == ["-19.65"]
    clock.move_to(utc("2026-05-12 12:00"))
    assert await nordlicht.bill("2026-05-12") == []
    await unpause(nordlicht)
    # 12 May to 1 June: 21 of the 31 days from 2 May on, 29 × 21/31 = 19.6451…
    (line,) = await nordlicht.bill("2026-05-12")
    assert (str(line.amount.major), str(line.first_day)) == ("19.65", "2026-05-12")


async def test_pausing_and_going_on_again_is_what_the_days_cost(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    billed = await nordlicht.bill("2026-03-02")
    for first, following in (("2026-03-05", "2026-03-08"), ("2026-03-20", "2026-03-21")):
        clock.move_to(utc(f"{first} 12:00"))
        await pause(nordlicht)
        billed += await nordlicht.bill(first)
        clock.move_to(utc(f"{following} 12:00"))
        await unpause(nordlicht)
        billed += await nordlicht.bill(following)
    # Four of 31 days were paused: 29 × 27/31 = 25.2580…
    assert sum(line.amount.minor for line in billed) == 2526


async def test_a_change_of_the_billing_day_leaves_what_runs(program: Program, clock: ManualClock) -> None:
    from trunkline.domains.tenants import actions as tenants

    nordlicht = await stage(program, "starter", billing_cycle_day=15)
    await nordlicht.bill("2026-03-02")
    async with program.scope(TEST) as scope:
        await tenants.change_company(scope, nordlicht.company_id, billing_cycle_day=20)
    clock.move_to(utc("2026-03-20 12:00"))
    (line,) = await nordlicht.bill("2026-03-20")
    assert (str(line.first_day), str(line.next_day)) == ("2026-03-15", "2026-04-15")
    await nordlicht.change("yearly")
    (year,) = [one for one in await nordlicht.bill("2026-03-20") if one.amount.minor > 0]
    assert (str(year.first_day), str(year.next_day)) == ("2026-03-20", "2027-03-20")


async def test_the_timeline_tells_what_was_and_what_is_planned(program: Program, clock: ManualClock) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    await nordlicht.revise("platform_fee", FlatTerms(Decimal("31.00")), utc("2026-03-05 00:00"))
    clock.move_to(utc("2026-03-12 12:00"))
    await pause(nordlicht)
    await nordlicht.bill("2026-03-12")
    clock.move_to(utc("2026-03-20 12:00"))
    await unpause(nordlicht)
    await nordlicht.change("pro", when=Change.next_period)
    path = f"/subscriptions/{nordlicht.subscription_id}/timeline"
    async with client_as(program, *PERMISSIONS, company_id=nordlicht.company_id) as client:
        told = (await client.get(path)).json()
    shown = [
        (one["day"], one["kind"], one["planned"], one["amount"] and one["amount"]["amount"]) for one in told["items"]
    ]
    assert shown == [
        ("2026-03-02", "started", False, None),
        ("2026-03-02", "invoice", False, "29.00"),
        ("2026-03-05", "price_changed", False, None),
        ("2026-03-12", "paused", False, None),
        ("2026-03-12", "proration", False, "9.35"),
        ("2026-03-12", "invoice", False, "-19.65"),
        ("2026-03-20", "unpaused", False, None),
        ("2026-04-02", "plan_changed", True, None),
        ("2026-04-02", "renewal", True, None),
    ]
    proration = next(one for one in told["items"] if one["kind"] == "proration")
    assert (proration["factor"], proration["full_amount"], proration["words"]) == (
        "10/31",
        "29",
        "2026-03-02 to 2026-03-11",
    )
    assert proration["invoice_number"] == told["items"][5]["invoice_number"] is not None
    assert told["is_complete"] is True


@pytest.mark.parametrize("when", [Cancellation.now, Cancellation.period_end])
async def test_who_may_not_see_invoices_sees_the_rest(program: Program, clock: ManualClock, when: Cancellation) -> None:
    nordlicht = await stage(program, "starter")
    await nordlicht.bill("2026-03-02")
    clock.move_to(utc("2026-03-12 12:00"))
    await nordlicht.cancel(when)
    async with client_as(program, "subscriptions.read", company_id=nordlicht.company_id) as client:
        items = (await client.get(f"/subscriptions/{nordlicht.subscription_id}/timeline")).json()["items"]
    assert [(one["kind"], one["planned"]) for one in items] == [
        ("started", False),
        ("canceled", False),
        ("ended", True),
    ]
