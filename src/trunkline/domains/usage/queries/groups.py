"""The groups of totals whose prices group usage."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, exists, select

from trunkline.domains.marketplace import queries as marketplace
from trunkline.domains.marketplace.model import GROUPS_MAX, OTHERS, AggregationKind
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
    """The totals of these rows, each with its groups. What comes in more than `GROUPS_MAX` groups is one group more, measured as one."""
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
    rests: dict[TotalKey, _Rest] = {}
    async for row in await scope.tx.stream(chosen.order_by(_columns.first_at, _columns.group_digest)):
        key = TotalKey(*(getattr(row, name) for name in TotalKey._fields))
        if key not in whole:
            continue
        if len(found[key]) < GROUPS_MAX:
            found[key].append(_group(row, whole[key]))
        else:
            rests[key] = _joined(rests.get(key), _group(row, whole[key]), row.latest_rank)
    for key, rest in rests.items():
        found[key].append(await _as_one(scope, rest))
    return found


@dataclass(frozen=True, slots=True)
class _Rest:
    """The groups without a place of their own: added up, and of what they are measured by the highest and the latest."""

    added: UsageTotal
    highest_e6: int | None
    latest_e6: int | None
    rank: str


def _joined(rest: _Rest | None, one: UsageTotal, rank: str) -> _Rest:
    if rest is None:
        return _Rest(replace(one, group=OTHERS), one.measured_e6, one.measured_e6, rank)
    added = _together(rest.added, one)
    if one.measured_e6 is None or rest.highest_e6 is None:
        return replace(rest, added=added)
    latest_e6, rank = (one.measured_e6, rank) if rank > rest.rank else (rest.latest_e6, rest.rank)
    return _Rest(added, max(rest.highest_e6, one.measured_e6), latest_e6, rank)


async def _as_one(scope: Scope, rest: _Rest) -> UsageTotal:
    """Measured by the kind of the price, as if all that is in it had been told without a group."""
    if rest.added.measured_e6 is None:
        return rest.added
    aggregation = (await marketplace.price(scope, rest.added.price_id)).aggregation
    match aggregation.kind if aggregation else AggregationKind.sum:
        case AggregationKind.max:
            return replace(rest.added, measured_e6=rest.highest_e6)
        case AggregationKind.latest:
            return replace(rest.added, measured_e6=rest.latest_e6)
        case AggregationKind.sum | AggregationKind.count:
            return rest.added
        case other:
            raise AssertionError(f"{other} cannot be grouped: nothing of what is kept joins it")


def _together(others: UsageTotal, one: UsageTotal) -> UsageTotal:
    added: dict[str, Any] = {
        name: (getattr(others, name) or 0) + (getattr(one, name) or 0) for name in (*_SUMS, *_MEASURED)
    }
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
