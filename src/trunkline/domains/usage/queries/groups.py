"""The groups of totals whose prices group usage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, exists, select

from trunkline.domains.marketplace.model import GROUPS_MAX, OTHERS
from trunkline.domains.usage.model import TotalKey, UsageTotal
from trunkline.domains.usage.store import usage_group, usage_total
from trunkline.infra.scope import Scope

TOTALS_AT_ONCE = 200
_SUMS = ("events", "calls", "quantity_e6", "billable_seconds", "billed_seconds", "amount_e4")
_MEASURED = ("measured_events", "measured_e6", "at_minimum", "at_maximum", "between_e6")
_columns = usage_group.c

# Beside the columns of a total: whether it has groups. Most have none, and then nothing else is asked.
IS_GROUPED = (
    exists().where(*(_columns[name] == usage_total.c[name] for name in TotalKey._fields)).correlate(usage_total)
).label("is_grouped")


async def with_groups(scope: Scope, rows: Sequence[Row[Any]]) -> list[UsageTotal]:
    """The totals of these rows, each with its groups. What comes in more than `GROUPS_MAX` groups is one group more."""
    totals = [_total(row) for row in rows]
    grouped = [total for total, row in zip(totals, rows, strict=True) if row.is_grouped]
    groups: dict[TotalKey, list[UsageTotal]] = {}
    for first in range(0, len(grouped), TOTALS_AT_ONCE):
        groups |= await _groups(scope, grouped[first : first + TOTALS_AT_ONCE])
    return [replace(one, groups=tuple(groups[key])) if (key := _key(one)) in groups else one for one in totals]


async def _groups(scope: Scope, totals: Sequence[UsageTotal]) -> dict[TotalKey, list[UsageTotal]]:
    whole = {_key(total): total for total in totals}
    named = [_columns[name].in_({getattr(key, name) for key in whole}) for name in TotalKey._fields]
    chosen = select(usage_group).where(scope.of_company(usage_group), *named)
    found: dict[TotalKey, list[UsageTotal]] = defaultdict(list)
    async for row in await scope.tx.stream(chosen.order_by(_columns.first_at, _columns.group_digest)):
        key = TotalKey(*(getattr(row, name) for name in TotalKey._fields))
        if key in whole:
            _enter(found[key], _group(row, whole[key]))
    return found


def _enter(groups: list[UsageTotal], one: UsageTotal) -> None:
    if len(groups) < GROUPS_MAX:
        groups.append(one)
    elif len(groups) == GROUPS_MAX:
        groups.append(replace(one, group=OTHERS))
    else:
        groups[-1] = _together(groups[-1], one)


def _together(others: UsageTotal, one: UsageTotal) -> UsageTotal:
    added: dict[str, Any] = {name: (getattr(others, name) or 0) + (getattr(one, name) or 0) for name in (*_SUMS, *_MEASURED)}
    if others.measured_events is None:
        added |= dict.fromkeys(_MEASURED, None)
    return replace(others, **added)


def _group(row: Row[Any], whole: UsageTotal) -> UsageTotal:
    own: dict[str, Any] = {name: getattr(row, name) for name in _SUMS} | dict.fromkeys(_MEASURED)
    if whole.measured_events is not None:
        own |= {name: getattr(row, name) for name in _MEASURED if name != "measured_e6"}
        own["measured_e6"] = row.value_e6
    return replace(whole, group=row.group_key, **own)


def _total(row: Row[Any]) -> UsageTotal:
    own = (name for name in UsageTotal.__slots__ if name not in ("group", "groups"))
    return UsageTotal(**{name: getattr(row, name) for name in own})


def _key(total: UsageTotal) -> TotalKey:
    return TotalKey(total.subscription_id, total.price_id, total.period_start)
