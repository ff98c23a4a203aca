"""What is announced of refunds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from trunkline.domains.payments.events.payments import AUDIENCE
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import InvoiceId, PaymentId
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class _RefundFact(Fact):
    """A refund is the subject; every one of these says of which payment and how much."""

    audience: ClassVar[str] = AUDIENCE

    payment_id: PaymentId
    invoice_id: InvoiceId
    invoice_number: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundStarted(_RefundFact):
    """Money was taken of the company's credit to be given back; the job that answers asks the provider."""

    kind: ClassVar[str] = "refund.started"

    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundUnknown(_RefundFact):
    """The provider did not say what became of the refund. It is asked at `ask_at`; nothing is given back twice."""

    kind: ClassVar[str] = "refund.unknown"

    ask_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSucceeded(_RefundFact):
    """The money is on its way to who paid it."""

    kind: ClassVar[str] = "refund.succeeded"

    settled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(_RefundFact):
    """The money did not reach who paid it, and is the company's credit again. `came_back`: it had been sent."""

    kind: ClassVar[str] = "refund.failed"

    code: str
    message: str
    came_back: bool
