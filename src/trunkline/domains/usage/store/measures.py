"""What prices with an aggregation make of a batch, beside the totals. Whoever changes a row here holds its total already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, case, delete
from sqlalchemy.dialects import mysql, postgresql, sqlite

from trunkline.domains.marketplace.model import AggregationKind
from trunkline.domains.usage.model.levels import MOMENT_BITS
from trunkline.domains.usage.model.measures import DayOfLevel, Measures
from trunkline.domains.usage.model.totals import TotalKey
from trunkline.domains.usage.rules.measuring import ONE_E6
from trunkline.domains.usage.rules.tallying import Tally
from trunkline.domains.usage.store.bulk import insert_new, moment_for
from trunkline.domains.usage.store.tables import usage_level, usage_level_day, usage_measure, usage_unique_value
from trunkline.infra.db import add_or_insert
from trunkline.infra.scope import Scope

_KEYS = ("subscription_id", "price_id", "period_start")


async def add_measures(scope: Scope, tally: Tally) -> None:
    """Add what `tally` holds for prices with an aggregation. Those totals have a row here even when no event passed the filters."""
    for key in sorted(tally.measures):
        measures, meter = tally.measures[key], tally.totals[key][0].price.meter
        if measures.kind is AggregationKind.weighted_sum:
            assert meter is not None, "a level is counted on a meter"
            await _change_level(scope, key, meter, measures.days)
        else:
            await _add(scope, key, measures)


async def forget_measures(scope: Scope, key: TotalKey, period_end: datetime) -> None:
    """Of a total that is read anew: what its events came to. The total is held by whoever changed it."""
    for table in (usage_measure, usage_unique_value, usage_level):
        own = [table.c[name] == getattr(key, name) for name in _KEYS]
        await scope.tx.execute(delete(table).where(scope.of_company(table), *own))
    days = usage_level_day.c
    own = [days.subscription_id == key.subscription_id, days.price_id == key.price_id]
    within = (days.since >= key.period_start, days.since < period_end)
    await scope.tx.execute(delete(usage_level_day).where(scope.of_company(usage_level_day), *own, *within))


async def _add(scope: Scope, key: TotalKey, measures: Measures) -> None:
    value_e6 = measures.value_e6
    if measures.digests:
        value_e6 = ONE_E6 * await count_new(scope, key, measures.digests)
    row = {
        **key._asdict(),
        "company_id": scope.company,
        "events": measures.events,
        "value_e6": value_e6,
        "latest_rank": measures.rank,
        "at_minimum": measures.at_minimum,
        "at_maximum": measures.at_maximum,
        "between_e6": measures.between_e6,
    }
    await scope.tx.execute(_joining(measures.kind, scope.dialect), row)


async def _change_level(scope: Scope, key: TotalKey, meter: str, days: Mapping[datetime, DayOfLevel]) -> None:
    rows = []
    for since in sorted(days):
        high, low = divmod(days[since].moment_e6s, 1 << MOMENT_BITS)
        rows.append(
            {
                "subscription_id": key.subscription_id,
                "price_id": key.price_id,
                "since": since,
                "company_id": scope.company,
                "meter": meter,
                "events": days[since].events,
                "change_e6": days[since].change_e6,
                "moment_high": high,
                "moment_low": low,
            }
        )
    if rows:
        keys, added = ("subscription_id", "price_id", "since"), ("events", "change_e6", "moment_high", "moment_low")
        await scope.tx.execute(add_or_insert(usage_level_day, scope.dialect, keys, add=added), rows)


async def count_new(scope: Scope, key: TotalKey, digests: set[str]) -> int:
    """How many of the values the total had not had before; they are entered."""
    period_start = moment_for(scope.dialect)(key.period_start)
    rows = [(key.subscription_id, key.price_id, period_start, digest, scope.company) for digest in sorted(digests)]
    return await insert_new(scope, usage_unique_value, (*_KEYS, "value_digest", "company_id"), rows)


@lru_cache(maxsize=32)
def _joining(kind: AggregationKind, dialect: str) -> Insert:
    """INSERT, or join what is there as the kind says."""
    if dialect == "mysql":
        statement = mysql.insert(usage_measure)
        # In this order: MariaDB compares with what a former assignment has just written.
        return statement.on_duplicate_key_update(joined(kind, usage_measure.c, statement.inserted))
    upsert: Any = (postgresql if dialect == "postgresql" else sqlite).insert(usage_measure)
    changes = dict(joined(kind, usage_measure.c, upsert.excluded))
    return upsert.on_conflict_do_update(index_elements=list(_KEYS), set_=changes)  # type: ignore[no-any-return]


def joined(kind: AggregationKind, old: Any, new: Any, *, events: str = "events") -> list[tuple[str, Any]]:
    """What a measure, in the columns `old`, becomes with a `new` one, in the order in which it must be written."""
    counted = (events, old[events] + new[events])
    match kind:
        case AggregationKind.max:
            return [counted, ("value_e6", case((new.value_e6 > old.value_e6, new.value_e6), else_=old.value_e6))]
        case AggregationKind.latest:
            later = new.latest_rank > old.latest_rank
            return [
                counted,
                ("value_e6", case((later, new.value_e6), else_=old.value_e6)),
                ("latest_rank", case((later, new.latest_rank), else_=old.latest_rank)),
            ]
        case _:
            added = ("value_e6", "at_minimum", "at_maximum", "between_e6")
            return [counted, *((name, old[name] + new[name]) for name in added)]
