"""Refunds: whole, in part, pending, and failing after the fact."""

from __future__ import annotations

from trunkline.providers.simulator.cards import CARDS
from trunkline.providers.simulator.stripe_api import amounts, ledger
from trunkline.providers.simulator.stripe_api.books import JSON, Books
from trunkline.providers.simulator.stripe_api.refusals import invalid

_REASONS = frozenset({"duplicate", "fraudulent", "requested_by_customer"})


def create_refund(books: Books, asked: JSON) -> JSON:
    """Give money back. Raises `Refusal` for more than is left, and for a charge that is disputed."""
    charge = _charge(books, asked)
    left = charge["amount_captured"] - charge["amount_refunded"]
    amount = amounts.whole(asked, "amount") if "amount" in asked else left
    amounts.check(amount, charge["currency"])
    _check(charge, asked, amount, left)
    ends = CARDS[books.get("payment_method", charge["payment_method"])["_card"]].behaviour.refunds_end
    refund = books.insert("refund", "re", _body(charge, asked, amount, "pending" if ends == "pending" else "succeeded"))
    entry = ledger.enter(books, refund, -amount, fee=0, kind="refund", category="refund")
    refund = books.save(refund | {"balance_transaction": entry["id"], "_ends": ends})
    _give_back(books, charge, amount)
    books.announce("refund.created", refund)
    return refund


def get_refund(books: Books, asked: JSON, reference: str) -> JSON:
    return books.get("refund", reference)


def list_refunds(books: Books, asked: JSON) -> JSON:
    return books.page("refund", "/v1/refunds", asked, "charge", "payment_intent")


def settle_refunds(books: Books) -> list[JSON]:
    """Bring the pending refunds to their end, and let those fail that will: the days that a bank takes, gone by."""
    return [settled for one in books.every("refund") if (settled := _settle(books, one)) is not None]


def _settle(books: Books, refund: JSON) -> JSON | None:
    if refund["status"] == "pending":
        done = books.save(refund | {"status": "succeeded"})
        books.announce("refund.updated", done)
        return done
    if refund["status"] == "succeeded" and refund["_ends"] == "failed":
        return _fail(books, refund)
    return None


def _fail(books: Books, refund: JSON) -> JSON:
    """The bank sent it back: the money is ours again."""
    entry = ledger.enter(books, refund, refund["amount"], fee=0, kind="refund_failure", category="refund_failure")
    changes = {
        "status": "failed",
        "failure_reason": "expired_or_canceled_card",
        "failure_balance_transaction": entry["id"],
    }
    failed = books.save(refund | changes)
    _give_back(books, books.get("charge", refund["charge"]), -refund["amount"])
    books.announce("refund.failed", failed)
    return failed


def _give_back(books: Books, charge: JSON, amount: int) -> None:
    refunded = charge["amount_refunded"] + amount
    changed = books.save(charge | {"amount_refunded": refunded, "refunded": refunded == charge["amount_captured"]})
    if amount > 0:
        books.announce("charge.refunded", changed)


def _charge(books: Books, asked: JSON) -> JSON:
    if "charge" in asked:
        return books.get("charge", asked["charge"], "charge", status=404)
    intent = books.get("payment_intent", str(asked.get("payment_intent", "")), "payment_intent", status=404)
    if intent["status"] != "succeeded":
        message = f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund."
        raise invalid(message, code="payment_intent_unexpected_state", param="payment_intent")
    return books.get("charge", intent["latest_charge"])


def _check(charge: JSON, asked: JSON, amount: int, left: int) -> None:
    if charge["disputed"]:
        raise invalid(f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed")
    if left <= 0:
        raise invalid(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    if not 0 < amount <= left:
        raise invalid(f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})", param="amount")
    if asked.get("reason") is not None and asked["reason"] not in _REASONS:
        raise invalid("Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer", param="reason")


def _body(charge: JSON, asked: JSON, amount: int, status: str) -> JSON:
    return {
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "currency": charge["currency"],
        "metadata": asked.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "reason": asked.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": status,
        "transfer_reversal": None,
    }
