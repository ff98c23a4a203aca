"""What usage adds up to: totals of the current periods, and the course by day."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import Query
from pydantic import BaseModel

from trunkline.domains.access.model import Permission
from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import CallTerms, Module, Price
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage import queries
from trunkline.domains.usage.api.router import router
from trunkline.domains.usage.api.shapes import ModuleOut, PeriodOut, module_named, money_of_e4
from trunkline.domains.usage.model import DailyUsage, Sums, UsageTotal
from trunkline.domains.usage.rules.so_far import PricedTotal, money_so_far
from trunkline.infra.scope import Scope
from trunkline.infra.web import Day, DecimalString, MoneyOut, PageOut, ReadScope
from trunkline.kernel.errors import Invalid
from trunkline.kernel.ids import SubscriptionId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.period import zone_of
from trunkline.kernel.quantity import from_e6

DAYS_MAX = 400
DAYS_DEFAULT = 30


class TotalOut(BaseModel):
    """Usage of one price in a period of a subscription. `amount` is what it comes to so far, before tax, discount, minimum and proration.

    `quantity` counts calls where calls are rated one by one; `billed_seconds` is what their increments add up to.

    Usage that nobody subscribed to has no module, no subscription and no amount; its period is the month so far.
    """

    module: ModuleOut | None
    subscription_id: SubscriptionId | None
    meter: str
    unit: str
    period: PeriodOut
    events: int
    quantity: DecimalString
    billable_seconds: int
    billed_seconds: int
    amount: MoneyOut | None


class DayOut(BaseModel):
    """One local day. `amounts` is what its calls were rated at, in each currency that any was rated in; `amount` is what of it is in the
    company's own currency."""

    day: date
    calls: int
    answered: int
    events: int
    billable_seconds: int
    quantity: DecimalString
    amount: MoneyOut
    amounts: list[MoneyOut]


class DailyOut(BaseModel):
    """Every day asked for, those without usage too; days are those of `zone`."""

    zone: str
    days: list[DayOut]


@router.get("/usage/totals", permission=Permission.usage_read)
async def list_usage_totals(scope: ReadScope, period: Literal["current"] = "current") -> PageOut[TotalOut]:
    """What has been used in the current period of each subscription."""
    zone = zone_of((await tenants.company(scope, scope.company)).zone)
    modules = {module.id: module for module in await marketplace.modules(scope)}
    running = await queries.running_totals(scope)
    priced = [PricedTotal(one.price, await queries.as_billed(scope, one)) for one in running]
    rated = [
        _total(one.total, modules[one.total.module_id], one.price, amount)
        for one, amount in zip(priced, money_so_far(priced), strict=True)
    ]
    return PageOut(items=[*rated, *await _unsubscribed(scope, zone)])


@router.get("/usage/daily", permission=Permission.usage_read)
async def list_usage_by_day(
    scope: ReadScope,
    first: Annotated[Day | None, Query(alias="from", description="First local day; default 30 days back.")] = None,
    last: Annotated[Day | None, Query(alias="to", description="Last local day, included; default today.")] = None,
    module: Annotated[str | None, Query(description="Id or slug of a module.")] = None,
) -> DailyOut:
    """The course of usage by local day."""
    company = await tenants.company(scope, scope.company)
    last_day = last or company.local_day(scope.now)
    first_day = first or last_day - timedelta(days=DAYS_DEFAULT - 1)
    if not 0 <= (last_day - first_day).days < DAYS_MAX:
        raise Invalid(f"from … to must be 1 … {DAYS_MAX} days.")
    module_id = None if module is None else (await module_named(scope, module)).id
    found = {one.day: one for one in await queries.daily_usage(scope, first_day, last_day, module_id)}
    days = [first_day + timedelta(days=n) for n in range((last_day - first_day).days + 1)]
    return DailyOut(zone=company.zone, days=[_day(day, found.get(day), company.currency) for day in days])


def _total(total: UsageTotal, module: Module, price: Price, amount: Money) -> TotalOut:
    calls = isinstance(price.terms, CallTerms)
    return TotalOut(
        module=ModuleOut.of(module),
        subscription_id=total.subscription_id,
        meter=total.meter,
        unit=price.unit,
        period=PeriodOut(start=total.period_start, end=total.period_end),
        events=total.events,
        quantity=Decimal(total.calls) if calls else total.quantity,
        billable_seconds=total.billable_seconds,
        billed_seconds=total.billed_seconds,
        amount=MoneyOut.of(amount),
    )


async def _unsubscribed(scope: Scope, zone: ZoneInfo) -> list[TotalOut]:
    today = scope.now.astimezone(zone).date()
    month = today.replace(day=1)
    period = PeriodOut(start=datetime(month.year, month.month, 1, tzinfo=zone), end=scope.now)
    found = await queries.unsubscribed_usage(scope, month, today)
    return [_unrated(meter, sums, period) for meter, sums in found.items()]


def _unrated(meter: str, sums: Sums, period: PeriodOut) -> TotalOut:
    return TotalOut(
        module=None,
        subscription_id=None,
        meter=meter,
        unit="call" if sums.calls else "unit",
        period=period,
        events=sums.events,
        quantity=Decimal(sums.calls) if sums.calls else from_e6(sums.quantity_e6),
        billable_seconds=sums.billable_seconds,
        billed_seconds=0,
        amount=None,
    )


def _day(day: date, usage: DailyUsage | None, currency: Currency) -> DayOut:
    """A day may see usage of periods in several currencies."""
    rated = usage.amounts_e4 if usage else {}
    return DayOut(
        day=day,
        calls=usage.calls if usage else 0,
        answered=usage.answered if usage else 0,
        events=usage.events if usage else 0,
        billable_seconds=usage.billable_seconds if usage else 0,
        quantity=usage.quantity if usage else Decimal(0),
        amount=money_of_e4(rated.get(currency.code, 0), currency),
        amounts=[money_of_e4(rated[code], Currency.of(code)) for code in sorted(rated)],
    )
