"""Charges: an order that takes the money of a vaulted method at once.

Three guards keep a charge from being made twice. The key is the order's `PayPal-Request-Id`, which PayPal keeps for 6 hours; it is the
order's `invoice_id` too, which PayPal refuses to be paid twice (DUPLICATE_INVOICE_ID, unless the account turned that off); and the books
name it with each movement, at most 3 hours late. So a key that is not in the books and is asked for again is either younger than 6 hours,
then PayPal repeats its answer, or was never received.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from trunkline.domains.payments.model import ActionNeeded, Declined, DeclineKind, Outage, Outcome, Succeeded, Unknown
from trunkline.domains.payments.ports import ChargeRequest
from trunkline.domains.payments.rules import decline_kind
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Money
from trunkline.providers.paypal.books import find_by_invoice
from trunkline.providers.paypal.client import Json, NoAnswer, NotTaken, PayPalApi, Refused, link_to
from trunkline.providers.paypal.client.orders import capture_order, create_order, show_order
from trunkline.providers.paypal.client.payments import show_capture
from trunkline.providers.paypal.client.reporting import RANGE_MAX
from trunkline.providers.paypal.currencies import money_of, paypal_amount, refusal_of
from trunkline.providers.paypal.declines import decline_of_capture, decline_of_refusal
from trunkline.providers.paypal.methods import source_of

DESCRIPTION_MAX = 127
# How far back the books are read for a key: unknown attempts are asked about within minutes, and after an outage of ours within days.
LOOK_BACK = timedelta(days=3)

# What a capture's status is to us; the declined ones are told apart in `declines`.
_TAKEN = frozenset({"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"})
_DECLINED = frozenset({"DECLINED", "FAILED"})

_TO_APPROVE = frozenset({"ORDER_NOT_APPROVED", "PAYER_ACTION_REQUIRED"})
_APPROVE = "The payer has to approve the payment at PayPal."

_PENDING: Mapping[str, str] = {
    "ECHECK": "the payer's bank is still to pay it",
    "PENDING_REVIEW": "PayPal reviews it",
    "RECEIVING_PREFERENCE_MANDATES_MANUAL_ACTION": "it waits to be accepted by hand in the PayPal account",
    "UNILATERAL": "the receiving address is not confirmed in the PayPal account",
    "VERIFICATION_REQUIRED": "the PayPal account has to be verified first",
}


async def charge(api: PayPalApi, request: ChargeRequest) -> tuple[Outcome, str | None]:
    """What came of it, and PayPal's id of the order where one is known."""
    refusal = refusal_of(request.amount) or _method_refusal(request)
    if refusal is not None:
        return refusal, None
    try:
        order = await create_order(api, _order_of(request), request.idempotency_key)
        return await _finish(api, order, request.idempotency_key), order.get("id")
    except NotTaken as error:
        return Outage(str(error)), None
    except NoAnswer as error:
        return Unknown(str(error)), None
    except Refused as refused:
        return await _refused(api, refused, request.idempotency_key), None


async def look_up(api: PayPalApi, key: str, order_id: str | None) -> Outcome | None:
    """What came of a key, by its order where we remember it, else by the books of the last days; None when neither knows of it."""
    try:
        order = None if order_id is None else await _order(api, order_id)
        return await _in_books(api, key, LOOK_BACK) if order is None else await _finish(api, order, key)
    except NotTaken as error:
        return Outage(str(error))
    except NoAnswer as error:
        return Unknown(str(error))
    except Refused as refused:
        return await _refused(api, refused, key)


async def charge_now(api: PayPalApi, reference: str) -> Outcome | None:
    """`reference` is a capture, or an order whose payer had to do something. One that was approved meanwhile is captured: the payer has
    approved exactly this, and PayPal waits for nothing else."""
    try:
        found = await capture_or_order(api, reference)
        if found is None:
            return None
        return await _finish(api, found, key_in(found)) if "intent" in found else outcome_of_capture(found)
    except (NotTaken, NoAnswer) as error:
        return Unknown(str(error))
    except Refused as refused:
        return decline_of_refusal(refused.issue) or Unknown(str(refused))


async def capture_or_order(api: PayPalApi, reference: str) -> Json | None:
    """The one or the other, told apart by the order's `intent`; None when PayPal knows neither. Raises what `PayPalApi.call` raises."""
    try:
        return await show_capture(api, reference)
    except Refused as refused:
        if refused.status != 404:
            raise
        return await _order(api, reference)


async def _order(api: PayPalApi, order_id: str) -> Json | None:
    """None for an order that PayPal has forgotten: those that are never paid expire."""
    try:
        return await show_order(api, order_id)
    except Refused as refused:
        if refused.status != 404:
            raise
        return None


def key_in(resource: Json) -> str | None:
    """The key with which we asked for an order, capture or refund."""
    units = resource.get("purchase_units") or [resource]
    key = units[0].get("custom_id") or units[0].get("invoice_id")
    return None if key is None else str(key)


def outcome_of_capture(capture: Json) -> Outcome:
    status, reference = capture.get("status"), str(capture.get("id"))
    if status in _TAKEN:
        return Succeeded(reference, _fee(capture))
    if status in _DECLINED:
        return decline_of_capture(capture)
    reason = str((capture.get("status_details") or {}).get("reason") or status)
    return Unknown(f"PayPal holds the payment back: {_PENDING.get(reason, reason)}.")


def _fee(capture: Json) -> Money | None:
    """What PayPal kept. One that cannot be read keeps no payment from being known: the books will say."""
    told = (capture.get("seller_receivable_breakdown") or {}).get("paypal_fee")
    try:
        return None if told is None else money_of(told)
    except Invalid:
        return None


def _order_of(request: ChargeRequest) -> Json:
    unit = {
        "reference_id": "default",
        "description": request.description[:DESCRIPTION_MAX] or "Payment",
        "custom_id": request.idempotency_key,
        "invoice_id": request.idempotency_key,
        "amount": paypal_amount(request.amount),
    }
    source = source_of(request.method_token, request.return_url)
    return {"intent": "CAPTURE", "purchase_units": [unit], "payment_source": source}


def _method_refusal(request: ChargeRequest) -> Declined | None:
    if source_of(request.method_token, None):
        return None
    return Declined("invalid_account", DeclineKind.hard, "This is no payment method of PayPal.")


async def _finish(api: PayPalApi, order: Json, key: str | None) -> Outcome:
    """The order's outcome, after capturing it where that is all that is missing."""
    if order.get("status") == "APPROVED" and key and not _captures(order):
        try:
            order = await capture_order(api, str(order["id"]), f"{key}-capture")
        except NotTaken as error:  # of the capture this is a promise, of the order that stands approved it is none
            return Unknown(str(error))
        except Refused as refused:
            if refused.issue not in _TO_APPROVE:
                raise
            return ActionNeeded(str(order["id"]), _APPROVE, refused.url or link_to(order, "payer-action", "approve"))
    captures = _captures(order)
    if captures:
        return outcome_of_capture(captures[-1])
    status, order_id = order.get("status"), str(order.get("id"))
    if status == "VOIDED":
        return Declined("generic_decline", decline_kind("generic_decline"), "The order was voided.", order_id)
    if status in ("PAYER_ACTION_REQUIRED", "CREATED", "SAVED"):
        url = link_to(order, "payer-action", "approve")
        return ActionNeeded(order_id, _APPROVE, url)
    return Unknown(f"PayPal's order is {status} and names no payment.")


def _captures(order: Json) -> list[Json]:
    units = order.get("purchase_units") or []
    return [one for unit in units for one in (unit.get("payments") or {}).get("captures") or []]


async def _refused(api: PayPalApi, refused: Refused, key: str) -> Outcome:
    """A refusal is a decline, a hint that the money was taken before, or a request that PayPal will not take."""
    if refused.issue in ("DUPLICATE_INVOICE_ID", "ORDER_ALREADY_CAPTURED"):
        return await _taken_before(api, key)
    if (
        refused.issue in _TO_APPROVE
    ):  # no order came of it that could be approved: it has to be begun anew with the payer there
        return Declined("authentication_required", decline_kind("authentication_required"), _APPROVE)
    return decline_of_refusal(refused.issue) or Outage(str(refused))


async def _taken_before(api: PayPalApi, key: str) -> Outcome:
    """PayPal was paid under this key before: the books say what, once they have it."""
    try:
        found = await _in_books(api, key, RANGE_MAX)
    except (NotTaken, NoAnswer, Refused):
        found = None
    return found or Unknown("PayPal has taken a payment under this key before; its books do not show it yet.")


async def _in_books(api: PayPalApi, key: str, look_back: timedelta) -> Outcome | None:
    reference = await find_by_invoice(api, key, look_back)
    return None if reference is None else outcome_of_capture(await show_capture(api, reference))
