"""Rating anew what was used since the moment from which a price was corrected (money policy 5).

Nothing that was rated is rewritten: each event and call that moves gets a further row, like one that was told wrongly, which says what
it counts for under the version in force at its moment. Whatever the corrected price cannot measure stays as it was rated.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import Plan, Price
from trunkline.domains.usage import queries
from trunkline.domains.usage.actions.rerating import Walk, walk_on
from trunkline.domains.usage.actions.standing import read_totals_anew
from trunkline.domains.usage.model import BATCH_MAX, Cause, Standing, UsageForm
from trunkline.domains.usage.rules.corrections import KnownTariffs
from trunkline.domains.usage.rules.tariffs import Tariff, Tariffs
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import CompanyId, PriceId

Progress = Callable[[int, int], Awaitable[None]]


async def companies_to_rate_anew(scope: Scope, price_id: PriceId) -> list[CompanyId]:
    """Those whose usage counts under versions that the corrected one has taken the place of."""
    price = await marketplace.price(scope, price_id)
    return await queries.companies_rated_under(scope, _replaced(await _plan(scope, price), price), price.effective_from)


async def events_to_rate_anew(scope: Scope, price_id: PriceId) -> int:
    """How many events and calls are looked at in the company: all of the periods that were not over at the price's moment."""
    price = await marketplace.price(scope, price_id)
    return await queries.events_rated_under(scope, _replaced(await _plan(scope, price), price), price.effective_from)


async def rate_anew(
    begin: Begin,
    company_id: CompanyId,
    price_id: PriceId,
    progress: Progress | None = None,
    *,
    page_size: int = BATCH_MAX,
) -> int:
    """Let the company's usage count under the corrected price from its moment on; returns how much has moved.

    Page by page, each in its own transaction: cut off, it goes on where it was.
    """
    async with begin(company_id, write=False) as scope:
        price = await marketplace.price(scope, price_id)
        plan = await _plan(scope, price)
        replaced = _replaced(plan, price)
        expected = await queries.events_rated_under(scope, replaced, price.effective_from)
    if price.meter is None:
        return 0
    moved = 0 if not expected else await _walk(begin, company_id, price, replaced, expected, progress, page_size)
    # Also where nothing was left to move: who has moved it may have been cut off before its end.
    await read_totals_anew(begin, company_id, _versions(plan, price), price.effective_from)
    return moved


async def _walk(
    begin: Begin,
    company_id: CompanyId,
    price: Price,
    replaced: frozenset[PriceId],
    expected: int,
    progress: Progress | None,
    page_size: int,
) -> int:
    assert price.meter is not None, "usage is of a meter"
    moved = 0
    for form in UsageForm:
        walk = Walk(
            form=form,
            meters=frozenset({price.meter}),
            price_ids=replaced,
            since=price.effective_from,
            cause=Cause.price,
            reason=price.correction or "",
        )
        while not walk.is_over:
            async with begin(company_id) as scope:
                walk, count = await walk_on(
                    scope, walk, _under_version_in_force(await _plan(scope, price), price), page_size
                )
            moved += count
            if progress is not None:
                await progress(min(moved, expected), expected)
    return moved


def _under_version_in_force(plan: Plan, price: Price) -> Callable[[Standing, KnownTariffs, Tariffs], Tariff | None]:
    """Usage stays in its subscription and period; of the price the version counts that is in force by now at its moment."""

    def choose(one: Standing, known: KnownTariffs, tariffs: Tariffs) -> Tariff | None:
        version = plan.version_in_force(price, one.used_at)
        return None if version is None else known.under(one, version)

    return choose


def _replaced(plan: Plan, price: Price) -> frozenset[PriceId]:
    """The versions before it: which of them were in force since its moment, their usage says."""
    return frozenset(one.id for one in _same(plan, price) if one.version < price.version)


def _versions(plan: Plan, price: Price) -> frozenset[PriceId]:
    return frozenset(one.id for one in _same(plan, price))


def _same(plan: Plan, price: Price) -> list[Price]:
    return [one for one in plan.prices if (one.currency, one.component) == (price.currency, price.component)]


async def _plan(scope: Scope, price: Price) -> Plan:
    return await marketplace.plan(scope, price.plan_id)
