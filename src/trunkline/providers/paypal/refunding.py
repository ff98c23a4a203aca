"""Refunds of captures, whole or in part. The key travels as the refund's `custom_id`, by which a lost answer is found again."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.domains.payments.model import Outage, Refunded, RefundOutcome, RefundPending, RefundRefused, Unknown
from trunkline.domains.payments.ports import RefundRequest
from trunkline.kernel.errors import Invalid
from trunkline.providers.paypal.client import Json, NoAnswer, NotTaken, OddAnswer, PayPalApi, Refused, reading
from trunkline.providers.paypal.client.orders import show_order
from trunkline.providers.paypal.client.payments import refund_capture, show_capture, show_refund
from trunkline.providers.paypal.currencies import paypal_amount

NOTE_MAX = 255

# `issue` of a refund that PayPal will not make, our code, and what to say.
REFUSALS: Mapping[str, tuple[str, str]] = {
    "CAPTURE_FULLY_REFUNDED": ("charge_already_refunded", "The payment was given back already."),
    "REFUND_AMOUNT_EXCEEDED": ("amount_too_large", "Less than this is left of the payment."),
    "REFUND_CAPTURE_CURRENCY_MISMATCH": ("currency_mismatch", "A payment is given back in its own currency."),
    "REFUND_TIME_LIMIT_EXCEEDED": ("too_old", "PayPal gives payments back for 180 days."),
    "REFUND_FAILED_INSUFFICIENT_FUNDS": ("insufficient_funds", "The PayPal account has too little money for it."),
    "REFUND_NOT_ALLOWED": ("not_permitted", "PayPal does not allow a refund of this payment."),
    "TRANSACTION_DISPUTED": ("charge_disputed", "The payment is disputed; the dispute decides."),
    "PENDING_CAPTURE": ("charge_pending", "The payment itself is still pending."),
    "RESOURCE_NOT_FOUND": ("charge_unknown", "PayPal does not know the payment."),
    "INVALID_RESOURCE_ID": ("charge_unknown", "PayPal does not know the payment."),
    "PARTIAL_REFUND_NOT_ALLOWED": ("not_permitted", "PayPal gives this payment back as a whole only."),
}


async def refund(api: PayPalApi, request: RefundRequest) -> RefundOutcome:
    key = request.idempotency_key
    try:
        body: Json = {"amount": paypal_amount(request.amount), "custom_id": key}
    except Invalid as error:
        return RefundRefused("invalid_amount", error.detail)
    if request.reason:
        body["note_to_payer"] = request.reason[:NOTE_MAX]
    try:
        return outcome_of(await refund_capture(api, request.charge_reference, body, key))
    except NotTaken as error:
        return Outage(str(error))
    except NoAnswer as error:
        return Unknown(str(error))
    except Refused as refused:
        return _refusal(refused)


async def look_up_refund(api: PayPalApi, request: RefundRequest) -> RefundOutcome | None:
    """The order behind the charge lists its refunds with their keys, at once and for good."""
    try:
        found = await _refund_of(api, request)
        return None if found is None else outcome_of(found)
    except NotTaken as error:
        return Outage(str(error))
    except (NoAnswer, Refused) as error:
        return Unknown(str(error))


async def refund_now(api: PayPalApi, reference: str) -> RefundOutcome | None:
    try:
        return outcome_of(await show_refund(api, reference))
    except (NotTaken, NoAnswer) as error:
        return Unknown(str(error), is_out=not isinstance(error, OddAnswer))
    except Refused as refused:
        return None if refused.status == 404 else Unknown(str(refused))


@reading
def outcome_of(made: Json) -> RefundOutcome:
    status, reference = made.get("status"), str(made.get("id"))
    match status:
        case "COMPLETED":
            return Refunded(reference)
        case "PENDING":
            return RefundPending(reference, "PayPal waits for the money of the refund.")
        case "FAILED" | "CANCELLED":
            return RefundRefused("refund_failed", "PayPal could not make the refund.", reference)
    return Unknown(f"PayPal's refund is {status}.")


async def _refund_of(api: PayPalApi, request: RefundRequest) -> Json | None:
    try:
        capture = await show_capture(api, request.charge_reference)
    except Refused as refused:
        if refused.status == 404:
            return None
        raise
    return _made_with(request.idempotency_key, await show_order(api, _order_behind(capture)))


@reading
def _order_behind(capture: Json) -> str:
    related = (capture.get("supplementary_data") or {}).get("related_ids") or {}
    return str(related.get("order_id"))


@reading
def _made_with(key: str, order: Json) -> Json | None:
    refunds = [one for unit in order.get("purchase_units") or [] for one in _refunds(unit)]
    return next((one for one in refunds if one.get("custom_id") == key), None)


def _refunds(unit: Json) -> list[Json]:
    return (unit.get("payments") or {}).get("refunds") or []


def _refusal(refused: Refused) -> RefundOutcome:
    """Final only where PayPal's word says that this refund will not be made: anything else may have been made, or be on its way."""
    known = REFUSALS.get(refused.issue)
    return Unknown(str(refused)) if known is None else RefundRefused(*known)
