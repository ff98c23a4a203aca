"""The nouns of the room: methods, payments with their attempts, what a provider answered, receipts."""

from trunkline.domains.payments.model.methods import AttachedMethod, PaymentMethod
from trunkline.domains.payments.model.outcomes import Declined, DeclineKind, Outage, Outcome, Succeeded, Unknown
from trunkline.domains.payments.model.payments import (
    ATTEMPT_STEPS,
    IN_FLIGHT,
    INVOICE_UNCOLLECTIBLE,
    PAYMENT_STEPS,
    Attempt,
    AttemptState,
    Payment,
    PaymentState,
)
from trunkline.domains.payments.model.receipts import Receipt, receipt_number

__all__ = [
    "ATTEMPT_STEPS",
    "INVOICE_UNCOLLECTIBLE",
    "IN_FLIGHT",
    "PAYMENT_STEPS",
    "AttachedMethod",
    "Attempt",
    "AttemptState",
    "DeclineKind",
    "Declined",
    "Outage",
    "Outcome",
    "Payment",
    "PaymentMethod",
    "PaymentState",
    "Receipt",
    "Succeeded",
    "Unknown",
    "receipt_number",
]
