"""The currencies in which PayPal takes money, and how it writes amounts: its minor units are its own (policy 8).

Source: PayPal's "Currency codes" for the REST API. BRL, CNY and MYR are for accounts in those countries only; PayPal itself refuses the
others. A currency that is not listed (KWD and every other one with three decimals among them) cannot be charged through PayPal.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from trunkline.domains.payments.model import Declined, DeclineKind
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Currency, Money, is_exact

_TWO_DIGITS = "AUD BRL CAD CHF CNY CZK DKK EUR GBP HKD ILS MXN MYR NOK NZD PHP PLN SEK SGD THB USD"
_NO_DIGITS = (
    "HUF JPY TWD"  # forint and Taiwan dollar have hundredths everywhere else; here an amount with decimals is an error
)

DIGITS: Mapping[str, int] = {**dict.fromkeys(_TWO_DIGITS.split(), 2), **dict.fromkeys(_NO_DIGITS.split(), 0)}
INTEGER_DIGITS_MAX = 15  # what an order's amount holds before the decimal point


def paypal_amount(amount: Money) -> dict[str, str]:
    """`{"currency_code", "value"}` of a positive amount. Raises `Invalid` for one that PayPal cannot express; it is never rounded."""
    code = amount.currency.code
    digits = DIGITS.get(code)
    if digits is None:
        raise Invalid(f"PayPal takes no money in {code}.")
    if not is_exact(amount.major, digits):
        raise Invalid(f"PayPal takes {code} in whole units only, and {amount} has decimals.")
    if amount.minor <= 0 or amount.major.adjusted() >= INTEGER_DIGITS_MAX:
        raise Invalid(f"{amount} is no amount that PayPal takes.")
    return {"currency_code": code, "value": f"{amount.major:.{digits}f}"}


def refusal_of(amount: Money) -> Declined | None:
    """The decline of an amount that PayPal cannot express: hard, since no other day changes it. None for one that it can."""
    try:
        paypal_amount(amount)
    except Invalid as error:
        code = "invalid_amount" if amount.currency.code in DIGITS else "currency_not_supported"
        return Declined(code, DeclineKind.hard, error.detail)
    return None


def money_of(given: Mapping[str, object]) -> Money:
    """PayPal's `{"currency_code", "value"}` as money, exactly; it writes some whole currencies with decimals (`"100.00"` HUF) at times."""
    return Money.exact(Decimal(str(given["value"])), Currency.of(str(given["currency_code"])))
