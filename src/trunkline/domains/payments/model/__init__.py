"""The nouns of the room: methods, payments with their attempts, what a provider answered, receipts."""

from trunkline.domains.payments.model.disputes import EVIDENCE, DisputeNow, DisputeState
from trunkline.domains.payments.model.methods import AttachedMethod, PaymentMethod
from trunkline.domains.payments.model.notices import About, Notice, NoticeState, Verdict
from trunkline.domains.payments.model.outcomes import (
    ActionNeeded,
    Declined,
    DeclineKind,
    Outage,
    Outcome,
    Refunded,
    RefundOutcome,
    RefundPending,
    RefundRefused,
    Succeeded,
    Unknown,
)
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
from trunkline.domains.payments.model.provider_books import MovementKind, ProviderTransaction, ProviderTransactionPage
from trunkline.domains.payments.model.receipts import Receipt, receipt_number
from trunkline.domains.payments.model.setups import MethodSetup, SetupState

__all__ = [
    "ATTEMPT_STEPS",
    "EVIDENCE",
    "INVOICE_UNCOLLECTIBLE",
    "IN_FLIGHT",
    "PAYMENT_STEPS",
    "About",
    "ActionNeeded",
    "AttachedMethod",
    "Attempt",
    "AttemptState",
    "DeclineKind",
    "Declined",
    "DisputeNow",
    "DisputeState",
    "MethodSetup",
    "MovementKind",
    "Notice",
    "NoticeState",
    "Outage",
    "Outcome",
    "Payment",
    "PaymentMethod",
    "PaymentState",
    "ProviderTransaction",
    "ProviderTransactionPage",
    "Receipt",
    "RefundOutcome",
    "RefundPending",
    "RefundRefused",
    "Refunded",
    "SetupState",
    "Succeeded",
    "Unknown",
    "Verdict",
    "receipt_number",
]
