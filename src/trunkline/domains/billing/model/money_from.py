"""Where money for an invoice came from, as the books name it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MoneyFrom:
    """The payment provider that has it now, and the `source` that makes it be posted once: `payment:pay_…:settled`."""

    provider: str
    source: str
