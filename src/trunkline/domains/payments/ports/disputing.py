"""A payer who takes their money back through the bank, or complains to the provider."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from trunkline.domains.payments.model import DisputeNow


@runtime_checkable
class Disputes(Protocol):
    """The part of a provider that hears both sides."""

    async def dispute_now(self, reference: str) -> DisputeNow | None:
        """How a dispute stands now; None when it is not known there. Raises `Unavailable`."""
        ...

    async def submit_evidence(self, reference: str, evidence: Mapping[str, str], idempotency_key: str) -> DisputeNow:
        """Send our side. Keys are those of `model.EVIDENCE`. Raises `Invalid`, `Conflict` when it is too late, `Unavailable`."""
        ...

    async def accept_dispute(self, reference: str, idempotency_key: str) -> DisputeNow:
        """Let the payer have the money. Raises `Conflict` when it is decided already, `Unavailable`."""
        ...
