"""What others may ask about payments, methods and receipts."""

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
from trunkline.domains.payments.queries.proof import settled_payments
from trunkline.domains.payments.queries.receipts import receipt_document, receipt_of_payment
from trunkline.domains.payments.queries.setups import customer_token, method_setup, setup_by_reference

__all__ = [
    "DuePayment",
    "PaymentDetails",
    "attempt_by_key",
    "customer_token",
    "default_method",
    "due_payments",
    "method_setup",
    "methods_used",
    "notice",
    "notices",
    "payment",
    "payment_holding",
    "payment_method",
    "payment_methods",
    "payments",
    "payments_of_invoice",
    "read_until",
    "receipt_document",
    "receipt_of_payment",
    "settled_payments",
    "setup_by_reference",
]
