"""Transaction search: the movements on the seller's account, as late as PayPal's books are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from trunkline.providers.paypal.currencies import money_of
from trunkline.providers.simulator.paypal_api.amounts import written
from trunkline.providers.simulator.paypal_api.answers import Answer, Ask, Problem
from trunkline.providers.simulator.paypal_api.books import Json, Page, new_id

if TYPE_CHECKING:
    from trunkline.providers.simulator.paypal_api.simulator import PayPalSimulator

RANGE_MAX = timedelta(days=31)

# A capture's status, and whether the search tells it as done (S), waiting (P) or denied (D); only what is done moves the balance.
_STATUSES = {"COMPLETED": "S", "PARTIALLY_REFUNDED": "S", "REFUNDED": "S", "PENDING": "P", "DECLINED": "D"}


def list_transactions(sim: PayPalSimulator, ask: Ask) -> Answer:
    try:
        since, until = (datetime.fromisoformat(ask.query[name]) for name in ("start_date", "end_date"))
        size, number = int(ask.query.get("page_size", "100")), int(ask.query.get("page", "1"))
    except (KeyError, ValueError):
        raise Problem(400, "INVALID_REQUEST") from None
    if until - since > RANGE_MAX or not 1 <= size <= 500:
        raise Problem(400, "INVALID_REQUEST")
    only_balance = ask.query.get("balance_affecting_records_only", "Y") == "Y"
    until = min(until, sim.now - sim.books_late_by)
    with sim.reading() as page:
        rows = [one for one in _movements(page) if since <= _at(one) <= until]
    rows = sorted((one for one in rows if not only_balance or one["transaction_status"] == "S"), key=_at)
    chosen = rows[(number - 1) * size : number * size]
    return Answer(
        200,
        {
            "transaction_details": [{"transaction_info": one} for one in chosen],
            "page": number,
            "total_items": len(rows),
            "total_pages": max(1, -(-len(rows) // size)),
        },
    )


def _movements(page: Page) -> list[Json]:
    found = [_of_capture(one) for one in page.all("capture")]
    found += [
        _of_refund(one, str(page.parent("refund", one["id"])))
        for one in page.all("refund")
        if one["status"] == "COMPLETED"
    ]
    found += [_of_sale(one) for one in page.all("sale") if one["status"] == "COMPLETED"]
    return found + [one for dispute in page.all("dispute") for one in _of_dispute(dispute)]


def _of_capture(capture: Json) -> Json:
    fee = (capture.get("seller_receivable_breakdown") or {}).get("paypal_fee")
    info = _info(capture["id"], "T0006", capture["update_time"], capture["amount"], capture)
    info["transaction_status"] = _STATUSES[capture["status"]]
    if fee is not None:
        info["fee_amount"] = _negative(fee)
    return info


def _of_sale(sale: Json) -> Json:
    told = sale["amount_with_breakdown"]
    return _info(sale["id"], "T0002", sale["time"], told["gross_amount"], {}) | {
        "fee_amount": _negative(told["fee_amount"])
    }


def _of_refund(refund: Json, capture_id: str) -> Json:
    info = _info(refund["id"], "T1107", refund["update_time"], _negative(refund["amount"]), refund)
    return info | {"paypal_reference_id": capture_id, "paypal_reference_id_type": "TXN"}


def _of_dispute(dispute: Json) -> list[Json]:
    """Each names the transaction that is disputed. The dispute's own id, which has hyphens, is no reference of a report's row."""
    found = []
    disputed = dispute["disputed_transactions"][0]["seller_transaction_id"]
    for number, move in enumerate(dispute.get("money_movements") or []):
        taken = move["type"] == "DEBIT"
        amount = _negative(move["amount"]) if taken else move["amount"]
        info = _info(new_id(dispute["id"], number), "T1110" if taken else "T1111", move["initiated_time"], amount, {})
        found.append(info | {"paypal_reference_id": disputed, "paypal_reference_id_type": "TXN"})
    return found


def _info(id: str, code: str, at: str, amount: Json, about: Json) -> Json:
    moment = datetime.fromisoformat(at).strftime("%Y-%m-%dT%H:%M:%S+0000")
    info = {
        "transaction_id": id,
        "transaction_event_code": code,
        "transaction_initiation_date": moment,
        "transaction_updated_date": moment,
        "transaction_amount": amount,
        "transaction_status": "S",
    }
    names = {"invoice_id": "invoice_id", "custom_id": "custom_field"}
    return info | {ours: about[theirs] for theirs, ours in names.items() if theirs in about}


def _negative(amount: Json) -> Json:
    return written(-money_of(amount))


def _at(info: Json) -> datetime:
    return datetime.fromisoformat(info["transaction_initiation_date"])
