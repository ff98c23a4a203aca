"""Refunds. One key is one refund (`re_…`), with the key in its metadata: that is how it is found again among those of its charge."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import stripe

from trunkline.domains.payments.model import Refunded, RefundOutcome, RefundPending, RefundRefused
from trunkline.domains.payments.ports import RefundRequest
from trunkline.providers.stripe.currencies import Inexpressible, to_stripe
from trunkline.providers.stripe.failures import failure_of, is_missing, uncertainty
from trunkline.providers.stripe.intents import KEY, PREFIX
from trunkline.providers.stripe.paging import JSON, every

# Stripe's status → ours: succeeded → Refunded; pending, requires_action → RefundPending; failed, canceled → RefundRefused with
# the code below. A refund that has succeeded may still fail weeks later: a notice tells, and the money is back on our balance.
_PENDING = {
    "pending": "Stripe has not carried the refund out yet.",
    "requires_action": "The payer has to tell Stripe where the money shall go.",
}
# Codes of requests that Stripe refuses for good. Any other 400 says that the request, not the refund, is wrong.
_REFUSED = {
    "amount_too_large",
    "balance_insufficient",
    "charge_already_refunded",
    "charge_disputed",
    "charge_expired_for_capture",
    "charge_not_refundable",
    "insufficient_funds",
    "payment_intent_unexpected_state",
    "refund_disputed_payment",
    "resource_missing",
}


async def refund(client: stripe.StripeClient, request: RefundRequest) -> RefundOutcome:
    """Give the money back under the request's key."""
    try:
        parameters: Any = _parameters(request)
        options: Any = {"idempotency_key": request.idempotency_key}
        return outcome_of_refund((await client.v1.refunds.create_async(parameters, options)).to_dict())
    except Inexpressible as problem:
        return RefundRefused("invalid_amount", str(problem))
    except stripe.StripeError as error:
        return _outcome_of_error(error)


async def look_up_refund(client: stripe.StripeClient, request: RefundRequest) -> RefundOutcome | None:
    """What came of the key: the refunds of the charge are listed from the record, as payments are (`charges`)."""
    try:
        async for one in every(_refunds(client, request.charge_reference)):
            if (one.get("metadata") or {}).get(KEY) == request.idempotency_key:
                return outcome_of_refund(one)
    except stripe.StripeError as error:
        return None if is_missing(error) else uncertainty(error)
    return None


async def refund_now(client: stripe.StripeClient, reference: str) -> RefundOutcome | None:
    try:
        return outcome_of_refund((await client.v1.refunds.retrieve_async(reference)).to_dict())
    except stripe.StripeError as error:
        return None if is_missing(error) else uncertainty(error)


def outcome_of_refund(refund: Mapping[str, Any]) -> RefundOutcome:
    """How a refund stands."""
    reference, status = str(refund["id"]), refund.get("status")
    if status == "succeeded":
        return Refunded(reference)
    if status in {"failed", "canceled"}:
        code = str(refund.get("failure_reason") or status)
        return RefundRefused(code, f"The refund {status}: {code.replace('_', ' ')}.", reference)
    return RefundPending(reference, _PENDING.get(str(status), f"Stripe says that the refund is {status}."))


def _parameters(request: RefundRequest) -> dict[str, Any]:
    """Stripe takes three reasons of its own only, so that ours is a label."""
    labels = {KEY: request.idempotency_key} | ({PREFIX + "reason": request.reason[:500]} if request.reason else {})
    return {**_charge(request.charge_reference), "amount": to_stripe(request.amount), "metadata": labels}


def _charge(reference: str) -> dict[str, str]:
    return {"charge" if reference.startswith(("ch_", "py_")) else "payment_intent": reference}


def _refunds(client: stripe.StripeClient, charge_reference: str) -> Any:
    async def page(parameters: dict[str, Any]) -> JSON:
        asked: Any = _charge(charge_reference) | parameters
        found: JSON = (await client.v1.refunds.list_async(asked)).to_dict()
        return found

    return page


def _outcome_of_error(error: stripe.StripeError) -> RefundOutcome:
    failure = failure_of(error)
    is_refused = failure.code in _REFUSED or (failure.code is None and failure.param == "amount")
    if isinstance(error, (stripe.InvalidRequestError, stripe.CardError)) and is_refused:
        return RefundRefused(failure.code or "invalid_amount", failure.message)
    return uncertainty(error)
