"""A company's conversions. Somebody else's do not exist."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from trunkline.domains.currencies import store
from trunkline.domains.currencies.model import Conversion
from trunkline.domains.currencies.model.ids import ConversionId
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.page import Page, PageRequest, page_of

_table, _columns = store.conversion_log, store.conversion_log.c


async def conversions(scope: Scope, request: PageRequest) -> Page[Conversion]:
    """Of the company, or of all for the operator; the newest first."""
    chosen = select(_table).where(scope.of_company(_table))
    if request.position is not None:
        chosen = chosen.where(_columns.id < str(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_columns.id.desc()).limit(request.limit + 1))
    return page_of([store.conversion_of(row) for row in rows], request, lambda one: (one.id,))


async def conversion(scope: Scope, conversion_id: ConversionId) -> Conversion:
    """Raises `NotFound`, also for another company's."""
    found = await _one(scope, _columns.id == conversion_id)
    if found is None:
        raise NotFound(f"There is no conversion {conversion_id}.")
    return found


async def conversion_of_key(scope: Scope, operation_key: str) -> Conversion | None:
    """What the company's operation has converted."""
    return await _one(scope, (_columns.company_id == scope.company) & (_columns.operation_key == operation_key))


async def _one(scope: Scope, condition: ColumnElement[bool]) -> Conversion | None:
    row = (await scope.tx.execute(select(_table).where(scope.of_company(_table), condition))).one_or_none()
    return None if row is None else store.conversion_of(row)
