"""Money that PayPal holds: an order with the intent AUTHORIZE has authorisations, of which the newest is captured or voided.

PayPal honours an authorisation for three days, and keeps it for 29: captured later than that it is authorised anew first, which PayPal
may refuse; the capture itself then says how it stands. The reference that we keep is the order's: each of its authorisations is in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from trunkline.domains.payments.model import Authorised, Declined, Outage, Outcome, Unknown
from trunkline.domains.payments.rules import decline_kind
from trunkline.kernel.money import Money
from trunkline.providers.paypal.captures import captures_of, decisive, outcome_of_capture
from trunkline.providers.paypal.client import Json, NoAnswer, NotTaken, PayPalApi, Refused, reading
from trunkline.providers.paypal.client.orders import show_order
from trunkline.providers.paypal.client.payments import (
    capture_authorization,
    reauthorize,
    show_authorization,
    void_authorization,
)
from trunkline.providers.paypal.currencies import money_of, paypal_amount, refusal_of

HONOURED_FOR = timedelta(days=3)
KEPT_FOR = timedelta(days=29)

# An authorisation's status, where it is not held (any more): our code, and what is said.
_OVER: Mapping[str, tuple[str, str]] = {
    "VOIDED": ("canceled", "PayPal no longer holds the amount; nothing was taken."),
    "EXPIRED": ("canceled", "PayPal no longer holds the amount; nothing was taken."),
    "DENIED": ("generic_decline", "PayPal or the payer's bank declined the payment."),
}
_HELD = frozenset({"CREATED", "PARTIALLY_CAPTURED"})


async def capture(api: PayPalApi, order_id: str, amount: Money, key: str) -> Outcome:
    """Take `amount` of what the order holds; the rest is released, this being the final capture.

    A decline of the capture releases all of it; a request that PayPal refuses leaves it held, and that is said.
    """
    try:
        order = await show_order(api, order_id)
        standing = held_in(order) or Unknown("PayPal's order names no authorisation.")
        if not isinstance(standing, Authorised):
            return standing
        inexpressible = refusal_of(amount)
        if inexpressible is not None:
            return replace(standing, refused=amount, message=inexpressible.message)
        held = newest_of(order)
        authorisation = await _honoured(api, held, key)
        wanted = {"amount": paypal_amount(amount), "final_capture": True}
        outcome = outcome_of_capture(await capture_authorization(api, authorisation, wanted, key))
        return outcome if not isinstance(outcome, Declined) else await _released(api, order_id, outcome)
    except Refused as refused:
        told = await _otherwise(api, order_id, refused)
        return replace(told, refused=amount, message=str(refused)) if isinstance(told, Authorised) else told
    except (NotTaken, NoAnswer) as error:
        return await _otherwise(api, order_id, error)


async def void(api: PayPalApi, order_id: str) -> Outcome:
    """Release what the order holds. It needs no key: what is voided is not voided again."""
    try:
        order = await show_order(api, order_id)
        if isinstance(held_in(order), Authorised):
            await void_authorization(api, str(newest_of(order)["id"]))
            order = await show_order(api, order_id)
        return held_in(order) or Unknown("PayPal's order names no authorisation.")
    except (NotTaken, NoAnswer, Refused) as error:
        return await _otherwise(api, order_id, error)


async def _released(api: PayPalApi, order_id: str, declined: Declined) -> Outcome:
    """The decline, once nothing is held any more: a capture that is declined leaves its authorisation standing."""
    gone = await void(api, order_id)
    return declined if isinstance(gone, Declined) else gone


async def order_of_authorisation(api: PayPalApi, authorisation_id: str) -> Json | None:
    """The order that an authorisation belongs to; None when PayPal knows no such one. Raises what `PayPalApi.call` raises."""
    try:
        order_id = order_id_of(await show_authorization(api, authorisation_id))
        return None if order_id is None else await show_order(api, order_id)
    except Refused as refused:
        if refused.status != 404:
            raise
        return None


@reading
def order_id_of(resource: Json) -> str | None:
    """The order that an authorisation or a capture names as its own."""
    order_id = ((resource.get("supplementary_data") or {}).get("related_ids") or {}).get("order_id")
    return None if order_id is None else str(order_id)


@reading
def held_in(order: Json) -> Outcome | None:
    """What an order's authorisations, and the captures of them, come to; None for an order without any.

    A capture that was declined decides nothing while its authorisation stands.
    """
    decided = decisive([outcome_of_capture(one) for one in captures_of(order)])
    if not _authorisations(order):
        return decided
    newest = newest_of(order)
    status, order_id = str(newest.get("status")), str(order["id"])
    if decided is not None and not (isinstance(decided, Declined) and status in _HELD):
        return decided
    if status in _OVER:
        code, message = _OVER[status]
        return Declined(code, decline_kind(code), message, order_id)
    if status in _HELD:
        return Authorised(order_id, money_of(newest["amount"]), _until(newest))
    return Unknown(f"PayPal's authorisation is {status}.")


@reading
def newest_of(order: Json) -> Json:
    return max(_authorisations(order), key=lambda one: str(one.get("create_time")))


def _authorisations(order: Json) -> list[Json]:
    units = order.get("purchase_units") or []
    return [one for unit in units for one in (unit.get("payments") or {}).get("authorizations") or []]


async def _honoured(api: PayPalApi, held: Json, key: str) -> str:
    """The authorisation's id, or that of the one that takes its place where PayPal honours it no longer."""
    if api.clock.now() < _moment(held["create_time"]) + HONOURED_FOR:
        return str(held["id"])
    try:
        renewed = await reauthorize(api, str(held["id"]), {"amount": held["amount"]}, f"{key}-again")
    except Refused:
        return str(held["id"])
    return str(renewed["id"])


async def _otherwise(api: PayPalApi, order_id: str, error: NotTaken | NoAnswer | Refused) -> Outcome:
    """Turned away it was not done; refused, the order says how it stands, which may be as before; else nobody knows."""
    if isinstance(error, NotTaken):
        return Outage(str(error))
    if isinstance(error, Refused):
        try:
            standing = held_in(await show_order(api, order_id))
        except (NotTaken, NoAnswer, Refused):
            standing = None
        if standing is not None:
            return standing
    return Unknown(str(error))


def _until(authorisation: Json) -> datetime:
    told = authorisation.get("expiration_time")
    return _moment(told) if told else _moment(authorisation["create_time"]) + KEPT_FOR


def _moment(text: object) -> datetime:
    return datetime.fromisoformat(str(text)).astimezone(UTC)
