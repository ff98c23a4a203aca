"""Packages, blocks and percentages on real invoices. Every amount is worked by hand in the comment above it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.domains.billing.stage import DESK, MESSAGES, TEST, Stage, amounts, plan, stage, utc
from trunkline.domains.billing.rules.explaining import recombined
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import (
    Adjustments,
    GraduatedPercentageTerms,
    GraduatedTerms,
    PackageTerms,
    PercentageTerms,
    PercentTier,
    Terms,
    Tier,
)
from trunkline.domains.marketplace.model.offers import PriceOffer
from trunkline.domains.marketplace.model.offers.shapes import metered, seats
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock

# The clock of the tests stands at 2026-03-02 12:00 UTC, a Monday: in Berlin 13:00 on 2 March.

D = Decimal
PACKAGES = PackageTerms(D("5.00"), D(100), free_units=D(20))
CARDS = PercentageTerms(D("2.9"), D("0.30"), free_events=1, free_volume=D(100))
SLICES = GraduatedPercentageTerms((PercentTier(D(1000), D(3), D(5)), PercentTier(None, D(2))))


def _used(terms: Terms) -> PriceOffer:
    return metered(MESSAGES, "used", "Used", EUR=terms)


TARIFFS = replace(
    DESK,
    plans=(
        plan("packages", _used(PACKAGES)),
        plan("included-packages", replace(_used(PACKAGES), adjustments=Adjustments(included_units=D(50)))),
        plan("cards", _used(CARDS)),
        plan("slices", _used(SLICES)),
        plan("blocks", _used(GraduatedTerms((Tier(D(100), D(8), D(5), D(50)), Tier(None, D("0.05")))))),
        plan("seats-by-five", replace(seats("Seats", "seat"), terms={"EUR": PackageTerms(D("31.00"), D(5))})),
    ),
)


async def subscribed(program: Program, slug: str, *, quantity: int = 1) -> Stage:
    async with program.scope(TEST) as scope:
        await marketplace.install_catalogue(scope, [TARIFFS])
    return await stage(program, slug, quantity=quantity)


async def test_packages_are_those_of_the_period_and_a_late_message_may_start_one(program: Program) -> None:
    nordlicht = await subscribed(program, "packages")
    for quantity in ("60", "60"):
        await nordlicht.use(quantity, utc("2026-03-10 12:00"))
    (line,) = await nordlicht.bill("2026-04-01")
    # 120 − 20 free = 100: one package, not two started ones
    assert (str(line.amount), line.quantity, line.unit) == ("5.00 EUR", Decimal(120), "message")
    assert [step["kind"] for step in line.explain["steps"]] == ["package"]
    assert {"id": "4", "title": "Tiers, packages and percentages"} in line.explain["policy"]
    await nordlicht.use("1", utc("2026-03-11 12:00"))
    (late,) = await nordlicht.bill("2026-04-01")
    # 121: two packages, of which one is booked
    assert (str(late.amount), late.corrects_line_id) == ("5.00 EUR", line.id)


async def test_free_units_alone_are_not_printed(program: Program) -> None:
    nordlicht = await subscribed(program, "packages")
    await nordlicht.use("20", utc("2026-03-10 12:00"))
    assert await nordlicht.bill("2026-04-01") == []


async def test_included_units_come_before_the_packages(program: Program) -> None:
    nordlicht = await subscribed(program, "included-packages")
    await nordlicht.use("171", utc("2026-03-10 12:00"))
    (line,) = await nordlicht.bill("2026-04-01")
    # 171 − 50 included − 20 free = 101: two packages
    assert (str(line.amount), recombined(line.explain)) == ("10.00 EUR", Fraction(10))


async def test_a_percentage_is_charged_with_an_amount_for_every_event(program: Program) -> None:
    nordlicht = await subscribed(program, "cards")
    for quantity in ("100", "200.50", "99.99"):
        await nordlicht.use(quantity, utc("2026-03-10 12:00"))
    (line,) = await nordlicht.bill("2026-04-01")
    # 400.49 − 100 free = 300.49 × 2.9 % = 8.71421; 3 − 1 free = 2 × 0.30: 9.31421 → 9.31
    assert (str(line.amount), line.explain["rounding"]["exact"]) == ("9.31 EUR", "9.31421")
    await nordlicht.use("10", utc("2026-03-11 12:00"))
    # one more: + 0.29 + 0.30 = 9.90421 → 9.90, of which 9.31 is booked
    assert amounts(await nordlicht.bill("2026-04-01")) == ["0.59"]


async def test_no_volume_is_not_printed(program: Program) -> None:
    nordlicht = await subscribed(program, "cards")
    assert await nordlicht.bill("2026-04-01") == []


@pytest.mark.parametrize(
    ("slug", "used", "amount"),
    [
        ("slices", None, "5.00"),  # the first tier's flat fee is due at zero
        ("slices", "1500", "45.00"),  # 1000 × 3 % + 5 + 500 × 2 %
        ("blocks", None, "5.00"),
        ("blocks", "51", "21.00"),  # two blocks × 8 + 5
        ("blocks", "110", "21.50"),  # two blocks × 8 + 5, and 10 × 0.05
    ],
)
async def test_tiers_by_percentage_and_in_blocks(program: Program, slug: str, used: str | None, amount: str) -> None:
    nordlicht = await subscribed(program, slug)
    if used is not None:
        await nordlicht.use(used, utc("2026-03-10 12:00"))
    assert amounts(await nordlicht.bill("2026-04-01")) == [amount]


async def test_seats_by_the_package_are_prorated_in_whole_packages(program: Program, clock: ManualClock) -> None:
    nordlicht = await subscribed(program, "seats-by-five", quantity=6)
    (line,) = await nordlicht.bill("2026-03-02")
    # six seats are two packages of five
    assert str(line.amount) == "62.00 EUR"
    clock.move_to(utc("2026-03-12 12:00"))
    await nordlicht.change("seats-by-five", quantity=11)
    (line,) = await nordlicht.bill("2026-03-12")
    # 31 days from 2 March; 10 days of two packages, 21 days of three: 62 × 10/31 + 93 × 21/31 = 83.00, less 62.00
    assert (str(line.amount), recombined(line.explain)) == ("21.00 EUR", Fraction(83))
