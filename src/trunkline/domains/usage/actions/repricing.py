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
        replaced = _replaced(await _plan(scope, price), price)
        expected = await queries.events_rated_under(scope, replaced, price.effective_from)
    if price.meter is None or not expected:
        return 0
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
    same = (price.currency, price.component)
    return frozenset(
        one.id for one in plan.prices if (one.currency, one.component) == same and one.version < price.version
    )


async def _plan(scope: Scope, price: Price) -> Plan:
    return await marketplace.plan(scope, price.plan_id)
