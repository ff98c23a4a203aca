"""From draft lines to an invoice: when it is due, what it encloses, what its totals are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeVar

from trunkline.domains.billing.model import AnyLine, DraftLine, ItemLine, Party
from trunkline.domains.billing.rules.amounts import sum_of
from trunkline.domains.billing.rules.periods import end_of_day
from trunkline.domains.tenants.model import Company
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.period import Period, zone_of

Line = TypeVar("Line", DraftLine, ItemLine)


@dataclass(frozen=True, slots=True)
class Totals:
    """`subtotal` and `tax` are the sums of the lines' net amounts and taxes, `total` is their sum."""

    subtotal: Money
    tax: Money

    @property
    def total(self) -> Money:
        return self.subtotal + self.tax


def totals_of(lines: Sequence[AnyLine], currency: Currency) -> Totals:
    return Totals(sum_of((line.net for line in lines), currency), sum_of((line.tax for line in lines), currency))


def by_currency(lines: Sequence[Line]) -> dict[str, list[Line]]:
    """The lines of each invoice: one per currency, in the order of the codes."""
    codes = sorted({line.charge.currency.code for line in lines})
    return {code: [line for line in lines if line.charge.currency.code == code] for code in codes}


def enclosing(lines: Sequence[AnyLine]) -> Period:
    """The shortest period that contains those of all lines."""
    periods = [line.charge.period for line in lines]
    first, last = min(periods, key=lambda one: one.start), max(periods, key=lambda one: one.end)
    return Period(first.start, last.end, first.first_day, last.next_day)


def last_day_of(period: Period) -> date:
    """The last local day in the period."""
    return max(period.first_day, period.next_day - timedelta(days=1))


def due_at(issued_at: datetime, net_days: int, zone: str) -> datetime:
    """The last second of the company's day on which payment is in time: `net_days` after the day of issue."""
    where = zone_of(zone)
    last_day = issued_at.astimezone(where).date() + timedelta(days=net_days)
    return end_of_day(last_day, where) - timedelta(seconds=1)


def bill_to(company: Company) -> Party:
    """Who the invoice is made out to, as of now."""
    profile = company.billing_profile
    return Party(
        name=profile.legal_name,
        email=profile.email,
        address_lines=profile.address_lines,
        postal_code=profile.postal_code,
        city=profile.city,
        country=profile.country,
        tax_id=profile.tax_id,
    )
