"""What others may ask about payments, methods and receipts."""

from trunkline.domains.payments.queries.methods import default_method, methods_used, payment_method, payment_methods
from trunkline.domains.payments.queries.payments import (
    DuePayment,
    PaymentDetails,
    due_payments,
    payment,
    payment_holding,
    payments,
    payments_of_invoice,
)
from trunkline.domains.payments.queries.receipts import receipt_document, receipt_of_payment

__all__ = [
    "DuePayment",
    "PaymentDetails",
    "default_method",
    "due_payments",
    "methods_used",
    "payment",
    "payment_holding",
    "payment_method",
    "payment_methods",
    "payments",
    "payments_of_invoice",
    "receipt_document",
    "receipt_of_payment",
]
