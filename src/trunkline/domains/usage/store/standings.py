"""What counts of each event and call by now: its standing correction, or else what was told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, Select, Table, and_, or_, select, true

from trunkline.domains.usage.model.calls import CallRecordInput, Disposition
from trunkline.domains.usage.model.corrections import Standing
from trunkline.domains.usage.model.events import UsageEventInput
from trunkline.domains.usage.model.totals import TotalKey
from trunkline.domains.usage.model.waiting import UsageForm
from trunkline.domains.usage.store.correction_table import usage_correction
from trunkline.domains.usage.store.tables import call_record, usage_event, usage_total
from trunkline.domains.usage.store.waiting import call_of, event_of
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import CallId, PriceId
from trunkline.kernel.quantity import from_e6

_correction = usage_correction.c
_NEW = "new_"  # before the names of a correction's columns, beside those of the row that it corrects
_RATED = ("subscription_id", "price_id", "period_start")
_FIGURES = ("quantity_e6", "calls", "answered", "billable_seconds", "billed_seconds", "amount_e4")


async def standings_of_events(scope: Scope, keys: Collection[tuple[str, str]]) -> list[Standing]:
    """What counts of the events with these (source, event_id)."""
    raw = usage_event.c
    named = (raw.source.in_({source for source, _ in keys}), raw.event_id.in_({identity for _, identity in keys}))
    rows = await scope.tx.execute(_standing(scope, UsageForm.events).where(*named))
    return [one for row in rows if ((one := _events(row)).source, one.identity) in keys]


async def standing_of_call(scope: Scope, call_id: CallId) -> Standing | None:
    """What counts of the call; None where the company has no such call."""
    row = (await scope.tx.execute(_standing(scope, UsageForm.calls).where(call_record.c.id == call_id))).one_or_none()
    return None if row is None else _calls(row)


async def standings_of_total(scope: Scope, form: UsageForm, meter: str, key: TotalKey) -> AsyncIterator[Standing]:
    """All that counts in a total, which is of this meter: what was told in it and stays there, and what was corrected into it."""
    for chosen in of_total(scope, form, meter, key):
        async for row in await scope.tx.stream(chosen):
            yield _READ[form](row)


def of_total(scope: Scope, form: UsageForm, meter: str, key: TotalKey) -> tuple[Select[Any], Select[Any]]:
    """Two, because no index serves both: what was told is found by meter and moment, what was corrected by its new total.

    A total has no event from before its period. It may have some from after it, told ahead of a change that ended the period early.
    """
    raw, since = _TABLES[form].c, key.period_start
    in_total = [raw[name] == getattr(key, name) for name in _RATED]
    told = _standing(scope, form).where(
        raw.meter == meter, _moment(form) >= since, *in_total, _correction.sequence.is_(None)
    )
    moved_there = [_correction[name] == getattr(key, name) for name in _RATED]
    return told, _corrected_ones(scope, form).where(*moved_there)


async def standings_under(
    scope: Scope,
    form: UsageForm,
    meters: Collection[str],
    price_ids: Collection[PriceId] | None,
    since: datetime,
    after: tuple[str, str] | None,
    limit: int,
) -> list[Standing]:
    """The next of what was used at or after `since` and counts under one of these prices; None: was corrected, and counts under none.

    In the order of (source, identity), from `after` on.
    """
    found: list[Standing] = []
    for chosen in under_prices(scope, form, meters, price_ids, since, after, limit):
        found += [_READ[form](row) for row in await scope.tx.execute(chosen)]
    return sorted(found, key=lambda one: (one.source, one.identity))[:limit]


def under_prices(
    scope: Scope,
    form: UsageForm,
    meters: Collection[str],
    price_ids: Collection[PriceId] | None,
    since: datetime,
    after: tuple[str, str] | None,
    limit: int,
) -> list[Select[Any]]:
    """A page of what was corrected, found by its corrections, and a page of what was told, unless all that is wanted was corrected."""
    place: tuple[ColumnElement[Any], ColumnElement[Any]] = (_correction.source, _correction.identity)
    priced = _correction.subscription_id.is_(None) if price_ids is None else _correction.price_id.in_(sorted(price_ids))
    corrected = _corrected_ones(scope, form).where(
        _correction.meter.in_(sorted(meters)), _correction.used_at >= since, priced, _beyond(place, after)
    )
    pages = [corrected.order_by(*place).limit(limit)]
    if price_ids is not None:
        raw = _TABLES[form].c
        place = (raw.source, _identity(form))
        told = _standing(scope, form).where(
            *(raw.meter.in_(sorted(meters)), raw.price_id.in_(sorted(price_ids)), _moment(form) >= since),
            *(_correction.sequence.is_(None), _beyond(place, after)),
        )
        pages.append(told.order_by(*place).limit(limit))
    return pages


async def period_ends(scope: Scope, keys: Collection[TotalKey]) -> dict[TotalKey, datetime]:
    """Until when the periods of totals last."""
    if not keys:
        return {}
    columns = usage_total.c
    chosen = select(*(columns[name] for name in _RATED), columns.period_end).where(
        scope.of_company(usage_total),
        columns.subscription_id.in_({key.subscription_id for key in keys}),
        columns.price_id.in_({key.price_id for key in keys}),
        columns.period_start.in_({key.period_start for key in keys}),
    )
    rows = await scope.tx.execute(chosen)
    return {TotalKey(row.subscription_id, row.price_id, row.period_start): row.period_end for row in rows}


def _standing(scope: Scope, form: UsageForm) -> Select[Any]:
    """Each row with the correction that stands, if there is one."""
    kept = _TABLES[form]
    beside = [column.label(_NEW + column.name) for column in usage_correction.columns]
    return (
        select(kept, *beside)
        .select_from(kept.outerjoin(usage_correction, standing_beside(form)))
        .where(kept.c.company_id == scope.company)
    )


def _corrected_ones(scope: Scope, form: UsageForm) -> Select[Any]:
    """Each correction that stands, and voids nothing, with the row that it corrects: the row is looked up for each of them."""
    kept = _TABLES[form]
    beside = [column.label(_NEW + column.name) for column in usage_correction.columns]
    return (
        select(kept, *beside)
        .select_from(usage_correction.join(kept, standing_beside(form)))
        .where(_correction.company_id == scope.company, _correction.is_void == 0)
    )


def _beyond(place: tuple[ColumnElement[str], ColumnElement[str]], after: tuple[str, str] | None) -> ColumnElement[bool]:
    # Spelled out, because MariaDB reads no index for a comparison of rows.
    return true() if after is None else and_(place[0] >= after[0], or_(place[0] > after[0], place[1] > after[1]))


def standing_beside(form: UsageForm) -> ColumnElement[bool]:
    """Joins a row with the correction of it that stands."""
    kept = _TABLES[form].c
    same = (_correction.company_id == kept.company_id, _correction.source == kept.source)
    return and_(*same, _correction.identity == _identity(form), _correction.form == form.value, _correction.stands == 1)


def _events(row: Row[Any]) -> Standing:
    told = event_of(row)
    if row.new_sequence is None:
        return _told(row, UsageForm.events, row.seq, told.event_id, told, calls=row.calls, answered=0)
    properties = None if row.new_properties is None else msgspec.json.decode(row.new_properties)
    changes = {"quantity": from_e6(row.new_quantity_e6), "used_at": row.new_used_at, "properties": properties}
    return _corrected(row, row.seq, msgspec.structs.replace(told, **changes))


def _calls(row: Row[Any]) -> Standing:
    told = call_of(row)
    if row.new_sequence is None:
        answered = int(told.disposition is Disposition.answered)
        return _told(row, UsageForm.calls, row.id, told.external_id, told, calls=1, answered=answered)
    return _corrected(row, row.id, msgspec.structs.replace(told, billable_seconds=row.new_billable_seconds))


def _told(
    row: Row[Any],
    form: UsageForm,
    key: object,
    identity: str,
    told: UsageEventInput | CallRecordInput,
    *,
    calls: int,
    answered: int,
) -> Standing:
    figures = ("quantity_e6", "billable_seconds", "billed_seconds", "amount_e4")
    return Standing(
        *(form, key, row.source, identity, row.meter, told, row.recorded_at, 0, False),
        **{name: getattr(row, name) for name in (*_RATED, *figures)},
        calls=calls,
        answered=answered,
    )


def _corrected(row: Row[Any], key: object, told: UsageEventInput | CallRecordInput) -> Standing:
    form, is_void = UsageForm(row.new_form), bool(row.new_is_void)
    return Standing(
        *(form, key, row.source, row.new_identity, row.meter, told, row.recorded_at, row.new_sequence, is_void),
        **{name: getattr(row, _NEW + name) for name in (*_RATED, *_FIGURES)},
    )


def _identity(form: UsageForm) -> ColumnElement[str]:
    return usage_event.c.event_id if form is UsageForm.events else call_record.c.external_id


def _moment(form: UsageForm) -> ColumnElement[datetime]:
    return usage_event.c.used_at if form is UsageForm.events else call_record.c.started_at


_TABLES: dict[UsageForm, Table] = {UsageForm.events: usage_event, UsageForm.calls: call_record}
_READ = {UsageForm.events: _events, UsageForm.calls: _calls}
