"""Authorisations: money that is held, captured once and for good, voided, authorised anew, or expired."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from trunkline.domains.payments.model import Declined
from trunkline.domains.payments.ports import ChargeRequest
from trunkline.kernel.money import Money
from trunkline.providers.paypal.currencies import money_of
from trunkline.providers.simulator.paypal_api import payers
from trunkline.providers.simulator.paypal_api.amounts import given_amount
from trunkline.providers.simulator.paypal_api.answers import Answer, Ask, LostAnswer, link, not_found, unprocessable
from trunkline.providers.simulator.paypal_api.books import Json, Page, new_id, stamp
from trunkline.providers.simulator.paypal_api.captures import add_capture, told_capture
from trunkline.providers.simulator.paypal_api.events import tell
from trunkline.providers.simulator.paypal_api.vault import payer_of

if TYPE_CHECKING:
    from trunkline.providers.simulator.paypal_api.simulator import PayPalSimulator

KEEPS_REQUESTS = timedelta(days=45)
HONOURED_FOR = timedelta(days=3)
KEPT_FOR = timedelta(days=29)
_KIND = "authorization"


def add_authorization(
    sim: PayPalSimulator, page: Page, base: str, order: Json, status: str, until: str | None = None
) -> Json:
    unit = order["purchase_units"][0]
    id = new_id(_KIND, order["id"], page.count(_KIND))
    made: Json = {
        "id": id,
        "status": status,
        "amount": unit["amount"],
        "supplementary_data": {"related_ids": {"order_id": order["id"]}},
        "seller_protection": {"status": "NOT_ELIGIBLE"},
        "expiration_time": until or stamp(page.now + KEPT_FOR),
        "create_time": stamp(page.now),
        "update_time": stamp(page.now),
        "links": [
            link("self", f"{base}/v2/payments/authorizations/{id}"),
            link("capture", f"{base}/v2/payments/authorizations/{id}/capture", "POST"),
            link("void", f"{base}/v2/payments/authorizations/{id}/void", "POST"),
        ],
    }
    made |= {name: unit[name] for name in ("custom_id", "invoice_id") if name in unit}
    page.add(_KIND, made, parent=order["id"])
    if status == "CREATED":
        tell(page, sim.faults, "PAYMENT.AUTHORIZATION.CREATED", _KIND, made)
    return made


def show_authorization(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.reading() as page:
        return Answer(200, _known(page, ask.id))


def capture_authorization(sim: PayPalSimulator, ask: Ask) -> Answer:
    """Once, as the final one: the rest is released with it."""
    with sim.writing() as page:
        known = page.answered("capture-authorization", ask.request_id, page.now - KEEPS_REQUESTS)
        if known is not None:
            return Answer(200, page.get("capture", known))
        held = _open(page, ask.id)
        amount = given_amount(ask.body["amount"]) if "amount" in ask.body else money_of(held["amount"])
        if money_of(held["amount"]) < amount:
            raise unprocessable("MAX_CAPTURE_AMOUNT_EXCEEDED")
        order = page.get("order", str(page.parent(_KIND, ask.id)))
        assert order is not None, "an authorisation is of an order"
        token = page.private("order", order["id"])["payment_token"]
        payer = payer_of(page, str(token))
        twist = payer.twist if payer else None
        if twist == payers.CAPTURE_REFUSED and amount == money_of(held["amount"]):
            raise unprocessable("TRANSACTION_LIMIT_EXCEEDED")
        if twist == payers.CAPTURE_DECLINED:
            return Answer(201, _captured(sim, page, ask, order, "DECLINED", amount))
    loses_answer = _take(sim, order, str(token), amount)
    with sim.writing() as page:
        held["status"], held["update_time"] = "CAPTURED", stamp(page.now)
        page.put(_KIND, held)
        capture = _captured(sim, page, ask, order, "COMPLETED", amount)
    if loses_answer:
        raise LostAnswer
    return Answer(201, capture)


def _captured(sim: PayPalSimulator, page: Page, ask: Ask, order: Json, status: str, amount: Money) -> Json:
    processor = payers.PROCESSOR_CODES["insufficient_funds"] if status == "DECLINED" else None
    capture = add_capture(page, ask.base, order, status, processor, amount)
    page.remember("capture-authorization", ask.request_id, "capture", capture["id"])
    told_capture(sim, page, capture)
    return capture


def void_authorization(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.writing() as page:
        held = _open(page, ask.id)
        return Answer(200, _end(sim, page, held, "VOIDED"))


def reauthorize(sim: PayPalSimulator, ask: Ask) -> Answer:
    """Another authorisation in the place of one that is honoured no longer; it ends when that would have."""
    with sim.writing() as page:
        known = page.answered("reauthorize", ask.request_id, page.now - KEEPS_REQUESTS)
        if known is not None:
            return Answer(200, page.get(_KIND, known))
        held = _open(page, ask.id)
        if stamp(page.now - HONOURED_FOR) < held["create_time"]:
            raise unprocessable("REAUTHORIZATION_TOO_SOON")
        order = page.get("order", str(page.parent(_KIND, ask.id)))
        assert order is not None, "an authorisation is of an order"
        made = add_authorization(sim, page, ask.base, order, "CREATED", held["expiration_time"])
        held["status"] = "VOIDED"
        page.put(_KIND, held)
        page.remember("reauthorize", ask.request_id, _KIND, made["id"])
        return Answer(201, made)


def expire_authorizations(sim: PayPalSimulator, order_id: str) -> None:
    """What an order holds is released by itself, as on the 29th day."""
    with sim.writing() as page:
        for held in page.all(_KIND, order_id):
            if held["status"] == "CREATED":
                _end(sim, page, held, "VOIDED")


def _end(sim: PayPalSimulator, page: Page, held: Json, status: str) -> Json:
    held["status"], held["update_time"] = status, stamp(page.now)
    page.put(_KIND, held)
    tell(page, sim.faults, "PAYMENT.AUTHORIZATION.VOIDED", _KIND, held)
    return held


def _take(sim: PayPalSimulator, order: Json, token: str, amount: Money) -> bool:
    """Have the world take the money; whether the answer to that is to be lost. Raises `Problem` for a decline."""
    unit = order["purchase_units"][0]
    key = str(unit.get("invoice_id") or unit.get("custom_id"))
    if isinstance(sim.world.charge(ChargeRequest(key, token, amount, "PayPal"), sim.now), Declined):
        raise unprocessable("INSTRUMENT_DECLINED")
    card = sim.world.card_of(token)
    return (
        card is not None
        and card.behaviour.loses_answer
        and sim.world.receive("capture", key, token, sim.now).of_key == 0
    )


def _known(page: Page, id: str) -> Json:
    found = page.get(_KIND, id)
    if found is None:
        raise not_found()
    return found


def _open(page: Page, id: str) -> Json:
    held = _known(page, id)
    if held["status"] == "VOIDED":
        raise unprocessable("AUTHORIZATION_VOIDED")
    if held["status"] != "CREATED":
        raise unprocessable("AUTHORIZATION_ALREADY_CAPTURED")
    return held
