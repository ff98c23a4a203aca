"""Minor units as Stripe counts them: a property of (provider, currency), not of the currency alone.

Source: https://docs.stripe.com/currencies (zero-decimal, three-decimal, special cases). Amounts are never rounded on the way there: what
Stripe cannot express raises `Inexpressible`, and a charge over it is a hard decline. Largest and smallest charges are Stripe's to refuse.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Currency, Money

# Digits of the minor unit in Stripe's API where they are not 2. MGA and UGX differ from ISO 4217 or from ours.
_NO_DIGITS = "BIF CLP DJF GNF JPY KMF KRW MGA PYG RWF VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD JOD KWD OMR TND"
_DIGITS: Mapping[str, int] = {**dict.fromkeys(_NO_DIGITS.split(), 0), **dict.fromkeys(_THREE_DIGITS.split(), 3)}
# An amount has to be a multiple of this many of Stripe's units. Three-decimal currencies: the last digit is 0, for Stripe's partners.
# ISK and UGX have no decimals any more, yet are still written with two, both 0.
MULTIPLE_OF: Mapping[str, int] = {"BHD": 10, "JOD": 10, "KWD": 10, "OMR": 10, "TND": 10, "ISK": 100, "UGX": 100}
# HUF and TWD are charged with two decimals and paid out in whole units: a remainder waits on the balance for the next payout.
PAYOUT_MULTIPLE_OF: Mapping[str, int] = {**MULTIPLE_OF, "HUF": 100, "TWD": 100}

# Of the currencies that we know, those that are not on Stripe's list of presentment currencies.
_NOT_TAKEN = "BTN CUP ERN GHS IQD IRR KPW LYD MRU SDG SSP STN SVC SYP TMT UYI VES ZWG"
NOT_TAKEN = frozenset(_NOT_TAKEN.split())


class Inexpressible(ValueError):
    """Stripe has no way to write this amount. Says why; nothing is rounded. Whoever charges or refunds makes an outcome of it."""


def digits_of(currency: Currency) -> int:
    """How many decimals Stripe's integers of this currency have."""
    return _DIGITS.get(currency.code, 2)


def to_stripe(amount: Money) -> int:
    """The amount as Stripe's integer. Raises `Inexpressible`."""
    currency = amount.currency
    shift = digits_of(currency) - currency.exponent
    units = amount.minor * int(10 ** max(shift, 0))
    units, lost = divmod(units, int(10 ** max(-shift, 0)))
    multiple = MULTIPLE_OF.get(currency.code, 1)
    if lost or units % multiple:
        raise Inexpressible(
            f"Stripe cannot express {amount}: its smallest step is {_step(currency, multiple)} {currency}."
        )
    return units


def from_stripe(units: int, currency_code: str) -> Money:
    """Stripe's integer as money. Raises `Invalid` for an unknown currency, and if digits would be lost."""
    currency = Currency.of(currency_code.upper())
    shift = currency.exponent - digits_of(currency)
    minor = units * int(10 ** max(shift, 0))
    minor, lost = divmod(minor, int(10 ** max(-shift, 0)))
    if lost:
        raise Invalid(f"{units} of Stripe's units of {currency} are less than its minor unit.")
    return Money(minor, currency)


def _step(currency: Currency, multiple: int) -> Decimal:
    return Decimal(multiple).scaleb(-digits_of(currency))
