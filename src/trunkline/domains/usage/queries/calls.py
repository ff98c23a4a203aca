"""Calls, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from trunkline.domains.usage.model import Call, Direction, Disposition, UsageForm
from trunkline.domains.usage.model.calls import CallInForce
from trunkline.domains.usage.store import call_record, standing_beside, usage_correction
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CallId, ModuleId, PriceId, SubscriptionId
from trunkline.kernel.money import Currency
from trunkline.kernel.page import Page, PageRequest, page_of
from trunkline.kernel.period import Period

_columns = call_record.c
_standing = usage_correction.c


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """What is asked for; None asks for all. Times are of the call's start, [since, until)."""

    since: datetime | None = None
    until: datetime | None = None
    disposition: Disposition | None = None
    module_id: ModuleId | None = None
    meter: str | None = None
    agent: str | None = None


async def calls(scope: Scope, request: PageRequest, wanted: CallFilter | None = None) -> Page[Call]:
    """The calls of the company, or of all companies for the operator."""
    chosen = _chosen().where(scope.of_company(call_record), *_conditions(wanted or CallFilter()))
    return await _page(scope, chosen, request)


async def calls_of_line(
    scope: Scope, subscription_id: SubscriptionId, price_id: PriceId, period: Period, request: PageRequest
) -> Page[Call]:
    """The calls that count under a price in a period of a subscription: those behind an invoice line. What was voided does not."""
    told = and_(
        _columns.subscription_id == subscription_id, _columns.price_id == price_id, _standing.sequence.is_(None)
    )
    corrected = and_(
        _standing.subscription_id == subscription_id, _standing.price_id == price_id, _standing.is_void == 0
    )
    within = (_columns.started_at >= period.start, _columns.started_at < period.end)
    chosen = _chosen().where(scope.of_company(call_record), *within, or_(told, corrected))
    return await _page(scope, chosen, request)


def _chosen() -> Select[Any]:
    """Each call with the correction of it that stands, if there is one."""
    beside = [column.label(f"new_{column.name}") for column in _standing]
    joined = call_record.outerjoin(usage_correction, standing_beside(UsageForm.calls))
    return select(call_record, *beside).select_from(joined)


async def call(scope: Scope, call_id: CallId) -> Call:
    """Raises `NotFound`, also for another company's call."""
    chosen = _chosen().where(scope.of_company(call_record), _columns.id == call_id)
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
    if wanted.meter is not None:
        conditions.append(_columns.meter == wanted.meter)
    if wanted.agent is not None:
        conditions.append(_columns.agent == wanted.agent)
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
        in_force=None if row.new_sequence is None else _in_force(row),
    )


def _in_force(row: Row[Any]) -> CallInForce:
    return CallInForce(
        is_void=bool(row.new_is_void),
        price_id=row.new_price_id,
        billable_seconds=row.new_billable_seconds,
        billed_seconds=row.new_billed_seconds,
        amount_e4=row.new_amount_e4,
        currency=None if row.new_currency is None else Currency.of(row.new_currency),
    )
