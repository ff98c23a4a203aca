"""Disputes, as a provider tells of them. Money is held by the provider from `open` on; `lost` and `accepted` keep it from us."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class DisputeNow:
    """How a dispute stands at the provider. `fee` is what the provider takes for it, None where it does not say."""

    reference: str
    charge_reference: str
    state: DisputeState
    amount: Money
    reason: str
    opened_at: datetime
    evidence_due_at: datetime | None = None
    fee: Money | None = None
