"""How parts of documents are added up into reports, and which months can be asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

from trunkline.domains.billing.model.reports import GroupedBy, Months, Movement, RevenueRow, TaxRow
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.ids import CompanyId, ModuleId
from trunkline.kernel.money import Currency, Money
from trunkline.kernel.period import local_midnight

MONTHS_MAX, MONTHS_DEFAULT = 60, 12
ROWS_MAX = 10_000
FIRST_YEAR, LAST_YEAR = 1971, 2999


class _Revenue(NamedTuple):
    month: date | None
    company_id: CompanyId | None
    module_id: ModuleId | None
    currency: str
    reporting: str | None


class _Taxed(NamedTuple):
    month: date | None
    tax_rate: Decimal
    currency: str
    reporting: str | None


def months_of(first: date | None, last: date | None, now: datetime, zone: ZoneInfo) -> Months:
    """The months from that of `first` to that of `last`, by default the last twelve. Raises `Invalid`."""
    end = (last or now.astimezone(zone).date()).replace(day=1)
    begin = end if first is None else first.replace(day=1)
    for _ in range(MONTHS_DEFAULT - 1 if first is None else 0):
        begin = (begin - timedelta(days=1)).replace(day=1)
    count = (end.year - begin.year) * 12 + end.month - begin.month + 1
    if not FIRST_YEAR <= begin.year <= end.year <= LAST_YEAR or not 1 <= count <= MONTHS_MAX:
        detail = f"from … to must be 1 … {MONTHS_MAX} months in that order, from {FIRST_YEAR} to {LAST_YEAR}."
        raise Invalid(detail, fields=[FieldProblem("query:from", detail)])
    after = (end + timedelta(days=31)).replace(day=1)
    return Months(begin, end, local_midnight(begin, zone), local_midnight(after, zone), zone)


def revenue_rows(movements: Iterable[Movement], grouped: Collection[GroupedBy]) -> list[RevenueRow]:
    """One row for each of what is asked for, currency and reporting currency; those that come to nothing as well."""
    sums: dict[_Revenue, list[int]] = defaultdict(lambda: [0, 0])
    names: dict[ModuleId | None, str | None] = {}
    for one in movements:
        key = _Revenue(
            one.month if GroupedBy.month in grouped else None,
            one.company_id if GroupedBy.company in grouped else None,
            one.module_id if GroupedBy.module in grouped else None,
            one.net.currency.code,
            _code(one.reported_net),
        )
        _add(sums[key], one.net, one.reported_net)
        names[one.module_id] = one.module_name
    return [
        RevenueRow(
            month=key.month,
            company_id=key.company_id,
            module_id=key.module_id,
            module_name=names[key.module_id] if key.module_id else None,
            net=_money(net, key.currency),
            reported=_told(told, key.reporting),
        )
        for key, (net, told) in sorted(sums.items(), key=lambda item: _order(item[0]))
    ]


def tax_rows(movements: Iterable[Movement], *, by_month: bool = True, by_rate: bool = True) -> list[TaxRow]:
    sums: dict[_Taxed, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for one in movements:
        rate = one.tax_rate if by_rate else Decimal(0)
        key = _Taxed(one.month if by_month else None, rate, one.net.currency.code, _code(one.reported_net))
        _add(sums[key], one.net, one.tax, one.reported_net, one.reported_tax)
    return [
        TaxRow(
            month=key.month,
            tax_rate=key.tax_rate,
            net=_money(net, key.currency),
            tax=_money(tax, key.currency),
            reported_net=_told(told_net, key.reporting),
            reported_tax=_told(told_tax, key.reporting),
        )
        for key, (net, tax, told_net, told_tax) in sorted(sums.items(), key=lambda item: _order(item[0]))
    ]


def refuse_long(rows: int) -> None:
    if rows > ROWS_MAX:
        raise Invalid(f"This report has more than {ROWS_MAX} rows; ask for fewer months, or group by less.")


def reported_sums(amounts: Iterable[Money | None]) -> list[Money]:
    """By reporting currency; what was issued without is left out."""
    sums: Mapping[str, list[int]] = defaultdict(lambda: [0])
    for one in amounts:
        if one is not None:
            sums[one.currency.code][0] += one.minor
    return [_money(minor, code) for code, (minor,) in sorted(sums.items())]


def _add(sums: list[int], *amounts: Money | None) -> None:
    for index, one in enumerate(amounts):
        sums[index] += 0 if one is None else one.minor


def _order(key: tuple[object, ...]) -> tuple[tuple[bool, str], ...]:
    return tuple((one is None, str(one)) for one in key)


def _code(amount: Money | None) -> str | None:
    return None if amount is None else amount.currency.code


def _money(minor: int, code: str) -> Money:
    return Money(minor, Currency.of(code))


def _told(minor: int, code: str | None) -> Money | None:
    return None if code is None else _money(minor, code)
