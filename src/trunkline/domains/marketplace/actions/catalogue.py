"""Putting the offers that ship with the product into the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from trunkline.domains.marketplace import queries, store
from trunkline.domains.marketplace.events import CatalogueChanged
from trunkline.domains.marketplace.model import Module, Plan, PlanState, Price
from trunkline.domains.marketplace.model.offers import CATALOGUE, EFFECTIVE_FROM, ModuleOffer, PlanOffer, PriceOffer
from trunkline.infra.scope import Scope
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
        alignment=offer.alignment,
        trial_days=offer.trial_days,
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
        adjustments=offer.adjustments,
        aggregation=offer.aggregation,
        group_by=offer.group_by,
    )
