"""Rating by tiers (money policy 4).

- Tiers are closed above: exactly `up_to` units lie in the tier. A tier is reached by the first unit above the tier before it; the
  first tier is reached by no units at all, so its flat fee is due at zero usage.
- Graduated: each unit at the price of its tier, the flat fee of every tier reached, once. Volume: all units at the price of the tier
  of the total, and that tier's flat fee; a total may fall where a tier is crossed.
- Blocks: what lies in a tier is sold in whole blocks of that tier, a started one counts whole, also at the end of the tier.
- Under a version of a price that came into force within the period the quantity goes on where the versions before it ended: the units
  up to there are theirs, and so are the fees of the tiers that they reached and the blocks that they started.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from trunkline.domains.marketplace.model.derivation import Step, StepKind
from trunkline.domains.marketplace.model.percentage_terms import PercentTier
from trunkline.domains.marketplace.model.tier_terms import AnyTier, Tier
from trunkline.domains.marketplace.rules.continuing import NOTHING_BEFORE, Before
from trunkline.domains.marketplace.rules.steps import lots_step, percent_step, text_of, units_step


def graduated(tiers: Sequence[Tier], quantity: Decimal, unit: str, before: Before = NOTHING_BEFORE) -> Iterator[Step]:
    """Each unit at the price of the tier that it falls in."""
    for tier, below, start, end in _reached(tiers, quantity, before):
        yield from _sold(tier, start, end, unit, _span(below, tier.up_to), before)
        yield from _flat_fee(tier, below, before)


def volume(tiers: Sequence[Tier], quantity: Decimal, unit: str, before: Before = NOTHING_BEFORE) -> Iterator[Step]:
    """All units at the price of the tier that the total falls in."""
    *_, (tier, below, _start, end) = _reached(tiers, quantity, before)
    yield from _sold(tier, before.quantity, end, unit, f"{_span(below, tier.up_to)}, all units", before)
    yield from _flat_fee(tier, below, before)


def graduated_percentage(
    tiers: Sequence[PercentTier], quantity: Decimal, unit: str, before: Before = NOTHING_BEFORE
) -> Iterator[Step]:
    """Each slice of the volume at the percentage of its tier."""
    for tier, below, start, end in _reached(tiers, quantity, before):
        if end > start:
            yield percent_step(StepKind.percentage, end - start, unit, tier.percent, _span(below, tier.up_to))
        yield from _flat_fee(tier, below, before)


def _reached(
    tiers: Sequence[AnyTier], quantity: Decimal, before: Before
) -> Iterator[tuple[AnyTier, Decimal, Decimal, Decimal]]:
    """The tiers that `quantity` reaches from where it goes on, each with where it begins and from where to where units lie in it."""
    below, total = Decimal(0), before.quantity + quantity
    for tier in tiers:
        if below and total <= below:
            return
        top = total if tier.up_to is None else min(total, tier.up_to)
        if top > before.quantity or top == total:
            yield tier, below, max(below, before.quantity), top
        below = tier.up_to or below


def _sold(tier: Tier, start: Decimal, end: Decimal, unit: str, where: str, before: Before) -> Iterator[Step]:
    if tier.block_size is not None:
        start = max(start, before.lots_start)
    if end <= start:
        return
    if tier.block_size is None:
        yield units_step(StepKind.tier, end - start, unit, tier.unit_amount, where)
    else:
        yield lots_step(StepKind.tier, end - start, tier.block_size, "block", unit, tier.unit_amount, where)


def _flat_fee(tier: Tier | PercentTier, below: Decimal, before: Before) -> Iterator[Step]:
    if tier.flat_amount and not before.has_reached(below):
        label = f"Flat fee of the tier ({_span(below, tier.up_to)})"
        yield Step(kind=StepKind.flat, label=label, amount=tier.flat_amount)


def _span(below: Decimal, up_to: Decimal | None) -> str:
    if up_to is None:
        return f"above {text_of(below)}" if below else "every unit"
    return f"above {text_of(below)} up to {text_of(up_to)}" if below else f"up to {text_of(up_to)}"
