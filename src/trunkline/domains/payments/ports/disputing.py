"""A payer who takes their money back through the bank, or complains to the provider."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol, runtime_checkable

from trunkline.domains.payments.model import DisputeNow, EvidenceFile, FileLimits


@runtime_checkable
class Disputes(Protocol):
    """The part of a provider that hears both sides."""

    async def dispute_now(self, reference: str) -> DisputeNow | None:
        """How a dispute stands now; None when it is not known there. Raises `Unavailable`."""
        ...

    @property
    def file_limits(self) -> FileLimits:
        """What files it takes with one submission."""
        ...

    async def upload_evidence(self, file: EvidenceFile) -> str | None:
        """Leave a file there, before the evidence names it: the provider's name for it. None where files go with the evidence itself.

        The same file, by its id, is left there once. Raises `Invalid`, `Unavailable`.
        """
        ...

    async def submit_evidence(
        self, reference: str, evidence: Mapping[str, str], idempotency_key: str, files: Sequence[EvidenceFile] = ()
    ) -> DisputeNow:
        """Send our side, texts and files. Keys are those of `model.EVIDENCE`; files have been left there with `upload_evidence`.

        What was sent already is not sent again, whether or not its answer came. Raises `Invalid`, `Conflict` when it is too late,
        `Unavailable`.
        """
        ...

    async def accept_dispute(self, reference: str, idempotency_key: str) -> DisputeNow:
        """Let the payer have the money. Raises `Conflict` when it is decided already, `Unavailable`."""
        ...
