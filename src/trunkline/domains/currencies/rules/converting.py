"""An amount in another currency. Policy 8: half up to the target's minor unit, once; a fee is never folded into the rate."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import DIGITS_MAX, Currency, Money, divide_half_up
from trunkline.kernel.quantity import AMOUNT_DIGITS, from_e4


def converted(amount: Money, rate: Fraction, target: Currency) -> Money:
    """Raises `Invalid` where the amount, or what it becomes, has more digits than any amount may have."""
    product = _product(amount, rate) * target.minor_units_per_major
    minor = divide_half_up(product.numerator, product.denominator)
    if max(abs(minor), abs(amount.minor)) >= 10**DIGITS_MAX:
        detail = f"{amount} in {target} has more than {DIGITS_MAX} digits; convert it in parts."
        raise Invalid(detail, fields=[FieldProblem("/amount", detail)])
    return Money(minor, target)


def four_decimals(amount: Money, rate: Fraction) -> Decimal:
    """The same product at four decimals, from the exact product and not from the rounded amount."""
    product = _product(amount, rate) * 10**AMOUNT_DIGITS
    return from_e4(divide_half_up(product.numerator, product.denominator))


def _product(amount: Money, rate: Fraction) -> Fraction:
    return Fraction(amount.minor, amount.currency.minor_units_per_major) * rate
