"""Deliveries: what a vendor sends by itself, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass

from trunkline.domains.usage.model.calls import CallReading, IgnoredRow, RejectedRow
from trunkline.domains.usage.model.events import IngestProblem
from trunkline.kernel.errors import Problem


class SignatureRefused(Problem):
    """The delivery does not show that the vendor sent it for this company."""

    status = 401
    code = "signature_refused"
    title = "The signature of the delivery does not hold"


@dataclass(frozen=True, slots=True)
class DeliveryReadings:
    """A delivery, sorted. Places within it are counted from 1."""

    calls: tuple[CallReading, ...]
    ignored: tuple[IgnoredRow, ...]
    rejected: tuple[RejectedRow, ...]


@dataclass(frozen=True, slots=True)
class DeliveryResult:
    """What became of each record of a delivery. Indices count from 0."""

    accepted: int
    duplicate: int
    ignored: tuple[IgnoredRow, ...]
    problems: tuple[IngestProblem, ...]
