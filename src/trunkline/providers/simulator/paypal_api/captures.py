"""Captures and refunds, and what is told of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from trunkline.kernel.money import Money
from trunkline.providers.paypal.currencies import money_of
from trunkline.providers.simulator.paypal_api import payers
from trunkline.providers.simulator.paypal_api.amounts import fee_of, given_amount, total, written
from trunkline.providers.simulator.paypal_api.answers import Answer, Ask, link, not_found, unprocessable
from trunkline.providers.simulator.paypal_api.books import Json, Page, new_id, stamp
from trunkline.providers.simulator.paypal_api.events import tell
from trunkline.providers.simulator.paypal_api.vault import payer_of

if TYPE_CHECKING:
    from trunkline.providers.simulator.paypal_api.simulator import PayPalSimulator

KEEPS_REQUESTS = timedelta(days=45)

# A capture's status: the event that tells of it, and IPN's word.
_TOLD = {
    "COMPLETED": ("PAYMENT.CAPTURE.COMPLETED", "Completed"),
    "PENDING": ("PAYMENT.CAPTURE.PENDING", "Pending"),
    "DECLINED": ("PAYMENT.CAPTURE.DECLINED", "Denied"),
}


def show_capture(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.reading() as page:
        capture = page.get("capture", ask.id)
    if capture is None:
        raise not_found()
    return Answer(200, capture)


def show_refund(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.reading() as page:
        refund = page.get("refund", ask.id)
    if refund is None:
        raise not_found()
    return Answer(200, refund)


def refund_capture(sim: PayPalSimulator, ask: Ask) -> Answer:
    with sim.writing() as page:
        known = page.answered("refund", ask.request_id, page.now - KEEPS_REQUESTS)
        if known is not None:
            return Answer(201, page.get("refund", known))  # its document knows no 200
        capture = page.get("capture", ask.id)
        if capture is None:
            raise not_found()
        amount = _refundable(page, capture, ask.body.get("amount"))
        pends = _twist_of(page, capture) == payers.REFUND_PENDS
        refund = _add_refund(page, ask, capture, amount, "PENDING" if pends else "COMPLETED")
        page.remember("refund", ask.request_id, "refund", refund["id"])
        _tell_refund(sim, page, capture, refund)
        return Answer(201, refund)


def settle_refund(sim: PayPalSimulator, refund_id: str, status: str) -> None:
    """A refund that was pending is COMPLETED, FAILED or CANCELLED."""
    with sim.writing() as page:
        refund = page.get("refund", refund_id)
        assert refund is not None and refund["status"] == "PENDING", "only a pending refund is settled"
        refund["status"], refund["update_time"] = status, stamp(page.now)
        page.put("refund", refund)
        capture = page.get("capture", str(page.parent("refund", refund_id)))
        assert capture is not None, "a refund is of a capture"
        _tell_refund(sim, page, capture, refund)


def settle_capture(sim: PayPalSimulator, capture_id: str, status: str) -> None:
    """A capture that was pending is COMPLETED, or DECLINED."""
    with sim.writing() as page:
        capture = page.get("capture", capture_id)
        assert capture is not None and capture["status"] == "PENDING", "only a pending capture is settled"
        capture["status"], capture["update_time"] = status, stamp(page.now)
        capture.pop("status_details")
        if status == "COMPLETED":
            capture["seller_receivable_breakdown"] = _breakdown(money_of(capture["amount"]))
        page.put("capture", capture)
        told_capture(sim, page, capture)


def add_capture(
    page: Page, base: str, order: Json, status: str, processor: str | None, part: Money | None = None
) -> Json:
    unit = order["purchase_units"][0]
    amount = part or given_amount(unit["amount"])
    id = new_id("capture", order["id"])
    capture: Json = {
        "id": id,
        "status": status,
        "amount": written(amount),
        "final_capture": True,
        "seller_protection": {"status": "NOT_ELIGIBLE"},
        "supplementary_data": {"related_ids": {"order_id": order["id"]}},
        "create_time": stamp(page.now),
        "update_time": stamp(page.now),
        "links": [
            link("self", f"{base}/v2/payments/captures/{id}"),
            link("refund", f"{base}/v2/payments/captures/{id}/refund", "POST"),
            link("up", f"{base}/v2/checkout/orders/{order['id']}"),
        ],
    }
    capture |= {name: unit[name] for name in ("custom_id", "invoice_id") if name in unit}
    if status == "PENDING":
        capture["status_details"] = {"reason": "PENDING_REVIEW"}
    elif status == "COMPLETED":
        capture["seller_receivable_breakdown"] = _breakdown(amount)
    if processor is not None:
        capture["processor_response"] = {"response_code": processor}
    page.add("capture", capture, parent=order["id"])
    return capture


def told_capture(sim: PayPalSimulator, page: Page, capture: Json) -> None:
    event_type, ipn_status = _TOLD[capture["status"]]
    tell(page, sim.faults, event_type, "capture", capture, ipn_of(page, capture, capture["id"], ipn_status))


def ipn_of(page: Page, capture: Json, txn_id: str, status: str, **more: str) -> Json:
    at = page.now - timedelta(hours=8)  # PayPal's day is the Pacific coast's; PST all year is right, if odd in summer
    return {
        "txn_id": txn_id,
        "txn_type": "express_checkout",
        "payment_status": status,
        "payment_date": at.strftime("%H:%M:%S %b %d, %Y PST"),
        "mc_gross": capture["amount"]["value"],
        "mc_currency": capture["amount"]["currency_code"],
        "invoice": capture.get("invoice_id", ""),
        "custom": capture.get("custom_id", ""),
        "first_name": "Jörg",
        **more,
    }


def _refundable(page: Page, capture: Json, given: Json | None) -> Money:
    """What a refund is over. Raises `Problem`."""
    taken = money_of(capture["amount"])
    if capture["status"] == "PENDING":
        raise unprocessable("PENDING_CAPTURE")
    if capture["status"] not in ("COMPLETED", "PARTIALLY_REFUNDED", "REFUNDED"):
        raise unprocessable("REFUND_NOT_ALLOWED")
    if any(one["status"] != "RESOLVED" for one in page.all("dispute", capture["id"])):
        raise unprocessable("TRANSACTION_DISPUTED")
    given_back = [
        one["amount"] for one in page.all("refund", capture["id"]) if one["status"] in ("COMPLETED", "PENDING")
    ]
    left = taken - total(given_back, Money.zero(taken.currency))
    amount = given_amount(given) if given else left
    if amount.currency != taken.currency:
        raise unprocessable("REFUND_CAPTURE_CURRENCY_MISMATCH")
    if not left:
        raise unprocessable("CAPTURE_FULLY_REFUNDED")
    if left < amount:
        raise unprocessable("REFUND_AMOUNT_EXCEEDED")
    return amount


def _add_refund(page: Page, ask: Ask, capture: Json, amount: Money, status: str) -> Json:
    id = new_id("refund", capture["id"], ask.request_id, page.count("refund"))
    refund: Json = {
        "id": id,
        "status": status,
        "amount": written(amount),
        "create_time": stamp(page.now),
        "update_time": stamp(page.now),
        "links": [
            link("self", f"{ask.base}/v2/payments/refunds/{id}"),
            link("up", f"{ask.base}/v2/payments/captures/{capture['id']}"),
        ],
    }
    if status == "PENDING":
        refund["status_details"] = {"reason": "ECHECK"}
    refund |= {name: ask.body[name] for name in ("custom_id", "note_to_payer") if name in ask.body}
    page.add("refund", refund, parent=capture["id"])
    return refund


def _tell_refund(sim: PayPalSimulator, page: Page, capture: Json, refund: Json) -> None:
    if refund["status"] == "COMPLETED":
        refunded = [one["amount"] for one in page.all("refund", capture["id"]) if one["status"] == "COMPLETED"]
        taken = money_of(capture["amount"])
        whole = total(refunded, Money.zero(taken.currency)) == taken
        capture["status"] = "REFUNDED" if whole else "PARTIALLY_REFUNDED"
        page.put("capture", capture)
    event = {"COMPLETED": "PAYMENT.CAPTURE.REFUNDED", "PENDING": "PAYMENT.REFUND.PENDING"}
    ipn = ipn_of(page, capture, refund["id"], "Refunded", parent_txn_id=capture["id"]) | {
        "mc_gross": f"-{refund['amount']['value']}"
    }
    told = event.get(refund["status"], "PAYMENT.REFUND.FAILED")
    tell(page, sim.faults, told, "refund", refund, ipn if refund["status"] == "COMPLETED" else None)


def _breakdown(amount: Money) -> Json:
    fee = fee_of(amount)
    return {"gross_amount": written(amount), "paypal_fee": written(fee), "net_amount": written(amount - fee)}


def _twist_of(page: Page, capture: Json) -> str | None:
    token = page.private("order", str(page.parent("capture", capture["id"]))).get("payment_token")
    payer = payer_of(page, token) if token else None
    return payer.twist if payer else None
