"""Rounding the amounts of a converted price, so that it reads like one that somebody chose.

Always to the nearest, from the exact product of amount and rate; of two that are equally near the higher one is taken (HALF_UP), whatever
the rule. What was dearer never becomes cheaper than what was cheaper. Zero stays zero; what costs something never becomes free, it costs
the least that the rule has: one minor unit, one step, the first amount with the ending.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from trunkline.domains.currencies.model.price_lists import PriceRounding, RoundingKind
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import EXACT, Currency, divide_half_up, is_exact
from trunkline.kernel.quantity import trimmed

_AMOUNT_MAX = Decimal(10) ** 9


def rounded(exact: Fraction, rule: PriceRounding, digits: int) -> Decimal:
    """`exact` (zero or more, major units) by the rule, with at most `digits` decimals: a finer rule gives way to them."""
    assert exact >= 0, "no price has an amount below zero"
    if not exact:
        return Decimal(0)
    if rule.kind is RoundingKind.none or rule.amount is None:
        return _nearest_multiple(exact, Decimal(1).scaleb(-digits))
    by_rule = _nearest_multiple(exact, rule.amount) if rule.kind is RoundingKind.step else _ending(exact, rule.amount)
    return by_rule if is_exact(by_rule, digits) else rounded(exact, PriceRounding(), digits)


def nearest(exact: Fraction, digits: int) -> Decimal:
    """To so many decimals by no rule: what is not asked for may become nothing."""
    return trimmed(EXACT.multiply(Decimal(_half_up(exact * 10**digits)), Decimal(1).scaleb(-digits)))


def check_rounding(rule: PriceRounding, currency: Currency, digits: int, pointer: str) -> None:
    """Raises `Invalid` at `pointer` for a rule whose amounts the currency cannot have. `digits`: the decimals of what is rounded by it."""
    detail = _problem(rule, currency, digits)
    if detail:
        raise Invalid(detail, fields=[FieldProblem(f"{pointer}/amount", detail)])


def _problem(rule: PriceRounding, currency: Currency, digits: int) -> str | None:
    if rule.kind is RoundingKind.none:
        return None if rule.amount is None else "amount must be left out: the kind `none` has neither step nor ending."
    if rule.amount is None:
        return f"amount must say the {rule.kind.value}, in major units of {currency}."
    if not rule.amount.is_finite() or not 0 <= rule.amount < _AMOUNT_MAX:
        return f"amount must lie in 0 … {_AMOUNT_MAX}."
    if rule.kind is RoundingKind.step and not rule.amount:
        return "amount must be above 0: it is the step."
    if not is_exact(rule.amount, digits):
        return f"amount may have {digits} decimals here, as amounts in {currency} do."
    return None


def _ending(exact: Fraction, ending: Decimal) -> Decimal:
    """The nearest amount that ends with these digits: .99 ends 0.99, 1.99 …, and 90 ends 90, 190 …"""
    period = _period(ending)
    times = max(_half_up((exact - Fraction(ending)) / period), 0)
    found = EXACT.add(EXACT.multiply(Decimal(period), Decimal(times)), ending)
    return trimmed(found) if found else Decimal(period)


def _period(ending: Decimal) -> int:
    """The power of ten above the ending: amounts that end with it lie so far apart."""
    return int(10 ** len(str(int(ending)))) if ending >= 1 else 1


def _nearest_multiple(exact: Fraction, step: Decimal) -> Decimal:
    times = max(_half_up(exact / Fraction(step)), 1)
    return trimmed(EXACT.multiply(step, Decimal(times)))


def _half_up(number: Fraction) -> int:
    return divide_half_up(number.numerator, number.denominator)
