"""Advancing a payment, one step at a time.

A step is three things in a row, of which a crash may take the last ones: write down what is about to be asked (commit), ask the provider
with no transaction open, write down the answer (commit). Whoever advances the payment next sees from its rows how far it came.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from trunkline.domains.payments import store
from trunkline.domains.payments.actions.announcing import announce_result
from trunkline.domains.payments.actions.asking import NOT_SIMULATED, Asking, ask_patiently
from trunkline.domains.payments.actions.belated import receive_belated
from trunkline.domains.payments.actions.dunning_decisions import respect_pause
from trunkline.domains.payments.actions.fees import book_fee
from trunkline.domains.payments.actions.giving_up import cancel_payment
from trunkline.domains.payments.actions.methods import connected, would_be_real
from trunkline.domains.payments.actions.opening import collect_invoice, replace_payment
from trunkline.domains.payments.actions.releasing import release_held
from trunkline.domains.payments.actions.retrying import retry_plan
from trunkline.domains.payments.actions.settling import is_given_up, owed, settle
from trunkline.domains.payments.model import (
    ASKED_ABOUT,
    Attempt,
    AttemptState,
    Declined,
    Outcome,
    Payment,
    PaymentMethod,
    PaymentState,
    Succeeded,
)
from trunkline.domains.payments.ports import ChargeRequest, PaymentProviders
from trunkline.domains.payments.queries import default_method, methods_used
from trunkline.domains.payments.queries.dunned import is_spared
from trunkline.domains.payments.rules import (
    ANSWER_WITHIN,
    Step,
    begin_attempt,
    conclude,
    conclude_hold,
    confirm_by,
    is_belated,
    lose_track,
    next_step,
)
from trunkline.domains.tenants import queries as tenants
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import AttemptId, CompanyId, PaymentId
from trunkline.kernel.period import zone_of


async def advance_payment(
    begin: Begin,
    providers: PaymentProviders,
    company_id: CompanyId,
    payment_id: PaymentId,
    patience: timedelta = ANSWER_WITHIN,
) -> None:
    """Do what the payment asks for at this moment, if anything. May be called at any time, by any number of workers at once.

    The payment of a test company fails where the provider takes real money; the provider is not asked.
    """
    async with begin(company_id) as scope:
        asking = await begin_step(scope, payment_id)
    if asking is not None:
        await carry_out(begin, providers, company_id, asking, patience)


async def refresh_payment(
    begin: Begin,
    providers: PaymentProviders,
    company_id: CompanyId,
    payment_id: PaymentId,
    patience: timedelta = ANSWER_WITHIN,
) -> None:
    """Ask the provider now, and not when it is due, about a result that is open; otherwise nothing. Raises `NotFound`."""
    async with begin(company_id) as scope:
        payment, attempts = await store.lock_payment(scope, payment_id)
        attempt = next((one for one in attempts if one.state in ASKED_ABOUT), None)
        asking = None if attempt is None else await _asking(scope, payment, attempt, is_new=False)
    if asking is not None:
        await carry_out(begin, providers, company_id, asking, patience)


async def carry_out(
    begin: Begin, providers: PaymentProviders, company_id: CompanyId, asking: Asking, patience: timedelta
) -> None:
    """Ask, with no transaction open, and write down the answer."""
    async with begin(company_id, write=False) as scope:
        provider = connected(providers, asking.provider)
        refused = provider is not None and would_be_real(scope, provider)
    outcome = NOT_SIMULATED if refused else await ask_patiently(provider, asking, patience)
    async with begin(company_id) as scope:
        await record_outcome(scope, asking.payment_id, asking.attempt_id, outcome)


async def begin_step(scope: Scope, payment_id: PaymentId) -> Asking | None:
    """Write down what is about to be asked; None if there is nothing to ask now. Raises `NotFound`."""
    payment, attempts = await store.lock_payment(scope, payment_id)
    match next_step(payment, attempts, scope.now):
        case Step.wait:
            return None
        case Step.begin:
            return await _begin_attempt(scope, payment, attempts)
        case Step.lose_track:
            payment, attempt = await _lose_track(scope, payment, attempts[-1])
            return await _asking(scope, payment, attempt, is_new=False)
        case Step.ask:
            return await _asking(scope, payment, attempts[-1], is_new=False)


async def record_outcome(scope: Scope, payment_id: PaymentId, attempt_id: AttemptId, outcome: Outcome) -> Payment:
    """Write down what the provider said. A result that is certain already stays: the same answer may come twice.

    Except that money counts whenever it comes: see `rules.belated`. What is held of an invoice that ended before that is given back.
    """
    before, attempts = await store.lock_payment(scope, payment_id)
    asked = next((attempt for attempt in attempts if attempt.id == attempt_id), None)
    if asked is None:
        return before  # its money came belatedly, and is a payment of its own by now
    if isinstance(outcome, Succeeded) and is_belated(before, asked, outcome):
        return await _with_fee(scope, await receive_belated(scope, before, attempts, asked, outcome), outcome)
    company = await tenants.company(scope, before.company_id)
    retry = not (before.settles_plan or before.manual_capture or await is_given_up(scope, before.invoice_id))
    retry = retry and not await is_spared(scope, before.invoice_id)
    zone, earlier = zone_of(company.zone), tuple(one for one in attempts if one.number < asked.number)
    plan = await retry_plan(scope, before, earlier, zone) if retry and isinstance(outcome, Declined) else None
    if before.manual_capture:
        payment, attempt = conclude_hold(before, asked, outcome, scope.now, zone)
    else:
        payment, attempt = conclude(before, asked, outcome, scope.now, zone, retry=retry, plan=plan)
    if attempt == asked:
        return payment
    payment = await respect_pause(scope, payment)
    await _save(scope, payment, attempt)
    announce_result(scope, payment, asked, attempt)
    if attempt.state is AttemptState.authorised and not await owed(scope, payment):
        await release_held(scope, payment, [attempt])
    if payment.state is PaymentState.succeeded:
        if await settle(scope, payment, attempt.started_at) and not payment.manual_capture:
            await collect_invoice(scope, payment.invoice_id)
        await _with_fee(scope, payment, outcome)
    return payment


async def _with_fee(scope: Scope, payment: Payment, outcome: Outcome) -> Payment:
    if isinstance(outcome, Succeeded) and outcome.fee is not None:
        await book_fee(scope, payment, outcome.fee)
    return payment


async def _begin_attempt(scope: Scope, payment: Payment, attempts: list[Attempt]) -> Asking | None:
    """Another attempt, unless the invoice meanwhile asks for less, or every method was removed."""
    still_owed = await owed(scope, payment)
    if still_owed != payment.amount:
        await replace_payment(scope, payment, attempts, still_owed)
        return None
    method = await _usable_method(scope, payment)
    if method is None:
        await cancel_payment(scope, payment, attempts, "The payment method was removed and there is no other.")
        return None
    payment = replace(payment, provider=method.provider)  # the money, if it comes, comes from there
    payment, attempt = begin_attempt(payment, attempts, scope.new_id(AttemptId), method.id, scope.now)
    await store.save_payment(scope, payment)
    await store.insert_attempt(scope, attempt)
    return await _asking(scope, payment, attempt, is_new=True)


async def _usable_method(scope: Scope, payment: Payment) -> PaymentMethod | None:
    """The method chosen for this payment; where it was removed, the company's default of today."""
    used = (await methods_used(scope, [payment.payment_method_id]))[payment.payment_method_id]
    return used if used.removed_at is None else await default_method(scope, payment.company_id)


async def _lose_track(scope: Scope, payment: Payment, attempt: Attempt) -> tuple[Payment, Attempt]:
    payment, lost = lose_track(payment, attempt, scope.now)
    await _save(scope, payment, lost)
    announce_result(scope, payment, attempt, lost)
    return payment, lost


async def _asking(scope: Scope, payment: Payment, attempt: Attempt, *, is_new: bool) -> Asking:
    method = (await methods_used(scope, [attempt.payment_method_id]))[attempt.payment_method_id]
    request = ChargeRequest(
        idempotency_key=attempt.idempotency_key,
        method_token=method.token,
        amount=payment.amount,
        description=f"Invoice {payment.invoice_number}",
        customer_token=method.customer_token,
        first_sent_at=None if is_new else attempt.started_at,
        labels={"company": str(payment.company_id), "payment": str(payment.id)},
        return_url=attempt.return_url,
        reference=attempt.reference,
        hold=payment.manual_capture,
    )
    capture = None if attempt.capture_minor is None else replace(payment.amount, minor=attempt.capture_minor)
    voids = attempt.void_asked_at is not None
    is_held = attempt.authorised_until is not None
    is_over = not is_held and attempt.return_url is not None and confirm_by(attempt) <= scope.now
    return Asking(payment.id, attempt.id, method.provider, request, is_new, is_over, is_held, capture, voids)


async def _save(scope: Scope, payment: Payment, attempt: Attempt) -> None:
    await store.save_payment(scope, payment)
    await store.save_attempt(scope, attempt)
