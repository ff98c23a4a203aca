"""Charges: an order that takes the money of a vaulted method at once.

Three guards keep a charge from being made twice. The key is the order's `PayPal-Request-Id`, which PayPal keeps for 6 hours; it is the
order's `invoice_id` too, which PayPal refuses to be paid twice (DUPLICATE_INVOICE_ID, unless the account turned that off); and the books
name it with each movement, at most 3 hours late. So a key that is not in the books and is asked for again is either younger than 6 hours,
then PayPal repeats its answer, or was never received.

`Outage` promises that nothing was or will be taken. Only a request to create an order that was not sent before can end in it, and only by
a refusal that is known to mean it; once an order exists, whatever is neither a capture nor a decline is `Unknown`.
"""

from __future__ import annotations

from datetime import datetime

from trunkline.domains.payments.model import ActionNeeded, Declined, DeclineKind, Outage, Outcome, Unknown
from trunkline.domains.payments.ports import ChargeRequest
from trunkline.domains.payments.rules import decline_kind
from trunkline.providers.paypal.authorising import held_in, order_id_of, order_of_authorisation
from trunkline.providers.paypal.captures import captures_of, outcome_of_capture
from trunkline.providers.paypal.client import Json, NoAnswer, NotTaken, OddAnswer, PayPalApi, Refused, link_to, reading
from trunkline.providers.paypal.client.orders import authorize_order, capture_order, create_order, show_order
from trunkline.providers.paypal.client.payments import show_capture
from trunkline.providers.paypal.currencies import paypal_amount, refusal_of
from trunkline.providers.paypal.declines import decline_of_refusal
from trunkline.providers.paypal.looking_up import in_books, taken_before
from trunkline.providers.paypal.methods import source_of

DESCRIPTION_MAX = 127

# `issue` of a refusal to create an order that says what was wrong with the request or with the account: no order came of it.
_NEVER_CREATED = """
    INVALID_REQUEST MALFORMED_REQUEST_JSON MALFORMED_REQUEST INVALID_ARRAY_MAX_ITEMS INVALID_ARRAY_MIN_ITEMS INVALID_COUNTRY_CODE
    INVALID_CURRENCY_CODE INVALID_PARAMETER_SYNTAX INVALID_PARAMETER_VALUE INVALID_STRING_LENGTH INVALID_STRING_MAX_LENGTH
    MISSING_REQUIRED_PARAMETER UNSUPPORTED_MEDIA_TYPE UNSUPPORTED_INTENT UNSUPPORTED_PAYMENT_INSTRUCTION
    AMOUNT_MISMATCH CANNOT_BE_NEGATIVE CANNOT_BE_ZERO_OR_NEGATIVE MULTI_CURRENCY_ORDER PAYEE_ACCOUNT_INVALID
    PAYEE_ACCOUNT_LOCKED_OR_CLOSED PAYEE_ACCOUNT_RESTRICTED PAYEE_ACCOUNT_NOT_SUPPORTED PAYEE_ACCOUNT_NOT_VERIFIED
    PAYEE_FX_RATE_ID_EXPIRED NOT_ENABLED_FOR_CARD_PROCESSING PAYEE_NOT_ENABLED_FOR_CARD_PROCESSING NOT_ENABLED_TO_VAULT_PAYMENT_SOURCE
    PERMISSION_DENIED PERMISSION_NOT_GRANTED CONSENT_NEEDED
    """
NEVER_CREATED = frozenset(_NEVER_CREATED.split())

_TO_APPROVE = frozenset({"ORDER_NOT_APPROVED", "PAYER_ACTION_REQUIRED"})
_APPROVE = "The payer has to approve the payment at PayPal."
_APPROVED = "The payer has approved the payment at PayPal; it is taken when its attempt is asked about."
_CONFLICT = 409


async def charge(api: PayPalApi, request: ChargeRequest) -> tuple[Outcome, str | None]:
    """What came of it, and PayPal's id of the order where one is known."""
    refusal = refusal_of(request.amount) or _method_refusal(request)
    if refusal is not None:
        return refusal, None
    try:
        order = await create_order(api, _order_of(request), request.idempotency_key)
    except NotTaken as error:
        return _not_made(request, str(error)), None
    except NoAnswer as error:
        return Unknown(str(error)), None
    except Refused as refused:
        return await _not_created(api, refused, request), None
    order_id = order.get("id")
    outcome = await _finish(api, order, request.idempotency_key, request.first_sent_at)
    return outcome, order_id if isinstance(order_id, str) else None


async def look_up(api: PayPalApi, request: ChargeRequest, order_id: str | None) -> Outcome | None:
    """What came of a request that was sent; None when neither its order nor the books know of it, see `looking_up`.

    An order that its payer has approved meanwhile is captured: the attempt is in flight, and PayPal waits for nothing else.
    """
    key = request.idempotency_key
    try:
        order = None if order_id is None else await _order(api, order_id)
        if order is not None:
            return await _finish(api, order, key, request.first_sent_at)
        return await in_books(api, key, request.first_sent_at)
    except (NotTaken, NoAnswer, Refused) as error:  # of this question; of the request that was sent it says nothing
        return Unknown(str(error))


async def charge_now(api: PayPalApi, reference: str) -> Outcome | None:
    """How a capture, or an order whose payer had to do something, stands. Only reads: who asks may be about an attempt that is over."""
    try:
        found = await capture_or_order(api, reference)
        if found is None:
            return None
        return await _standing_of(api, found)
    except (NotTaken, NoAnswer, Refused) as error:
        return Unknown(str(error), is_out=not isinstance(error, OddAnswer | Refused))


async def _standing_of(api: PayPalApi, found: Json) -> Outcome:
    """A capture that was declined ends nothing while the order holds the amount."""
    if "intent" in found:
        return _standing(found)
    outcome, order_id = outcome_of_capture(found), order_id_of(found)
    order = await _order(api, order_id) if isinstance(outcome, Declined) and order_id is not None else None
    return outcome if order is None or order.get("intent") != "AUTHORIZE" else _standing(order)


async def let_go(api: PayPalApi, reference: str) -> Outcome:
    """`Declined` for an order whose payer is no longer waited for, unless it was taken: it can be taken by nobody but us."""
    standing = await charge_now(api, reference)
    if standing is None or isinstance(standing, ActionNeeded):
        return Declined("authentication_required", decline_kind("authentication_required"), _APPROVE, reference)
    return standing


async def capture_or_order(api: PayPalApi, reference: str) -> Json | None:
    """The one or the other, told apart by the order's `intent`; of an authorisation its order; None when PayPal knows none of them.

    Raises what `PayPalApi.call` raises.
    """
    try:
        return await show_capture(api, reference)
    except Refused as refused:
        if refused.status != 404:
            raise
        return await _order(api, reference) or await order_of_authorisation(api, reference)


async def _order(api: PayPalApi, order_id: str) -> Json | None:
    """None for an order that PayPal has forgotten: those that are never paid expire."""
    try:
        return await show_order(api, order_id)
    except Refused as refused:
        if refused.status != 404:
            raise
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
    intent = "AUTHORIZE" if request.hold else "CAPTURE"
    return {"intent": intent, "purchase_units": [unit], "payment_source": source}


def _method_refusal(request: ChargeRequest) -> Declined | None:
    if source_of(request.method_token, None):
        return None
    return Declined("invalid_account", DeclineKind.hard, "This is no payment method of PayPal.")


def _not_made(request: ChargeRequest, message: str) -> Outcome:
    """This request made nothing. One that was sent before with the same key may have."""
    return Outage(message) if request.first_sent_at is None else Unknown(message)


async def _not_created(api: PayPalApi, refused: Refused, request: ChargeRequest) -> Outcome:
    """A refusal is a decline, a hint that the money was taken before, or a request that PayPal will not take; else nobody knows."""
    if refused.issue in ("DUPLICATE_INVOICE_ID", "ORDER_ALREADY_CAPTURED"):
        return await taken_before(api, request.idempotency_key, request.first_sent_at)
    if refused.issue in _TO_APPROVE:
        # No order came of it that could be approved: it has to be begun anew with the payer there.
        return Declined("authentication_required", decline_kind("authentication_required"), _APPROVE)
    if refused.issue in NEVER_CREATED and refused.status != _CONFLICT:
        return _not_made(request, str(refused))
    return decline_of_refusal(refused.issue) or Unknown(str(refused))


async def _finish(api: PayPalApi, order: Json, key: str, first_sent_at: datetime | None) -> Outcome:
    """The order's outcome, after capturing it where that is all that is missing."""
    try:
        if order.get("status") == "APPROVED" and order.get("intent") == "AUTHORIZE" and held_in(order) is None:
            return _standing(await authorize_order(api, str(order["id"]), f"{key}-authorize"))
        if order.get("status") == "APPROVED" and not captures_of(order):
            captured = await capture_order(api, str(order["id"]), f"{key}-capture")
            return (
                _standing(captured)
                if captures_of(captured)
                else Unknown("PayPal was told to take the payment and names none.")
            )
        return _standing(order)
    except (
        NotTaken,
        NoAnswer,
    ) as error:  # of the capture this may be a promise, of the order that stands approved it is none
        return Unknown(str(error))
    except KeyError:
        return Unknown("PayPal's order has no id.")
    except Refused as refused:
        return await _not_captured(api, order, refused, key, first_sent_at)


async def _not_captured(
    api: PayPalApi, order: Json, refused: Refused, key: str, first_sent_at: datetime | None
) -> Outcome:
    """The order stands: what is no decline may yet end in a capture."""
    if refused.issue in _TO_APPROVE:
        return ActionNeeded(str(order["id"]), _APPROVE, refused.url or link_to(order, "payer-action", "approve"))
    if refused.issue in ("DUPLICATE_INVOICE_ID", "ORDER_ALREADY_CAPTURED"):
        return await taken_before(api, key, first_sent_at)
    return decline_of_refusal(refused.issue) or Unknown(str(refused))


@reading
def _standing(order: Json) -> Outcome:
    """How an order stands, by what it says itself."""
    decided = held_in(order)
    if decided is not None:
        return decided
    status, order_id = order.get("status"), str(order["id"])
    if status == "VOIDED":
        return Declined("generic_decline", decline_kind("generic_decline"), "The order was voided.", order_id)
    if status in ("PAYER_ACTION_REQUIRED", "CREATED", "SAVED"):
        return ActionNeeded(order_id, _APPROVE, link_to(order, "payer-action", "approve"))
    if status == "APPROVED":
        return ActionNeeded(order_id, _APPROVED, None)
    return Unknown(f"PayPal's order is {status} and names no payment.")
