"""Which payment providers take a currency, and how they count it: minor units are a property of (provider, currency), policy 8."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

PROVIDERS = ("stripe", "paypal")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderSupport:
    """`exponent` is the number of decimals in the provider's own amounts; `step` and `payout_step` are the smallest amounts, in major
    units, of which a charge or a payout is a multiple.
    """

    provider: str
    exponent: int
    step: Decimal
    payout_step: Decimal
