"""Money: whole minor units of one currency, and the one way to round.

Policy (reference/money-policies.md): rounding is HALF_UP (away from zero at the half, ISO 80000-1 rule B), in `round_half_up`, its
whole-number twin `divide_half_up`, and nowhere else. Unit prices and amounts in between stay exact `Decimal`s; binary floats are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation
from fractions import Fraction
from typing import TypeVar

from trunkline.kernel.errors import Invalid

# ISO 4217 currencies whose minor unit is not the hundredth. Everything else in CURRENCIES has two digits.
_NO_DIGITS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"
_THREE_DIGITS = "BHD IQD JOD KWD LYD OMR TND"
_TWO_DIGITS = (
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP CVE "
    "CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW "
    "KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK "
    "PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS "
    "UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG"
)

# A number from outside has at most 18 digits before the point and 18 after it (`decimal_of`), so the product of two, and a sum of
# billions of such products, fit below and are never cut before `round_half_up` sees them. The bound also keeps 1E+999999 from being
# written out.
DIGITS_MAX = 18
EXACT = Context(prec=96, traps=[InvalidOperation])
_WHOLE = Context(prec=96, rounding=ROUND_HALF_UP, traps=[InvalidOperation])
_PROBE = Context(prec=96, traps=[InvalidOperation, Inexact])
# Decimal() itself would take "1_000", " 1", the digits of other scripts and "NaN" as well.
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Currency:
    """An ISO 4217 currency. `exponent` is the number of digits of its minor unit: 0, 2 or 3."""

    code: str
    exponent: int

    @staticmethod
    def of(code: str) -> Currency:
        """The currency of an ISO 4217 code. Raises `Invalid` for an unknown one."""
        found = CURRENCIES.get(code)
        if found is None:
            raise Invalid(f"{code!r} is not a currency Trunkline knows; use an ISO 4217 code such as EUR, USD or JPY.")
        return found

    @property
    def minor_units_per_major(self) -> int:
        return int(10**self.exponent)

    def __str__(self) -> str:
        return self.code


CURRENCIES: Mapping[str, Currency] = {
    code: Currency(code, exponent)
    for exponent, codes in ((0, _NO_DIGITS), (2, _TWO_DIGITS), (3, _THREE_DIGITS))
    for code in codes.split()
}


def decimal_of(value: Decimal | int | str, *, name: str = "amount") -> Decimal:
    """An exact, finite decimal with at most 18 digits on either side of the point.

    Anything else raises `Invalid`: a float, NaN or an infinity cannot be money, and a longer number could not be kept exact.
    """
    if isinstance(value, bool) or not isinstance(value, (Decimal, int, str)):
        raise Invalid(f"{name} must be a decimal number in a string, not {type(value).__name__}.")
    if isinstance(value, str) and not (len(value) <= 3 * DIGITS_MAX and _DECIMAL.fullmatch(value)):
        raise Invalid(f"{name} {value[:60]!r} is not a decimal number.")
    number = Decimal(value)
    if not number.is_finite():
        raise Invalid(f"{name} {value!r} is not a finite number.")
    if number.adjusted() >= DIGITS_MAX or not is_exact(number, DIGITS_MAX):
        raise Invalid(f"{name} has more than {DIGITS_MAX} digits before or after the decimal point.")
    return number


def round_half_up(value: Decimal, digits: int = 0) -> Decimal:
    """`value` at `digits` decimals, the half going away from zero. With `divide_half_up` the only place where an amount is rounded."""
    return value.quantize(Decimal(1).scaleb(-digits), context=_WHOLE)


def divide_half_up(numerator: int, denominator: int) -> int:
    """`numerator / denominator` rounded as above, for amounts that are whole numbers of a small part: the same rule, without decimals."""
    half_up = (2 * abs(numerator) + denominator) // (2 * denominator)
    return half_up if numerator >= 0 else -half_up


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """`minor` whole minor units (cents, yen, fils) of `currency`. Adding two currencies is a programming error."""

    minor: int
    currency: Currency

    def __post_init__(self) -> None:
        assert isinstance(self.minor, int) and not isinstance(self.minor, bool), (
            "money is a whole number of minor units"
        )

    @staticmethod
    def zero(currency: Currency) -> Money:
        return Money(0, currency)

    @staticmethod
    def rounded(major: Decimal, currency: Currency) -> Money:
        """An exact amount in major units, rounded HALF_UP once to the minor unit."""
        return Money(int(round_half_up(major, currency.exponent).scaleb(currency.exponent, EXACT)), currency)

    @staticmethod
    def exact(major: Decimal | int | str, currency: Currency) -> Money:
        """An amount in major units that must already fit the minor unit. Raises `Invalid` if digits would be lost."""
        number = decimal_of(major)
        scaled = number.scaleb(currency.exponent, EXACT)
        if scaled != scaled.to_integral_value():
            raise Invalid(f"{number} has more than the {currency.exponent} decimals of {currency}.")
        return Money(int(scaled), currency)

    @property
    def major(self) -> Decimal:
        """The amount in major units, with exactly the currency's digits: Money(1234, EUR).major == Decimal("12.34")."""
        return Decimal(self.minor).scaleb(-self.currency.exponent, EXACT)

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.minor <= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return f"{self.major} {self.currency}"

    def _same(self, other: Money) -> int:
        assert other.currency == self.currency, f"{self.currency} and {other.currency} do not add"
        return other.minor


Key = TypeVar("Key", str, int)


def allocate(total_minor: int, weights: Sequence[tuple[Key, Decimal | int]]) -> dict[Key, int]:
    """Split `total_minor` in proportion to `weights`, so that the parts sum to the whole exactly.

    Largest-remainder method (Hamilton): every part gets its floor, the remaining units go to the largest remainders, ties by key.
    Weights are non-negative and at least one is positive. A negative total splits as the mirror of the positive one.
    """
    assert weights and len({key for key, _ in weights}) == len(weights), "one weight per key, at least one key"
    shares = {key: Fraction(weight) for key, weight in weights}
    whole = sum(shares.values())
    assert whole > 0 and min(shares.values()) >= 0, "weights are non-negative, not all zero"
    if total_minor < 0:
        return {key: -part for key, part in allocate(-total_minor, weights).items()}
    exact = {key: total_minor * share / whole for key, share in shares.items()}
    parts = {key: int(part) for key, part in exact.items()}
    left = total_minor - sum(parts.values())
    for key in sorted(parts, key=lambda key: (parts[key] - exact[key], key))[:left]:
        parts[key] += 1
    return parts


def is_exact(value: Decimal, digits: int) -> bool:
    """Whether `value` can be written with `digits` decimals without losing anything."""
    try:
        value.quantize(Decimal(1).scaleb(-digits), context=_PROBE)
    except (Inexact, InvalidOperation):
        return False
    return True
