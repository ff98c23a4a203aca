"""Shapes of the reports on the wire."""

from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, Field

from trunkline.domains.billing.model.reports import (
    GroupedBy,
    Months,
    OwedBy,
    ReceivableRow,
    Report,
    RevenueRow,
    TaxRow,
)
from trunkline.domains.billing.rules.report_csv import month_text
from trunkline.domains.billing.rules.reports import reported_sums
from trunkline.infra.web import MoneyOut
from trunkline.kernel.ids import CompanyId, ModuleId
from trunkline.kernel.money import Money

_WITHOUT = "Null where the documents were issued without: those of one row all were."


class RevenueRowOut(BaseModel):
    """`net` before tax. What was not asked for is null, as is the module of one-off lines."""

    month: str | None = Field(examples=["2026-03"])
    company_id: CompanyId | None
    company_name: str | None
    module_id: ModuleId | None
    module_name: str | None
    net: MoneyOut
    reported: MoneyOut | None = Field(description=_WITHOUT)

    @staticmethod
    def of(row: RevenueRow) -> "RevenueRowOut":
        same = ("company_id", "company_name", "module_id", "module_name")
        return RevenueRowOut(
            **{name: getattr(row, name) for name in same},
            month=_month(row.month),
            net=MoneyOut.of(row.net),
            reported=_told(row.reported),
        )


class TaxRowOut(BaseModel):
    """What was taxed, and the tax on it. In `totals` rates are put together, and `tax_rate` is null."""

    month: str | None = Field(examples=["2026-03"])
    tax_rate: str | None
    net: MoneyOut
    tax: MoneyOut
    reported_net: MoneyOut | None = Field(description=_WITHOUT)
    reported_tax: MoneyOut | None

    @staticmethod
    def of(row: TaxRow, *, total: bool = False) -> "TaxRowOut":
        return TaxRowOut(
            month=_month(row.month),
            tax_rate=None if total else format(row.tax_rate, "f"),
            net=MoneyOut.of(row.net),
            tax=MoneyOut.of(row.tax),
            reported_net=_told(row.reported_net),
            reported_tax=_told(row.reported_tax),
        )


class ReceivableRowOut(BaseModel):
    """What so many open invoices ask for, and the same at the rates of their issue."""

    company_id: CompanyId | None
    company_name: str | None
    invoices: int
    due: MoneyOut
    reported: MoneyOut | None = Field(description=_WITHOUT)

    @staticmethod
    def of(row: ReceivableRow) -> "ReceivableRowOut":
        same = ("company_id", "company_name", "invoices")
        return ReceivableRowOut(
            **{name: getattr(row, name) for name in same}, due=MoneyOut.of(row.due), reported=_told(row.reported)
        )


class _OfMonths(BaseModel):
    """Months are those of the issuer's calendar, in `zone`. `reporting_currency` is that of now; each row names its own."""

    first_month: str = Field(serialization_alias="from", examples=["2026-01"])
    last_month: str = Field(serialization_alias="to", examples=["2026-03"])
    zone: str
    reporting_currency: str


class RevenueReportOut(_OfMonths):
    """`totals` by currency and reporting currency; `reported` by reporting currency alone, without what was issued without."""

    group_by: list[GroupedBy]
    rows: list[RevenueRowOut]
    totals: list[RevenueRowOut]
    reported: list[MoneyOut]

    @staticmethod
    def of(found: Report[RevenueRow], grouped: Iterable[GroupedBy]) -> "RevenueReportOut":
        return RevenueReportOut(
            **_frame(found.months),
            reporting_currency=found.currency.code,
            group_by=sorted(set(grouped)),
            rows=[RevenueRowOut.of(row) for row in found.rows],
            totals=[RevenueRowOut.of(row) for row in found.totals],
            reported=_sums(row.reported for row in found.totals),
        )


class TaxReportOut(_OfMonths):
    """`totals` by currency and reporting currency; `reported` is the tax by reporting currency alone."""

    rows: list[TaxRowOut]
    totals: list[TaxRowOut]
    reported: list[MoneyOut]

    @staticmethod
    def of(found: Report[TaxRow]) -> "TaxReportOut":
        return TaxReportOut(
            **_frame(found.months),
            reporting_currency=found.currency.code,
            rows=[TaxRowOut.of(row) for row in found.rows],
            totals=[TaxRowOut.of(row, total=True) for row in found.totals],
            reported=_sums(row.reported_tax for row in found.totals),
        )


class ReceivablesReportOut(BaseModel):
    """`totals` by currency and reporting currency; `reported` by reporting currency alone."""

    reporting_currency: str
    group_by: OwedBy
    rows: list[ReceivableRowOut]
    totals: list[ReceivableRowOut]
    reported: list[MoneyOut]

    @staticmethod
    def of(found: Report[ReceivableRow], by: OwedBy) -> "ReceivablesReportOut":
        return ReceivablesReportOut(
            reporting_currency=found.currency.code,
            group_by=by,
            rows=[ReceivableRowOut.of(row) for row in found.rows],
            totals=[ReceivableRowOut.of(row) for row in found.totals],
            reported=_sums(row.reported for row in found.totals),
        )


def _frame(months: Months | None) -> dict[str, str]:
    assert months is not None, "a report of months has them"
    return {
        "first_month": month_text(months.first),
        "last_month": month_text(months.last),
        "zone": months.zone.key,
    }


def _month(month: date | None) -> str | None:
    return month_text(month) or None


def _told(amount: Money | None) -> MoneyOut | None:
    return None if amount is None else MoneyOut.of(amount)


def _sums(amounts: Iterable[Money | None]) -> list[MoneyOut]:
    return [MoneyOut.of(one) for one in reported_sums(amounts)]
