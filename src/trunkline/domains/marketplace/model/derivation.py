"""Why an amount is what it is: the steps that a rating took, in the words of the API's `Explain`."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from trunkline.kernel.quantity import trimmed


class StepKind(StrEnum):
    usage = "usage"
    tier = "tier"
    flat = "flat"
    per_unit = "per_unit"
    package = "package"
    percentage = "percentage"
    calls = "calls"
    connect_fee = "connect_fee"
    increments = "increments"
    cap = "cap"
    proration = "proration"
    included = "included"
    discount = "discount"
    maximum = "maximum"
    minimum = "minimum"
    commitment = "commitment"
    rounding = "rounding"
    tax = "tax"
    delta = "delta"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One term of the sum. `label` is a sentence for people; the numbers are exact.

    `amount` is absent where no decimal is exact (a third of a cent); it is then `quantity × unit_amount × factor`.
    """

    kind: StepKind
    label: str
    quantity: Decimal | None = None
    unit: str | None = None
    unit_amount: Decimal | None = None
    factor: Fraction | None = None
    amount: Decimal | None = None

    @property
    def value(self) -> Fraction:
        """What the step adds, exactly."""
        if self.amount is not None:
            return Fraction(self.amount)
        assert self.quantity is not None and self.unit_amount is not None, (
            "a step without an amount names what it multiplies"
        )
        return Fraction(self.quantity) * Fraction(self.unit_amount) * (1 if self.factor is None else self.factor)

    def as_json(self) -> dict[str, str]:
        """The step as the API shows it; what does not apply is left out."""
        numbers = {"quantity": self.quantity, "unit_amount": self.unit_amount, "amount": self.amount}
        shown = {name: format(trimmed(number), "f") for name, number in numbers.items() if number is not None}
        texts = {"unit": self.unit, "factor": None if self.factor is None else fraction_text(self.factor)}
        return (
            {"kind": self.kind.value, "label": self.label} | shown | {k: v for k, v in texts.items() if v is not None}
        )


@dataclass(frozen=True, slots=True)
class Rating:
    """`amount` in major units, exact and not rounded; the amounts of `steps` add up to it.

    Nothing to print (no usage on a per-unit price) has no steps, as distinct from a line that costs nothing.
    """

    amount: Decimal
    steps: tuple[Step, ...]

    @property
    def is_printed(self) -> bool:
        return bool(self.steps)


def fraction_text(number: Fraction) -> str:
    """`19/31`, also where the denominator is 1."""
    return f"{number.numerator}/{number.denominator}"
