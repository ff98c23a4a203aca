"""Rates: what a source said at a moment, and what follows from it for a pair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.kernel.errors import Conflict, Unavailable
from trunkline.kernel.money import Currency


class Source(StrEnum):
    """Who quotes rates. `ecb` are the reference rates of the European Central Bank, of the day and of the shipped history."""

    open_exchange_rates = "open_exchange_rates"
    fixer = "fixer"
    ecb = "ecb"

    @property
    def words(self) -> str:
        """The name to be shown; that of the European Central Bank has to be, wherever its figures are."""
        return _WORDS[self]


_WORDS = {
    Source.open_exchange_rates: "Open Exchange Rates",
    Source.fixer: "Fixer",
    Source.ecb: "European Central Bank",
}


class RateUnknown(Conflict):
    """No source quotes the pair at that moment."""

    code = "rate_unknown"
    title = "There is no rate for this"


class RatesTooOld(Unavailable):
    """The last known rate is older than the configured age: a refusal rather than a guess."""

    code = "rates_too_old"
    title = "The last known rate is too old"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One answer of a source: 1 `base` = `rates[code]` of each.

    `as_of` is the source's own moment, `fetched_at` when we had it first, `confirmed_at` until when the source was known to say nothing
    newer. A currency in `carried` was held: its rate here is that of the moment named.
    """

    id: RateSheetId
    source: Source
    base: str
    as_of: datetime
    fetched_at: datetime
    confirmed_at: datetime
    rates: Mapping[str, Decimal] = field(hash=False)
    carried: Mapping[str, datetime] = field(default_factory=dict, hash=False)
    # The as-of moment of the source's next sheet; None for its newest.
    succeeded_at: datetime | None = None

    def quotes(self, code: str) -> bool:
        return code == self.base or code in self.rates

    def rate_of(self, code: str) -> Decimal:
        return Decimal(1) if code == self.base else self.rates[code]

    def as_of_of(self, code: str) -> datetime:
        """From when the currency's rate is: earlier than the sheet where it is carried on."""
        return self.carried.get(code, self.as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRate:
    """1 `source_currency` = `rate` of `target_currency`, exactly, and where that is from: both over `base`, as the source wrote them.

    `source` None: the two are the same. `stale`: the source has not confirmed it for long. `held`: one of the two has leapt and waits for
    a human; `as_of` is then that of its last rate from before.
    """

    source_currency: Currency
    target_currency: Currency
    rate: Fraction = Fraction(1)
    source_rate: Decimal = Decimal(1)
    target_rate: Decimal = Decimal(1)
    source: Source | None = None
    base: str = ""
    sheet_id: RateSheetId | None = None
    as_of: datetime
    fetched_at: datetime
    stale: bool = False
    held: bool = False


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """The last rate of a pair on a day (UTC)."""

    day: date
    rate: Fraction
    source: Source
    as_of: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceState:
    """How asking a source went. `failures` in a row; `again_at` None: with the next round."""

    source: Source
    asked_at: datetime | None = None
    answered_at: datetime | None = None
    failures: int = 0
    failure: str | None = None
    detail: str = ""
    again_at: datetime | None = None
