"""What a batch adds to the groups of totals, beside the totals. Whoever changes a row here holds its total already."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from sqlalchemy import Insert, update
from sqlalchemy.dialects import mysql, postgresql, sqlite

from trunkline.domains.marketplace.model import AggregationKind
from trunkline.domains.usage.model.measures import Measures
from trunkline.domains.usage.model.totals import TotalKey
from trunkline.domains.usage.rules.tallying import GroupTally, Tally
from trunkline.domains.usage.store.measures import joined
from trunkline.domains.usage.store.tables import usage_group
from trunkline.infra.scope import Scope

_SUMS = ("events", "calls", "quantity_e6", "billable_seconds", "billed_seconds", "amount_e4")
_MEASURED = ("measured_events", "value_e6", "at_minimum", "at_maximum", "between_e6")


async def add_groups(scope: Scope, tally: Tally) -> None:
    """Add what `tally` holds by group; a group that was not there yet is entered."""
    for key in sorted(tally.groups):
        groups = tally.groups[key]
        rows = [_row(scope, key, group, groups[group]) for group in sorted(groups)]
        aggregation = tally.totals[key][0].aggregation
        kind = AggregationKind.sum if aggregation is None else aggregation.kind
        await scope.tx.execute(_joining(kind, scope.dialect), rows)


async def forget_group_measures(scope: Scope, key: TotalKey) -> None:
    """Of a total that is read anew: what the events of each group came to. The groups stay, in their order."""
    columns = usage_group.c
    own = [columns[name] == getattr(key, name) for name in TotalKey._fields]
    nothing: Mapping[str, Any] = dict.fromkeys(_MEASURED, 0) | {"latest_rank": ""}
    await scope.tx.execute(update(usage_group).where(scope.of_company(usage_group), *own).values(**nothing))


def _row(scope: Scope, key: TotalKey, group: str, one: GroupTally) -> dict[str, object]:
    measures = one.measures or Measures(AggregationKind.sum)
    return {
        **key._asdict(),
        "group_digest": blake2b(group.encode(), digest_size=16).hexdigest(),
        "company_id": scope.company,
        "group_key": group,
        "first_at": scope.now,
        **{name: getattr(one.sums, name) for name in _SUMS},
        "measured_events": measures.events,
        "value_e6": measures.value_e6,
        "latest_rank": measures.rank,
        "at_minimum": measures.at_minimum,
        "at_maximum": measures.at_maximum,
        "between_e6": measures.between_e6,
    }


@lru_cache(maxsize=32)
def _joining(kind: AggregationKind, dialect: str) -> Insert:
    """INSERT, or add the sums to what is there and join the measure as the kind says."""
    if dialect == "mysql":
        statement = mysql.insert(usage_group)
        return statement.on_duplicate_key_update(_changes(kind, statement.inserted))
    upsert: Any = (postgresql if dialect == "postgresql" else sqlite).insert(usage_group)
    keys = [column.name for column in usage_group.primary_key]
    joining = upsert.on_conflict_do_update(index_elements=keys, set_=dict(_changes(kind, upsert.excluded)))
    return joining  # type: ignore[no-any-return]


def _changes(kind: AggregationKind, new: Any) -> list[tuple[str, Any]]:
    old = usage_group.c
    return [*((name, old[name] + new[name]) for name in _SUMS), *joined(kind, old, new, events="measured_events")]
