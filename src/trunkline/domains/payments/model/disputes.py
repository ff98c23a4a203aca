"""Disputes: as a provider tells of them, and as we keep them.

    warning ──► open ◄─► answered ──► won | lost | accepted
                open | answered ◄── won ◄─► lost        (an appeal)

Any of them may be found first. Money is held by the provider from `open` on; `lost` and `accepted` keep it from us. What was decided is
decided otherwise only by what the provider says later: what comes late moves nothing back. What we accepted is not contested any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from trunkline.kernel.ids import CompanyId, DisputeId, InvoiceId, PaymentId
from trunkline.kernel.money import Money

# What may be said for ourselves. Adapters translate these into their provider's words.
EVIDENCE = ("customer_communication", "product_description", "receipt", "service_date", "uncategorized_text")


class DisputeState(StrEnum):
    """`warning` is an inquiry without money held; `answered` waits for the bank's word."""

    warning = "warning"
    open = "open"
    answered = "answered"
    won = "won"
    lost = "lost"
    accepted = "accepted"


_DECIDED = frozenset({DisputeState.won, DisputeState.lost, DisputeState.accepted})

DISPUTE_STEPS: Mapping[DisputeState, frozenset[DisputeState]] = {
    DisputeState.warning: frozenset({DisputeState.open, DisputeState.answered}) | _DECIDED,
    DisputeState.open: frozenset({DisputeState.answered}) | _DECIDED,
    DisputeState.answered: frozenset({DisputeState.open}) | _DECIDED,
    DisputeState.won: frozenset({DisputeState.open, DisputeState.answered, DisputeState.lost, DisputeState.accepted}),
    DisputeState.lost: frozenset({DisputeState.open, DisputeState.answered, DisputeState.won}),
    DisputeState.accepted: frozenset({DisputeState.won}),
}


@dataclass(frozen=True, slots=True)
class DisputeNow:
    """How a dispute stands at the provider. `fee` is what the provider takes for it, `held` whether it has taken the money from us (for
    now or for good); None where it does not say.
    """

    reference: str
    charge_reference: str
    state: DisputeState
    amount: Money
    reason: str
    opened_at: datetime
    evidence_due_at: datetime | None = None
    fee: Money | None = None
    held: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A payer's complaint about a payment of ours. `held`: the provider has taken the money from us, and has not given it back;
    `held_at`: since when, also where it was given back. `fee` is what the provider has kept for it by now. `turns` counts what came after
    that and was booked as a change: another decision, amount or fee.

    `seen_at` is when the provider was asked for what is written here, `next_at` when it is asked again by ourselves. `evidence` is what
    we have said for ourselves.
    """

    id: DisputeId
    company_id: CompanyId
    payment_id: PaymentId
    invoice_id: InvoiceId
    invoice_number: str
    provider: str
    reference: str
    amount: Money
    state: DisputeState
    reason: str
    opened_at: datetime
    recorded_at: datetime
    seen_at: datetime
    evidence_due_at: datetime | None = None
    fee: Money | None = None
    held: bool = False
    held_at: datetime | None = None
    evidence: Mapping[str, str] | None = None
    answered_at: datetime | None = None
    closed_at: datetime | None = None
    next_at: datetime | None = None
    turns: int = 0

    @property
    def contested(self) -> Money:
        """What of our money is held until somebody decides."""
        return self.amount if self.held and not self.is_decided else Money.zero(self.amount.currency)

    @property
    def lost(self) -> Money:
        """What of our money the payer has."""
        return self.amount if self.held and self.is_decided else Money.zero(self.amount.currency)

    @property
    def is_decided(self) -> bool:
        return self.state in _DECIDED
