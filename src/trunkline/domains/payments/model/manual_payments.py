"""Money that came without a payment provider, as somebody wrote it down: by bank transfer, as a cheque, in cash."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId, InvoiceId, ManualPaymentId
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

    @property
    def kept(self) -> Money:
        return self.amount - self.applied

    @property
    def reference_key(self) -> str:
        """The same for references that a person would call the same: blanks and capitals do not tell transfers apart."""
        return hashlib.sha256("".join(self.reference.split()).casefold().encode()).hexdigest()
