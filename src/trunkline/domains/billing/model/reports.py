"""What the operator's reports say: revenue, tax, and what is still owed, in the currencies of the documents and as they were reported."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from trunkline.kernel.ids import CompanyId, ModuleId
from trunkline.kernel.money import Currency, Money


class GroupedBy(StrEnum):
    month = "month"
    company = "company"
    module = "module"


class OwedBy(StrEnum):
    """Amounts are per currency in any case."""

    currency = "currency"
    company = "company"


@dataclass(frozen=True, slots=True)
class Months:
    """[since, until) are the months from `first` to `last`, both included, of the issuer's calendar."""

    first: date
    last: date
    since: datetime
    until: datetime
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Movement:
    """A part of a document that counts: an invoice when it is issued; a credit note, or an invoice that becomes void, below zero.

    `reported_net` and `reported_tax` None: the document was issued without.
    """

    month: date
    company_id: CompanyId
    module_id: ModuleId | None
    module_name: str | None
    tax_rate: Decimal
    net: Money
    tax: Money
    reported_net: Money | None
    reported_tax: Money | None

    def __add__(self, other: Movement) -> Movement:
        """Of the same month, company, module, rate and currencies."""
        told_net, told_tax = self.reported_net, self.reported_tax
        return replace(
            self,
            net=self.net + other.net,
            tax=self.tax + other.tax,
            reported_net=None if told_net is None or other.reported_net is None else told_net + other.reported_net,
            reported_tax=None if told_tax is None or other.reported_tax is None else told_tax + other.reported_tax,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RevenueRow:
    """Invoiced before tax, less what was credited and voided. Keys that were not asked for are None, as is the module of one-off lines.

    A row is of one currency and of one reporting currency, so that both can be added up; `reported` None: issued without.
    """

    month: date | None = None
    company_id: CompanyId | None = None
    company_name: str | None = None
    module_id: ModuleId | None = None
    module_name: str | None = None
    net: Money
    reported: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRow:
    """What was taxed at a rate in a month, and the tax on it."""

    month: date | None = None
    tax_rate: Decimal
    net: Money
    tax: Money
    reported_net: Money | None
    reported_tax: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivableRow:
    """What open invoices ask for now; `reported` is the same at each invoice's own rate."""

    company_id: CompanyId | None = None
    company_name: str | None = None
    invoices: int
    due: Money
    reported: Money | None


Row = TypeVar("Row", RevenueRow, TaxRow, ReceivableRow)


@dataclass(frozen=True, slots=True)
class Report(Generic[Row]):
    """`totals` are the rows added up, by currency and reporting currency. `currency` is the reporting currency of now."""

    currency: Currency
    rows: list[Row]
    totals: list[Row]
    months: Months | None = None
