"""Putting offers into the catalogue, and giving a price a further version."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.events import CatalogueChanged, PriceRevised
from trunkline.domains.marketplace.model import Module, Plan, PlanState, Price, Terms
from trunkline.domains.marketplace.model.offers import CATALOGUE, EFFECTIVE_FROM, ModuleOffer, PlanOffer, PriceOffer
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import ModuleId, PlanId, PriceId
from trunkline.kernel.money import Currency


async def install_catalogue(scope: Scope, offers: Sequence[ModuleOffer] = CATALOGUE) -> Counter[str]:
    """Add what the catalogue lacks; answers how many modules, plans and prices were new. What is there is left as it is."""
    added: Counter[str] = Counter()
    for offer in offers:
        added += await _add_module(scope, offer)
    if added:
        counts = {name: added[name] for name in ("modules", "plans", "prices")}
        scope.announce(CatalogueChanged(company_id=None, subject="catalogue", **counts))
    return added


async def install_module(scope: Scope, offer: ModuleOffer) -> Module:
    """Add one module with its plans and prices, and answer it as it stands."""
    await install_catalogue(scope, [offer])
    return await queries.module_by_slug(scope, offer.slug)


async def revise_price(scope: Scope, price_id: PriceId, terms: Terms, *, effective_from: datetime) -> Price:
    """A further version of a price, in force from a moment that is not yet past: what was used until then keeps its price.

    Raises `Conflict` when the moment is past, lies before the newest version's, or the price has been revised meanwhile.
    """
    before = await queries.price(scope, price_id)
    if effective_from < scope.now or effective_from <= before.effective_from:
        raise Conflict("A price cannot be changed for the past: usage has been rated by it.")
    after = replace(
        before, id=scope.new_id(PriceId), version=before.version + 1, effective_from=effective_from, terms=terms
    )
    if not await store.insert_price(scope, after):
        raise Conflict(f"Version {before.version} is not the newest of this price; revise that one.")
    scope.announce(
        PriceRevised(
            company_id=None,
            subject=after.id,
            plan_id=after.plan_id,
            currency=after.currency.code,
            component=after.component,
            price_version=after.version,
            effective_from=after.effective_from,
        )
    )
    return after


async def _add_module(scope: Scope, offer: ModuleOffer) -> Counter[str]:
    texts = {name: getattr(offer, name) for name in ("slug", "name", "summary", "description", "category", "icon")}
    is_new = await store.insert_module(scope, Module(id=scope.new_id(ModuleId), **texts, plans=()))
    module = await queries.module_by_slug(scope, offer.slug)
    added = Counter(modules=1) if is_new else Counter[str]()
    for position, plan_offer in enumerate(offer.plans):
        added += await _add_plan(scope, module, plan_offer, position)
    return added


async def _add_plan(scope: Scope, module: Module, offer: PlanOffer, position: int) -> Counter[str]:
    made = Plan(
        id=scope.new_id(PlanId),
        module_id=module.id,
        slug=offer.slug,
        name=offer.name,
        description=offer.description,
        cycle=offer.cycle,
        proration=offer.proration,
        state=PlanState.active,
        prices=(),
    )
    if not await store.insert_plan(scope, made, position):
        return Counter()
    prices = [_price(scope, made, offer, code) for offer in offer.prices for code in offer.terms]
    for price in prices:
        await store.insert_price(scope, price)
    return Counter(plans=1, prices=len(prices))


def _price(scope: Scope, plan: Plan, offer: PriceOffer, code: str) -> Price:
    return Price(
        id=scope.new_id(PriceId),
        plan_id=plan.id,
        currency=Currency.of(code),
        component=offer.component,
        description=offer.description,
        timing=offer.timing,
        meter=offer.meter,
        unit=offer.unit,
        version=1,
        effective_from=EFFECTIVE_FROM,
        terms=offer.terms[code],
    )
