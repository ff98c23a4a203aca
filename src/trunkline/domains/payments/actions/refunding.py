"""Giving money of a settled payment back, one step at a time, as payments are collected (`advancing`).

Beginning a refund takes the money of the company's credit, in the same transaction; so it cannot be spent on an invoice while it is on its
way, and a refund that fails gives it back. Whoever advances a refund next sees from its row how far it came.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import NamedTuple

from trunkline.domains.payments import store
from trunkline.domains.payments.actions.methods import connected, would_be_real
from trunkline.domains.payments.actions.refund_credit import take_credit
from trunkline.domains.payments.actions.refund_results import apply_result, refund_about
from trunkline.domains.payments.events import RefundStarted
from trunkline.domains.payments.model import (
    AttemptState,
    NothingToRefund,
    NotRefundable,
    Outage,
    Payment,
    PaymentState,
    Refund,
    RefundOutcome,
    RefundRefused,
    RefundState,
    RefundWish,
    Unknown,
)
from trunkline.domains.payments.ports import PaymentProviders, RefundRequest, Refunds
from trunkline.domains.payments.rules import ANSWER_WITHIN, begin_request, conclude_refund, is_first_request
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId, CreditNoteId, PaymentId, RefundId
from trunkline.kernel.money import Money

# What a test company gets instead of an answer where payments are real.
NOT_SIMULATED = RefundRefused("not_permitted", "A provider that moves real money is never asked for a test company.")


class Asking(NamedTuple):
    """What the provider is to be asked. `is_new` is a refund that was never sent; otherwise its fate is looked up first."""

    provider: str
    request: RefundRequest
    is_new: bool


async def refund_payment(scope: Scope, payment_id: PaymentId, wish: RefundWish) -> Refund:
    """Begin to give money back; the provider is asked by the job that answers. The scope is of the payment's company.

    Raises `NotFound`, `NothingToRefund`, `NotRefundable`, `CreditMissing`, `Invalid`.
    """
    payment, attempts = await store.lock_payment(scope, payment_id)
    reference = next((one.reference for one in attempts if one.state is AttemptState.succeeded), None)
    if payment.state is not PaymentState.succeeded or reference is None:
        raise NothingToRefund(f"The payment is {payment.state}: only money that was taken can be given back.")
    _require_provider(scope, payment)
    amount = _amount(payment, wish)
    if not await store.reserve_refund(scope, payment_id, amount):
        raise NothingToRefund(f"{payment.refundable} of the payment can still be given back, not {amount}.")
    note_id = await take_credit(scope, payment.invoice_id, amount, payment.unapplied, wish)
    refund = _begun(scope, payment, reference, amount, wish, note_id)
    await store.insert_refund(scope, refund)
    scope.announce(RefundStarted(**refund_about(refund), provider=refund.provider))
    return refund


async def advance_refund(
    begin: Begin,
    providers: PaymentProviders,
    company_id: CompanyId,
    refund_id: RefundId,
    patience: timedelta = ANSWER_WITHIN,
) -> None:
    """Ask what the refund asks for at this moment, if anything. May be called at any time, by any number of workers at once."""
    async with begin(company_id) as scope:
        asking = await begin_refund_request(scope, refund_id)
        if asking is None:
            return
        provider = connected(providers, asking.provider)
        refused = provider is not None and would_be_real(scope, provider)
    outcome = NOT_SIMULATED if refused else await _ask_patiently(provider, asking, patience)
    async with begin(company_id) as scope:
        await record_refund(scope, refund_id, outcome)


async def begin_refund_request(scope: Scope, refund_id: RefundId) -> Asking | None:
    """Write down what is about to be asked; None if there is nothing to ask now. Raises `NotFound`."""
    refund = await store.lock_refund(scope, refund_id)
    leased = begin_request(refund, scope.now)
    if leased is None:
        return None
    await store.save_refund(scope, leased)
    await apply_result(scope, refund, leased)
    request = RefundRequest(refund.idempotency_key, refund.charge_reference, refund.amount, refund.reason.value)
    return Asking(refund.provider, request, is_first_request(refund, leased))


async def record_refund(scope: Scope, refund_id: RefundId, outcome: RefundOutcome) -> Refund:
    """Write down what the provider said. What is certain already stays: the same answer may come twice. Raises `NotFound`."""
    before = await store.lock_refund(scope, refund_id)
    after = conclude_refund(before, outcome, scope.now)
    if after != before:
        await store.save_refund(scope, after)
        await apply_result(scope, before, after)
    return after


def _require_provider(scope: Scope, payment: Payment) -> None:
    provider = connected(scope.port(PaymentProviders), payment.provider)
    if not isinstance(provider, Refunds):
        raise NotRefundable(
            f"{payment.provider} is not connected any more, or gives nothing back: return the money by hand."
        )


def _amount(payment: Payment, wish: RefundWish) -> Money:
    if wish.amount is None:
        if not payment.refundable:
            raise NothingToRefund("All of the payment was given back already, or is disputed.")
        return payment.refundable
    amount = Money.exact(wish.amount, payment.amount.currency)
    if amount.minor <= 0:
        detail = "A refund gives more than nothing back."
        raise Invalid(detail, fields=[FieldProblem("/amount", detail)])
    return amount


def _begun(
    scope: Scope, payment: Payment, reference: str, amount: Money, wish: RefundWish, note_id: CreditNoteId | None
) -> Refund:
    return Refund(
        id=scope.new_id(RefundId),
        company_id=payment.company_id,
        payment_id=payment.id,
        invoice_id=payment.invoice_id,
        invoice_number=payment.invoice_number,
        amount=amount,
        state=RefundState.started,
        provider=payment.provider,
        charge_reference=reference,
        reason=wish.reason,
        memo=wish.memo,
        credit_note_id=note_id,
        created_at=scope.now,
        next_at=scope.now,
    )


async def _ask_patiently(provider: object | None, asking: Asking, patience: timedelta) -> RefundOutcome:
    if not isinstance(provider, Refunds):
        message = f"The payment provider {asking.provider} is not connected to this installation any more."
        return Outage(message) if asking.is_new else Unknown(message)
    try:
        async with asyncio.timeout(patience.total_seconds()):
            return await _ask(provider, asking)
    except TimeoutError:
        return Unknown(f"No answer came within {patience.total_seconds():.0f} seconds.")


async def _ask(provider: Refunds, asking: Asking) -> RefundOutcome:
    """A refund that may have been sent before is looked up first, and sent again, with its own key, only if it never arrived.

    Where that is refused it is looked up once more: the first request may have arrived in between, and be the reason.
    """
    if asking.is_new:
        return await provider.refund(asking.request)
    found = await provider.look_up_refund(asking.request)
    if found is not None:
        return found
    answered = await provider.refund(asking.request)
    if isinstance(answered, RefundRefused):
        return await provider.look_up_refund(asking.request) or answered
    return answered
