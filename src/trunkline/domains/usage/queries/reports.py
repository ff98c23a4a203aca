"""Reports. From the figures per local day, except by agent, which only the calls themselves know."""

from __future__ import annotations

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, case, func, select

from trunkline.domains.usage.model.reports import GroupBy, ReportRow, ReportWish
from trunkline.domains.usage.model.waiting import UsageForm
from trunkline.domains.usage.rules.reporting import ROWS_MAX, Part, check_wish, folded, refuse_long
from trunkline.domains.usage.store import call_record, usage_correction, usage_daily
from trunkline.domains.usage.store.standings import standing_beside
from trunkline.infra.scope import Scope
from trunkline.kernel.period import local_midnight

_daily, _raw, _corrected = usage_daily.c, call_record.c, usage_correction.c
_SUMS = ("events", "calls", "answered", "quantity_e6", "billable_seconds", "amount_e4")
_DAILY_KEY = {
    GroupBy.module: _daily.module_id,
    GroupBy.meter: _daily.meter,
    GroupBy.day: _daily.day,
    GroupBy.month: _daily.day,
    GroupBy.company: _daily.company_id,
}


async def usage_report(scope: Scope, wish: ReportWish, zone: ZoneInfo) -> list[ReportRow]:
    """The rows of the company, or of all companies for the operator, test companies left out, by key.

    Days are local ones, for agents those of `zone`.
    Corrections count and what was voided does not. Raises `Invalid` for days that cannot be and for more than `ROWS_MAX` rows,
    `Forbidden` where a company asks for companies.
    """
    scope = scope.without_own_clocks()
    check_wish(wish, of_all_companies=scope.company_id is None)
    chosen = _of_calls(scope, wish, zone) if wish.group_by is GroupBy.agent else _of_days(scope, wish)
    found = (await scope.tx.execute(chosen.limit(ROWS_MAX + 1))).all()
    refuse_long(len(found))
    return folded(_part(row, wish.group_by) for row in found)


def _of_days(scope: Scope, wish: ReportWish) -> Select[Any]:
    key = _DAILY_KEY[wish.group_by]
    known = func.sum(case((_daily.billed_seconds.is_(None), 1), else_=0))
    chosen = select(
        key.label("row_key"),
        _daily.currency,
        *(func.sum(_daily[name]).label(name) for name in _SUMS),
        case((known == 0, func.sum(_daily.billed_seconds)), else_=None).label("billed_seconds"),
        func.min(_daily.meter).label("first_meter"),
        func.max(_daily.meter).label("last_meter"),
    ).where(scope.of_company(usage_daily), _daily.day >= wish.first_day, _daily.day <= wish.last_day)
    return _narrowed(chosen, wish, _daily.meter, _daily.module_id).group_by(key, _daily.currency)


def _of_calls(scope: Scope, wish: ReportWish, zone: ZoneInfo) -> Select[Any]:
    agent = _raw.agent.collate("utf8mb4_nopad_bin") if scope.dialect == "mysql" else _raw.agent
    currency = func.coalesce(_standing("currency"), "")
    answered = case((_raw.disposition == "answered", 1), else_=0)
    sums = ("quantity_e6", "billable_seconds", "billed_seconds", "amount_e4")
    since, until = local_midnight(wish.first_day, zone), local_midnight(_after(wish.last_day), zone)
    chosen = (
        select(
            agent.label("row_key"),
            currency.label("currency"),
            func.count().label("events"),
            func.count().label("calls"),
            func.sum(answered).label("answered"),
            *(func.sum(_standing(name)).label(name) for name in sums),
            func.min(_raw.meter).label("first_meter"),
            func.max(_raw.meter).label("last_meter"),
        )
        .select_from(call_record.outerjoin(usage_correction, standing_beside(UsageForm.calls)))
        .where(scope.of_company(call_record), _raw.started_at >= since, _raw.started_at < until)
        .where(func.coalesce(_corrected.is_void, 0) == 0)
    )
    return _narrowed(chosen, wish, _raw.meter, _standing("module_id")).group_by(agent, currency)


def _standing(name: str) -> ColumnElement[Any]:
    """What stands by now: of the correction, where there is one."""
    return case((_corrected.sequence.is_not(None), _corrected[name]), else_=_raw[name])


def _narrowed(
    chosen: Select[Any], wish: ReportWish, meter: ColumnElement[Any], module_id: ColumnElement[Any]
) -> Select[Any]:
    if wish.meter is not None:
        chosen = chosen.where(meter == wish.meter)
    return chosen if wish.module_id is None else chosen.where(module_id == wish.module_id)


def _part(row: Any, group_by: GroupBy) -> Part:
    key = row.row_key
    if isinstance(key, date):
        key = key.isoformat()[: len("2026-03")] if group_by is GroupBy.month else key.isoformat()
    billed = None if row.billed_seconds is None else int(row.billed_seconds)
    sums = {name: int(getattr(row, name)) for name in _SUMS}
    # An agent may have no name; a module without an id is nobody's.
    key = None if group_by is GroupBy.module and not key else str(key)
    return Part(
        key, row.currency, **sums, billed_seconds=billed, first_meter=row.first_meter, last_meter=row.last_meter
    )


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
