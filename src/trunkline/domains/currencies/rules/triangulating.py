"""From rates over one base to the rate of any pair: exact fractions, within one sheet."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.currencies.model import Sheet
from trunkline.kernel.money import EXACT, divide_half_up
from trunkline.kernel.quantity import trimmed

SHOWN_DIGITS = 12


def cross(sheet: Sheet, source_code: str, target_code: str) -> Fraction:
    """How many of the target 1 of the source is. Both are over the sheet's base, which drops out."""
    return Fraction(sheet.rate_of(target_code)) / Fraction(sheet.rate_of(source_code))


def choose_sheet(sheets: Iterable[Sheet], *codes: str) -> Sheet | None:
    """Of the sources' sheets the one with the latest as-of moment that quotes all the codes; of two at one moment the first."""
    having = [sheet for sheet in sheets if all(sheet.quotes(code) for code in codes)]
    return max(having, key=lambda sheet: sheet.as_of, default=None)


def significant(rate: Fraction, digits: int = SHOWN_DIGITS) -> Decimal:
    """A positive fraction as a decimal of so many significant digits, half up: to be shown and carried on, never to be multiplied with."""
    shift = digits - _magnitude(rate)
    numerator = rate.numerator * 10 ** max(shift, 0)
    scaled = divide_half_up(numerator, rate.denominator * 10 ** max(-shift, 0))
    return trimmed(Decimal(scaled).scaleb(-shift, EXACT))


def _magnitude(rate: Fraction) -> int:
    """The number of digits before the point; 0 for 0.1 … 1, negative below."""
    if rate >= 1:
        return len(str(int(rate)))
    zeros = 0
    while rate * 10 ** (zeros + 1) < 1:
        zeros += 1
    return -zeros
