"""Calls, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select

from trunkline.domains.usage.model import Call, Direction, Disposition
from trunkline.domains.usage.store import call_record
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CallId, ModuleId, PriceId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.page import Page, PageRequest, page_of
from trunkline.kernel.period import Period

_columns = call_record.c


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """What is asked for; None asks for all. Times are of the call's start, [since, until)."""

    since: datetime | None = None
    until: datetime | None = None
    disposition: Disposition | None = None
    module_id: ModuleId | None = None


async def calls(scope: Scope, request: PageRequest, wanted: CallFilter | None = None) -> Page[Call]:
    """The calls of the company, or of all companies for the operator."""
    chosen = select(call_record).where(scope.of_company(call_record), *_conditions(wanted or CallFilter()))
    return await _page(scope, chosen, request)


async def calls_of_line(
    scope: Scope, subscription_id: SubscriptionId, price_id: PriceId, period: Period, request: PageRequest
) -> Page[Call]:
    """The calls that were rated under a price in a period of a subscription: those behind an invoice line."""
    chosen = select(call_record).where(
        scope.of_company(call_record),
        _columns.subscription_id == subscription_id,
        _columns.price_id == price_id,
        _columns.started_at >= period.start,
        _columns.started_at < period.end,
    )
    return await _page(scope, chosen, request)


async def call(scope: Scope, call_id: CallId) -> Call:
    """Raises `NotFound`, also for another company's call."""
    chosen = select(call_record).where(scope.of_company(call_record), _columns.id == call_id)
    row = (await scope.tx.execute(chosen)).one_or_none()
    if row is None:
        raise NotFound(f"There is no call {call_id}.")
    return _call(row)


def _conditions(wanted: CallFilter) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if wanted.since is not None:
        conditions.append(_columns.started_at >= wanted.since)
    if wanted.until is not None:
        conditions.append(_columns.started_at < wanted.until)
    if wanted.disposition is not None:
        conditions.append(_columns.disposition == wanted.disposition.value)
    if wanted.module_id is not None:
        conditions.append(_columns.module_id == wanted.module_id)
    return conditions


async def _page(scope: Scope, chosen: Select[Any], request: PageRequest) -> Page[Call]:
    if request.position is not None:
        started_at, last_id = datetime.fromisoformat(str(request.position[0])), str(request.position[1])
        # Spelled out, because MariaDB reads no index for a comparison of rows.
        earlier = _columns.started_at < started_at
        chosen = chosen.where(
            _columns.started_at <= started_at, earlier | ((_columns.started_at == started_at) & (_columns.id < last_id))
        )
    ordered = chosen.order_by(_columns.started_at.desc(), _columns.id.desc()).limit(request.limit + 1)
    found = [_call(row) for row in await scope.tx.execute(ordered)]
    return page_of(found, request, lambda one: (one.started_at.astimezone(UTC).isoformat(), one.id))


def _call(row: Row[Any]) -> Call:
    return Call(
        id=row.id,
        company_id=row.company_id,
        source=row.source,
        external_id=row.external_id,
        meter=row.meter,
        module_id=row.module_id,
        subscription_id=row.subscription_id,
        price_id=row.price_id,
        direction=Direction(row.direction),
        caller=row.caller,
        callee=row.callee,
        agent=row.agent,
        started_at=row.started_at,
        answered_at=row.answered_at,
        ended_at=row.ended_at,
        duration_seconds=row.duration_seconds,
        billable_seconds=row.billable_seconds,
        disposition=Disposition(row.disposition),
        billed_seconds=row.billed_seconds,
        amount_e4=row.amount_e4,
        currency=None if row.currency is None else Currency.of(row.currency),
        recorded_at=row.recorded_at,
    )
