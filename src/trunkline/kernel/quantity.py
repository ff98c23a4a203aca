"""Quantities that databases add: integers with their scale in the name.

SQLite adds decimals as binary floats, PostgreSQL and MariaDB do not. A quantity that is ever summed in SQL is therefore stored as an
integer: seconds as seconds, anything else as millionths (`_e6`), rated call amounts as ten-thousandths (`_e4`).
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import EXACT, decimal_of, is_exact

QUANTITY_DIGITS = 6
AMOUNT_DIGITS = 4
# 900,000 events of this very size in one period still add up within 64 bits, where all three databases stop counting.
QUANTITY_MAX = Decimal(10_000_000)


def to_e6(value: Decimal | int | str) -> int:
    """A quantity in millionths. Raises `Invalid` if it is negative, has more than six decimals or is absurdly large."""
    number = decimal_of(value, name="quantity")
    if not 0 <= number <= QUANTITY_MAX:
        raise Invalid(f"quantity {number} is outside 0 … {QUANTITY_MAX}.")
    if not is_exact(number, QUANTITY_DIGITS):
        raise Invalid(f"quantity {number} has more than {QUANTITY_DIGITS} decimals.")
    return int(number.scaleb(QUANTITY_DIGITS, EXACT))


def signed_to_e6(value: Decimal | int | str) -> int:
    """A change of a level in millionths: like `to_e6`, and it may be negative."""
    number = decimal_of(value, name="quantity")
    if number < -QUANTITY_MAX:
        raise Invalid(f"quantity {number} is outside -{QUANTITY_MAX} … {QUANTITY_MAX}.")
    return -to_e6(-number) if number < 0 else to_e6(number)


def rounded_e6(exact_e6: Fraction) -> int:
    """Millionths that may have no end of digits, such as those of a level weighed by time, as a whole number: half up, away from zero."""
    scaled = int(abs(exact_e6) * 2 + 1) // 2
    return scaled if exact_e6 >= 0 else -scaled


def from_e6(scaled: int) -> Decimal:
    """Millionths as an exact decimal without trailing zeros."""
    return trimmed(Decimal(scaled).scaleb(-QUANTITY_DIGITS, EXACT))


def to_e4(amount: Decimal) -> int:
    """A rated amount in ten-thousandths of the major unit; `amount` has at most four decimals (an assertion, not an input check)."""
    assert is_exact(amount, AMOUNT_DIGITS), f"{amount} was not rounded to {AMOUNT_DIGITS} decimals"
    return int(amount.scaleb(AMOUNT_DIGITS, EXACT))


def from_e4(scaled: int) -> Decimal:
    """Ten-thousandths of the major unit as an exact decimal with four digits."""
    return Decimal(scaled).scaleb(-AMOUNT_DIGITS, EXACT)


def trimmed(number: Decimal) -> Decimal:
    """The same number without trailing zeros or an exponent: 1200.500 -> 1200.5, 1E+3 -> 1000, -0 -> 0.

    Show it with `format(…, "f")`: `str` turns to exponents below a millionth.
    """
    if not number:
        return Decimal(0)
    short = number.normalize(EXACT)
    exponent = short.as_tuple().exponent
    return short.quantize(Decimal(1), context=EXACT) if isinstance(exponent, int) and exponent > 0 else short
