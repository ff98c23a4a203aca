"""Orders: created with a vaulted method they take its money at once, as the payer's account behaves; else they wait to be approved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from trunkline.domains.payments.model import Declined
from trunkline.domains.payments.ports import ChargeRequest
from trunkline.kernel.money import Money
from trunkline.providers.simulator.paypal_api import payers
from trunkline.providers.simulator.paypal_api.amounts import given_amount
from trunkline.providers.simulator.paypal_api.answers import (
    Answer,
    Ask,
    LostAnswer,
    Problem,
    link,
    not_found,
    unprocessable,
)
from trunkline.providers.simulator.paypal_api.authorizations import add_authorization
from trunkline.providers.simulator.paypal_api.books import Json, Page, new_id, stamp
from trunkline.providers.simulator.paypal_api.captures import add_capture, told_capture
from trunkline.providers.simulator.paypal_api.events import tell
from trunkline.providers.simulator.paypal_api.vault import payer_of

if TYPE_CHECKING:
    from trunkline.providers.simulator.paypal_api.simulator import PayPalSimulator

KEEPS_REQUESTS = timedelta(hours=6)
_SOURCES = ("paypal", "card")


def create_order(sim: PayPalSimulator, ask: Ask) -> Answer:
    source_kind = next((one for one in _SOURCES if one in (ask.body.get("payment_source") or {})), None)
    if source_kind and ask.request_id is None:
        raise Problem(400, "PAYPAL_REQUEST_ID_REQUIRED")
    units = ask.body.get("purchase_units") or []
    if ask.body.get("intent") not in ("CAPTURE", "AUTHORIZE") or len(units) != 1:
        raise Problem(400, "MISSING_REQUIRED_PARAMETER")
    amount = given_amount(units[0].get("amount") or {})
    with sim.reading() as page:
        known = page.answered("order", ask.request_id, page.now - KEEPS_REQUESTS)
        if known is not None:
            return Answer(200, shown(page, known))
    vault_id = (ask.body["payment_source"][source_kind] or {}).get("vault_id") if source_kind else None
    if vault_id is None:
        return Answer(201, _add(sim, ask, "CREATED", None))
    return _charge_vaulted(sim, ask, amount, str(vault_id))


def show_order(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.reading() as page:
        return Answer(200, shown(page, ask.id))


def capture_order(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.reading() as page:
        order = shown(page, ask.id)
        token = page.private("order", ask.id).get("payment_token")
        if page.answered("capture-order", ask.request_id, page.now - KEEPS_REQUESTS):
            return Answer(200, order)
    if order["status"] == "COMPLETED":
        raise unprocessable("ORDER_ALREADY_CAPTURED")
    if order["status"] != "APPROVED" or token is None:
        raise unprocessable("ORDER_NOT_APPROVED", [link("payer-action", _page(sim, ask.id))])
    amount = given_amount(order["purchase_units"][0]["amount"])
    _take(sim, _key(order), token, amount)
    with sim.writing() as page:
        page.remember("capture-order", ask.request_id, "order", ask.id)
        return Answer(201, _complete(sim, page, ask, order, "COMPLETED"))


def authorize_order(sim: PayPalSimulator, ask: Ask) -> Answer:
    """Hold the amount of an order that its payer has approved."""
    with sim.writing() as page:
        order = shown(page, ask.id)
        if page.answered("authorize-order", ask.request_id, page.now - KEEPS_REQUESTS):
            return Answer(200, order)
        if order["status"] == "COMPLETED":
            raise unprocessable("ORDER_ALREADY_AUTHORIZED")
        if order["status"] != "APPROVED":
            raise unprocessable("ORDER_NOT_APPROVED", [link("payer-action", _page(sim, ask.id))])
        order["status"] = "COMPLETED"
        page.put("order", order)
        add_authorization(sim, page, ask.base, order, "CREATED")
        page.remember("authorize-order", ask.request_id, "order", ask.id)
        return Answer(201, shown(page, ask.id))


def approve_order(sim: PayPalSimulator, order_id: str) -> str | None:
    """The payer approves. The address to which they are sent back, None for an order that waits for nobody."""
    with sim.writing() as page:
        order = page.get("order", order_id)
        private = page.private("order", order_id)
        if order is None or order["status"] not in ("CREATED", "PAYER_ACTION_REQUIRED"):
            return None
        order["status"] = "APPROVED"
        page.put("order", order)
        tell(page, sim.faults, "CHECKOUT.ORDER.APPROVED", "checkout-order", shown(page, order_id))
        return str(private.get("return_url") or "")


def shown(page: Page, order_id: str) -> Json:
    """The order with its payments. Raises `Problem` for one that is not there."""
    order = page.get("order", order_id)
    if order is None:
        raise not_found()
    captures, held = page.all("capture", order_id), page.all("authorization", order_id)
    if held:
        order["purchase_units"][0]["payments"] = {"authorizations": held}
    if captures:
        refunds = [one for capture in captures for one in page.all("refund", capture["id"])]
        taken = {"captures": captures} | ({"refunds": refunds} if refunds else {})
        order["purchase_units"][0]["payments"] = taken | ({"authorizations": held} if held else {})
    return order


def _charge_vaulted(sim: PayPalSimulator, ask: Ask, amount: Money, token: str) -> Answer:
    with sim.reading() as page:
        payer = payer_of(page, token)
        _refuse_paid_invoice(page, ask)
    if payer is None:
        raise unprocessable("TOKEN_ID_NOT_FOUND")
    behaviour = payer.card.behaviour
    traffic = sim.world.receive("charge", str(ask.request_id), token, sim.now)
    if behaviour.outages is None or traffic.of_method < behaviour.outages:
        raise Problem(429, "RATE_LIMIT_REACHED")
    if behaviour.loses_request and traffic.of_key == 0:
        raise LostAnswer
    loses_answer = (behaviour.loses_answer or payer.twist == payers.LOSES_APPROVAL) and traffic.of_key == 0
    try:
        answer = _charged(sim, ask, amount, token, payer)
        if behaviour.delivered_twice:
            answer = _charged(sim, ask, amount, token, payer)
    except Problem:
        if loses_answer:
            raise LostAnswer from None
        raise
    if loses_answer:
        raise LostAnswer
    return answer


def _charged(sim: PayPalSimulator, ask: Ask, amount: Money, token: str, payer: payers.Payer) -> Answer:
    if payer.twist in (payers.NEEDS_APPROVAL, payers.LOSES_APPROVAL):
        return Answer(201, _add(sim, ask, "PAYER_ACTION_REQUIRED", token))
    if payer.twist == payers.AGREEMENT_GONE:
        raise unprocessable("BILLING_AGREEMENT_NOT_FOUND")
    if ask.body["intent"] == "AUTHORIZE":
        return Answer(201, _add(sim, ask, "COMPLETED", token, held=_may_hold(sim, token, payer)))
    if payer.twist == payers.PENDING:
        return Answer(201, _add(sim, ask, "COMPLETED", token, "PENDING"))
    decline = _take(sim, _key(ask.body), token, amount, is_card=not payer.is_wallet)
    if decline is None:
        return Answer(201, _add(sim, ask, "COMPLETED", token, "COMPLETED"))
    return Answer(201, _add(sim, ask, "COMPLETED", token, "DECLINED", payers.PROCESSOR_CODES[decline]))


def _may_hold(sim: PayPalSimulator, token: str, payer: payers.Payer) -> str:
    """The authorisation's status. A wallet's decline is raised, a card's told by it."""
    with sim.world.read() as connection:
        code = sim.world.decline_code(connection, token)
    if code is not None and payer.is_wallet:
        raise unprocessable(payers.ISSUES.get(code, "INSTRUMENT_DECLINED"))
    return "CREATED" if code is None else "DENIED"


def _take(sim: PayPalSimulator, key: str, token: str, amount: Money, *, is_card: bool = False) -> str | None:
    """Have the world take the money, once per key. A wallet's decline is raised, a card's returned."""
    outcome = sim.world.charge(ChargeRequest(key, token, amount, "PayPal"), sim.now)
    if not isinstance(outcome, Declined):
        return None
    if not is_card:
        raise unprocessable(payers.ISSUES.get(outcome.code, "INSTRUMENT_DECLINED"))
    return outcome.code


def _add(
    sim: PayPalSimulator,
    ask: Ask,
    status: str,
    token: str | None,
    captured: str | None = None,
    processor: str | None = None,
    held: str | None = None,
) -> Json:
    """A new order, with the capture that was made at once; the one that another request with this id has made meanwhile."""
    with sim.writing() as page:
        known = page.answered("order", ask.request_id, page.now - KEEPS_REQUESTS)
        if known is not None:
            return shown(page, known)
        id = new_id("order", ask.request_id, page.count("order"))
        source: Json = ask.body.get("payment_source") or {}
        context = next((one.get("experience_context") or {} for one in source.values()), {})
        unit = dict(ask.body["purchase_units"][0])
        order: Json = {
            "id": id,
            "intent": ask.body["intent"],
            "status": status,
            "purchase_units": [unit],
            "create_time": stamp(page.now),
            "links": [link("self", f"{ask.base}/v2/checkout/orders/{id}")],
        }
        if status in ("CREATED", "PAYER_ACTION_REQUIRED"):
            order["links"].append(link("payer-action", _page(sim, id)))
        page.add("order", order, {"payment_token": token, "return_url": context.get("return_url")})
        page.remember("order", ask.request_id, "order", id)
        if held is not None:
            add_authorization(sim, page, ask.base, order, held)
        if captured is None:
            return shown(page, id)
        return _complete(sim, page, ask, order, captured, processor)


def _complete(
    sim: PayPalSimulator, page: Page, ask: Ask, order: Json, captured: str, processor: str | None = None
) -> Json:
    order["status"] = "COMPLETED"
    order["purchase_units"][0].pop("payments", None)
    page.put("order", order)
    capture = add_capture(page, ask.base, order, captured, processor)
    told_capture(sim, page, capture)
    return shown(page, order["id"])


def _refuse_paid_invoice(page: Page, ask: Ask) -> None:
    """PayPal takes no second payment under an `invoice_id`, whatever the request id."""
    invoice_id = ask.body["purchase_units"][0].get("invoice_id")
    paid = (one for one in page.all("capture") if one["status"] not in ("DECLINED", "FAILED"))
    if invoice_id and any(one.get("invoice_id") == invoice_id for one in paid):
        raise unprocessable("DUPLICATE_INVOICE_ID")


def _key(order: Json) -> str:
    unit = order["purchase_units"][0]
    return str(unit.get("invoice_id") or unit.get("custom_id"))


def _page(sim: PayPalSimulator, order_id: str) -> str:
    return f"{sim.pages}/checkoutnow?token={order_id}"
