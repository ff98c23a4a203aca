"""What the operator has decided about rates, from the settings TRUNKLINE_RATES_…"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from trunkline.domains.currencies.model.rates import Source


@dataclass(frozen=True, slots=True, kw_only=True)
class RatePolicy:
    """`order`: whom to ask, the next where one fails; empty asks nobody. `band` is a ratio: 0.1 holds what moves by more than a tenth.

    A rate is fresh for `fresh_for` after its source last confirmed it, then stale, and refused when it is older than `age_max`; None
    refuses nothing for its age.
    """

    order: tuple[Source, ...] = ()
    interval: timedelta = timedelta(minutes=4)
    fresh_for: timedelta = timedelta(hours=24)
    age_max: timedelta | None = None
    band: Decimal = Decimal("0.1")
