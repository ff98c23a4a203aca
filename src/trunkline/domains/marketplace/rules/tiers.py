"""Rating by tiers (money policy 4).

- Tiers are closed above: exactly `up_to` units lie in the tier. A tier is reached by the first unit above the tier before it; the
  first tier is reached by no units at all, so its flat fee is due at zero usage.
- Graduated: each unit at the price of its tier, the flat fee of every tier reached, once. Volume: all units at the price of the tier
  of the total, and that tier's flat fee; a total may fall where a tier is crossed.
- Blocks: what lies in a tier is sold in whole blocks of that tier, a started one counts whole, also at the end of the tier.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from trunkline.domains.marketplace.model.derivation import Step, StepKind
from trunkline.domains.marketplace.model.percentage_terms import PercentTier
from trunkline.domains.marketplace.model.tier_terms import AnyTier, Tier
from trunkline.domains.marketplace.rules.steps import lots_step, percent_step, text_of, units_step


def graduated(tiers: Sequence[Tier], quantity: Decimal, unit: str) -> Iterator[Step]:
    """Each unit at the price of the tier that it falls in."""
    for tier, below, inside in _reached(tiers, quantity):
        if inside:
            yield _sold(tier, inside, unit, _span(below, tier.up_to))
        yield from _flat_fee(tier, below)


def volume(tiers: Sequence[Tier], quantity: Decimal, unit: str) -> Iterator[Step]:
    """All units at the price of the tier that the total falls in."""
    *_, (tier, below, _inside) = _reached(tiers, quantity)
    if quantity:
        yield _sold(tier, quantity, unit, f"{_span(below, tier.up_to)}, all units")
    yield from _flat_fee(tier, below)


def graduated_percentage(tiers: Sequence[PercentTier], quantity: Decimal, unit: str) -> Iterator[Step]:
    """Each slice of the volume at the percentage of its tier."""
    for tier, below, inside in _reached(tiers, quantity):
        if inside:
            yield percent_step(StepKind.percentage, inside, unit, tier.percent, _span(below, tier.up_to))
        yield from _flat_fee(tier, below)


def _reached(tiers: Sequence[AnyTier], quantity: Decimal) -> Iterator[tuple[AnyTier, Decimal, Decimal]]:
    """The tiers that `quantity` reaches, each with where it begins and how much of the quantity lies in it."""
    below = Decimal(0)
    for tier in tiers:
        if below and quantity <= below:
            return
        top = quantity if tier.up_to is None else min(quantity, tier.up_to)
        yield tier, below, top - below
        below = tier.up_to or below


def _sold(tier: Tier, inside: Decimal, unit: str, where: str) -> Step:
    if tier.block_size is None:
        return units_step(StepKind.tier, inside, unit, tier.unit_amount, where)
    return lots_step(StepKind.tier, inside, tier.block_size, "block", unit, tier.unit_amount, where)


def _flat_fee(tier: Tier | PercentTier, below: Decimal) -> Iterator[Step]:
    if tier.flat_amount:
        label = f"Flat fee of the tier ({_span(below, tier.up_to)})"
        yield Step(kind=StepKind.flat, label=label, amount=tier.flat_amount)


def _span(below: Decimal, up_to: Decimal | None) -> str:
    if up_to is None:
        return f"above {text_of(below)}" if below else "every unit"
    return f"above {text_of(below)} up to {text_of(up_to)}" if below else f"up to {text_of(up_to)}"
