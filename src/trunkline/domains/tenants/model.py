"""The company and its billing profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypedDict

from trunkline.kernel.ids import CompanyId
from trunkline.kernel.money import Currency
from trunkline.kernel.period import zone_of


class CompanyState(StrEnum):
    active = "active"
    suspended = "suspended"


@dataclass(frozen=True, slots=True, kw_only=True)
class BillingProfile:
    """Who the invoice is made out to. `country` is ISO 3166-1 alpha-2; `tax_rate` a ratio: 0.19 is nineteen per cent, exclusive."""

    legal_name: str
    email: str
    address_lines: tuple[str, ...] = ()
    postal_code: str = ""
    city: str = ""
    country: str
    tax_id: str = ""
    tax_rate: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """A tenant. `zone` is an IANA name and decides what a day is; `billing_cycle_day` None bills from the start of each subscription."""

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
