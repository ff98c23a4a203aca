"""Price lists: a plan's prices in a further currency, made of those in another by a rate and a rounding rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.domains.currencies.model.rates import PairRate, Source
from trunkline.domains.marketplace.model import Plan, Price
from trunkline.domains.marketplace.model.amounts import AmountKind
from trunkline.kernel.errors import Conflict
from trunkline.kernel.ids import PlanId, PriceId
from trunkline.kernel.money import Currency


class RoundingKind(StrEnum):
    """`step`: the nearest multiple of an amount. `ending`: the nearest amount that ends with it."""

    none = "none"
    step = "step"
    ending = "ending"


@dataclass(frozen=True, slots=True)
class PriceRounding:
    """How converted amounts are rounded. `amount` is the step or the ending, in major units; None where the kind is `none`."""

    kind: RoundingKind = RoundingKind.none
    amount: Decimal | None = None

    def to_json(self) -> dict[str, str]:
        return {"kind": self.kind.value} | ({} if self.amount is None else {"amount": format(self.amount, "f")})

    @staticmethod
    def from_json(data: Mapping[str, str]) -> PriceRounding:
        amount = data.get("amount")
        return PriceRounding(RoundingKind(data["kind"]), None if amount is None else Decimal(amount))


UNROUNDED = PriceRounding()


class RateChanged(Conflict):
    """The rate is another one than that of the preview."""

    code = "rate_changed"
    title = "The rate has changed since it was looked at"


@dataclass(frozen=True, slots=True)
class ExpectedRate:
    """The rate that was looked at, as a source says each side of it over one base."""

    source_rate: Decimal
    target_rate: Decimal

    def is_that_of(self, pair: PairRate) -> bool:
        return (self.source_rate, self.target_rate) == (pair.source_rate, pair.target_rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceListWish:
    """The plan's prices in `source` wanted in `target`, at the rate of `at` (None: now), in force from `effective_from` on.

    `rounding` is for fees; `unit_prices` for prices per unit, minute, call and event, which keep up to twelve decimals otherwise.
    `overwrite`: prices in `target` that somebody set by hand are revised too. `expected`: at this rate or not at all.
    """

    plan_id: PlanId
    source: Currency
    target: Currency
    rounding: PriceRounding = UNROUNDED
    unit_prices: PriceRounding = UNROUNDED
    at: datetime | None = None
    effective_from: datetime | None = None
    overwrite: bool = False
    expected: ExpectedRate | None = None


class PriceOutcome(StrEnum):
    """`unchanged`: what is asked already comes to the same. `kept`: it was set by hand and is left alone."""

    created = "created"
    revised = "revised"
    unchanged = "unchanged"
    kept = "kept"


@dataclass(frozen=True, slots=True)
class ConvertedAmount:
    """An amount of the price converted: `was` in the source's currency, `exact` and `rounded` in the target's, `standing` what the plan
    asks there so far, None where it has no such amount."""

    pointer: str
    kind: AmountKind
    was: Decimal
    exact: Fraction
    rounded: Decimal
    standing: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ConvertedPrice:
    """`price` is the one in the target's currency as it is now: made, revised, or left alone."""

    outcome: PriceOutcome
    source: Price
    price: Price
    amounts: tuple[ConvertedAmount, ...]


@dataclass(frozen=True, slots=True)
class PriceList:
    """What became of a wish."""

    plan: Plan
    wish: PriceListWish
    pair: PairRate
    prices: tuple[ConvertedPrice, ...]

    def count(self, outcome: PriceOutcome) -> int:
        return sum(one.outcome is outcome for one in self.prices)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceConversion:
    """Where a version of a price comes from: the version that it was converted of, the rate digit for digit over `base`, and the rules."""

    price_id: PriceId
    from_price_id: PriceId
    plan_id: PlanId
    source_currency: Currency
    target_currency: Currency
    source: Source | None
    base: str
    source_rate: Decimal
    target_rate: Decimal
    sheet_id: RateSheetId | None
    as_of: datetime
    stale: bool
    held: bool
    rounding: PriceRounding
    unit_prices: PriceRounding
    asked_at: datetime | None
    converted_at: datetime

    @property
    def rate(self) -> Fraction:
        return Fraction(self.target_rate) / Fraction(self.source_rate)
