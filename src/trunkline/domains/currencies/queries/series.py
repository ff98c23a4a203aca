"""The course of a pair: its last rate of each day."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import and_, func, select

from trunkline.domains.currencies import rules, store
from trunkline.domains.currencies.model import SeriesPoint, Sheet
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import FieldProblem, Invalid
from trunkline.kernel.money import Currency

SERIES_DAYS_MAX = 1100

_table, _columns = store.rate_sheet, store.rate_sheet.c


async def rate_series(scope: Scope, source: Currency, target: Currency, since: date, until: date) -> list[SeriesPoint]:
    """A point for each day from `since` to `until`, both included (UTC), on which a source quoted both; the sheet with the latest
    as-of moment of the day counts. Raises `Invalid` beyond three years.
    """
    if not 0 <= (until - since) // timedelta(days=1) < SERIES_DAYS_MAX:
        detail = f"since and until must be in this order, at most {SERIES_DAYS_MAX} days apart."
        raise Invalid(detail, fields=[FieldProblem("query:since", detail)])
    points = []
    for day, sheets in sorted((await _sheets_by_day(scope, since, until)).items()):
        sheet = rules.choose_sheet(sheets, source.code, target.code)
        if sheet is not None:
            points.append(SeriesPoint(day, rules.cross(sheet, source.code, target.code), sheet.source, sheet.as_of))
    return points


async def _sheets_by_day(scope: Scope, since: date, until: date) -> dict[date, list[Sheet]]:
    """The last sheet of each source and day: found in the index alone, then read."""
    last = (
        select(_columns.source, func.max(_columns.as_of).label("as_of"))
        .where(_columns.day >= since, _columns.day <= until, _columns.as_of <= min(scope.now, scope.machine_now))
        .group_by(_columns.source, _columns.day)
        .subquery()
    )
    joined = select(_table).join(last, and_(last.c.source == _columns.source, last.c.as_of == _columns.as_of))
    found: dict[date, list[Sheet]] = {}
    for row in await scope.tx.execute(joined):
        found.setdefault(row.day, []).append(store.sheet_of(row))
    return found
