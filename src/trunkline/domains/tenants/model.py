"""The company and its billing profile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict

from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import zone_of


class CompanyState(StrEnum):
    """Neither `limited` nor `suspended` can subscribe to anything new; what of a suspended company's calls is still put through is up to
    the platform that carries them, which hears of it. Usage is kept and billed in every state."""

    active = "active"
    limited = "limited"
    suspended = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taxes:
    """What is on a company's lines. Rates are ratios: 0.19 is nineteen per cent; `by_code` are those of particular tax codes.

    `inclusive`: amounts contain their tax; otherwise it comes on top of them.
    """

    rate: Decimal = Decimal(0)
    by_code: Mapping[str, Decimal] = field(default_factory=dict, hash=False)
    inclusive: bool = False

    def rate_of(self, code: str | None) -> Decimal:
        """The rate of what has this tax code; the default one where there is none of its own."""
        return self.rate if code is None else self.by_code.get(code, self.rate)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingProfile:
    """Who the invoice is made out to, and what tax is on it. `country` is ISO 3166-1 alpha-2; rates are ratios: 0.19 is nineteen per
    cent. `tax_rates` are those of particular tax codes, `tax_rate` that of everything else; `tax_inclusive`: prices contain it.
    """

    legal_name: str
    email: str
    address_lines: tuple[str, ...] = ()
    postal_code: str = ""
    city: str = ""
    country: str
    tax_id: str = ""
    tax_rate: Decimal = Decimal(0)
    tax_inclusive: bool = False
    tax_rates: Mapping[str, Decimal] = field(default_factory=dict, hash=False)

    @property
    def taxes(self) -> Taxes:
        return Taxes(rate=self.tax_rate, by_code=self.tax_rates, inclusive=self.tax_inclusive)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnClock:
    """A test company's own time, and where it is on its way to, if it moves."""

    now: datetime
    advancing_to: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A tenant. `zone` is an IANA name and decides what a day is; `billing_cycle_day` None bills from the start of each subscription.

    With `test_clock` it is a test company and lives by a clock of its own, which is decided when it is made.
    """

    id: CompanyId
    slug: str
    name: str
    zone: str
    currency: Currency
    locale: str = "en"
    billing_cycle_day: int | None = None
    state: CompanyState = CompanyState.active
    billing_profile: BillingProfile = field(repr=False)
    created_at: datetime
    test_clock: OwnClock | None = None

    def local_day(self, moment: datetime) -> date:
        """The company's calendar day at `moment`."""
        return moment.astimezone(zone_of(self.zone)).date()


class CompanyChanges(TypedDict, total=False):
    """What may be changed afterwards; what is left out stays as it is."""

    name: str
    locale: str
    billing_cycle_day: int | None
    state: CompanyState
    billing_profile: BillingProfile
