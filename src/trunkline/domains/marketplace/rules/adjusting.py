"""What included units, discount, maximum and minimum make of a rating (money policy 3): further steps of the same sum.

The order is published: included units before rating; then the discount, the maximum, the minimum. The discount's amount and the
minimum belong to a whole period: `factor` is what the period at hand is of one. A discount never turns a charge into a credit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.marketplace.model.adjustments import Adjustments, Discount
from trunkline.domains.marketplace.model.catalogue import Price
from trunkline.domains.marketplace.model.derivation import Step, StepKind
from trunkline.domains.marketplace.model.terms import CallTerms, HeldEvents
from trunkline.domains.marketplace.rules.continuing import NOTHING_BEFORE, Before
from trunkline.domains.marketplace.rules.quantities import rate_quantity
from trunkline.kernel.money import EXACT
from trunkline.kernel.quantity import trimmed

WHOLE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Others:
    """What other versions of a price have in the same period: included units, discount, maximum and minimum are those of all together."""

    due: Fraction = Fraction(0)
    included: Decimal = Decimal(0)
    discounted: Fraction = Fraction(0)
    before: Before = NOTHING_BEFORE

    def and_these(self, steps: Sequence[Step], before: Before = NOTHING_BEFORE) -> Others:
        """With the steps of one more version; `before` is what all of them have rated by then."""
        discounts = (step.value for step in steps if step.kind is StepKind.discount)
        included = (step.quantity or Decimal(0) for step in steps if step.kind is StepKind.included)
        return Others(
            due=self.due + sum((step.value for step in steps), Fraction(0)),
            included=self.included + sum(included, Decimal(0)),
            discounted=self.discounted - sum(discounts, Fraction(0)),
            before=before,
        )


ALONE = Others()


def without_included(
    quantity: Decimal, adjustments: Adjustments, unit: str, others: Others = ALONE
) -> tuple[Decimal, tuple[Step, ...]]:
    """The quantity that is rated, and the step that says what was included. Nothing is said of what was not used."""
    included = min(quantity, max(Decimal(0), adjustments.included_units - others.included))
    if not included:
        return quantity, ()
    label = f"{_text(included)} {unit} included (of {_text(adjustments.included_units)})"
    return quantity - included, (
        Step(kind=StepKind.included, label=label, quantity=included, unit=unit, amount=Decimal(0)),
    )


def amount_so_far(
    price: Price,
    quantity: Decimal,
    *,
    events: int,
    calls: Decimal,
    held: HeldEvents | None = None,
    others: Others = ALONE,
) -> tuple[Decimal, Others]:
    """What a price comes to in a period that runs, for people to see, and where its next version goes on: `calls` is what rated calls
    add up to, `others` what its earlier versions have in the same period.

    Included units and the maximum count already. Discount, minimum and proration are those of a whole period, and come with its invoice.
    """
    amount, before, included = calls, others.before, Decimal(0)
    if not isinstance(price.terms, CallTerms):
        rated, _ = without_included(quantity, price.adjustments, price.unit, others)
        rating = rate_quantity(price.terms, rated, unit=price.unit, events=events, before=before, held=held)
        amount, before, included = rating.amount, before.and_then(price.terms, rated, events), quantity - rated
    due = _room_under(price.adjustments.maximum_amount, amount, others.due)
    return due, replace(others, due=others.due + Fraction(due), included=others.included + included, before=before)


def _room_under(maximum: Decimal | None, amount: Decimal, others: Fraction) -> Decimal:
    """As much of the amount as the other versions have left of the maximum."""
    if maximum is None or Fraction(amount) + others <= maximum:
        return amount
    left = max(Fraction(0), Fraction(maximum) - others)
    return EXACT.divide(Decimal(left.numerator), Decimal(left.denominator))


def adjusted(
    rated: Sequence[Step],
    adjustments: Adjustments,
    *,
    period_index: int = 0,
    factor: Fraction = WHOLE,
    others: Others = ALONE,
    closing: bool = True,
) -> tuple[Step, ...]:
    """The steps of a rating, prorated already, and those that adjust it; their values add up to what is due.

    What a whole period has is had once, whatever the number of versions. The minimum is made up for on the `closing` line only.
    """
    steps = list(rated)
    due = sum((step.value for step in steps), Fraction(0))
    for step in _discounts(adjustments.discount, due, period_index, factor, others):
        steps.append(step)
        due += step.value
    for step in _maximum(adjustments.maximum_amount, due, others.due):
        steps.append(step)
        due += step.value
    if closing:
        steps += _minimum(adjustments.minimum_amount, due + others.due, factor)
    return tuple(steps)


def _discounts(
    discount: Discount | None, due: Fraction, period_index: int, factor: Fraction, others: Others
) -> Iterator[Step]:
    if discount is None or not due or not discount.holds_in(period_index):
        return
    if discount.percent is not None:
        yield _off(
            StepKind.discount, f"Discount of {_text(discount.percent)} %", due * Fraction(discount.percent) / 100
        )
        return
    assert discount.amount is not None, "a discount is in percent or an amount"
    label = f"Discount of {_text(discount.amount)} per period"
    left = Fraction(discount.amount) * factor - others.discounted
    if left >= due:
        yield _off(StepKind.discount, f"{label}, as far as there is something to take off", due)
    elif not others.discounted and left:
        yield _part(StepKind.discount, label, -discount.amount, factor)
    elif left > 0:
        yield _off(StepKind.discount, f"{label}, what is left of it", left)


def _maximum(maximum: Decimal | None, due: Fraction, others: Fraction) -> Iterator[Step]:
    if maximum is None or due + others <= maximum or due <= 0:
        return
    over = min(due, due + others - Fraction(maximum))
    yield _off(StepKind.maximum, f"Never more than {_text(maximum)} per period", over)


def _minimum(minimum: Decimal | None, due: Fraction, factor: Fraction) -> list[Step]:
    """Two terms, because a part of a minimum may have no end of digits: what is due at least, less what is due anyway."""
    if not minimum or due >= Fraction(minimum) * factor:
        return []
    least = _part(StepKind.minimum, f"At least {_text(minimum)} per period", minimum, factor)
    return [least, _off(StepKind.minimum, "less what is due anyway", due)] if due else [least]


def _part(kind: StepKind, label: str, amount: Decimal, factor: Fraction) -> Step:
    if factor == WHOLE:
        return Step(kind=kind, label=label, amount=amount)
    label = f"{label}, for {factor.numerator}/{factor.denominator} of it"
    return Step(kind=kind, label=label, quantity=Decimal(1), unit="period", unit_amount=amount, factor=factor)


def _off(kind: StepKind, label: str, value: Fraction) -> Step:
    """Takes `value` off; a part of a discount may have no end of digits, and then a factor holds it."""
    taken = EXACT.divide(Decimal(-value.numerator), Decimal(value.denominator))
    if Fraction(taken) == -value:
        return Step(kind=kind, label=label, amount=taken)
    return Step(kind=kind, label=label, quantity=Decimal(1), unit="period", unit_amount=Decimal(-1), factor=value)


def _text(number: Decimal) -> str:
    return format(trimmed(number), "f")
