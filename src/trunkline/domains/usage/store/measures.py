"""What prices with an aggregation make of a batch, beside the totals. Whoever changes a row here holds its total already."""

from __future__ import annotations

from trunkline.domains.usage.model.measures import Measures
from trunkline.domains.usage.model.totals import TotalKey
from trunkline.domains.usage.rules.metering import Tally
from trunkline.domains.usage.store.tables import usage_measure
from trunkline.infra.db import add_or_insert
from trunkline.infra.scope import Scope

_KEYS = ("subscription_id", "price_id", "period_start")


async def add_measures(scope: Scope, tally: Tally) -> None:
    """Add what `tally` holds for prices with an aggregation. Those totals have a row here even when no event passed the filters."""
    for key in sorted(tally.measures):
        await _add(scope, key, tally.measures[key])


async def _add(scope: Scope, key: TotalKey, measures: Measures) -> None:
    row = {**key._asdict(), "company_id": scope.company, "events": measures.events, "value_e6": measures.value_e6}
    await scope.tx.execute(add_or_insert(usage_measure, scope.dialect, _KEYS, add=("events", "value_e6")), row)
