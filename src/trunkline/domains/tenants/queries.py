"""Questions about companies. Somebody else's company does not exist."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from trunkline.domains.tenants import store
from trunkline.domains.tenants.model import Company
from trunkline.infra.clocks import with_own_clock
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.page import Page, PageRequest, page_of

_table = store.company


async def company(scope: Scope, company_id: CompanyId) -> Company:
    """Raises `NotFound`, also for a company that is not the caller's own."""
    return await _one(scope, _table.c.id == company_id, f"There is no company {company_id}.")


async def company_by_slug(scope: Scope, slug: str) -> Company:
    """Raises `NotFound`, also for a company that is not the caller's own."""
    return await _one(scope, _table.c.slug == slug, f"There is no company called {slug[:60]!r}.")


async def companies(scope: Scope, request: PageRequest) -> Page[Company]:
    """The companies the caller may see, by slug: all of them for the operator, otherwise the caller's own."""
    chosen = store.with_clock().where(_visible(scope))
    if request.position is not None:
        chosen = chosen.where(_table.c.slug > request.position[0])
    rows = (await scope.tx.execute(chosen.order_by(_table.c.slug).limit(request.limit + 1))).all()
    return page_of([store.company_with_clock_of(row) for row in rows], request, lambda company: (company.slug,))


async def companies_by_id(scope: Scope, ids: Collection[CompanyId]) -> dict[CompanyId, Company]:
    """Those of the companies with these ids that the caller may see, in one go."""
    chosen = store.with_clock().where(_visible(scope), _table.c.id.in_(sorted(set(ids))))
    return {row.id: store.company_with_clock_of(row) for row in await scope.tx.execute(chosen)}


async def company_known(tx: AsyncConnection, company_id: CompanyId) -> bool:
    """Whether there is such a company; asked before a scope is opened for it."""
    return (await tx.execute(select(_table.c.id).where(_table.c.id == company_id))).one_or_none() is not None


async def _one(scope: Scope, condition: ColumnElement[bool], otherwise: str) -> Company:
    row = (await scope.tx.execute(store.with_clock().where(condition, _visible(scope)))).one_or_none()
    if row is None:
        raise NotFound(otherwise)
    return store.company_with_clock_of(row)


def _visible(scope: Scope) -> ColumnElement[bool]:
    """A company is its own tenant: its id stands where other tables have a company_id."""
    if scope.company_id is not None:
        return _table.c.id == scope.company_id
    return _table.c.id.not_in(with_own_clock()) if scope.leaves_out_own_clocks else true()
