"""Selling a plan in a further currency: its prices converted at a named rate, rounded by a rule, and published like any others."""

from __future__ import annotations

import structlog

from trunkline.domains.currencies import queries, rules, store
from trunkline.domains.currencies.events import PricesConverted
from trunkline.domains.currencies.model import (
    ConvertedPrice,
    PairRate,
    PriceConversion,
    PriceList,
    PriceListWish,
    PriceOutcome,
    RateChanged,
)
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace.model import PLAIN, NewPrice, Plan, Price
from trunkline.infra.rehearsal import rehearse
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid
from trunkline.kernel.ids import PriceId

log = structlog.get_logger("trunkline.currencies")


async def convert_prices(scope: Scope, wish: PriceListWish) -> PriceList:
    """Of each component in force in `wish.source` a price in `wish.target`: made, or a version of the one that was converted before.

    A price in the target's currency that somebody set by hand is left alone unless the wish overwrites. All or nothing. What was rated
    keeps its version. Raises `Invalid` with the field, naming the component where its terms cannot stand; what `rate_between` raises
    where there is no rate; `RateChanged` where it is not the expected one; `Conflict` for a moment that a version cannot begin with.
    """
    found = await _converted(scope, wish)
    _announce(scope, found)
    return found


async def preview_prices(begin: Begin, wish: PriceListWish) -> PriceList:
    """What `convert_prices` would answer: the same is done, and taken back. The ids and versions in it are of the rehearsal only."""
    async with rehearse(begin) as scope:
        return await _converted(scope, wish)


async def _converted(scope: Scope, wish: PriceListWish) -> PriceList:
    rules.check_price_list(wish)
    plan = await marketplace.hold_plan(scope, wish.plan_id)
    sources = plan.prices_in_force(wish.source, wish.effective_from or scope.now)
    if not sources:
        raise _at("/from", f"{plan.name} has no prices in {wish.source} that could be converted.")
    pair = await _rate(scope, wish)
    standing = _newest(plan, wish)
    ours = await queries.converted_among(scope, [one.id for one in standing.values()])
    prices = [await _published(scope, wish, pair, one, standing.get(one.component), ours) for one in sources]
    return PriceList(plan, wish, pair, tuple(prices))


async def _rate(scope: Scope, wish: PriceListWish) -> PairRate:
    try:
        pair = await queries.rate_between(scope, wish.source, wish.target, wish.at)
    except Invalid as problem:
        raise _at("/at", problem.detail) from None
    if wish.expected is not None and not wish.expected.is_that_of(pair):
        rate = rules.significant(pair.rate)
        raise RateChanged(
            f"1 {wish.source} is {rate:f} {wish.target} by now; nothing was published. Look at the prices again.",
            extra={"rate": f"{rate:f}", "source_rate": f"{pair.source_rate:f}", "target_rate": f"{pair.target_rate:f}"},
        )
    return pair


def _newest(plan: Plan, wish: PriceListWish) -> dict[str, Price]:
    """Of each component in the target's currency the last version, also one that is still to be in force."""
    versions = sorted((one for one in plan.prices if one.currency == wish.target), key=lambda one: one.version)
    return {one.component: one for one in versions}


async def _published(
    scope: Scope, wish: PriceListWish, pair: PairRate, source: Price, before: Price | None, ours: frozenset[PriceId]
) -> ConvertedPrice:
    try:
        drafted = rules.drafted(source, before, wish, pair.rate)
        outcome = rules.outcome_of(
            source, drafted, before, by_hand=before is not None and before.id not in ours, wish=wish
        )
        if before is None:
            made = await marketplace.create_price(scope, wish.plan_id, _new(source, wish, drafted))
        elif outcome is PriceOutcome.revised:
            made = await marketplace.revise_price(
                scope,
                before.id,
                drafted.terms,
                adjustments=drafted.adjustments,
                aggregation=source.aggregation or PLAIN,
                effective_from=wish.effective_from,
            )
        else:
            return ConvertedPrice(outcome, source, before, drafted.amounts)
    except (Conflict, Invalid) as problem:
        raise _of_component(source, problem) from None
    await store.insert_price_conversion(scope, _comes_from(scope, wish, pair, source, made))
    return ConvertedPrice(outcome, source, made, drafted.amounts)


def _new(source: Price, wish: PriceListWish, drafted: rules.DraftedPrice) -> NewPrice:
    same = ("component", "description", "timing", "meter", "unit", "aggregation", "tax_code", "group_by")
    return NewPrice(
        **{name: getattr(source, name) for name in same},
        currency=wish.target,
        terms=drafted.terms,
        adjustments=drafted.adjustments,
        effective_from=wish.effective_from,
    )


def _comes_from(scope: Scope, wish: PriceListWish, pair: PairRate, source: Price, made: Price) -> PriceConversion:
    same = ("source", "base", "source_rate", "target_rate", "sheet_id", "as_of", "stale", "held")
    return PriceConversion(
        **{name: getattr(pair, name) for name in same},
        price_id=made.id,
        from_price_id=source.id,
        plan_id=wish.plan_id,
        source_currency=wish.source,
        target_currency=wish.target,
        rounding=wish.rounding,
        unit_prices=wish.unit_prices,
        asked_at=wish.at,
        converted_at=scope.now,
    )


def _announce(scope: Scope, found: PriceList) -> None:
    created, revised = found.count(PriceOutcome.created), found.count(PriceOutcome.revised)
    if not created + revised:
        return
    pair = found.pair
    if pair.stale or pair.held:
        log.warning("prices_converted_at_an_old_rate", plan=found.plan.id, as_of=pair.as_of.isoformat(), held=pair.held)
    scope.announce(
        PricesConverted(
            company_id=None,
            subject=found.plan.id,
            plan_name=found.plan.name,
            source_currency=found.wish.source.code,
            target_currency=found.wish.target.code,
            created=created,
            revised=revised,
            source=pair.source,
            as_of=pair.as_of,
            stale=pair.stale,
        )
    )


def _of_component(source: Price, problem: Conflict | Invalid) -> Conflict | Invalid:
    """Who asked has told no terms: of the fields only the moment is one of theirs."""
    told = [one for one in problem.fields if one.pointer == "/effective_from"]
    return type(problem)(f"{source.component}: {problem.detail}", fields=told)


def _at(pointer: str, detail: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem(pointer, detail)])
