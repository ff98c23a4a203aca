"""What others may ask about payments, methods and receipts."""

from trunkline.domains.payments.queries.book_entries import book_entries, is_settled_by, settling_reference, strays
from trunkline.domains.payments.queries.disputes import dispute, disputes, due_disputes
from trunkline.domains.payments.queries.dunning import (
    CaseFilter,
    DunningDetails,
    due_cases,
    dunning_case,
    dunning_cases,
    dunning_messages,
    dunning_policy,
    is_unsure,
    last_success_at,
    rotation_allowed,
    usable_methods,
)
from trunkline.domains.payments.queries.manual_payments import manual_payment, manual_payments
from trunkline.domains.payments.queries.methods import default_method, methods_used, payment_method, payment_methods
from trunkline.domains.payments.queries.notices import attempt_by_key, notice, notices, read_until
from trunkline.domains.payments.queries.payments import (
    DuePayment,
    PaymentDetails,
    due_payments,
    payment,
    payment_holding,
    payments,
    payments_of_invoice,
)
from trunkline.domains.payments.queries.proof import Moved, moved_money
from trunkline.domains.payments.queries.receipts import manual_receipt_document, receipt_document, receipt_of_payment
from trunkline.domains.payments.queries.reconciling import (
    FindingFilter,
    answered_references,
    finding,
    findings,
    oldest_open,
    open_findings,
    reconciliation,
    reconciliations,
    reported,
)
from trunkline.domains.payments.queries.refunds import due_refunds, refund, refund_of_anybody, refunds
from trunkline.domains.payments.queries.setups import customer_token, method_setup, setup_by_reference

__all__ = [
    "CaseFilter",
    "DuePayment",
    "DunningDetails",
    "FindingFilter",
    "Moved",
    "PaymentDetails",
    "answered_references",
    "attempt_by_key",
    "book_entries",
    "customer_token",
    "default_method",
    "dispute",
    "disputes",
    "due_cases",
    "due_disputes",
    "due_payments",
    "due_refunds",
    "dunning_case",
    "dunning_cases",
    "dunning_messages",
    "dunning_policy",
    "finding",
    "findings",
    "is_settled_by",
    "is_unsure",
    "last_success_at",
    "manual_payment",
    "manual_payments",
    "manual_receipt_document",
    "method_setup",
    "methods_used",
    "moved_money",
    "notice",
    "notices",
    "oldest_open",
    "open_findings",
    "payment",
    "payment_holding",
    "payment_method",
    "payment_methods",
    "payments",
    "payments_of_invoice",
    "read_until",
    "receipt_document",
    "receipt_of_payment",
    "reconciliation",
    "reconciliations",
    "refund",
    "refund_of_anybody",
    "refunds",
    "reported",
    "rotation_allowed",
    "settling_reference",
    "setup_by_reference",
    "strays",
    "usable_methods",
]
