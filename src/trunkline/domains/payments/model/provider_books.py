"""What a provider's books say: one row per movement on our account there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.kernel.money import Money


class MovementKind(StrEnum):
    charge = "charge"
    refund = "refund"
    dispute = "dispute"
    dispute_reversal = "dispute_reversal"
    fee = "fee"
    payout = "payout"
    other = "other"


@dataclass(frozen=True, slots=True)
class ProviderTransaction:
    """A movement. `amount` is signed: positive came to us. `net` is amount − fee, in the currency in which the provider keeps it.

    `source_reference` is the charge, refund, dispute or payout that it belongs to; `payout_reference` the payout that it left with.
    `called` is what the provider calls its kind.
    """

    reference: str
    kind: MovementKind
    source_reference: str | None
    amount: Money
    fee: Money
    net: Money
    created_at: datetime
    available_at: datetime | None
    payout_reference: str | None
    description: str = ""
    called: str = ""


@dataclass(frozen=True, slots=True)
class ProviderTransactionPage:
    """Movements, oldest first, and where the next page begins; None after the last."""

    transactions: Sequence[ProviderTransaction]
    next_cursor: str | None
