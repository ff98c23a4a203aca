"""Arrangements as PayPal subscriptions: a product and a plan of its own for each, agreed to by the payer on PayPal's page.

PayPal lists no subscriptions, so one whose answer was lost is not looked up: it is asked for again. Within 72 hours its request id gives
the first one back; after that there may be a second, of which the payer has the only address: the first can be agreed to by nobody,
and takes no money.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from trunkline.domains.payments.model import Outage, Unknown
from trunkline.domains.payments.model.arrangements import (
    ArrangementNow,
    ArrangementOpened,
    ArrangementRefused,
    ArrangementState,
    ArrangeOutcome,
    ProviderCharge,
)
from trunkline.domains.payments.ports import ArrangementRequest
from trunkline.kernel.errors import Invalid, Unavailable
from trunkline.providers.paypal.client import Json, NoAnswer, NotTaken, PayPalApi, Refused, link_to, reading
from trunkline.providers.paypal.client import subscriptions as client
from trunkline.providers.paypal.currencies import money_of, paypal_amount

# PayPal's status → ours. An active one with failed payments is past due.
STATES: Mapping[str, ArrangementState] = {
    "APPROVAL_PENDING": ArrangementState.awaiting_approval,
    "APPROVED": ArrangementState.awaiting_approval,
    "ACTIVE": ArrangementState.active,
    "SUSPENDED": ArrangementState.past_due,
    "CANCELLED": ArrangementState.cancelled,
    "EXPIRED": ArrangementState.ended,
}
# The status of a transaction: whether its money came. What is pending is told when it is decided.
PAID: Mapping[str, bool] = {"COMPLETED": True, "PARTIALLY_REFUNDED": True, "REFUNDED": True, "DECLINED": False}
# So many payments in a row may fail before PayPal suspends the subscription.
FAILURES_MAX = 3
_DECLINED = "PayPal could not collect it from the payer."


async def arrange(api: PayPalApi, request: ArrangementRequest) -> ArrangeOutcome:
    """Create the subscription under the request's key. Neither a product nor a plan takes money."""
    try:
        amount = paypal_amount(request.amount)
    except Invalid as error:
        return ArrangementRefused(error.detail)
    try:
        plan_id = await _plan(api, request, amount)
    except (NotTaken, NoAnswer) as error:
        return Outage(str(error))
    except Refused as refused:
        return ArrangementRefused(str(refused))
    try:
        made = await client.create_subscription(api, _subscription(request, plan_id), request.idempotency_key)
        return _opened(made)
    except NotTaken as error:
        return Outage(str(error))
    except NoAnswer as error:
        return Unknown(str(error))
    except Refused as refused:
        return ArrangementRefused(str(refused))


async def arrangement_now(api: PayPalApi, reference: str) -> ArrangementNow | None:
    """How a subscription stands, with its transactions since it was made. Raises `Unavailable`."""
    try:
        found = await client.show_subscription(api, reference)
        listed = await client.subscription_transactions(api, reference, _made_at(found), api.clock.now())
        return _now(found, listed)
    except (NotTaken, NoAnswer) as error:
        raise Unavailable(str(error)) from None
    except Refused as refused:
        if refused.status == 404:
            return None
        raise Unavailable(str(refused)) from None


async def cancel(api: PayPalApi, reference: str) -> None:
    """End it. One that is over, or that nobody has agreed to, cannot be cancelled at PayPal: it stands as it is. Raises `Unavailable`."""
    try:
        await client.cancel_subscription(api, reference, "The arrangement was cancelled.")
    except (NotTaken, NoAnswer) as error:
        raise Unavailable(str(error)) from None
    except Refused as refused:
        if refused.status not in (404, 422):
            raise Unavailable(str(refused)) from None


async def _plan(api: PayPalApi, request: ArrangementRequest, amount: Mapping[str, str]) -> str:
    product = {"name": request.description[:127], "type": "SERVICE"}
    made = await client.create_product(api, product, f"{request.idempotency_key}-product")
    cycle = {
        "frequency": {"interval_unit": request.interval.value.upper(), "interval_count": request.interval_count},
        "tenure_type": "REGULAR",
        "sequence": 1,
        "total_cycles": request.charges_max or 0,
        "pricing_scheme": {"fixed_price": dict(amount)},
    }
    plan = {
        "product_id": _id(made),
        "name": request.description[:127],
        "billing_cycles": [cycle],
        "payment_preferences": {"auto_bill_outstanding": True, "payment_failure_threshold": FAILURES_MAX},
    }
    return _id(await client.create_plan(api, plan, f"{request.idempotency_key}-plan"))


def _subscription(request: ArrangementRequest, plan_id: str) -> Json:
    wanted: Json = {
        "plan_id": plan_id,
        "custom_id": request.idempotency_key,
        "application_context": {
            "return_url": request.return_url,
            "cancel_url": request.return_url,
            "shipping_preference": "NO_SHIPPING",
            "user_action": "SUBSCRIBE_NOW",
        },
    }
    if not request.starts_now:
        wanted["start_time"] = request.starts_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return wanted


@reading
def _id(made: Json) -> str:
    return str(made["id"])


@reading
def _opened(made: Json) -> ArrangementOpened:
    return ArrangementOpened(str(made["id"]), link_to(made, "approve"))


@reading
def _made_at(found: Json) -> datetime:
    return datetime.fromisoformat(str(found["create_time"]))


@reading
def _now(found: Json, listed: Json) -> ArrangementNow:
    state, billing = STATES[str(found["status"])], found.get("billing_info") or {}
    if state is ArrangementState.active and int(billing.get("failed_payments_count") or 0) > 0:
        state = ArrangementState.past_due
    following = billing.get("next_billing_time") if found["status"] == "ACTIVE" else None
    charges = [_charge(one) for one in listed.get("transactions") or [] if one.get("status") in PAID]
    return ArrangementNow(
        state=state,
        next_charge_at=None if following is None else datetime.fromisoformat(str(following)).astimezone(UTC),
        approval_url=link_to(found, "approve"),
        charges=sorted(charges, key=lambda one: (one.at, one.reference)),
    )


def _charge(one: Json) -> ProviderCharge:
    told, paid = one["amount_with_breakdown"], PAID[one["status"]]
    fee = told.get("fee_amount") if paid else None
    return ProviderCharge(
        reference=str(one["id"]),
        amount=money_of(told["gross_amount"]),
        at=datetime.fromisoformat(str(one["time"])).astimezone(UTC),
        paid=paid,
        money_reference=str(one["id"]) if paid else None,
        failures=0 if paid else 1,
        message=None if paid else _DECLINED,
        fee=None if fee is None else money_of(fee),
    )
