"""What the sources said: the sheets themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from trunkline.domains.currencies import store
from trunkline.domains.currencies.model import Sheet, Source
from trunkline.domains.currencies.model.ids import RateSheetId
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.page import Page, PageRequest, page_of

_table, _columns = store.rate_sheet, store.rate_sheet.c


async def sheets(scope: Scope, request: PageRequest, source: Source | None = None) -> Page[Sheet]:
    """The last that came first; days of history came together, and are in no order among themselves."""
    chosen = select(_table)
    if source is not None:
        chosen = chosen.where(_columns.source == source.value)
    if request.position is not None:
        chosen = chosen.where(_columns.id < str(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_columns.id.desc()).limit(request.limit + 1))
    return page_of([store.sheet_of(row) for row in rows], request, lambda one: (one.id,))


async def sheet(scope: Scope, sheet_id: RateSheetId) -> Sheet:
    """Raises `NotFound`."""
    row = (await scope.tx.execute(select(_table).where(_columns.id == sheet_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no sheet of rates {sheet_id}.")
    return store.sheet_of(row)


async def last_sheets_quoting(
    scope: Scope, base: str, codes: Collection[str], since: datetime, until: datetime
) -> list[Sheet]:
    """Of each code the last sheet of the time that quotes it and the base, of whichever source. It reads many: for codes that the newest
    sheets lack."""
    when = (_columns.source.in_([one.value for one in Source]), _columns.as_of >= since, _columns.as_of <= until)
    chosen = select(_table).where(*when, _may_quote(base), or_(*map(_may_quote, codes)))
    found, wanted = [], set(codes)
    for row in await scope.tx.execute(chosen.order_by(_columns.as_of.desc())):
        one = store.sheet_of(row)
        if one.quotes(base) and (quoted := {code for code in wanted if one.quotes(code)}):
            found.append(one)
            wanted -= quoted
        if not wanted:
            break
    return found


def _may_quote(code: str) -> ColumnElement[bool]:
    return or_(_columns.base == code, _columns.rates.like(f'%"{code}"%'))


async def history_is_loaded(scope: Scope) -> bool:
    """Whether there are reference rates of the European Central Bank of before the euro's coins."""
    first = select(_columns.id).where(_columns.source == Source.ecb.value).order_by(_columns.as_of).limit(1)
    row = (await scope.tx.execute(first.add_columns(_columns.as_of))).one_or_none()
    return row is not None and row.as_of.year < 2002
