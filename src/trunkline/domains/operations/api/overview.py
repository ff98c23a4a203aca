"""How the business stands."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from fastapi import Query
from pydantic import BaseModel, Field

from trunkline.domains.operations import queries
from trunkline.domains.operations.api.router import router
from trunkline.domains.operations.model import Debt, MoneyOverview, Overview, UsageOverview
from trunkline.infra.web import SIGNED_IN, Day, DecimalString, MoneyOut, ReadScope
from trunkline.kernel.money import Money


class RevenueOut(BaseModel):
    """Invoiced before tax, without what was voided or given up."""

    this_month: list[MoneyOut]
    last_month: list[MoneyOut]


class DebtOut(BaseModel):
    """Invoices, and what is still to be paid on them."""

    count: int
    amount: list[MoneyOut]


class CallsOut(BaseModel):
    today: int
    yesterday: int


class RevenueDayOut(BaseModel):
    """Invoices issued on one local day."""

    day: date
    amount: list[MoneyOut]


class CallsDayOut(BaseModel):
    """Calls of one local day."""

    day: date
    calls: int
    answered: int


class OverviewOut(BaseModel):
    """Amounts are lists, one per currency. A part that the caller may not see is null, which is not zero.

    Days and months are those of `zone`: the company's, or UTC for all companies.
    """

    currency: str | None
    zone: str
    first_day: date = Field(serialization_alias="from")
    last_day: date = Field(serialization_alias="to")
    revenue: RevenueOut | None
    open_invoices: DebtOut | None
    past_due: DebtOut | None
    revenue_by_day: list[RevenueDayOut] | None
    calls: CallsOut | None
    minutes_this_month: DecimalString | None
    unbilled_usage: list[MoneyOut] | None = Field(description="What the open periods come to so far, before tax.")
    calls_by_day: list[CallsDayOut] | None


@router.get("/overview", permission=SIGNED_IN)
async def show_overview(
    scope: ReadScope,
    first: Annotated[Day | None, Query(alias="from", description="First local day; default 30 days back.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last local day, included; default today.")] = None,
) -> OverviewOut:
    """Revenue, debts, calls and usage at a glance; the operator sees all companies unless one is named."""
    found = await queries.overview(scope, first, last)
    return OverviewOut.model_validate(_frame(found) | _money(found.money) | _usage(found.usage))


def _frame(found: Overview) -> dict[str, object]:
    currency = None if found.currency is None else found.currency.code
    return {"currency": currency, "zone": found.zone, "first_day": found.first_day, "last_day": found.last_day}


def _money(found: MoneyOverview | None) -> dict[str, object]:
    if found is None:
        return dict.fromkeys(("revenue", "open_invoices", "past_due", "revenue_by_day"))
    return {
        "revenue": RevenueOut(this_month=_amounts(found.this_month), last_month=_amounts(found.last_month)),
        "open_invoices": _debt(found.open),
        "past_due": _debt(found.past_due),
        "revenue_by_day": [RevenueDayOut(day=one.day, amount=_amounts(one.amounts)) for one in found.by_day],
    }


def _usage(found: UsageOverview | None) -> dict[str, object]:
    if found is None:
        return dict.fromkeys(("calls", "minutes_this_month", "unbilled_usage", "calls_by_day"))
    days = [CallsDayOut(day=one.day, calls=one.calls, answered=one.answered) for one in found.by_day]
    return {
        "calls": CallsOut(today=found.calls_today, yesterday=found.calls_yesterday),
        "minutes_this_month": found.minutes_this_month,
        "unbilled_usage": _amounts(found.unbilled),
        "calls_by_day": days,
    }


def _debt(found: Debt) -> DebtOut:
    return DebtOut(count=found.count, amount=_amounts(found.amounts))


def _amounts(amounts: Iterable[Money]) -> list[MoneyOut]:
    return [MoneyOut.of(amount) for amount in amounts]
