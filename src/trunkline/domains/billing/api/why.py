"""Why a quoted amount is what it is, in the words of the explanation of an invoice line."""

from fractions import Fraction

from pydantic import BaseModel

from trunkline.domains.billing.api.shapes import PolicyOut, RoundingOut
from trunkline.domains.billing.rules import exact_text
from trunkline.kernel.money import Money


class WhyOut(BaseModel):
    """The steps add up to `rounding.exact`."""

    steps: list[dict[str, str]]
    rounding: RoundingOut
    policy: list[PolicyOut]


def rounding_of(exact: Fraction, rounded: Money) -> RoundingOut:
    """The one rounding of a line."""
    digits = rounded.currency.exponent
    return RoundingOut(exact=exact_text(exact), rounded=str(rounded.major), rule="half_up", digits=digits)
