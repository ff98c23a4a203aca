"""Included units, discounts, minimum and maximum on real invoices. Every amount is worked by hand in the comment above it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from tests.domains.billing.stage import CALLS, DESK, MESSAGES, TEST, Stage, amounts, plan, stage, utc
from trunkline.domains.billing.rules.explaining import recombined
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import Adjustments, Discount, PerUnitTerms
from trunkline.domains.marketplace.model.offers.shapes import calls, each, metered, platform_fee, seats
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock

# The clock of the tests stands at 2026-03-02 12:00 UTC, a Monday: in Berlin 13:00 on 2 March.

_messages = metered(MESSAGES, "messages", "Messages", EUR=each("0.10"))
TWO_PERIODS = Discount(percent=Decimal(20), periods=2)
TARIFFS = replace(
    DESK,
    plans=(
        plan("included", replace(_messages, adjustments=Adjustments(included_units=Decimal(100)))),
        plan("at-least", replace(_messages, adjustments=Adjustments(minimum_amount=Decimal(31)))),
        plan("capped-fee", replace(platform_fee(EUR="100.00"), adjustments=Adjustments(maximum_amount=Decimal(60)))),
        plan("at-least-too", replace(_messages, adjustments=Adjustments(minimum_amount=Decimal(31)))),
        plan(
            "included-and-off",
            replace(
                _messages,
                adjustments=Adjustments(included_units=Decimal(100), discount=Discount(amount=Decimal(3))),
            ),
        ),
        plan("at-most", replace(_messages, adjustments=Adjustments(maximum_amount=Decimal(20)))),
        plan("introductory", replace(platform_fee(EUR="50.00"), adjustments=Adjustments(discount=TWO_PERIODS))),
        plan(
            "cheaper-seats",
            replace(
                seats("Seat", "seat", EUR="10.00"), adjustments=Adjustments(discount=Discount(amount=Decimal("3.10")))
            ),
        ),
        plan(
            "calls-at-least",
            replace(
                metered(CALLS, "calls", "Calls", EUR=calls("0.05", (0, 60, "0.12"))),
                adjustments=Adjustments(minimum_amount=Decimal(5)),
            ),
        ),
    ),
)


async def subscribed(program: Program, slug: str, **about: int) -> Stage:
    async with program.scope(TEST) as scope:
        await marketplace.install_catalogue(scope, [TARIFFS])
    return await stage(program, slug, **about)  # type: ignore[arg-type]


async def test_included_units_cost_nothing_and_are_said(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "included")
    await nordlicht.use("250", utc("2026-03-10 12:00"))
    clock.move_to(utc("2026-04-02 12:00"))
    (line,) = await nordlicht.bill("2026-04-02")
    # 250 − 100 = 150 × 0.10
    assert (str(line.amount), line.quantity) == ("15.00 EUR", Decimal(250))
    assert line.explain["steps"][0]["label"] == "100 message included (of 100)"
    assert recombined(line.explain) == 15


async def test_what_is_missing_to_the_minimum_is_made_up_for_with_the_part_of_the_period(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await subscribed(program, "at-least", billing_cycle_day=15)
    await nordlicht.use("17", utc("2026-03-03 12:00"))
    clock.move_to(utc("2026-03-15 12:00"))
    # 13 of 28 days: at least 31 × 13/28 = 14.392857…; 1.70 was used, so 12.69 are made up for.
    (line,) = await nordlicht.bill("2026-03-15")
    assert str(line.amount) == "14.39 EUR"
    assert {"id": "3", "title": "Usage of zero, minimum and maximum"} in line.explain["policy"]
    # Nothing at all was used in the whole period that follows: the minimum of a whole one.
    clock.move_to(utc("2026-04-15 12:00"))
    assert amounts(await nordlicht.bill("2026-04-15")) == ["31.00"]


async def test_late_usage_comes_out_of_what_was_made_up_for(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "at-least")
    clock.move_to(utc("2026-04-02 12:00"))
    assert amounts(await nordlicht.bill("2026-04-02")) == ["31.00"]
    # 300 × 0.10 = 30.00 are below the minimum that is paid already; 20 more are 1.00 above it.
    await nordlicht.use("300", utc("2026-03-10 12:00"))
    assert await nordlicht.bill("2026-04-02") == []
    await nordlicht.use("20", utc("2026-03-11 12:00"))
    assert amounts(await nordlicht.bill("2026-04-02")) == ["1.00"]


async def test_the_maximum_caps_the_line(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "at-most")
    await nordlicht.use("250", utc("2026-03-10 12:00"))
    clock.move_to(utc("2026-04-02 12:00"))
    (line,) = await nordlicht.bill("2026-04-02")
    assert str(line.amount) == "20.00 EUR"
    assert line.explain["price"]["adjustments"] == {"maximum_amount": "20"}
    await nordlicht.use("250", utc("2026-03-11 12:00"))
    assert await nordlicht.bill("2026-04-02") == []


async def test_a_discount_holds_for_its_periods_and_is_prorated_with_the_fee(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await subscribed(program, "introductory", billing_cycle_day=15)
    # 50 − 20 % = 40, for 13 of 28 days: 18.571428…
    assert amounts(await nordlicht.bill("2026-03-02")) == ["18.57"]
    assert amounts(await nordlicht.bill("2026-03-15")) == ["40.00"]
    assert amounts(await nordlicht.bill("2026-04-15")) == ["50.00"]


async def test_an_amount_off_is_taken_once_per_period_whatever_the_seats(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "cheaper-seats", quantity=3)
    # 3 × 10 − 3.10
    assert amounts(await nordlicht.bill("2026-03-02")) == ["26.90"]
    clock.move_to(utc("2026-03-12 12:00"))
    await nordlicht.change("cheaper-seats", quantity=4)
    # 26.90 × 10/31 + 36.90 × 21/31 = 33.6741… → 33.67, less 26.90
    assert amounts(await nordlicht.bill("2026-03-12")) == ["6.77"]


async def test_calls_have_a_minimum_too(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "calls-at-least")
    await nordlicht.call(61, utc("2026-03-10 12:00"))
    clock.move_to(utc("2026-04-02 12:00"))
    # 0.05 + 2 × 0.12 = 0.29
    (line,) = await nordlicht.bill("2026-04-02")
    assert (str(line.amount), recombined(line.explain)) == ("5.00 EUR", Fraction(5))


async def test_a_price_revised_in_mid_period_has_one_minimum(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "at-least")
    await nordlicht.use("100", utc("2026-03-10 12:00"))
    clock.move_to(utc("2026-03-15 12:00"))
    await nordlicht.revise("messages", PerUnitTerms(Decimal("0.20")), clock.now())
    await nordlicht.use("30", utc("2026-03-20 12:00"))
    clock.move_to(utc("2026-04-02 12:00"))
    # 100 × 0.10 = 10.00 under the first version; 30 × 0.20 = 6.00 and 15.00 made up for under the second: 31.00 together.
    assert sorted(amounts(await nordlicht.bill("2026-04-02"))) == ["10.00", "21.00"]


async def test_a_minimum_is_prorated_over_the_parts_that_were_spent_on_the_plan(
    program: Program, clock: ManualClock
) -> None:
    nordlicht = await subscribed(program, "at-least")
    for day, slug in ((12, "at-least-too"), (22, "at-least")):
        clock.move_to(utc(f"2026-03-{day} 12:00"))
        await nordlicht.change(slug)
    clock.move_to(utc("2026-04-02 12:00"))
    # 10 and 11 days on the one, 10 on the other, of 31: 21.00 and 10.00
    assert sorted(amounts(await nordlicht.bill("2026-04-02"))) == ["10.00", "21.00"]


async def test_a_plan_that_was_left_on_its_first_day_has_no_minimum(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "at-least")
    await nordlicht.use("1", utc("2026-03-02 12:00"))
    await nordlicht.change("at-least-too")
    clock.move_to(utc("2026-04-02 12:00"))
    assert sorted(amounts(await nordlicht.bill("2026-04-02"))) == ["0.10", "31.00"]


async def test_the_maximum_of_a_fee_is_that_of_a_period_and_not_of_its_part(program: Program) -> None:
    nordlicht = await subscribed(program, "capped-fee", billing_cycle_day=15)
    # 100 × 13/28 = 46.43 lie below the maximum of 60.00, which is not prorated.
    assert amounts(await nordlicht.bill("2026-03-02")) == ["46.43"]
    assert amounts(await nordlicht.bill("2026-03-15")) == ["60.00"]


async def test_what_is_included_is_had_once_by_all_versions_of_a_price(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "included-and-off")
    await nordlicht.use("200", utc("2026-03-10 12:00"))
    clock.move_to(utc("2026-03-15 12:00"))
    await nordlicht.revise("messages", PerUnitTerms(Decimal("0.10")), clock.now())
    await nordlicht.use("200", utc("2026-03-20 12:00"))
    clock.move_to(utc("2026-04-02 12:00"))
    # 200 − 100 included = 10.00 − 3.00 off; then 20.00 whole
    assert sorted(amounts(await nordlicht.bill("2026-04-02"))) == ["20.00", "7.00"]
