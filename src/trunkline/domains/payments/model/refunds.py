"""Refunds, and the steps that their states may take.

    started ──► succeeded | pending | unknown | failed
    unknown ──► succeeded | pending | failed
    pending ──► succeeded | failed
    succeeded ──► failed        the payer's bank sent the money back

`failed` has no way out: who wants to try again begins another refund.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from trunkline.domains.billing.model import CreditReason
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, CreditNoteId, InvoiceId, PaymentId, RefundId
from trunkline.kernel.money import Money

_KEY = "refund:"


class RefundState(StrEnum):
    """`started` has not been answered yet; `pending` was taken on by the provider; `unknown` was asked for and no answer came."""

    started = "started"
    pending = "pending"
    unknown = "unknown"
    succeeded = "succeeded"
    failed = "failed"


REFUND_STEPS: Mapping[RefundState, frozenset[RefundState]] = {
    RefundState.started: frozenset(set(RefundState) - {RefundState.started}),
    RefundState.unknown: frozenset({RefundState.pending, RefundState.succeeded, RefundState.failed}),
    RefundState.pending: frozenset({RefundState.succeeded, RefundState.failed}),
    RefundState.succeeded: frozenset({RefundState.failed}),
    RefundState.failed: frozenset(),
}


class NothingToRefund(Conflict):
    """The payment has brought no money, or less than that is left of it."""

    code = "nothing_to_refund"
    title = "So much of the payment cannot be given back"


class NotRefundable(Conflict):
    """The provider of the payment is not connected any more, or gives nothing back."""

    code = "not_refundable"
    title = "The provider cannot give this back"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundWish:
    """What to give back: `amount` in major units of the payment's currency, or all that is left of it.

    `credit_invoice`: as much is credited of its invoice first, where it has that left.
    """

    amount: Decimal | None = None
    reason: CreditReason
    memo: str = ""
    credit_invoice: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money of one payment on its way back.

    `sent_at` is when the provider was asked first, `next_at` when it is asked (again), None when there is nothing to ask. `asked` counts
    the questions in a row that settled nothing, `outages` the requests in a row that the gateway refused. `paid_at` is when the provider
    had sent the money, also where it came back afterwards. `reference` is the provider's.
    """

    id: RefundId
    company_id: CompanyId
    payment_id: PaymentId
    invoice_id: InvoiceId
    invoice_number: str
    amount: Money
    state: RefundState
    provider: str
    charge_reference: str
    reason: CreditReason
    memo: str
    credit_note_id: CreditNoteId | None
    created_at: datetime
    sent_at: datetime | None = None
    next_at: datetime | None = None
    paid_at: datetime | None = None
    settled_at: datetime | None = None
    asked: int = 0
    outages: int = 0
    reference: str | None = None
    failure_code: str | None = None
    message: str | None = None

    @property
    def idempotency_key(self) -> str:
        """One for its whole life."""
        return f"{_KEY}{self.id}"


def refund_of_key(key: str) -> RefundId | None:
    """The refund that asks with a key; None for keys of something else."""
    return RefundId(key.removeprefix(_KEY)) if key.startswith(_KEY) else None
