"""Adding a batch to the totals, in the transaction that inserted it.

Rows are taken in the order of their keys, on every database and by every batch: two transactions that touch the same totals wait for
each other and never in a circle. The totals of a period that billing has booked become unbooked again by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import bindparam, delete, update

from trunkline.domains.usage.model.totals import Sums, TotalKey, UsageTotal
from trunkline.domains.usage.rules.tallying import Tally
from trunkline.domains.usage.rules.tariffs import Tariff
from trunkline.domains.usage.store.groups import add_groups
from trunkline.domains.usage.store.measures import add_measures
from trunkline.domains.usage.store.tables import usage_daily, usage_total
from trunkline.infra.db import add_or_insert
from trunkline.infra.scope import Scope

_TOTAL_SUMS = ("events", "calls", "quantity_e6", "billable_seconds", "billed_seconds", "amount_e4")
_DAILY_SUMS = ("events", "calls", "answered", "quantity_e6", "billable_seconds", "billed_seconds", "amount_e4")


async def add_tally(scope: Scope, tally: Tally) -> None:
    """Add what `tally` holds to the company's totals and days."""
    if tally.totals:
        keys = [column.name for column in usage_total.primary_key]
        adding = add_or_insert(
            usage_total, scope.dialect, keys, add=[*_TOTAL_SUMS, "version"], replace=["period_end", "changed_at"]
        )
        rows = [_total_row(scope, key, *tally.totals[key]) for key in sorted(tally.totals)]
        await scope.tx.execute(adding, rows)
        await add_measures(scope, tally)
        await add_groups(scope, tally)
    if tally.daily:
        keys = [column.name for column in usage_daily.primary_key]
        adding = add_or_insert(usage_daily, scope.dialect, keys, add=_DAILY_SUMS)
        rows = [
            {"company_id": scope.company, **key._asdict(), **_sums(tally.daily[key], _DAILY_SUMS)}
            for key in sorted(tally.daily)
        ]
        await scope.tx.execute(adding, rows)


async def drop_empty_days(scope: Scope, tally: Tally) -> None:
    """Of the days that `tally` changed, those of nobody's usage that have none any more: they would be zeros on the screen."""
    columns, days = usage_daily.c, {key.day for key in tally.daily if not key.module_id}
    emptied = delete(usage_daily).where(
        scope.of_company(usage_daily), columns.day.in_(sorted(days)), columns.module_id == "", columns.events == 0
    )
    await scope.tx.execute(emptied)


async def mark_totals_booked(scope: Scope, totals: Iterable[UsageTotal]) -> None:
    """What was read is booked; what has been added since is not."""
    columns = usage_total.c
    marking = (
        update(usage_total)
        .where(
            scope.of_company(usage_total),
            columns.subscription_id == bindparam("of_subscription"),
            columns.price_id == bindparam("of_price"),
            columns.period_start == bindparam("of_period"),
            columns.booked_version < bindparam("read_version"),
        )
        .values(booked_version=bindparam("read_version"))
    )
    rows = [
        {
            "of_subscription": total.subscription_id,
            "of_price": total.price_id,
            "of_period": total.period_start,
            "read_version": total.version,
        }
        for total in sorted(totals, key=lambda total: (total.subscription_id, total.price_id, total.period_start))
    ]
    if rows:
        await scope.tx.execute(marking, rows)


def _total_row(scope: Scope, key: TotalKey, tariff: Tariff, sums: Sums) -> dict[str, object]:
    return {
        **key._asdict(),
        "company_id": scope.company,
        "module_id": tariff.subscription.module_id,
        "meter": tariff.price.meter,
        "period_end": tariff.period_end,
        **_sums(sums, _TOTAL_SUMS),
        "version": 1,
        "booked_version": 0,
        "changed_at": scope.now,
    }


def _sums(sums: Sums, names: Iterable[str]) -> dict[str, object]:
    values = asdict(sums)
    return {name: values[name] for name in names}
