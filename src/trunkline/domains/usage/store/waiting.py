"""Usage that nobody had subscribed to: found again by the page, and filled in with what it is rated under.

The walk follows the unique keys, in whose order rows are also inserted: no index is kept for what is rarely needed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Table, exists, or_, select

from trunkline.domains.usage.model import (
    CallRecordInput,
    Direction,
    Disposition,
    UsageEventInput,
    UsageForm,
    WaitingUsage,
)
from trunkline.domains.usage.rules.metering import Metered
from trunkline.domains.usage.store.bulk import fill_in
from trunkline.domains.usage.store.correction_table import usage_correction
from trunkline.domains.usage.store.rows import RatedUnder
from trunkline.domains.usage.store.tables import call_record, usage_event
from trunkline.infra.scope import Scope
from trunkline.kernel.quantity import from_e6

_RATED_UNDER = ("module_id", "subscription_id", "price_id", "period_start")


@dataclass(frozen=True, slots=True)
class _Form:
    """What the two tables call the same things."""

    table: Table
    key: str
    identity: str
    moment: str
    filled: tuple[str, ...]
    told: Callable[[Row[Any]], UsageEventInput | CallRecordInput]
    values: Callable[[Metered], tuple[object, ...]]


async def waiting_page(
    scope: Scope, form: UsageForm, meters: Collection[str], since: datetime, after: WaitingUsage | None, limit: int
) -> list[WaitingUsage]:
    """The next rows of these meters, used at or after `since`, that nobody had subscribed to. What was corrected waits by itself."""
    kept = _FORMS[form]
    columns = kept.table.c
    source, identity = columns.source, columns[kept.identity]
    chosen = select(kept.table).where(
        columns.company_id == scope.company,
        columns.subscription_id.is_(None),
        ~corrected(form),
        columns.meter.in_(sorted(meters)),
        columns[kept.moment] >= since,
    )
    if after is not None:
        chosen = chosen.where(source >= after.source, _beyond(source, identity, after))
    rows = await scope.tx.execute(chosen.order_by(source, identity).limit(limit))
    return [_waiting(row, form) for row in rows]


async def fill_in_rated(scope: Scope, form: UsageForm, rated: Sequence[tuple[WaitingUsage, Metered]]) -> int:
    """Say what the rows are rated under, each only if nobody has said so yet; returns how many that were."""
    kept, rated_under = _FORMS[form], RatedUnder(scope)
    rows = [(*rated_under.columns(row), *kept.values(row), one.key) for one, row in rated]
    return await fill_in(scope, kept.table, kept.key, (*_RATED_UNDER, *kept.filled), rows, empty="subscription_id")


def corrected(form: UsageForm) -> ColumnElement[bool]:
    """Whether there is a correction of the row."""
    kept, correction = _FORMS[form].table.c, usage_correction.c
    same = (correction.company_id == kept.company_id, correction.source == kept.source)
    identity = correction.identity == kept[_FORMS[form].identity]
    return exists().where(*same, identity, correction.form == form.value)


def _beyond(source: ColumnElement[str], identity: ColumnElement[str], after: WaitingUsage) -> ColumnElement[bool]:
    # Spelled out, because MariaDB reads no index for a comparison of rows.
    return or_(source > after.source, identity > after.identity)


def _waiting(row: Row[Any], form: UsageForm) -> WaitingUsage:
    kept = _FORMS[form]
    key, identity, moment = (getattr(row, name) for name in (kept.key, kept.identity, kept.moment))
    return WaitingUsage(form, key, row.source, identity, row.meter, moment, kept.told(row), row.recorded_at)


def event_of(row: Row[Any]) -> UsageEventInput:
    properties = None if row.properties is None else msgspec.json.decode(row.properties)
    return UsageEventInput(row.meter, row.event_id, row.used_at, row.source, from_e6(row.quantity_e6), properties)


def call_of(row: Row[Any]) -> CallRecordInput:
    own = {name: getattr(row, name) for name in CallRecordInput.__struct_fields__}
    words = {"direction": Direction(row.direction), "disposition": Disposition(row.disposition)}
    return CallRecordInput(**own | words)


_FORMS = {
    UsageForm.events: _Form(
        table=usage_event,
        key="seq",
        identity="event_id",
        moment="used_at",
        filled=("calls", "billable_seconds", "billed_seconds", "amount_e4"),
        told=event_of,
        values=lambda row: (int(row.is_call), row.billable_seconds, row.billed_seconds, row.amount_e4),
    ),
    UsageForm.calls: _Form(
        table=call_record,
        key="id",
        identity="external_id",
        moment="started_at",
        filled=("quantity_e6", "billed_seconds", "amount_e4", "currency"),
        told=call_of,
        values=lambda row: (row.quantity_e6, row.billed_seconds, row.amount_e4, RatedUnder.currency(row)),
    ),
}
