"""Rating a quantity of a period: flat, per unit, graduated, volume. Exact; the invoice line rounds, once (money policies 3 and 4).

- A flat price is due whatever is used. A per-unit price at zero usage is not printed.
- Tiers are closed above: exactly `up_to` units lie in the tier. A tier is reached by the first unit above the tier before it; the
  first tier is reached by no units at all, so its flat fee is due at zero usage.
- Graduated: each unit at the price of its tier, the flat fee of every tier reached, once. Volume: all units at the price of the tier
  of the total, and that tier's flat fee; a total may fall where a tier is crossed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext

from trunkline.domains.marketplace.model.derivation import Rating, Step, StepKind
from trunkline.domains.marketplace.model.terms import (
    CallTerms,
    FlatTerms,
    GraduatedTerms,
    PerUnitTerms,
    Terms,
    Tier,
    VolumeTerms,
)
from trunkline.kernel.money import EXACT
from trunkline.kernel.quantity import trimmed


def rate_quantity(
    terms: Terms, quantity: Decimal, *, unit: str = "unit", events: int = 0, amounts: Sequence[Decimal] = ()
) -> Rating:
    """What `quantity` units of a whole period cost. Calls have their own rating, one by one.

    `events` is how many events made up the quantity, `amounts` their own quantities in the order they came, where they are at hand:
    some models need them.
    """
    assert quantity >= 0, "usage of a period is never negative: corrections are rated with what they correct"
    with localcontext(EXACT):
        steps = tuple(_steps(terms, quantity, unit))
        return Rating(sum((step.amount or Decimal(0) for step in steps), Decimal(0)), steps)


def _steps(terms: Terms, quantity: Decimal, unit: str) -> Iterator[Step]:
    match terms:
        case FlatTerms(amount):
            yield Step(kind=StepKind.flat, label="Flat fee for the period", amount=amount)
        case PerUnitTerms(unit_amount):
            if quantity:
                yield _units(StepKind.per_unit, "", quantity, unit, unit_amount)
        case GraduatedTerms(tiers):
            yield from _graduated(tiers, quantity, unit)
        case VolumeTerms(tiers):
            yield from _volume(tiers, quantity, unit)
        case CallTerms():
            raise AssertionError("calls are rated one by one when they arrive, not as a quantity")


def _graduated(tiers: tuple[Tier, ...], quantity: Decimal, unit: str) -> Iterator[Step]:
    below = Decimal(0)
    for tier in tiers:
        if below and quantity <= below:
            return
        top = quantity if tier.up_to is None else min(quantity, tier.up_to)
        if top > below:
            yield _units(StepKind.tier, _span(below, tier), top - below, unit, tier.unit_amount)
        yield from _flat_fee(below, tier)
        below = tier.up_to or below


def _volume(tiers: tuple[Tier, ...], quantity: Decimal, unit: str) -> Iterator[Step]:
    below = Decimal(0)
    for tier in tiers:
        if tier.up_to is None or quantity <= tier.up_to:
            if quantity:
                yield _units(StepKind.tier, f"{_span(below, tier)}, all units", quantity, unit, tier.unit_amount)
            yield from _flat_fee(below, tier)
            return
        below = tier.up_to


def _units(kind: StepKind, where: str, quantity: Decimal, unit: str, unit_amount: Decimal) -> Step:
    label = f"{_text(quantity)} {unit} at {_text(unit_amount)}" + (f" ({where})" if where else "")
    amount = quantity * unit_amount
    return Step(kind=kind, label=label, quantity=quantity, unit=unit, unit_amount=unit_amount, amount=amount)


def _flat_fee(below: Decimal, tier: Tier) -> Iterator[Step]:
    if tier.flat_amount:
        yield Step(kind=StepKind.flat, label=f"Flat fee of the tier ({_span(below, tier)})", amount=tier.flat_amount)


def _span(below: Decimal, tier: Tier) -> str:
    if tier.up_to is None:
        return f"above {_text(below)}" if below else "every unit"
    return f"above {_text(below)} up to {_text(tier.up_to)}" if below else f"up to {_text(tier.up_to)}"


def _text(number: Decimal) -> str:
    return format(trimmed(number), "f")
