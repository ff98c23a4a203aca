"""Events and calls as rows."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import select

from trunkline.domains.usage.model.calls import CallRecordInput
from trunkline.domains.usage.model.events import UsageEventInput
from trunkline.domains.usage.rules.metering import Metered
from trunkline.domains.usage.store.bulk import insert_new, moment_for
from trunkline.domains.usage.store.tables import call_record, meter, usage_event
from trunkline.infra.db import insert_ignore
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CallId, MeterId

EVENT_COLUMNS = (
    *("company_id", "source", "event_id", "meter", "used_at", "quantity_e6"),
    *("module_id", "subscription_id", "price_id", "period_start"),
    *("calls", "billable_seconds", "billed_seconds", "amount_e4", "properties", "batch", "recorded_at"),
)
_CALL_COLUMNS = (
    *("id", "company_id", "source", "external_id", "meter", "direction", "caller", "callee", "agent"),
    *("started_at", "answered_at", "ended_at", "duration_seconds", "billable_seconds", "disposition", "quantity_e6"),
    *("module_id", "subscription_id", "price_id", "period_start", "billed_seconds", "amount_e4", "currency"),
    "recorded_at",
)


async def insert_events(scope: Scope, events: Sequence[tuple[UsageEventInput, Metered]]) -> set[tuple[str, str]]:
    """Insert the events and return the (source, event_id) of those that the database did not know. Keys differ from each other."""
    ordered = sorted(events, key=lambda pair: (pair[0].source, pair[0].event_id))
    keys = [(event.source, event.event_id) for event, _ in ordered]
    batch = scope.program.entropy.getrandbits(63)
    moment, rated_under = moment_for(scope.dialect), RatedUnder(scope)
    now = moment(scope.now)
    rows = [
        (
            *(scope.company, event.source, event.event_id, event.meter, moment(event.used_at), row.quantity_e6),
            *rated_under.columns(row),
            *(int(row.is_call), row.billable_seconds, row.billed_seconds, row.amount_e4),
            *(_json(event.properties), batch, now),
        )
        for event, row in ordered
    ]
    count = await insert_new(scope, usage_event, EVENT_COLUMNS, rows)
    if count in (0, len(rows)):
        return set(keys) if count else set()
    columns = usage_event.c
    mine = select(columns.source, columns.event_id).where(
        columns.company_id == scope.company,
        columns.source.in_({source for source, _ in keys}),
        columns.event_id.in_([event_id for _, event_id in keys]),
        columns.batch == batch,
    )
    return {(row.source, row.event_id) for row in await scope.tx.execute(mine)}


async def insert_calls(scope: Scope, source: str, calls: Sequence[tuple[CallRecordInput, Metered]]) -> set[str]:
    """Insert the calls and return the external ids of those that the database did not know. They differ from each other."""
    ordered = sorted(calls, key=lambda pair: pair[0].external_id)
    moment, rated_under = moment_for(scope.dialect), RatedUnder(scope)
    now = moment(scope.now)
    ids = {scope.new_id(CallId): call.external_id for call, _ in ordered}
    rows = [
        (
            *(call_id, scope.company, source, call.external_id, row.meter, call.direction.value),
            *(call.caller, call.callee, call.agent, moment(call.started_at)),
            *(None if call.answered_at is None else moment(call.answered_at), moment(call.ended_at)),
            *(call.duration_seconds, call.billable_seconds, call.disposition.value, row.quantity_e6),
            *rated_under.columns(row),
            *(row.billed_seconds, row.amount_e4, rated_under.currency(row), now),
        )
        for call_id, (call, row) in zip(ids, ordered, strict=True)
    ]
    count = await insert_new(scope, call_record, _CALL_COLUMNS, rows)
    if count in (0, len(rows)):
        return set(ids.values()) if count else set()
    mine = select(call_record.c.id).where(scope.of_company(call_record), call_record.c.id.in_(list(ids)))
    return {ids[row.id] for row in await scope.tx.execute(mine)}


async def note_meter(scope: Scope, name: str) -> bool:
    """Enter a meter; False if the company had used it before."""
    row = {"id": scope.new_id(MeterId), "company_id": scope.company, "name": name, "first_seen_at": scope.now}
    return (await scope.tx.execute(insert_ignore(meter, scope.dialect).values(**row))).rowcount == 1


class RatedUnder:
    """The columns that say what a row was rated under: the same for nearly all rows of a batch, so made once per tariff."""

    def __init__(self, scope: Scope) -> None:
        self._moment = moment_for(scope.dialect)
        self._columns: dict[int, tuple[object, ...]] = {}

    def columns(self, row: Metered) -> tuple[object, ...]:
        """module_id, subscription_id, price_id, period_start"""
        tariff = row.tariff
        if tariff is None:
            return (None, None, None, None)
        found = self._columns.get(id(tariff))
        if found is None:
            subscription = tariff.subscription
            found = (subscription.module_id, subscription.id, tariff.price.id, self._moment(tariff.period_start))
            self._columns[id(tariff)] = found
        return found

    @staticmethod
    def currency(row: Metered) -> str | None:
        return None if row.tariff is None else row.tariff.price.currency.code


def _json(properties: dict[str, object] | None) -> str | None:
    return None if properties is None else msgspec.json.encode(properties).decode()
