"""What an order or capture of PayPal's says, read strictly: an odd shape is no answer (`NoAnswer`) and never a guess about money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trunkline.domains.payments.model import Declined, Outcome, Succeeded, Unknown
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Money
from trunkline.providers.paypal.client import Json, reading
from trunkline.providers.paypal.currencies import money_of
from trunkline.providers.paypal.declines import decline_of_capture

# What a capture's status is to us; the declined ones are told apart in `declines`.
_TAKEN = frozenset({"COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"})
_DECLINED = frozenset({"DECLINED", "FAILED"})

_PENDING: Mapping[str, str] = {
    "ECHECK": "the payer's bank is still to pay it",
    "PENDING_REVIEW": "PayPal reviews it",
    "RECEIVING_PREFERENCE_MANDATES_MANUAL_ACTION": "it waits to be accepted by hand in the PayPal account",
    "UNILATERAL": "the receiving address is not confirmed in the PayPal account",
    "VERIFICATION_REQUIRED": "the PayPal account has to be verified first",
}


@reading
def outcome_of_capture(capture: Json) -> Outcome:
    """With the amount that was really taken, whatever was asked for: who asked compares."""
    status, reference = capture.get("status"), str(capture["id"])
    if status in _TAKEN:
        told = capture.get("amount")
        return Succeeded(reference, fee=_fee(capture), amount=None if told is None else money_of(told))
    if status in _DECLINED:
        return decline_of_capture(capture)
    reason = str((capture.get("status_details") or {}).get("reason") or status)
    return Unknown(f"PayPal holds the payment back: {_PENDING.get(reason, reason)}.")


@reading
def captures_of(order: Json) -> list[Json]:
    units = order.get("purchase_units") or []
    found = [one for unit in units for one in (unit.get("payments") or {}).get("captures") or []]
    if not all(isinstance(one, dict) for one in found):
        raise TypeError("a capture is an object")
    return found


@reading
def key_in(resource: Json) -> str | None:
    """The key with which we asked for an order, capture or refund."""
    units = resource.get("purchase_units") or [resource]
    key = units[0].get("custom_id") or units[0].get("invoice_id")
    return None if key is None else str(key)


def decisive(outcomes: Sequence[Outcome]) -> Outcome | None:
    """Of several payments under one key the one that counts: money that was taken, else what may yet be taken, else the last decline."""
    for wanted in (Succeeded, Unknown, Declined):
        found = [one for one in outcomes if isinstance(one, wanted)]
        if found:
            return found[-1]
    return None


def _fee(capture: Json) -> Money | None:
    """What PayPal kept. One that cannot be read keeps no payment from being known: the books will say."""
    breakdown = capture.get("seller_receivable_breakdown")
    told = breakdown.get("paypal_fee") if isinstance(breakdown, dict) else None
    try:
        return None if told is None else money_of(told)
    except (Invalid, ArithmeticError, LookupError, TypeError, ValueError):
        return None
