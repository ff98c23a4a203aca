"""What is announced of payments. None of these names a card's number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from trunkline.domains.payments.model import DeclineKind
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import InvoiceId, PaymentId
from trunkline.kernel.money import Money

AUDIENCE = "payments.read"


@dataclass(frozen=True, slots=True, kw_only=True)
class _PaymentFact(Fact):
    """A payment is the subject; every one of these says which invoice and how much."""

    audience: ClassVar[str] = AUDIENCE

    invoice_id: InvoiceId
    invoice_number: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentStarted(_PaymentFact):
    """An invoice is going to be collected. Announced once per payment; the first attempt answers it."""

    kind: ClassVar[str] = "payment.started"

    provider: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentHastened(_PaymentFact):
    """Somebody asked for the next attempt now instead of on its day of the calendar."""

    kind: ClassVar[str] = "payment.hastened"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSucceeded(_PaymentFact):
    """The money is there."""

    kind: ClassVar[str] = "payment.succeeded"

    attempt: int
    settled_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAttemptFailed(_PaymentFact):
    """An attempt took nothing. `code` is the decline code, or `gateway_outage` without a kind; `next_attempt_at` says what follows."""

    kind: ClassVar[str] = "payment.attempt_failed"

    attempt: int
    code: str
    decline_kind: DeclineKind | None
    message: str
    next_attempt_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(_PaymentFact):
    """There will be no further attempt by itself; somebody has to act.

    Not so where it was to settle an instalment plan at once (`settles_plan`): the parts are paid as agreed. `manual_capture`: the operator
    wanted the amount held, and nothing was asked of the payer.
    """

    kind: ClassVar[str] = "payment.failed"

    code: str
    message: str
    settles_plan: bool = False
    manual_capture: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentActionNeeded(_PaymentFact):
    """The payer has to confirm the payment at their bank or at the provider, until `confirm_by`. The payment itself says where."""

    kind: ClassVar[str] = "payment.action_needed"

    attempt: int
    confirm_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentAuthorised(_PaymentFact):
    """The amount is held at the payer's bank until `expires_at`. Nothing was taken."""

    kind: ClassVar[str] = "payment.authorised"

    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCaptureAsked(_PaymentFact):
    """Somebody has asked for `captured` of what is held to be taken; `payment.succeeded` follows, or `payment.capture_refused`."""

    kind: ClassVar[str] = "payment.capture_asked"

    captured: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCaptureRefused(_PaymentFact):
    """The provider will not take `captured`, for the reason in `message`. All is held as before: it may be asked for otherwise."""

    kind: ClassVar[str] = "payment.capture_refused"

    captured: Money
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentVoidAsked(_PaymentFact):
    """What is held is to be released: somebody asked for it, or the invoice asks for nothing any more. `payment.canceled` follows."""

    kind: ClassVar[str] = "payment.void_asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentUnknown(_PaymentFact):
    """The provider did not say whether it took the money. It is asked at `ask_at`; no other charge is made before it has answered."""

    kind: ClassVar[str] = "payment.unknown"

    attempt: int
    ask_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentBelated(_PaymentFact):
    """The provider has taken the money of an attempt that had taken nothing by its earlier word (`told_before`: that decline's code).

    It is booked as received; `payment.succeeded` follows, and `payment.unapplied` where the invoice did not ask for it any more.
    """

    kind: ClassVar[str] = "payment.belated"

    provider: str
    told_before: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentUnapplied(_PaymentFact):
    """Money was received that the invoice no longer asks for: it was voided or paid in another way meanwhile.

    `amount` is that money, which may be a part of what the payment brought. It is the company's credit, which its next invoices draw;
    who wants it back has to be refunded.
    """

    kind: ClassVar[str] = "payment.unapplied"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentCanceled(_PaymentFact):
    """The invoice needs no collecting any more: it was voided or paid in another way."""

    kind: ClassVar[str] = "payment.canceled"

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptIssued(Fact):
    """The receipt of a payment was numbered; it is the subject."""

    kind: ClassVar[str] = "receipt.issued"
    audience: ClassVar[str] = AUDIENCE

    payment_id: PaymentId
    invoice_id: InvoiceId
    number: str
    amount: Money
