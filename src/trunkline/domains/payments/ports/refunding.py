"""Giving money back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from trunkline.domains.payments.model import RefundOutcome
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True)
class RefundRequest:
    """Give `amount` of the charge `charge_reference` back. The key makes repeating the request harmless."""

    idempotency_key: str
    charge_reference: str
    amount: Money
    reason: str | None = None


@runtime_checkable
class Refunds(Protocol):
    """The part of a provider that gives money back."""

    async def refund(self, request: RefundRequest) -> RefundOutcome:
        """Give the money back once per key; a time-out is `Unknown`, a refusal of the gateway `Outage`, as with a charge."""
        ...

    async def look_up_refund(self, request: RefundRequest) -> RefundOutcome | None:
        """What came of a refund now; None when the provider never received it. `Unknown` or `Outage` when it cannot be asked now."""
        ...
