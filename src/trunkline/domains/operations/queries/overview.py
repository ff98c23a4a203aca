"""How the business stands, put together from what billing, usage and marketplace answer."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from trunkline.domains.access.model import Permission
from trunkline.domains.billing import queries as billing
from trunkline.domains.billing.model import Invoice, InvoiceState
from trunkline.domains.billing.queries import InvoiceFilter, OpenSum
from trunkline.domains.operations.model import Debt, MoneyOverview, Overview, UsageOverview
from trunkline.domains.operations.rules import by_currency, calls_by_day, days_of, minutes, revenue_by_day
from trunkline.domains.payments.queries.instalments import overdue_sums
from trunkline.domains.tenants import queries as tenants
from trunkline.domains.usage import queries as usage
from trunkline.domains.usage.rules.so_far import PricedTotal, money_so_far
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import Invalid
from trunkline.kernel.money import Money
from trunkline.kernel.page import PageRequest
from trunkline.kernel.period import local_midnight, zone_of

DAYS_DEFAULT, DAYS_MAX = 30, 400
INVOICES_AT_ONCE = 500
FIRST_DAY, LAST_DAY = date(1971, 1, 1), date(2999, 12, 31)  # months back and days ahead of these are days, too
_COUNTED = frozenset({InvoiceState.issued, InvoiceState.past_due, InvoiceState.paid})


async def overview(scope: Scope, first_day: date | None = None, last_day: date | None = None) -> Overview:
    """Of the company, or of all companies for the operator, test companies left out.

    The charts cover [first_day, last_day], by default the last 30 days.
    """
    scope = scope.without_own_clocks()
    company = None if scope.company_id is None else await tenants.company(scope, scope.company_id)
    zone = zone_of("UTC" if company is None else company.zone)
    today = scope.now.astimezone(zone).date()
    last = last_day or today
    if not FIRST_DAY <= (first_day or last) <= last <= LAST_DAY:
        raise Invalid(f"from … to must be days in that order between {FIRST_DAY} and {LAST_DAY}.")
    first = first_day or last - timedelta(days=DAYS_DEFAULT - 1)
    if not 0 <= (last - first).days < DAYS_MAX:
        raise Invalid(f"from … to must be 1 … {DAYS_MAX} days.")
    return Overview(
        currency=company.currency if company else None,
        zone=zone.key,
        first_day=first,
        last_day=last,
        money=await _money(scope, zone, today, first, last) if scope.allows(Permission.invoices_read) else None,
        usage=await _usage(scope, today, first, last) if scope.allows(Permission.usage_read) else None,
    )


async def _money(scope: Scope, zone: ZoneInfo, today: date, first: date, last: date) -> MoneyOverview:
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    since, until = min(first, last_month), max(last, today) + timedelta(days=1)
    issued = [(day, amount) async for day, amount in _issued(scope, zone, since, until)]
    return MoneyOverview(
        this_month=by_currency(amount for day, amount in issued if day >= this_month),
        last_month=by_currency(amount for day, amount in issued if last_month <= day < this_month),
        open=_debt(await billing.open_sums(scope)),
        past_due=_debt(sorted((await overdue_sums(scope)).values(), key=lambda one: one.due.currency.code)),
        by_day=revenue_by_day(issued, days_of(first, last)),
    )


async def _issued(scope: Scope, zone: ZoneInfo, since: date, until: date) -> AsyncIterator[tuple[date, Money]]:
    """Local day of issue and net amount of every invoice that counts as revenue."""
    wanted = InvoiceFilter(since=local_midnight(since, zone), until=local_midnight(until, zone))
    request: PageRequest | None = PageRequest(INVOICES_AT_ONCE)
    while request is not None:
        page = await billing.invoices(scope, request, wanted)
        for invoice in page.items:
            if (day := _revenue_day(invoice, zone)) is not None:
                yield day, invoice.subtotal
        request = PageRequest(INVOICES_AT_ONCE, page.next_position) if page.next_position else None


def _revenue_day(invoice: Invoice, zone: ZoneInfo) -> date | None:
    if invoice.issued_at is None or invoice.state not in _COUNTED:
        return None
    return invoice.issued_at.astimezone(zone).date()


def _debt(sums: Sequence[OpenSum]) -> Debt:
    return Debt(sum(one.count for one in sums), by_currency(one.due for one in sums))


async def _usage(scope: Scope, today: date, first: date, last: date) -> UsageOverview:
    month = today.replace(day=1)
    yesterday = today - timedelta(days=1)
    since, until = min(first, month, yesterday), max(last, today)
    by_day = {one.day: one for one in await usage.daily_usage(scope, since, until)}
    seconds = sum(one.billable_seconds for day, one in by_day.items() if month <= day <= today)
    return UsageOverview(
        calls_today=by_day[today].calls if today in by_day else 0,
        calls_yesterday=by_day[yesterday].calls if yesterday in by_day else 0,
        minutes_this_month=minutes(seconds),
        unbilled=await _unbilled(scope),
        by_day=calls_by_day(by_day, days_of(first, last)),
    )


async def _unbilled(scope: Scope) -> tuple[Money, ...]:
    """What the open periods come to so far, each total as its price measures it, and rounded as its invoice line would be."""
    running = await usage.running_totals(scope)
    return by_currency(money_so_far([PricedTotal(one.price, await usage.as_billed(scope, one)) for one in running]))
