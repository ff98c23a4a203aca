"""Charges, balance transactions and payouts: the provider's books as its customer sees them."""

from __future__ import annotations

from typing import Any

from trunkline.providers.simulator.cards import MESSAGES
from trunkline.providers.simulator.stripe_api import amounts
from trunkline.providers.simulator.stripe_api.books import JSON, Books

_AVAILABLE_AFTER_SECONDS = 2 * 86400
_CHARGE_NULLS = (
    "application application_fee application_fee_amount balance_transaction calculated_statement_descriptor dispute "
    "failure_balance_transaction failure_code failure_message invoice on_behalf_of receipt_email receipt_number receipt_url review "
    "shipping source_transfer statement_descriptor statement_descriptor_suffix transfer_data transfer_group"
)


def make_charge(books: Books, intent: JSON, method: JSON, *, captured: bool, failure: str | None = None) -> JSON:
    """A charge of an intent: paid, held only, or declined."""
    is_paid = failure is None
    body: dict[str, Any] = dict.fromkeys(_CHARGE_NULLS.split())
    return books.insert(
        "charge",
        "ch",
        body
        | {
            "amount": intent["amount"],
            "amount_captured": intent["amount"] if captured else 0,
            "amount_refunded": 0,
            "billing_details": method["billing_details"],
            "captured": captured,
            "currency": intent["currency"],
            "customer": intent["customer"],
            "description": intent["description"],
            "disputed": False,
            "failure_code": failure,
            "failure_message": MESSAGES[failure] if failure else None,
            "fraud_details": {},
            "metadata": intent["metadata"],
            "outcome": _outcome(failure),
            "paid": is_paid,
            "payment_intent": intent["id"],
            "payment_method": method["id"],
            "payment_method_details": {"type": "card", "card": _card_of_charge(method)},
            "refunded": False,
            "status": "succeeded" if is_paid else "failed",
        },
    )


def book_charge(books: Books, charge: JSON) -> JSON:
    """Enter what was taken into the balance."""
    taken = charge["amount_captured"]
    fee = amounts.fee_of(taken, charge["currency"])
    entry = enter(books, charge, taken, fee=fee, kind="charge", category="charge")
    return books.save(charge | {"balance_transaction": entry["id"]})


def enter(books: Books, source: JSON, amount: int, *, fee: int, kind: str, category: str) -> JSON:
    """A balance transaction; `amount` is signed, `fee` is what the provider keeps."""
    told = [
        {"amount": fee, "application": None, "currency": source["currency"], "description": "Fee", "type": "stripe_fee"}
    ]
    return books.insert(
        "balance_transaction",
        "txn",
        {
            "amount": amount,
            "available_on": books.seconds + _AVAILABLE_AFTER_SECONDS,
            "currency": source["currency"],
            "description": source.get("description"),
            "exchange_rate": None,
            "fee": fee,
            "fee_details": told if fee else [],
            "net": amount - fee,
            "reporting_category": category,
            "source": source["id"],
            "status": "pending",
            "type": kind,
            "_payout": None,
        },
    )


def get_charge(books: Books, asked: JSON, reference: str) -> JSON:
    return books.get("charge", reference)


def list_charges(books: Books, asked: JSON) -> JSON:
    return books.page("charge", "/v1/charges", asked, "customer", "payment_intent")


def get_transaction(books: Books, asked: JSON, reference: str) -> JSON:
    return _with_status(books, books.get("balance_transaction", reference))


def list_transactions(books: Books, asked: JSON) -> JSON:
    fields = {"_payout": asked["payout"]} if "payout" in asked else {}
    listed = books.page("balance_transaction", "/v1/balance_transactions", asked | fields, "_payout", "source", "type")
    return listed | {"data": [_with_status(books, one) for one in listed["data"]]}


def get_payout(books: Books, asked: JSON, reference: str) -> JSON:
    return books.get("payout", reference)


def list_payouts(books: Books, asked: JSON) -> JSON:
    return books.page("payout", "/v1/payouts", asked, "status")


def pay_out(books: Books) -> list[JSON]:
    """Send what is available to the bank: an automatic payout per currency with something to send."""
    waiting: dict[str, list[JSON]] = {}
    for entry in books.every("balance_transaction"):
        if entry["_payout"] is None and entry["type"] != "payout" and entry["available_on"] <= books.seconds:
            waiting.setdefault(entry["currency"], []).append(entry)
    return [_payout(books, currency, entries) for currency, entries in waiting.items() if _net(entries) > 0]


def _payout(books: Books, currency: str, entries: list[JSON]) -> JSON:
    payout = books.insert("payout", "po", _payout_body(books, currency, _net(entries)))
    entry = enter(books, payout, -payout["amount"], fee=0, kind="payout", category="payout")
    for one in [*entries, entry]:
        books.save(one | {"_payout": payout["id"]})
    done = books.save(payout | {"balance_transaction": entry["id"]})
    books.announce("payout.created", done)
    books.announce("payout.paid", done)
    return done


def _payout_body(books: Books, currency: str, amount: int) -> JSON:
    nulls = "destination failure_balance_transaction failure_code failure_message original_payout reversed_by statement_descriptor"
    body: dict[str, Any] = dict.fromkeys(nulls.split())
    return body | {
        "amount": amount,
        "arrival_date": books.seconds,
        "automatic": True,
        "balance_transaction": None,
        "currency": currency,
        "description": "STRIPE PAYOUT",
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "completed",
        "source_type": "card",
        "status": "paid",
        "type": "bank_account",
    }


def _net(entries: list[JSON]) -> int:
    return sum(int(one["net"]) for one in entries)


def _with_status(books: Books, entry: JSON) -> JSON:
    return entry | {"status": "available" if entry["available_on"] <= books.seconds else "pending"}


def _outcome(failure: str | None) -> JSON:
    """What the network said. `reason` is the bank's word for a decline."""
    if failure is None:
        return {
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "seller_message": "Payment complete.",
            "type": "authorized",
        }
    return {
        "network_status": "declined_by_network",
        "reason": failure,
        "risk_level": "normal",
        "seller_message": f"The bank returned the decline code `{failure}`.",
        "type": "issuer_declined",
    }


def _card_of_charge(method: JSON) -> JSON:
    names = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "wallet")
    unused = dict.fromkeys(("installments", "mandate", "three_d_secure"))
    return {name: method["card"][name] for name in names} | unused | {"network": method["card"]["brand"]}
