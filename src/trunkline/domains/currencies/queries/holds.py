"""Rates that are held, and those that were."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.domains.currencies import store
from trunkline.domains.currencies.model import Hold, HoldState
from trunkline.domains.currencies.model.ids import RateHoldId
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.page import Page, PageRequest, page_of

_table, _columns = store.rate_hold, store.rate_hold.c


async def holds(scope: Scope, request: PageRequest, state: HoldState | None = None) -> Page[Hold]:
    """The newest first."""
    chosen = select(_table)
    if state is not None:
        chosen = chosen.where(_columns.state == state.value)
    if request.position is not None:
        chosen = chosen.where(_columns.id < str(request.position[0]))
    rows = await scope.tx.execute(chosen.order_by(_columns.id.desc()).limit(request.limit + 1))
    return page_of([store.hold_of(row) for row in rows], request, lambda one: (one.id,))


async def hold(scope: Scope, hold_id: RateHoldId) -> Hold:
    """Raises `NotFound`."""
    row = (await scope.tx.execute(select(_table).where(_columns.id == hold_id))).one_or_none()
    if row is None:
        raise NotFound(f"There is no held rate {hold_id}.")
    return store.hold_of(row)
