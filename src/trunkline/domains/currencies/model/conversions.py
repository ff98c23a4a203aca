"""A conversion: one amount that became another, once, and why it came to that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from trunkline.domains.currencies.model.ids import ConversionId, RateSheetId
from trunkline.domains.currencies.model.rates import Source
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency, Money

OPERATION_KEY_LENGTH_MAX = 120


class OperationKeyUsed(Conflict):
    """The operation has converted something else."""

    code = "operation_key_used"
    title = "This operation has converted something else"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionWish:
    """`operation_key` names what the conversion is for; `at` None asks for the rate of now."""

    operation_key: str
    amount: Money
    target: Currency
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """A row of the log. `exact` is the converted amount at four decimals, `converted` at the target's minor unit; each rounded half up
    from the exact product, neither from the other. The rate is `target_rate / source_rate`, both over `base`, digit for digit.
    """

    id: ConversionId
    company_id: CompanyId
    operation_key: str
    amount: Money
    converted: Money
    exact: Decimal
    source: Source | None
    base: str
    source_rate: Decimal
    target_rate: Decimal
    sheet_id: RateSheetId | None
    as_of: datetime
    stale: bool
    held: bool
    asked_at: datetime | None
    converted_at: datetime
    actor: str
    request_id: str

    @property
    def rate(self) -> Fraction:
        return Fraction(self.target_rate) / Fraction(self.source_rate)

    def answers(self, wish: ConversionWish) -> bool:
        """Whether it was the same that was asked for."""
        asked = (self.amount, self.converted.currency, self.asked_at)
        return asked == (wish.amount, wish.target, wish.at)
