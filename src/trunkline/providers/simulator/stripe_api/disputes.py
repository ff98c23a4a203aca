"""Disputes: opened by a test card or by hand, answered with evidence, decided by what the evidence says.

As in Stripe's test mode `winning_evidence` and `losing_evidence` as the free text decide at once; any other waits for `decide`.
"""

from __future__ import annotations

from trunkline.providers.simulator.stripe_api import amounts, files, ledger
from trunkline.providers.simulator.stripe_api.books import JSON, Books
from trunkline.providers.simulator.stripe_api.refusals import invalid

_DAYS_TO_ANSWER = 7
_FEE = 1500
_EVIDENCE = (
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal "
    "customer_communication customer_email_address customer_name customer_purchase_ip customer_signature "
    "duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy "
    "refund_policy_disclosure refund_refusal_explanation service_date service_documentation shipping_address shipping_carrier "
    "shipping_date shipping_documentation shipping_tracking_number uncategorized_file uncategorized_text"
)
_OPEN = frozenset({"needs_response", "warning_needs_response"})
_VERDICTS = {"winning_evidence": "won", "losing_evidence": "lost"}


def open_dispute(books: Books, charge: JSON, *, reason: str = "fraudulent", inquiry: bool = False) -> JSON:
    """The payer complains. The money is held at once, unless it is an inquiry."""
    left = charge["amount_captured"] - charge["amount_refunded"]
    dispute = books.insert("dispute", "dp", _body(books, charge, left, reason, inquiry=inquiry))
    if not inquiry:
        entry = _entry(
            books,
            dispute,
            -left,
            fee=_FEE // amounts.smallest(charge["currency"]) * amounts.smallest(charge["currency"]),
        )
        dispute = books.save(dispute | {"balance_transactions": [entry]})
    books.save(charge | {"disputed": True, "dispute": dispute["id"]})
    books.announce("charge.dispute.created", dispute)
    if not inquiry:
        books.announce("charge.dispute.funds_withdrawn", dispute)
    return dispute


def get_dispute(books: Books, asked: JSON, reference: str) -> JSON:
    return books.get("dispute", reference, "dispute")


def list_disputes(books: Books, asked: JSON) -> JSON:
    return books.page("dispute", "/v1/disputes", asked, "charge", "payment_intent")


def update_dispute(books: Books, asked: JSON, reference: str) -> JSON:
    """Labels at any time; evidence only while it is asked for."""
    dispute = books.get("dispute", reference, "dispute")
    dispute = books.save(dispute | {"metadata": dispute["metadata"] | asked.get("metadata", {})})
    if "evidence" not in asked:
        return dispute
    _check_open(dispute)
    files.check_evidence(books, asked["evidence"])
    evidence = dispute["evidence"] | asked["evidence"]
    details = dispute["evidence_details"] | {"has_evidence": True}
    dispute = dispute | {"evidence": evidence, "evidence_details": details}
    if asked.get("submit", "true") != "true":
        return books.save(dispute)
    return _submit(books, dispute, details)


def close_dispute(books: Books, asked: JSON, reference: str) -> JSON:
    """Give in."""
    dispute = books.get("dispute", reference, "dispute")
    _check_open(dispute)
    return decide(books, dispute, "lost")


def decide(books: Books, dispute: JSON, status: str) -> JSON:
    """The bank's word: `won` gives the money back, `lost` keeps it."""
    if status == "won" and dispute["balance_transactions"]:
        entry = _entry(books, dispute, dispute["amount"], fee=0, back=True)
        dispute = dispute | {"balance_transactions": [*dispute["balance_transactions"], entry]}
    decided = books.save(dispute | {"status": status})
    books.announce("charge.dispute.closed", decided)
    if status == "won" and decided["balance_transactions"]:
        books.announce("charge.dispute.funds_reinstated", decided)
    return decided


def _submit(books: Books, dispute: JSON, details: JSON) -> JSON:
    is_inquiry = dispute["status"].startswith("warning_")
    status = "warning_under_review" if is_inquiry else "under_review"
    counted = details | {"submission_count": details["submission_count"] + 1}
    answered = books.save(dispute | {"status": status, "evidence_details": counted})
    books.announce("charge.dispute.updated", answered)
    verdict = _VERDICTS.get(answered["evidence"]["uncategorized_text"] or "")
    return decide(books, answered, verdict) if verdict else answered


def _entry(books: Books, dispute: JSON, amount: int, *, fee: int, back: bool = False) -> JSON:
    category = "dispute_reversal" if back else "dispute"
    return ledger.enter(books, dispute, amount, fee=fee, kind="adjustment", category=category)


def _check_open(dispute: JSON) -> None:
    if dispute["status"] not in _OPEN:
        raise invalid(
            f"This dispute is already {dispute['status']}; it cannot be changed.", code="dispute_already_closed"
        )


def _body(books: Books, charge: JSON, amount: int, reason: str, *, inquiry: bool) -> JSON:
    due_by = books.seconds + _DAYS_TO_ANSWER * 86400
    return {
        "amount": amount,
        "balance_transactions": [],
        "charge": charge["id"],
        "currency": charge["currency"],
        "evidence": dict.fromkeys(_EVIDENCE.split()),
        "evidence_details": {"due_by": due_by, "has_evidence": False, "past_due": False, "submission_count": 0},
        "is_charge_refundable": inquiry,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "reason": reason,
        "status": "warning_needs_response" if inquiry else "needs_response",
    }
