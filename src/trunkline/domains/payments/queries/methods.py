"""Questions about payment methods. Removed ones are not found, except by their payments."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, or_, select

from trunkline.domains.payments import store
from trunkline.domains.payments.model import AttemptState, DeclineKind, PaymentMethod
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, InvoiceId, PaymentMethodId
from trunkline.kernel.page import Page, PageRequest, page_of

_table = store.payment_method
_payment, _attempt = store.payment, store.payment_attempt


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


async def is_refused(scope: Scope, invoice_id: InvoiceId, method_id: PaymentMethodId) -> bool:
    """Whether the bank has refused the method for good for this invoice, by any of its payments, and has not paid with it since."""
    told = (
        select(_attempt.c.state)
        .select_from(_attempt.join(_payment, _payment.c.id == _attempt.c.payment_id))
        .where(
            scope.of_company(_attempt),
            _payment.c.invoice_id == invoice_id,
            _attempt.c.payment_method_id == method_id,
            or_(_attempt.c.decline_kind == DeclineKind.hard.value, _attempt.c.state == AttemptState.succeeded.value),
        )
    )
    last = (await scope.tx.execute(told.order_by(_attempt.c.id.desc()).limit(1))).scalar_one_or_none()
    return last is not None and last != AttemptState.succeeded.value


async def methods_used(scope: Scope, ids: Iterable[PaymentMethodId]) -> dict[PaymentMethodId, PaymentMethod]:
    """Methods by id, the removed ones too."""
    chosen = select(_table).where(scope.of_company(_table), _table.c.id.in_(set(ids)))
    return {method.id: method for method in map(store.method_of, await scope.tx.execute(chosen))}


def _present(scope: Scope) -> Select[tuple[object, ...]]:
    return select(_table).where(scope.of_company(_table), _table.c.removed_at.is_(None))
