"""Money that is held first: asked for by the operator, and captured or released by hand. The job of the fact does the asking."""

from __future__ import annotations

from trunkline.domains.billing import actions as billing_actions
from trunkline.domains.billing import queries as billing
from trunkline.domains.payments import store
from trunkline.domains.payments.actions.announcing import about
from trunkline.domains.payments.actions.giving_up import cancel_payment
from trunkline.domains.payments.actions.methods import connected
from trunkline.domains.payments.actions.opening import (
    NothingToPay,
    PaymentInFlight,
    open_payment,
    ready_method,
)
from trunkline.domains.payments.actions.settling import owed
from trunkline.domains.payments.events import PaymentCaptureAsked, PaymentVoidAsked
from trunkline.domains.payments.model import Attempt, AttemptState, Payment
from trunkline.domains.payments.ports import Authorisations, PaymentProviders
from trunkline.domains.payments.queries import payment_holding
from trunkline.domains.payments.rules import ask_to_capture, ask_to_void
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid
from trunkline.kernel.ids import InvoiceId, PaymentId, PaymentMethodId
from trunkline.kernel.money import Money


class NotAuthorised(Conflict):
    """Nothing is held that could be captured or released, or one of them was asked for already."""

    code = "not_authorised"
    title = "Nothing is held that could be captured"


class NoAuthorisations(Conflict):
    """The method's provider cannot hold money, or the invoice is paid in parts."""

    code = "no_authorisations"
    title = "The money cannot be held first"


async def authorise_invoice(
    scope: Scope, invoice_id: InvoiceId, method_id: PaymentMethodId | None = None, *, console_url: str | None = None
) -> Payment:
    """Have what the invoice asks for held, and take nothing. A payment that waits for its next attempt gives way to it.

    Raises what `pay_invoice` raises, and `NoAuthorisations`.
    """
    invoice = await billing.invoice(scope, invoice_id)
    if not invoice.payable:
        raise NothingToPay("The invoice is not open: it is a draft, void, or paid already.")
    if invoice.deferred_at is not None:
        raise NoAuthorisations("The invoice is paid in instalments.")
    method = await ready_method(scope, invoice.company_id, method_id)
    if not isinstance(connected(scope.port(PaymentProviders), method.provider), Authorisations):
        raise NoAuthorisations(f"{method.provider} does not hold money.")
    held = await payment_holding(scope, invoice_id)
    if held is not None:
        locked = await store.lock_payment(scope, held.id)
        if not await cancel_payment(scope, *locked, "Its amount is to be held first."):
            raise PaymentInFlight("An attempt is under way, or the amount is held already.")
    asked = await billing.asked_now(scope, invoice)
    opened = await open_payment(scope, invoice, method, asked, console_url=console_url, manual_capture=True)
    if opened is None:
        raise PaymentInFlight("Another request has just begun to collect this invoice.")
    return opened


async def capture_payment(scope: Scope, payment_id: PaymentId, amount: Money | None = None) -> Payment:
    """Have `amount` taken of what is held, and the rest released; by default as much of it as the invoice asks for now, and never more.

    Raises `NotFound`, `NotAuthorised`, `NothingToPay`, and `Invalid` for an amount that the provider cannot write as well.
    """
    payment, attempt = await _held(scope, payment_id)
    await billing_actions.hold_invoice(scope, payment.invoice_id)
    most = min(payment.amount, await owed(scope, payment))
    if not most:
        raise NothingToPay("The invoice asks for nothing any more: release what is held for it.")
    wanted = most if amount is None else amount
    if wanted.currency != most.currency or not 0 < wanted.minor <= most.minor:
        told = f"must be more than nothing and at most {most.major} {most.currency.code}"
        raise _refused("No more can be captured than is held, and than the invoice still asks for.", told)
    _check_writable(scope, payment, wanted)
    await store.save_attempt(scope, ask_to_capture(attempt, wanted, scope.now))
    scope.announce(PaymentCaptureAsked(**about(payment), captured=wanted))
    return payment


def _check_writable(scope: Scope, payment: Payment, amount: Money) -> None:
    provider = connected(scope.port(PaymentProviders), payment.provider)
    reason = provider.unwritable(amount) if isinstance(provider, Authorisations) else None
    if reason is not None:
        raise _refused("The provider cannot write this amount.", reason)


def _refused(detail: str, told: str) -> Invalid:
    return Invalid(detail, fields=[FieldProblem("/amount", told)])


async def void_payment(scope: Scope, payment_id: PaymentId) -> Payment:
    """Have what is held released. Raises `NotFound`, `NotAuthorised`."""
    payment, attempt = await _held(scope, payment_id)
    await store.save_attempt(scope, ask_to_void(attempt, scope.now))
    scope.announce(PaymentVoidAsked(**about(payment)))
    return payment


async def _held(scope: Scope, payment_id: PaymentId) -> tuple[Payment, Attempt]:
    payment, attempts = await store.lock_payment(scope, payment_id)
    attempt = next((one for one in attempts if one.state is AttemptState.authorised), None)
    if attempt is None:
        raise NotAuthorised(f"The payment is {payment.state}.")
    if attempt.capture_minor is not None or attempt.void_asked_at is not None:
        done = "captured" if attempt.capture_minor is not None else "released"
        raise NotAuthorised(f"It is being {done} already.")
    return payment, attempt
