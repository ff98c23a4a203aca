"""Questions about modules, plans and prices. The catalogue is the same for everybody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from itertools import groupby
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Row, select, true

from trunkline.domains.marketplace import store
from trunkline.domains.marketplace.model import Module, Plan, Price
from trunkline.infra.db import Database
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import ModuleId, PlanId, PriceId
from trunkline.kernel.page import Page, PageRequest, page_of

Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)

PRICES_KEPT_MAX = 50_000
# Per database, and gone with it: a test's next database may use the same ids for other prices.
_known_of: WeakKeyDictionary[Database, dict[PriceId, Price]] = WeakKeyDictionary()

_modules, _plans, _prices, _tiers = store.module, store.plan, store.price, store.pricing_tier


async def modules(scope: Scope) -> list[Module]:
    """The whole catalogue, by slug."""
    return await _find_modules(scope, true())


async def modules_page(scope: Scope, request: PageRequest) -> Page[Module]:
    """The catalogue by slug, a page at a time."""
    ids = select(_modules.c.id, _modules.c.slug).order_by(_modules.c.slug).limit(request.limit + 1)
    if request.position is not None:
        ids = ids.where(_modules.c.slug > request.position[0])
    rows = (await scope.tx.execute(ids)).all()
    page = page_of(rows, request, lambda row: (row.slug,))
    found = await modules_by_id(scope, [row.id for row in page.items])
    return page.map(lambda row: found[row.id])


async def module(scope: Scope, module_id: ModuleId) -> Module:
    """Raises `NotFound`."""
    return _only(await _find_modules(scope, _modules.c.id == module_id), f"module {module_id}")


async def module_by_slug(scope: Scope, slug: str) -> Module:
    """Raises `NotFound`."""
    return _only(await _find_modules(scope, _modules.c.slug == slug), f"module called {slug[:60]!r}")


async def modules_by_id(scope: Scope, ids: Collection[ModuleId]) -> dict[ModuleId, Module]:
    """The modules with these ids, in one go."""
    return {found.id: found for found in await _find_modules(scope, _modules.c.id.in_(sorted(set(ids))))}


async def plan(scope: Scope, plan_id: PlanId) -> Plan:
    """With all versions of its prices. Raises `NotFound`."""
    return _only(await _find_plans(scope, _plans.c.id == plan_id), f"plan {plan_id}")


async def plan_by_slug(scope: Scope, module_id: ModuleId, slug: str) -> Plan:
    """Raises `NotFound`."""
    found = await _find_plans(scope, (_plans.c.module_id == module_id) & (_plans.c.slug == slug))
    return _only(found, f"plan called {slug[:60]!r} of this module")


async def plans_by_id(scope: Scope, ids: Collection[PlanId]) -> dict[PlanId, Plan]:
    """The plans with these ids, in one go."""
    return {found.id: found for found in await _find_plans(scope, _plans.c.id.in_(sorted(set(ids))))}


async def price(scope: Scope, price_id: PriceId) -> Price:
    """One version of a price. Raises `NotFound`."""
    return _only(await _find_prices(scope, _prices.c.id == price_id), f"price {price_id}")


async def _find_modules(scope: Scope, condition: ColumnElement[bool]) -> list[Module]:
    rows = (await scope.tx.execute(select(_modules).where(condition).order_by(_modules.c.slug))).all()
    plans = await _find_plans(scope, _plans.c.module_id.in_([row.id for row in rows]))
    of_module = _grouped(plans, lambda plan: plan.module_id)
    return [store.module_of(row, of_module.get(row.id, [])) for row in rows]


async def _find_plans(scope: Scope, condition: ColumnElement[bool]) -> list[Plan]:
    ordered = select(_plans).where(condition).order_by(_plans.c.module_id, _plans.c.position, _plans.c.id)
    rows = (await scope.tx.execute(ordered)).all()
    prices = await _find_prices(scope, _prices.c.plan_id.in_([row.id for row in rows]))
    of_plan = _grouped(prices, lambda price: price.plan_id)
    return [store.plan_of(row, of_plan.get(row.id, [])) for row in rows]


async def _find_prices(scope: Scope, condition: ColumnElement[bool]) -> list[Price]:
    """Which versions there are is asked each time; what a version says never changes, so it is read and understood once."""
    by_plan = (_prices.c.plan_id, _prices.c.currency, _prices.c.component, _prices.c.version)
    ids = (await scope.tx.execute(select(_prices.c.id).where(condition).order_by(*by_plan))).scalars().all()
    known = _known_of.setdefault(scope.program.database, {})
    unknown = [price_id for price_id in ids if price_id not in known]
    if unknown:
        if len(known) > PRICES_KEPT_MAX:
            known.clear()
            unknown = list(ids)
        known |= {found.id: found for found in await _read_prices(scope, unknown)}
    return [known[price_id] for price_id in ids]


async def _read_prices(scope: Scope, ids: Sequence[PriceId]) -> list[Price]:
    rows = (await scope.tx.execute(select(_prices).where(_prices.c.id.in_(ids)))).all()
    tiers = select(_tiers).where(_tiers.c.price_id.in_(ids)).order_by(_tiers.c.price_id, _tiers.c.position)
    of_price: dict[PriceId, list[Row[Any]]] = _grouped(await scope.tx.execute(tiers), lambda tier: tier.price_id)
    return [store.price_of(row, of_price.get(row.id, [])) for row in rows]


def _grouped(rows: Iterable[Item], key: Callable[[Item], Key]) -> dict[Key, list[Item]]:
    """Rows that lie together by key, as a mapping."""
    return {found: list(group) for found, group in groupby(rows, key)}


def _only(found: Sequence[Item], what: str) -> Item:
    if not found:
        raise NotFound(f"There is no {what}.")
    return found[0]
