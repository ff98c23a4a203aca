"""Rating a quantity of a period, by any model but calls. Exact; the invoice line rounds, once (money policies 3 and 4).

A flat price is due whatever is used. What has a price by the unit, the package or in percent is not printed where nothing is to pay
for; tiers and percentages have files of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext

from trunkline.domains.marketplace.model.derivation import Rating, Step, StepKind
from trunkline.domains.marketplace.model.terms import (
    CallTerms,
    CommitmentTerms,
    FlatTerms,
    GraduatedPercentageTerms,
    GraduatedTerms,
    HeldEvents,
    PackageTerms,
    PercentageTerms,
    PerUnitTerms,
    Terms,
    VolumeTerms,
)
from trunkline.domains.marketplace.rules.continuing import NOTHING_BEFORE, Before
from trunkline.domains.marketplace.rules.percentages import percentage
from trunkline.domains.marketplace.rules.steps import lots_step, text_of, units_step
from trunkline.domains.marketplace.rules.tiers import graduated, graduated_percentage, volume
from trunkline.kernel.money import EXACT


def rate_quantity(
    terms: Terms,
    quantity: Decimal,
    *,
    unit: str = "unit",
    events: int = 0,
    amounts: Sequence[Decimal] = (),
    before: Before = NOTHING_BEFORE,
    held: HeldEvents | None = None,
) -> Rating:
    """What `quantity` units of a whole period cost. Calls have their own rating, one by one.

    `events` is how many events made up the quantity, `amounts` their own quantities in the order they came. Percentages ask for the
    one, their bounds per event for the other; `Invalid` is raised where bounds have to be rated from totals alone. `before` is what
    other versions of the price have rated in the same period, `held` how many events lie at which of the bounds where that is kept
    instead of their amounts.
    """
    assert quantity >= 0, "usage of a period is never negative: corrections are rated with what they correct"
    with localcontext(EXACT):
        steps = tuple(_steps(terms, quantity, unit, events, amounts, before, held))
        return Rating(sum((step.amount or Decimal(0) for step in steps), Decimal(0)), steps)


def _steps(
    terms: Terms,
    quantity: Decimal,
    unit: str,
    events: int,
    amounts: Sequence[Decimal],
    before: Before,
    held: HeldEvents | None,
) -> Iterator[Step]:
    match terms:
        case FlatTerms(amount):
            yield Step(kind=StepKind.flat, label="Flat fee for the period", amount=amount)
        case PerUnitTerms(unit_amount):
            if quantity:
                yield units_step(StepKind.per_unit, quantity, unit, unit_amount)
        case GraduatedTerms(tiers):
            yield from graduated(tiers, quantity, unit, before)
        case VolumeTerms(tiers):
            yield from volume(tiers, quantity, unit, before)
        case PackageTerms():
            yield from _packages(terms, quantity, unit, before)
        case PercentageTerms():
            yield from percentage(terms, quantity, unit, events, amounts, before, held)
        case GraduatedPercentageTerms(percent_tiers):
            yield from graduated_percentage(percent_tiers, quantity, unit, before)
        case CallTerms():
            raise AssertionError("calls are rated one by one when they arrive, not as a quantity")
        case CommitmentTerms():
            raise AssertionError("a commitment is rated last, by what all other prices of the plan come to")


def _packages(terms: PackageTerms, quantity: Decimal, unit: str, before: Before) -> Iterator[Step]:
    start = max(terms.free_units, before.lots_start)
    beyond = before.quantity + quantity - start
    if beyond > 0:
        free = max(Decimal(0), terms.free_units - before.quantity)
        paid = start - before.quantity - free
        words = [f"{text_of(free)} of them free"] if free else []
        words += [f"{text_of(paid)} of them in a package that was started before"] if paid else []
        where = ", ".join([f"{text_of(quantity)} {unit}", *words]) if words else ""
        yield lots_step(StepKind.package, beyond, terms.package_size, "package", unit, terms.amount, where)
