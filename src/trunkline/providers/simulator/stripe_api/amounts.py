"""Amounts as Stripe's API takes them. Written down apart from the adapter's table on purpose: the two check each other."""

from __future__ import annotations

from typing import Any

from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Currency, Money
from trunkline.providers.simulator.stripe_api.refusals import invalid

_WHOLE = frozenset(
    ("bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf")
)
_THOUSANDTHS = frozenset(("bhd", "jod", "kwd", "omr", "tnd"))
_WRITTEN_WITH_TWO_NOUGHTS = frozenset(("isk", "ugx"))
_LARGEST = 99_999_999


def money_of(asked: dict[str, Any]) -> Money:
    """`amount` and `currency` of a request. Raises `Refusal` as Stripe would."""
    code = str(asked.get("currency", "")).lower()
    units = whole(asked, "amount")
    try:
        currency = Currency.of(code.upper())
    except Invalid:
        raise invalid(f"Invalid currency: {code}.", param="currency") from None
    check(units, code)
    if units > _LARGEST:
        raise invalid("Amount must be no more than 999,999.99.", code="amount_too_large", param="amount")
    if units < 1:
        raise invalid("Amount must be at least 1.", code="amount_too_small", param="amount")
    return Money(units * 10**currency.exponent // _per_major(code), currency)


def check(units: int, code: str) -> None:
    """The special rules. Raises `Refusal`."""
    if (code in _THOUSANDTHS and units % 10) or (code in _WRITTEN_WITH_TWO_NOUGHTS and units % 100):
        raise invalid(f"Invalid amount for {code}: it must be evenly divisible.", param="amount")


def smallest(code: str) -> int:
    """The step that amounts of a currency go by."""
    return 10 if code in _THOUSANDTHS else 100 if code in _WRITTEN_WITH_TWO_NOUGHTS else 1


def fee_of(units: int, code: str) -> int:
    """What the simulator takes for a charge: 2.9 %, rounded down to the currency's step."""
    return units * 29 // 1000 // smallest(code) * smallest(code)


def whole(asked: dict[str, Any], name: str) -> int:
    """A parameter that is a whole number. Raises `Refusal`."""
    text = str(asked.get(name, ""))
    if not text.isdecimal():
        raise invalid(f"Invalid integer: {text}", code="parameter_invalid_integer", param=name)
    return int(text)


def _per_major(code: str) -> int:
    return 1 if code in _WHOLE else 1000 if code in _THOUSANDTHS else 100
