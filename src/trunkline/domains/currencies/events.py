"""What the room announces. Rates are the installation's, and so is what happens to them; conversions are a company's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from trunkline.domains.access.model import Permission
from trunkline.domains.currencies.model import Source
from trunkline.kernel.fact import Fact
from trunkline.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class _RatesFact(Fact):
    audience: ClassVar[str] = Permission.rates_read
    by_machine: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesUpdated(_RatesFact):
    """A source's new sheet is there, which is the subject. `held` are its currencies that wait for a human; `recovered`: no source had
    answered before."""

    kind: ClassVar[str] = "rates.updated"

    source: Source
    as_of: datetime
    currencies: int
    held: tuple[str, ...]
    recovered: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesFetchFailed(_RatesFact):
    """No source gives rates any more, told once until one does again. The last known rates go on until `refused_from`, null: for ever.

    The subject is the source that was asked last.
    """

    kind: ClassVar[str] = "rates.fetch_failed"
    audience: ClassVar[str] = Permission.rates_manage

    sources: tuple[Source, ...]
    detail: str
    refused_from: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RatesAsked(_RatesFact):
    """Somebody wants rates to be fetched now; the job that answers does it. The subject is `rates`."""

    kind: ClassVar[str] = "rates.asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class RateHistoryLoaded(_RatesFact):
    """Reference rates of past days were loaded; the subject is their source."""

    kind: ClassVar[str] = "rates.history_loaded"

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RateHeld(_RatesFact):
    """A rate has leapt and waits for a human; the hold is the subject. `change_percent` is by how much it moved, of the
    smaller of the two rates. It is told again where the source says another rate while it waits."""

    kind: ClassVar[str] = "rates.held"
    audience: ClassVar[str] = Permission.rates_manage

    source: Source
    base: str
    currency: str
    rate: Decimal
    previous: Decimal
    change_percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class RateHoldDecided(_RatesFact):
    """A held rate was accepted or refused, or the source came back by itself (`state` withdrawn); the hold is the subject."""

    kind: ClassVar[str] = "rates.hold_decided"

    source: Source
    currency: str
    rate: Decimal
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversionMade(Fact):
    """An amount was converted, under a key that never converts again; the conversion is the subject."""

    kind: ClassVar[str] = "conversion.made"
    audience: ClassVar[str] = Permission.conversions_read

    amount: Money
    converted: Money
    source: Source | None
    as_of: datetime
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PricesConverted(Fact):
    """A plan's prices in one currency were converted into another, which is the plan's: it is the subject. Each has its own fact as well.

    `source` and `as_of` are those of the rate; `stale`: its source had not confirmed it for long.
    """

    kind: ClassVar[str] = "plan.prices_converted"
    audience: ClassVar[str] = Permission.catalogue_read

    plan_name: str
    source_currency: str
    target_currency: str
    created: int
    revised: int
    source: Source | None
    as_of: datetime
    stale: bool
