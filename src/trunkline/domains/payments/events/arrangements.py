"""What is announced of arrangements, whose schedule a provider holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from trunkline.domains.payments.events.payments import AUDIENCE
from trunkline.domains.payments.model.arrangements import ArrangementState, Interval
from trunkline.kernel.fact import Fact
from trunkline.kernel.ids import ArrangementChargeId
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class _ArrangementFact(Fact):
    """An arrangement is the subject. `amount` is what is taken each time, or was taken this time."""

    audience: ClassVar[str] = AUDIENCE

    provider: str
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentArrangementMade(_ArrangementFact):
    """The provider is asked to take `amount` every `interval_count` intervals."""

    kind: ClassVar[str] = "payment_arrangement.made"

    interval: Interval
    interval_count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentArrangementChanged(_ArrangementFact):
    """It stands otherwise than before. `message` says why, where somebody has to know."""

    kind: ClassVar[str] = "payment_arrangement.changed"

    state: ArrangementState
    state_before: ArrangementState
    message: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentArrangementCharged(_ArrangementFact):
    """The provider has taken `amount` by itself. `kept` of it no invoice asked for: it is the company's credit."""

    kind: ClassVar[str] = "payment_arrangement.charged"

    charge_id: ArrangementChargeId
    kept: Money
    receipt_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentArrangementChargeFailed(_ArrangementFact):
    """The provider has tried to take `amount`, `failures` times by now, and took nothing."""

    kind: ClassVar[str] = "payment_arrangement.charge_failed"

    charge_id: ArrangementChargeId
    failures: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentArrangementCancelAsked(_ArrangementFact):
    """Somebody wants it to end; the provider is told."""

    kind: ClassVar[str] = "payment_arrangement.cancel_asked"
