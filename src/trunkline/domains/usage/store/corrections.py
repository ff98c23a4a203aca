"""Corrections as rows: appended, never changed but for which of them stands. What counts by now is in `standings`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import Row, bindparam, update

from trunkline.domains.usage.model.calls import CallRecordInput
from trunkline.domains.usage.model.corrections import Cause, Correction, Standing
from trunkline.domains.usage.model.events import UsageEventInput
from trunkline.domains.usage.model.waiting import UsageForm
from trunkline.domains.usage.rules.metering import Metered
from trunkline.domains.usage.store.correction_table import usage_correction
from trunkline.infra.scope import Scope
from trunkline.kernel.quantity import from_e4, from_e6

_correction = usage_correction.c
_NEW = "new_"  # before the names of a correction's columns, beside those of the row that it corrects
_RATED = ("subscription_id", "price_id", "period_start")
_FIGURES = ("quantity_e6", "calls", "answered", "billable_seconds", "billed_seconds", "amount_e4")


class NewCorrection(NamedTuple):
    """What takes the place of `before`. `row` None: nothing does, it is voided."""

    before: Standing
    told: UsageEventInput | CallRecordInput
    row: Metered | None
    cause: Cause
    reason: str


async def insert_corrections(scope: Scope, corrections: Sequence[NewCorrection]) -> None:
    """Later ones of the same event come later. The company is held, so nobody else has numbered one in between."""
    last = {_place(one.before): one.before.sequence + 1 for one in corrections}
    superseded = [one.before for one in corrections if one.before.sequence]
    if superseded:
        columns = (_correction.form, _correction.source, _correction.identity, _correction.sequence)
        same = [column == bindparam(f"of_{column.name}") for column in columns]
        marking = update(usage_correction).where(scope.of_company(usage_correction), *same).values(stands=0)
        await scope.tx.execute(marking, [_key(one, "of_") for one in superseded])
    rows = [_row(scope, one, stands=one.before.sequence + 1 == last[_place(one.before)]) for one in corrections]
    await scope.tx.execute(usage_correction.insert(), rows)


def correction_of(row: Row[Any]) -> Correction:
    same = ("source", "identity", "sequence", "meter", "used_at", "billable_seconds", "billed_seconds")
    words = ("currency", "price_id", "reason", "actor_id", "actor_name", "recorded_at")
    return Correction(
        **{name: getattr(row, name) for name in (*same, *words)},
        form=UsageForm(row.form),
        stands=bool(row.stands),
        cause=Cause(row.cause),
        is_void=bool(row.is_void),
        quantity=from_e6(row.quantity_e6),
        properties=None if row.properties is None else _properties(row.properties),
        amount=from_e4(row.amount_e4),
    )


def _properties(text: str) -> dict[str, Any]:
    """To be shown. What was taken before properties had a depth may have none that can be read: it is shown as its text."""
    try:
        return msgspec.json.decode(text, type=dict[str, Any])
    except RecursionError:
        return {"properties": text}


def _row(scope: Scope, one: NewCorrection, *, stands: bool) -> dict[str, object]:
    before, row = one.before, one.row
    tariff = None if row is None else row.tariff
    is_event = isinstance(one.told, UsageEventInput)
    properties = one.told.properties if isinstance(one.told, UsageEventInput) else None
    figures = before if row is None else row
    return _key(before) | {
        "company_id": scope.company,
        "sequence": before.sequence + 1,
        "stands": int(stands),
        "cause": one.cause.value,
        "is_void": int(row is None),
        "meter": before.meter,
        "used_at": one.told.used_at if isinstance(one.told, UsageEventInput) else one.told.started_at,
        "quantity_e6": figures.quantity_e6,
        "properties": None if properties is None else msgspec.json.encode(properties).decode(),
        "module_id": None if tariff is None else tariff.subscription.module_id,
        "subscription_id": None if tariff is None else tariff.subscription.id,
        "price_id": None if tariff is None else tariff.price.id,
        "period_start": None if tariff is None else tariff.period_start,
        "calls": 0 if row is None else int(row.is_call),
        "answered": 0 if row is None else int(row.is_answered),
        "billable_seconds": figures.billable_seconds,
        "billed_seconds": 0 if row is None else row.billed_seconds,
        "amount_e4": 0 if row is None else row.amount_e4,
        "currency": None if tariff is None or is_event else tariff.price.currency.code,
        "reason": one.reason,
        "actor_id": scope.actor.id,
        "actor_name": scope.actor.name[:200],
        "recorded_at": scope.now,
    }


def _key(standing: Standing, prefix: str = "") -> dict[str, object]:
    place = {"form": standing.form.value, "source": standing.source, "identity": standing.identity}
    return {prefix + name: value for name, value in (place | {"sequence": standing.sequence}).items()}


def _place(standing: Standing) -> tuple[str, str, str]:
    return standing.form.value, standing.source, standing.identity
