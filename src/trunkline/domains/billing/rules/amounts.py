"""From exact fractions to money: the one rounding of a line, its tax, and the totals by addition."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from trunkline.kernel.money import EXACT, Currency, Money
from trunkline.kernel.quantity import trimmed

_SHOWN_DIGITS = 12


def rounded_amount(exact: Fraction, currency: Currency) -> Money:
    """`exact` major units at the minor unit, HALF_UP, once.

    The quotient carries 96 digits: a fraction whose decimals never end cannot lie so close to a half that the cut would matter.
    """
    return Money.rounded(_quotient(exact), currency)


def tax_on(amount: Money, rate: Decimal) -> Money:
    """Exclusive tax on a line: HALF_UP on the rounded line."""
    return Money.rounded(EXACT.multiply(amount.major, rate), amount.currency)


def tax_within(amount: Money, rate: Decimal) -> Money:
    """The tax that an inclusive amount contains: amount - amount / (1 + rate), HALF_UP on the rounded line."""
    gross = Fraction(amount.major)
    return rounded_amount(gross - gross / (1 + Fraction(rate)), amount.currency)


def tax_of(amount: Money, rate: Decimal, *, inclusive: bool) -> Money:
    """The tax of a line's amount: within it, or on top of it."""
    return tax_within(amount, rate) if inclusive else tax_on(amount, rate)


def sum_of(amounts: Iterable[Money], currency: Currency) -> Money:
    return sum(amounts, Money.zero(currency))


def decimal_if_exact(value: Fraction) -> Decimal | None:
    """`value` as a decimal; None where its digits never end."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return trimmed(_quotient(value)) if rest == 1 else None


def plain_text(value: Fraction) -> str:
    """For programs: all digits, or a fraction such as `17/150` where they never end."""
    whole = decimal_if_exact(value)
    return f"{value.numerator}/{value.denominator}" if whole is None else format(whole, "f")


def exact_text(value: Fraction) -> str:
    """For people: all digits, or the first twelve decimals and an ellipsis where they never end."""
    whole = decimal_if_exact(value)
    if whole is not None:
        return format(whole, "f")
    scaled = int(abs(value) * 10**_SHOWN_DIGITS)
    shown = format(Decimal(scaled).scaleb(-_SHOWN_DIGITS), "f")
    return f"{'-' if value < 0 else ''}{shown}…"


def _quotient(value: Fraction) -> Decimal:
    return EXACT.divide(Decimal(value.numerator), Decimal(value.denominator))
