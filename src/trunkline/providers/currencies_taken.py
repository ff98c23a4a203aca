"""Which payment providers take a currency, read from the tables that their adapters count by."""

from __future__ import annotations

from decimal import Decimal

from trunkline.domains.currencies.model import ProviderSupport
from trunkline.kernel.money import Currency
from trunkline.providers.paypal import currencies as paypal
from trunkline.providers.stripe import currencies as stripe


class CurrenciesTaken:
    """`ProviderCurrencies`."""

    def support(self, currency: Currency) -> tuple[ProviderSupport, ...]:
        return tuple(one for one in (_stripe(currency), _paypal(currency)) if one is not None)


def _stripe(currency: Currency) -> ProviderSupport | None:
    if currency.code in stripe.NOT_TAKEN:
        return None
    digits = stripe.digits_of(currency)
    charges, payouts = (
        Decimal(multiples.get(currency.code, 1)).scaleb(-digits)
        for multiples in (stripe.MULTIPLE_OF, stripe.PAYOUT_MULTIPLE_OF)
    )
    return ProviderSupport(provider="stripe", exponent=digits, step=charges, payout_step=payouts)


def _paypal(currency: Currency) -> ProviderSupport | None:
    digits = paypal.DIGITS.get(currency.code)
    if digits is None:
        return None
    step = Decimal(1).scaleb(-digits)
    return ProviderSupport(provider="paypal", exponent=digits, step=step, payout_step=step)
