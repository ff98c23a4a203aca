"""What people are shown of a period that runs is what its bill will say, whatever the versions of its prices."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.domains.billing.imagined import BERLIN, a_plan, a_price, a_total, on_plans
from tests.domains.billing.stage import DESK, MESSAGES, TEST, Stage, plan, stage, utc
from tests.domains.marketplace.terms import block_tiers, call_terms, packages, percentages, unit_terms
from trunkline.domains.billing.rules import Billable, rounded_amount, service_periods, usage_charges
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import (
    Adjustments,
    GraduatedTerms,
    Price,
    Terms,
    VolumeTerms,
)
from trunkline.domains.marketplace.model.offers.shapes import graduated, metered
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage import queries as usages
from trunkline.domains.usage.actions.snapshots import take_company_snapshots
from trunkline.domains.usage.model import UsageEventInput, UsageTotal
from trunkline.domains.usage.queries.snapshots import snapshots_at
from trunkline.domains.usage.rules.so_far import PricedTotal, money_so_far
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import PriceId
from trunkline.kernel.money import Money
from trunkline.kernel.period import local_midnight

_entropy = random.Random(7)
_terms: st.SearchStrategy[Terms] = st.one_of(
    unit_terms, packages, percentages, block_tiers.map(GraduatedTerms), block_tiers.map(VolumeTerms)
)
_quantities = st.integers(0, 4000).map(lambda quarters: Decimal(quarters) / 4)
_adjusted = st.builds(
    Adjustments,
    included_units=st.sampled_from([Decimal(0), Decimal(30), Decimal("99.5")]),
    maximum_amount=st.sampled_from([None, Decimal(10), Decimal("1000.005")]),
)
_used = st.lists(_quantities, min_size=1, max_size=3)
# Of each version its terms, and what each of three groups has used under it.
_versions = st.lists(st.tuples(_terms, _adjusted, st.lists(_used, min_size=3, max_size=3)), min_size=1, max_size=4)


def _revised(first: Price, number: int, terms: Terms, adjustments: Adjustments) -> Price:
    new = PriceId.new(first.effective_from, _entropy)
    return replace(first, id=new, version=number, terms=terms, adjustments=adjustments)


def _billed(billable: Billable, totals: Sequence[UsageTotal]) -> dict[PriceId, Money]:
    """The amounts of the lines that the bill of March has, by version."""
    period = next(service_periods(billable, local_midnight(date(2026, 3, 2), BERLIN)))
    found: dict[PriceId, Money] = {}
    for charge in usage_charges(billable, period, totals):
        amount = rounded_amount(charge.exact, charge.price.currency)
        found[charge.price.id] = found.get(charge.price.id, Money.zero(charge.price.currency)) + amount
    return found


def _check(versions: Sequence[Price], used: Sequence[Sequence[Sequence[Decimal]]], dice: random.Random) -> None:
    billable = on_plans(date(2026, 3, 1), date(2026, 3, 1), (a_plan(*versions), None))
    start = local_midnight(date(2026, 3, 1), BERLIN)
    totals = []
    for price, by_group in zip(versions, used, strict=True):
        groups = [a_total(billable, price, start, some) for some in by_group]
        whole = a_total(billable, price, start, [one for some in by_group for one in some])
        if price.group_by:
            named = [replace(one, group=f"group {number}") for number, one in enumerate(groups)]
            whole = replace(whole, groups=tuple(named))
        totals.append(PricedTotal(price, whole))
    dice.shuffle(totals)
    shown = {one.price.id: money for one, money in zip(totals, money_so_far(totals), strict=True)}
    assert shown == _billed(billable, [one.total for one in totals])


@given(_versions, st.sampled_from([(), ("region",)]), st.randoms(use_true_random=False))
def test_at_the_end_of_a_period_each_version_shows_what_it_is_billed(
    said: list[tuple[Terms, Adjustments, list[list[Decimal]]]], group_by: tuple[str, ...], dice: random.Random
) -> None:
    first = replace(a_price(said[0][0], meter="meter"), group_by=group_by)
    versions = [_revised(first, n, terms, adjustments) for n, (terms, adjustments, _) in enumerate(said, 1)]
    _check(versions, [used for _, _, used in said], dice)


@given(call_terms, call_terms, st.lists(_used, min_size=2, max_size=2), st.randoms(use_true_random=False))
def test_calls_under_two_versions_have_one_maximum(
    older: Terms, newer: Terms, used: list[list[Decimal]], dice: random.Random
) -> None:
    most = Adjustments(maximum_amount=Decimal(1))
    first = replace(a_price(older, meter="meter"), adjustments=most)
    _check([first, _revised(first, 2, newer, most)], [[some] for some in used], dice)


def test_a_total_that_was_corrected_away_shows_no_fee_of_a_first_tier() -> None:
    price = a_price(graduated(("100", "0.10", "5"), (None, "0.05", "2")), meter="meter")
    billable = on_plans(date(2026, 3, 1), date(2026, 3, 1), (a_plan(price), None))
    void = a_total(billable, price, local_midnight(date(2026, 3, 1), BERLIN), [])
    newer = _revised(price, 2, price.terms, price.adjustments)
    used = a_total(billable, newer, void.period_start, [Decimal(3)])
    assert [str(one.major) for one in money_so_far([PricedTotal(price, void), PricedTotal(newer, used)])] == [
        "0.00",
        "5.30",
    ]


_fees = graduated(("100", "0.10", "5"), (None, "0.05", "2"))
_messages = metered(MESSAGES, "messages", "Messages", EUR=_fees)
SHOP = replace(DESK, plans=(plan("whole", _messages), plan("by-region", replace(_messages, group_by=("region",)))))


async def _tell(there: Stage, quantity: str, region: str, name: str) -> None:
    now = there.program.clock.now()
    event = UsageEventInput("messages", name, now, "test", Decimal(quantity), {"region": region})
    async with there.program.scope(TEST, company_id=there.company_id) as scope:
        assert (await usage.record_events(scope, [event])).accepted == 1


async def _shown(there: Stage) -> tuple[list[str], list[Decimal]]:
    """What each version shows now, the amounts of the snapshots of this hour, both by version."""
    async with there.program.scope(TEST, company_id=there.company_id) as scope:
        running = sorted(await usages.running_totals(scope), key=lambda one: one.price.version)
        priced = [PricedTotal(one.price, await usages.as_billed(scope, one)) for one in running]
        versions = {one.price.id: one.price.version for one in running}
        await take_company_snapshots(scope)
        hour = scope.now.replace(minute=0)
        taken = (await snapshots_at(scope, "messages", [hour])).snapshots.get(hour, ())
    noted = [one.amount for one in sorted(taken, key=lambda one: versions[one.price_id])]
    return [str(one.major) for one in money_so_far(priced)], noted


async def _revised_in_march(
    program: Program, clock: ManualClock, slug: str
) -> tuple[list[str], list[Decimal], list[str]]:
    async with program.scope(TEST) as scope:
        await marketplace.install_catalogue(scope, [SHOP])
    there = await stage(program, slug, billing_cycle_day=1)
    clock.move_to(utc("2026-03-10 12:00"))
    await _tell(there, "60", "eu", "first")
    clock.move_to(utc("2026-03-15 12:00"))
    await there.revise("messages", _fees, clock.now())
    clock.move_to(utc("2026-03-20 12:00"))
    await _tell(there, "60", "eu", "second")
    await _tell(there, "10", "us", "third")
    clock.move_to(utc("2026-03-31 20:30"))
    shown, noted = await _shown(there)
    clock.move_to(utc("2026-04-02 12:00"))
    lines = await there.bill("2026-04-02")
    return shown, noted, sorted(str(line.amount.major) for line in lines)


async def test_a_price_revised_in_mid_period_shows_what_is_billed(program: Program, clock: ManualClock) -> None:
    # 60 × 0.10 + 5; then 40 × 0.10 up to the first hundred, 30 × 0.05 + 2 beyond it, and the first fee is paid.
    shown, noted, billed = await _revised_in_march(program, clock, "whole")
    assert (shown, noted, billed) == (["11.00", "7.50"], [Decimal(11), Decimal("7.5")], ["11.00", "7.50"])


async def test_a_grouped_price_revised_in_mid_period_shows_what_is_billed(program: Program, clock: ManualClock) -> None:
    # eu: 60 × 0.10 + 5; then 40 × 0.10, and 20 × 0.05 + 2. us: 10 × 0.10 + 5, under the newer version alone.
    shown, noted, billed = await _revised_in_march(program, clock, "by-region")
    assert (shown, noted, billed) == (["11.00", "13.00"], [Decimal(11), Decimal(13)], ["11.00", "6.00", "7.00"])
