"""Where the next version of a price goes on when it is revised within a period (money policy 4).

What was rated under an earlier version keeps its price. The cumulative quantity decides the tier of what comes after it; a tier that was
reached and a package or block that was started are paid for, and what was free is used up.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil

from trunkline.domains.marketplace.model.terms import (
    GraduatedPercentageTerms,
    GraduatedTerms,
    PackageTerms,
    Terms,
    VolumeTerms,
)

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Before:
    """What the earlier versions have rated in the period: their `quantity` beyond included units, made up by `events`.

    Up to `covered` units are paid for by packages or blocks that were started. `tiered`: one of the versions had tiers, and its flat
    fees were charged.
    """

    quantity: Decimal = _ZERO
    events: int = 0
    covered: Decimal = _ZERO
    tiered: bool = False

    @property
    def lots_start(self) -> Decimal:
        """Where the next package or block begins."""
        return max(self.quantity, self.covered)

    def has_reached(self, below: Decimal) -> bool:
        """Whether the fee of the tier that begins at `below` was charged; the first one is reached by no units at all."""
        return self.tiered and (not below or below < self.quantity)

    def and_then(self, terms: Terms, quantity: Decimal, events: int) -> Before:
        """With what one more version has rated."""
        end = self.quantity + quantity
        tiered = isinstance(terms, GraduatedTerms | VolumeTerms | GraduatedPercentageTerms)
        covered = max(self.covered, _covered(terms, end, self))
        return Before(end, self.events + events, covered, self.tiered or tiered)


NOTHING_BEFORE = Before()


def lots_between(start: Decimal, end: Decimal, size: Decimal) -> int:
    """Whole lots of `size` that the units from `start` to `end` need; a started lot counts whole."""
    return max(0, ceil(Fraction(end - start) / Fraction(size)))


def _covered(terms: Terms, end: Decimal, before: Before) -> Decimal:
    match terms:
        case PackageTerms(_, size, free):
            return _end_of_lots(max(before.lots_start, free), end, size)
        case VolumeTerms(tiers):
            size_of_all = next(tier.block_size for tier in tiers if tier.up_to is None or end <= tier.up_to)
            return end if size_of_all is None else _end_of_lots(before.lots_start, end, size_of_all)
        case GraduatedTerms(tiers):
            below = _ZERO
            for tier in tiers:
                if tier.up_to is None or end <= tier.up_to:
                    break
                below = tier.up_to
            if tier.block_size is None:
                return end
            covered = _end_of_lots(max(before.lots_start, below), end, tier.block_size)
            return covered if tier.up_to is None else min(covered, tier.up_to)
        case _:
            return end


def _end_of_lots(start: Decimal, end: Decimal, size: Decimal) -> Decimal:
    return start + size * lots_between(start, end, size) if end > start else end
