"""Money that came without a payment provider, as somebody wrote it down: by bank transfer, as a cheque, in cash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.domains.billing.model import CreditReason
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, CreditNoteId, InvoiceId, ManualPaymentId, ManualRefundId
from trunkline.kernel.money import Money


class ManualMethod(StrEnum):
    bank_transfer = "bank_transfer"
    cheque = "cheque"
    cash = "cash"
    other = "other"


class AlreadyRecorded(Conflict):
    """Money with this reference was recorded before: it must not count twice."""

    code = "already_recorded"
    title = "This money was recorded before"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualPayment:
    """`applied` of the `amount` was taken for the invoice, `kept` became the company's credit. `reference` is the bank's, or whatever
    tells this money from other money of the company that came in the same way. `receipt_number` is in the same series as all receipts.
    `refunded` is what was given back of it by hand.
    """

    id: ManualPaymentId
    company_id: CompanyId
    invoice_id: InvoiceId
    invoice_number: str
    amount: Money
    applied: Money
    method: ManualMethod
    reference: str
    memo: str
    received_at: datetime
    recorded_at: datetime
    recorded_by: str
    legal_entity: str
    receipt_serial: int
    receipt_number: str
    refunded: Money

    @property
    def refundable(self) -> Money:
        return self.amount - self.refunded

    @property
    def kept(self) -> Money:
        return self.amount - self.applied

    @property
    def reference_key(self) -> str:
        return key_of_reference(self.reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualRefund:
    """Money that came without a provider and was given back without one, as somebody wrote it down. `reference` is that of the way back."""

    id: ManualRefundId
    company_id: CompanyId
    manual_payment_id: ManualPaymentId
    invoice_id: InvoiceId
    invoice_number: str
    amount: Money
    method: ManualMethod
    reference: str
    reason: CreditReason
    memo: str
    credit_note_id: CreditNoteId | None
    paid_at: datetime
    recorded_at: datetime
    recorded_by: str

    @property
    def reference_key(self) -> str:
        return key_of_reference(self.reference)


def key_of_reference(reference: str) -> str:
    """The same for references that a person would call the same: blanks and capitals do not tell transfers apart."""
    return hashlib.sha256("".join(reference.split()).casefold().encode()).hexdigest()
