"""Questions about payments: for the screens, and what is due for the sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import Select, select, union_all

from trunkline.domains.payments import store
from trunkline.domains.payments.model import (
    ASKED_ABOUT,
    Attempt,
    AttemptState,
    Payment,
    PaymentMethod,
    PaymentState,
    Receipt,
)
from trunkline.domains.payments.queries.methods import methods_used
from trunkline.domains.payments.rules import ABANDONED_AFTER
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, InvoiceId, PaymentId
from trunkline.kernel.page import Page, PageRequest, page_of

_payment, _attempt, _receipt = store.payment, store.payment_attempt, store.receipt


@dataclass(frozen=True, slots=True)
class PaymentDetails:
    """A payment with everything that a screen shows beside it."""

    payment: Payment
    method: PaymentMethod | None
    attempts: Sequence[Attempt]
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class DuePayment:
    """A payment that has something to be done since `due_at`."""

    company_id: CompanyId
    payment_id: PaymentId
    due_at: datetime


async def payments(
    scope: Scope, request: PageRequest, *, state: PaymentState | None = None, invoice_id: InvoiceId | None = None
) -> Page[PaymentDetails]:
    """Payments, newest first."""
    chosen = select(_payment).where(scope.of_company(_payment))
    if state is not None:
        chosen = chosen.where(_payment.c.state == state)
    if invoice_id is not None:
        chosen = chosen.where(_payment.c.invoice_id == invoice_id)
    if request.position is not None:
        chosen = chosen.where(_payment.c.id < request.position[0])
    found = await _payments(scope, chosen.order_by(_payment.c.id.desc()).limit(request.limit + 1))
    page = page_of(found, request, lambda payment: (payment.id,))
    return Page(await _with_details(scope, page.items), page.next_position)


async def payment(scope: Scope, payment_id: PaymentId) -> PaymentDetails:
    """Raises `NotFound`."""
    found = await _payments(scope, select(_payment).where(scope.of_company(_payment), _payment.c.id == payment_id))
    if not found:
        raise NotFound(f"There is no payment {payment_id}.")
    (details,) = await _with_details(scope, found)
    return details


async def payments_of_invoice(scope: Scope, invoice_id: InvoiceId) -> list[PaymentDetails]:
    """Every payment that tried to collect an invoice, oldest first."""
    chosen = select(_payment).where(scope.of_company(_payment), _payment.c.invoice_id == invoice_id)
    return await _with_details(scope, await _payments(scope, chosen.order_by(_payment.c.id)))


async def payment_holding(scope: Scope, invoice_id: InvoiceId) -> Payment | None:
    """The one payment that is collecting an invoice or has collected it."""
    held = select(_payment).where(scope.of_company(_payment), _payment.c.holds_invoice_id == invoice_id)
    found = await _payments(scope, held)
    return found[0] if found else None


async def due_payments(scope: Scope, limit: int) -> list[DuePayment]:
    """Payments whose attempt is due, whose provider is to be asked, or whose attempt was abandoned; the longest due first."""
    now = scope.now
    attempts = select(_payment.c.company_id, _payment.c.id, _payment.c.next_attempt_at.label("due_at")).where(
        scope.of_company(_payment), _payment.c.state == PaymentState.pending, _payment.c.next_attempt_at <= now
    )
    asked = select(_attempt.c.company_id, _attempt.c.payment_id, _attempt.c.ask_at).where(
        scope.of_company(_attempt), _attempt.c.state.in_(sorted(ASKED_ABOUT)), _attempt.c.ask_at <= now
    )
    abandoned = select(_attempt.c.company_id, _attempt.c.payment_id, _attempt.c.started_at).where(
        scope.of_company(_attempt),
        _attempt.c.state == AttemptState.started,
        _attempt.c.started_at <= now - ABANDONED_AFTER,
    )
    rows = await scope.tx.execute(union_all(attempts, asked, abandoned).order_by("due_at").limit(limit))
    return [DuePayment(*row) for row in rows]


async def _payments(scope: Scope, chosen: Select[tuple[object, ...]]) -> list[Payment]:
    return [store.payment_of(row) for row in await scope.tx.execute(chosen)]


async def _with_details(scope: Scope, found: Sequence[Payment]) -> list[PaymentDetails]:
    """Three questions for the whole page, however long it is."""
    if not found:
        return []
    ids = [payment.id for payment in found]
    methods = await methods_used(scope, (payment.payment_method_id for payment in found))
    attempts = await _attempts(scope, ids)
    chosen = select(_receipt).where(scope.of_company(_receipt), _receipt.c.payment_id.in_(ids))
    receipts = {receipt.payment_id: receipt for receipt in map(store.receipt_of, await scope.tx.execute(chosen))}
    return [
        PaymentDetails(one, methods.get(one.payment_method_id), attempts.get(one.id, ()), receipts.get(one.id))
        for one in found
    ]


async def _attempts(scope: Scope, ids: Sequence[PaymentId]) -> dict[PaymentId, list[Attempt]]:
    chosen = select(_attempt).where(scope.of_company(_attempt), _attempt.c.payment_id.in_(ids))
    rows = await scope.tx.execute(chosen.order_by(_attempt.c.payment_id, _attempt.c.number))
    return {key: list(group) for key, group in groupby(map(store.attempt_of, rows), key=lambda one: one.payment_id)}
