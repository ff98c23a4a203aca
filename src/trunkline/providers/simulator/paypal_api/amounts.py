"""Amounts as PayPal writes them, and its fee: 3.49 % of the gross, rounded to what its currency has."""

from __future__ import annotations

from trunkline.kernel.money import Money, divide_half_up
from trunkline.providers.paypal.currencies import DIGITS, money_of
from trunkline.providers.simulator.paypal_api.answers import Problem, unprocessable
from trunkline.providers.simulator.paypal_api.books import Json

FEE_BASIS_POINTS = 349


def given_amount(given: Json) -> Money:
    """Raises `Problem` as PayPal does: a currency that it does not take, decimals where it takes none."""
    code, value = str(given.get("currency_code")), str(given.get("value"))
    if code not in DIGITS:
        raise unprocessable("CURRENCY_NOT_SUPPORTED")
    digits = len(value.partition(".")[2])
    if digits > DIGITS[code]:
        raise unprocessable("DECIMALS_NOT_SUPPORTED" if DIGITS[code] == 0 else "DECIMAL_PRECISION")
    amount = money_of(given)
    if amount.minor <= 0:
        raise Problem(422, "CANNOT_BE_ZERO_OR_NEGATIVE")
    return amount


def written(amount: Money) -> Json:
    digits = DIGITS[amount.currency.code]
    return {"currency_code": amount.currency.code, "value": f"{amount.major:.{digits}f}"}


def fee_of(amount: Money) -> Money:
    unit = 10 ** (amount.currency.exponent - DIGITS[amount.currency.code])
    return Money(divide_half_up(amount.minor * FEE_BASIS_POINTS, 10_000 * unit) * unit, amount.currency)


def total(amounts: list[Json], start: Money) -> Money:
    return sum((money_of(one) for one in amounts), start)
