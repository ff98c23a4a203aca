"""Questions about payment methods. Removed ones are not found, except by their payments."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import PaymentMethod
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, PaymentMethodId
from trunkline.kernel.page import Page, PageRequest, page_of

_table = store.payment_method


async def payment_methods(scope: Scope, request: PageRequest) -> Page[PaymentMethod]:
    """Methods that can be used, newest first."""
    chosen = _present(scope).order_by(_table.c.id.desc()).limit(request.limit + 1)
    if request.position is not None:
        chosen = chosen.where(_table.c.id < request.position[0])
    rows = await scope.tx.execute(chosen)
    return page_of([store.method_of(row) for row in rows], request, lambda method: (method.id,))


async def payment_method(scope: Scope, method_id: PaymentMethodId) -> PaymentMethod:
    """Raises `NotFound`."""
    row = (await scope.tx.execute(_present(scope).where(_table.c.id == method_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no payment method {method_id}.")
    return store.method_of(row)


async def default_method(scope: Scope, company_id: CompanyId) -> PaymentMethod | None:
    """The method that a company's invoices are collected from."""
    row = (await scope.tx.execute(_present(scope).where(_table.c.default_of == company_id))).one_or_none()
    return store.method_of(row) if row else None


async def methods_used(scope: Scope, ids: Iterable[PaymentMethodId]) -> dict[PaymentMethodId, PaymentMethod]:
    """Methods by id, the removed ones too."""
    chosen = select(_table).where(scope.of_company(_table), _table.c.id.in_(set(ids)))
    return {method.id: method for method in map(store.method_of, await scope.tx.execute(chosen))}


def _present(scope: Scope) -> Select[tuple[object, ...]]:
    return select(_table).where(scope.of_company(_table), _table.c.removed_at.is_(None))
