"""What usage announces: one fact per batch that brought or rated something. Raw usage never enters the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from trunkline.kernel.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRecorded(Fact):
    """A batch was counted. `subject` is the company.

    `meter` is null for a batch of several meters. `amount` is what the calls in it cost when they were rated, one entry per currency,
    four decimals: [{"amount": "1.2345", "currency": "EUR"}].
    """

    kind: ClassVar[str] = "usage.recorded"
    audience: ClassVar[str] = "usage.read"

    meter: str | None
    accepted: int
    duplicate: int
    calls: int
    billable_seconds: int
    amount: Sequence[dict[str, object]]


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageRated(Fact):
    """Usage that was there first has found its subscription: a page of it was rated. `subject` is the company.

    `meter` is null for a page of several meters; `amount` as in `usage.recorded`.
    """

    kind: ClassVar[str] = "usage.rated"
    audience: ClassVar[str] = "usage.read"

    meter: str | None
    rated: int
    calls: int
    billable_seconds: int
    amount: Sequence[dict[str, object]]
