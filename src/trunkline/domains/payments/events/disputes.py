"""What is announced of disputes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from trunkline.domains.payments.events.payments import AUDIENCE
from trunkline.domains.payments.model import DisputeState, FileKind
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import DisputeFileId, InvoiceId, PaymentId
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class _DisputeFact(Fact):
    """A dispute is the subject; every one of these says of which payment and how much is contested."""

    audience: ClassVar[str] = AUDIENCE

    payment_id: PaymentId
    invoice_id: InvoiceId
    invoice_number: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(_DisputeFact):
    """Somebody complains about a payment. `held`: the provider has taken the money from us meanwhile."""

    kind: ClassVar[str] = "dispute.opened"

    reason: str
    held: bool
    evidence_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeChanged(_DisputeFact):
    """It goes on: evidence was sent or asked for, an inquiry became a dispute, or another day is the last for evidence."""

    kind: ClassVar[str] = "dispute.changed"

    state: DisputeState
    held: bool
    evidence_due_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeWon(_DisputeFact):
    """The money is ours."""

    kind: ClassVar[str] = "dispute.won"


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeLost(_DisputeFact):
    """The money stays with who complained. `accepted`: we let them have it."""

    kind: ClassVar[str] = "dispute.lost"

    accepted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFileAdded(_DisputeFact):
    """Somebody of ours has added a file for the next submission of evidence. `size` is in bytes."""

    kind: ClassVar[str] = "dispute.file_added"

    file_id: DisputeFileId
    name: str
    file_kind: FileKind
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeFileRemoved(_DisputeFact):
    """A file that was not submitted was taken away again."""

    kind: ClassVar[str] = "dispute.file_removed"

    file_id: DisputeFileId
    name: str
    file_kind: FileKind
