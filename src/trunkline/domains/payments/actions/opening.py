"""Opening a payment for an invoice, and hastening it."""

from __future__ import annotations

from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import Invoice, InvoiceState
from trunkline.domains.payments import store
from trunkline.domains.payments.actions.announcing import about
from trunkline.domains.payments.actions.giving_up import cancel_payment
from trunkline.domains.payments.actions.methods import check_reality, connected, would_be_real
from trunkline.domains.payments.actions.refused import NoPaymentMethod as NoPaymentMethod
from trunkline.domains.payments.actions.refused import NothingToPay as NothingToPay
from trunkline.domains.payments.actions.refused import PaymentInFlight as PaymentInFlight
from trunkline.domains.payments.actions.settling import owed
from trunkline.domains.payments.events import PaymentHastened, PaymentMethodRefused, PaymentStarted
from trunkline.domains.payments.model import INVOICE_UNCOLLECTIBLE, Attempt, Payment, PaymentMethod, PaymentState
from trunkline.domains.payments.ports import PaymentProviders
from trunkline.domains.payments.queries import (
    default_method,
    is_refused,
    payment_holding,
    payment_method,
    payments_of_invoice,
)
from trunkline.domains.payments.queries.arrangements import has_arrangement
from trunkline.domains.payments.queries.dunned import is_spared
from trunkline.domains.payments.rules import continued, hasten
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, InstalmentId, InstalmentPlanId, InvoiceId, PaymentId, PaymentMethodId
from trunkline.kernel.money import Money

IN_FLIGHT_HINT = "An attempt is under way or its result is not known yet; wait for it to end."


async def collect_invoice(scope: Scope, invoice_id: InvoiceId) -> Payment | None:
    """Open the payment of an invoice that was just issued; None if nothing is owed, there is no method, or one holds it already.

    None as well where dunning for the invoice was stopped, where the method's provider is not connected any more, for a test company where
    payments are real, and while an arrangement brings the money: until the invoice is past due (decision 0011).
    """
    invoice = await billing.invoice(scope, invoice_id)
    if not invoice.due or invoice.deferred_at is not None:
        return None
    if invoice.state is InvoiceState.issued and await is_arranged(scope, invoice):
        return None
    method = await automatic_method(scope, invoice)
    if method is None or await is_spared(scope, invoice_id):
        return None
    return await open_payment(scope, invoice, method, await billing.asked_now(scope, invoice))


async def collect_past_due(scope: Scope, invoice_id: InvoiceId) -> Payment | None:
    """An invoice that has waited for an arrangement waits no longer. Of all others the collection was begun when they were issued: what a
    payment was ever opened for has had its calendar, or was left by somebody's decision, and is not begun again (money policy 9).
    """
    invoice = await billing.invoice(scope, invoice_id)
    waited = await has_arrangement(scope, invoice.currency, current=False)
    if not waited or await payments_of_invoice(scope, invoice_id):
        return None
    return await collect_invoice(scope, invoice_id)


async def is_arranged(scope: Scope, invoice: Invoice) -> bool:
    """Whether what is not late of it waits for an arrangement. Credits are not waited for: they are in their wallet once they are paid."""
    if await billing.buys_credit(scope, invoice.id):
        return False
    return await has_arrangement(scope, invoice.currency, current=True)


async def automatic_method(scope: Scope, invoice: Invoice) -> PaymentMethod | None:
    """The company's default method, where it may be charged for the invoice without anybody asking for it.

    Not one that its bank has refused for good for this invoice (money policy 9): card networks forbid to try it again, and the payer is
    asked for another instead. Where no method is left that may be charged, the invoice is dunned for.
    """
    method = await default_method(scope, scope.company)
    provider = None if method is None else connected(scope.port(PaymentProviders), method.provider)
    if method is None or provider is None or would_be_real(scope, provider):
        return None
    if not await is_refused(scope, invoice.id, method.id):
        return method
    scope.announce(
        PaymentMethodRefused(
            company_id=invoice.company_id,
            subject=invoice.id,
            invoice_number=_number(invoice.number),
            due=invoice.due,
            payment_method_id=method.id,
            brand=method.brand,
            last4=method.last4,
        )
    )
    return None


async def pay_invoice(
    scope: Scope,
    invoice_id: InvoiceId,
    method_id: PaymentMethodId | None = None,
    *,
    console_url: str | None = None,
) -> Payment:
    """Collect now because somebody asks for it: open a payment, or hasten the one that waits for its next attempt.

    With `console_url` the payer sits at a screen: they may be asked to confirm it, and come back to the payment's page there.

    An invoice that was given up is attempted once; a payment that waited to be retried gives way to that.
    Raises `NotFound`, `NothingToPay`, `NoPaymentMethod`, `PaymentInFlight`, and `LivePayments` for a test company where payments are
    real.
    """
    invoice = await billing.invoice(scope, invoice_id)
    if not invoice.payable:
        raise NothingToPay("The invoice is not open: it is a draft, void, or paid already.")
    method = await ready_method(scope, invoice.company_id, method_id)
    held = await payment_holding(scope, invoice_id)
    if held is not None and await owed(scope, held):
        return await hasten_payment(scope, held.id, method, console_url)
    if held is not None:
        await _give_way(scope, held.id)
    asked = await billing.asked_now(scope, invoice)
    opened = await open_payment(scope, invoice, method, asked, console_url=console_url)
    if opened is None:
        raise PaymentInFlight("Another request has just begun to collect this invoice.")
    return opened


async def replace_payment(scope: Scope, payment: Payment, attempts: list[Attempt], still_owed: Money) -> None:
    """Cancel a payment whose amount is not what is owed any more; the rest, if any, goes on being collected where it stood.

    By a payment of its own, because what was attempted before was attempted over the old amount. Both in one transaction, so that the
    invoice is neither forgotten nor held twice. Where dunning for the invoice was stopped only what somebody has just asked for goes on.
    """
    canceled = await cancel_payment(scope, payment, attempts, "The invoice no longer asks for this amount.")
    goes_on = payment.first_attempt_at is None or not await is_spared(scope, payment.invoice_id)
    if canceled and still_owed and goes_on:
        await _start_payment(scope, continued(payment, scope.new_id(PaymentId), still_owed, scope.now))


async def ready_method(scope: Scope, company_id: CompanyId, method_id: PaymentMethodId | None) -> PaymentMethod:
    """What somebody who pays now pays with. Raises `NotFound`, `NoPaymentMethod` and `LivePayments`."""
    method = await _method(scope, company_id, method_id)
    provider = connected(scope.port(PaymentProviders), method.provider)
    if provider is None:
        raise NoPaymentMethod(
            f"The provider of this method, {method.provider}, is not connected any more: add another."
        )
    check_reality(scope, provider)
    return method


async def _method(scope: Scope, company_id: CompanyId, method_id: PaymentMethodId | None) -> PaymentMethod:
    """The named method, or the company's default. The operator sees every company's methods; each pays for its own company only."""
    if method_id is not None:
        named = await payment_method(scope, method_id)
        if named.company_id != company_id:
            raise NotFound(f"There is no payment method {method_id}.")
        return named
    default = await default_method(scope, company_id)
    if default is None:
        raise NoPaymentMethod("Add a payment method first, or name one.")
    return default


async def open_payment(
    scope: Scope,
    invoice: Invoice,
    method: PaymentMethod,
    amount: Money,
    *,
    plan_id: InstalmentPlanId | None = None,
    part_id: InstalmentId | None = None,
    console_url: str | None = None,
    manual_capture: bool = False,
) -> Payment | None:
    """A payment over `amount` of the invoice, due at once; None if another one holds the invoice, or the part of it."""
    payment_id = scope.new_id(PaymentId)
    payment = Payment(
        id=payment_id,
        company_id=invoice.company_id,
        invoice_id=invoice.id,
        invoice_number=_number(invoice.number),
        amount=amount,
        state=PaymentState.pending,
        provider=method.provider,
        payment_method_id=method.id,
        created_at=scope.now,
        next_attempt_at=scope.now,
        failure_code=INVOICE_UNCOLLECTIBLE if invoice.state is InvoiceState.uncollectible else None,
        instalment_plan_id=plan_id,
        instalment_id=part_id,
        return_url=_back_to(payment_id, console_url),
        manual_capture=manual_capture,
    )
    return await _start_payment(scope, payment)


async def _start_payment(scope: Scope, payment: Payment) -> Payment | None:
    if not await store.insert_payment(scope, payment):
        return None
    scope.announce(PaymentStarted(**about(payment), provider=payment.provider))
    return payment


async def _give_way(scope: Scope, payment_id: PaymentId) -> None:
    payment, attempts = await store.lock_payment(scope, payment_id)
    if not await cancel_payment(scope, payment, attempts, "Somebody asked to pay the invoice, which was given up."):
        raise PaymentInFlight(IN_FLIGHT_HINT)


async def hasten_payment(
    scope: Scope, payment_id: PaymentId, method: PaymentMethod, console_url: str | None = None
) -> Payment:
    payment, attempts = await store.lock_payment(scope, payment_id)
    hastened = hasten(payment, attempts, method.id, scope.now, _back_to(payment_id, console_url))
    if hastened is None:
        raise PaymentInFlight(IN_FLIGHT_HINT)
    await store.save_payment(scope, hastened)
    scope.announce(PaymentHastened(**about(payment)))
    return hastened


def _back_to(payment_id: PaymentId, console_url: str | None) -> str | None:
    return None if console_url is None else f"{console_url}/payments/{payment_id}"


def _number(number: str | None) -> str:
    assert number is not None, "an issued invoice has a number"
    return number
