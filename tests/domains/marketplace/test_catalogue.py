from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.factories import make_module, make_plan
from trunkline.domains.marketplace import actions, queries
from trunkline.domains.marketplace.model import (
    FlatTerms,
    GraduatedPercentageTerms,
    GraduatedTerms,
    Grain,
    PackageTerms,
    PercentageTerms,
    PercentTier,
    PricingModel,
    Terms,
    Tier,
    Timing,
    VolumeTerms,
)
from trunkline.domains.marketplace.model.offers import CATALOGUE, METERS, MeterOffer, PriceOffer
from trunkline.domains.marketplace.model.offers.shapes import graduated, metered, platform_fee, volume
from trunkline.infra import journal
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.errors import Conflict, NotFound
from trunkline.kernel.ids import ModuleId, PlanId, PriceId
from trunkline.kernel.money import Currency
from trunkline.kernel.page import PageRequest

TEST = system_actor("test")
EUR = Currency.of("EUR")
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


# ---------------------------------------------------------------------------------------------------- what ships with it
def test_the_catalogue_uses_five_models_every_grain_and_four_currencies() -> None:
    plans = [plan for module in CATALOGUE for plan in module.plans]
    prices = [price for plan in plans for price in plan.prices]
    assert len(CATALOGUE) >= 8
    assert all(2 <= len(module.plans) <= 3 for module in CATALOGUE)
    assert {terms.model for price in prices for terms in price.terms.values()} == set(PricingModel) - {
        PricingModel.package,
        PricingModel.percentage,
        PricingModel.graduated_percentage,
        PricingModel.commitment,
    }
    assert {plan.proration for plan in plans} == set(Grain)
    assert {code for price in prices for code in price.terms} == {"EUR", "USD", "GBP", "JPY"}


def test_every_plan_is_sold_whole_in_each_of_its_currencies() -> None:
    for plan in (plan for module in CATALOGUE for plan in module.plans):
        assert len({frozenset(price.terms) for price in plan.prices}) == 1, plan.slug


def test_a_meter_is_named_once_and_used_by_its_module() -> None:
    keys = [meter.key for meter in METERS]
    assert len(set(keys)) == len(keys)
    assert {meter.aggregation for meter in METERS} == {"calls", "sum"}
    for module in CATALOGUE:
        used = {price.meter for plan in module.plans for price in plan.prices if price.meter}
        assert used == {meter.key for meter in module.meters}


def test_calls_are_rated_as_calls_and_sums_are_not() -> None:
    by_calls = {meter.key for meter in METERS if meter.aggregation == "calls"}
    for price in (price for module in CATALOGUE for plan in module.plans for price in plan.prices if price.meter):
        assert {terms.model is PricingModel.call for terms in price.terms.values()} == {price.meter in by_calls}


async def test_installing_twice_adds_nothing_the_second_time(program: Program) -> None:
    async with program.scope(TEST) as scope:
        added = await actions.install_catalogue(scope)
    plans = [plan for module in CATALOGUE for plan in module.plans]
    prices = sum(len(price.terms) for plan in plans for price in plan.prices)
    assert added == {"modules": len(CATALOGUE), "plans": len(plans), "prices": prices}
    async with program.scope(TEST) as scope:
        before = await queries.modules(scope)
        assert not await actions.install_catalogue(scope)
        assert await queries.modules(scope) == before
    async with program.database.read() as connection:
        (fact,) = await journal.read_range(connection, "platform", 0, 10)
    assert (fact.kind, fact.payload) == ("catalogue.changed", dict(added))


async def test_the_catalogue_comes_back_as_it_was_offered(program: Program) -> None:
    async with program.scope(TEST) as scope:
        await actions.install_catalogue(scope)
        kept = {module.slug: module for module in await queries.modules(scope)}
    for offer in CATALOGUE:
        module = kept[offer.slug]
        assert (module.name, module.summary, module.icon) == (offer.name, offer.summary, offer.icon)
        assert [plan.slug for plan in module.plans] == [plan.slug for plan in offer.plans]
        for plan, plan_offer in zip(module.plans, offer.plans, strict=True):
            offered = {
                (code, price.component): terms for price in plan_offer.prices for code, terms in price.terms.items()
            }
            assert {(price.currency.code, price.component): price.terms for price in plan.prices} == offered
            assert (plan.cycle, plan.proration) == (plan_offer.cycle, plan_offer.proration)


# -------------------------------------------------------------------------------------------------------------- questions
async def test_modules_are_listed_by_slug_page_by_page(program: Program) -> None:
    async with program.scope(TEST) as scope:
        for slug in ("cc", "aa", "bb"):
            await make_module(scope, slug)
        first = await queries.modules_page(scope, PageRequest(limit=2))
        second = await queries.modules_page(scope, PageRequest(2, first.next_position))
    assert [module.slug for module in (*first.items, *second.items)] == ["aa", "bb", "cc"]
    assert second.next_position is None
    assert [plan.slug for plan in first.items[0].plans] == ["small", "large"]


async def test_what_is_not_there_is_not_found(program: Program) -> None:
    suffix = "01h455vb4pex5vsknk084sn02q"
    async with program.scope(TEST) as scope:
        module = await make_module(scope)
        for question in (
            queries.module(scope, ModuleId(f"mod_{suffix}")),
            queries.module_by_slug(scope, "nothing"),
            queries.plan(scope, PlanId(f"pln_{suffix}")),
            queries.plan_by_slug(scope, module.id, "nothing"),
            queries.price(scope, PriceId(f"pri_{suffix}")),
        ):
            with pytest.raises(NotFound):
                await question
        assert await queries.plans_by_id(scope, []) == {}
        assert (await queries.plan_by_slug(scope, module.id, "small")) == module.plans[0]


# ----------------------------------------------------------------------------------------------------------- price versions
async def test_a_revised_price_is_in_force_from_its_moment_on(program: Program, clock: ManualClock) -> None:
    async with program.scope(TEST) as scope:
        module = await make_module(scope)
        (price,) = module.plans[0].prices
        revised = await actions.revise_price(
            scope, price.id, FlatTerms(Decimal(40)), effective_from=NOON + timedelta(days=1)
        )
    async with program.scope(TEST, write=False) as scope:
        plan = await queries.plan(scope, module.plans[0].id)
        assert await queries.price(scope, price.id) == price
        assert await queries.price(scope, revised.id) == revised
    assert (price.version, revised.version, price.timing) == (1, 2, Timing.advance)
    last_moment = NOON + timedelta(days=1) - timedelta(microseconds=1)
    assert plan.prices_in_force(EUR, last_moment) == (price,)
    assert plan.prices_in_force(EUR, NOON + timedelta(days=1)) == (revised,)
    assert plan.prices_in_force(Currency.of("JPY"), NOON) == ()


async def test_a_price_is_not_changed_for_the_past_nor_twice_from_the_same_version(program: Program) -> None:
    async with program.scope(TEST) as scope:
        module = await make_module(scope)
        (price,) = module.plans[0].prices
        await actions.revise_price(scope, price.id, FlatTerms(Decimal(40)), effective_from=NOON)
    for moment, reason in [(NOON - timedelta(seconds=1), "for the past"), (NOON + timedelta(days=9), "not the newest")]:
        with pytest.raises(Conflict, match=reason):
            async with program.scope(TEST) as scope:
                await actions.revise_price(scope, price.id, FlatTerms(Decimal(1)), effective_from=moment)
    async with program.scope(TEST, write=False) as scope:
        versions = (await queries.plan(scope, module.plans[0].id)).prices
    assert [(found.version, found.terms) for found in versions] == [(1, price.terms), (2, FlatTerms(Decimal(40)))]


async def test_tiers_are_rows_in_their_order(program: Program) -> None:
    tiers: list[tuple[str | None, str, str]] = [
        ("10", "1.000000000001", "2.50"),
        ("9999999.5", "0.5", "0"),
        (None, "0", "0"),
    ]
    async with program.scope(TEST) as scope:
        plan = make_plan(
            "tiered", platform_fee(EUR="1"), _tiered("first", graduated(*tiers)), _tiered("second", volume(*tiers))
        )
        module = await make_module(scope, "tiered", plan)
        kept = (await queries.plan(scope, module.plans[0].id)).prices_in_force(EUR, NOON)
    first = Tier(Decimal(10), Decimal("1.000000000001"), Decimal("2.50"))
    expected = (first, Tier(Decimal("9999999.5"), Decimal("0.5")), Tier(None, Decimal(0)))
    assert [price.terms for price in kept] == [GraduatedTerms(expected), FlatTerms(Decimal(1)), VolumeTerms(expected)]


async def test_blocks_are_kept_with_their_tiers_and_percentages_with_their_price(program: Program) -> None:
    blocks = (Tier(Decimal("10.5"), Decimal(1), Decimal("2.50"), block_size=Decimal("0.25")), Tier(None, Decimal(2)))
    percents = (PercentTier(Decimal(1000), Decimal("2.9"), Decimal(5)), PercentTier(None, Decimal("0.0000000001")))
    offered: dict[str, Terms] = {
        "blocks": GraduatedTerms(blocks),
        "blocks_of_all": VolumeTerms(blocks),
        "packages": PackageTerms(Decimal("5.00"), Decimal(100), Decimal(20)),
        "percents": PercentageTerms(Decimal("2.9"), Decimal("0.30"), 3, Decimal(500)),
        "slices": GraduatedPercentageTerms(percents),
    }
    async with program.scope(TEST) as scope:
        plan = make_plan("every", *(_tiered(component, terms) for component, terms in offered.items()))
        module = await make_module(scope, "every", plan)
        kept = (await queries.plan(scope, module.plans[0].id)).prices_in_force(EUR, NOON)
    assert {price.component: price.terms for price in kept} == offered


def _tiered(component: str, terms: Terms) -> PriceOffer:
    return metered(MeterOffer(f"{component}_meter", "Things", "thing", "sum"), component, "Things", EUR=terms)
