"""What is announced of money that came without a provider."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trunkline.domains.payments.events.payments import AUDIENCE
from trunkline.domains.payments.model import ManualMethod
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import InvoiceId, ManualRefundId
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualPaymentRecorded(Fact):
    """Money has come in; the record of it is the subject. `kept` of the amount the invoice did not ask for: it is the company's credit."""

    kind: ClassVar[str] = "manual_payment.recorded"
    audience: ClassVar[str] = AUDIENCE

    invoice_id: InvoiceId
    invoice_number: str
    amount: Money
    kept: Money
    method: ManualMethod
    receipt_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualPaymentRefunded(Fact):
    """Money that had come in by hand, the subject, was given back by hand: `amount` of it now, and `refunded_before` earlier."""

    kind: ClassVar[str] = "manual_payment.refunded"
    audience: ClassVar[str] = AUDIENCE

    refund_id: ManualRefundId
    invoice_id: InvoiceId
    invoice_number: str
    amount: Money
    refunded_before: Money
    method: ManualMethod
