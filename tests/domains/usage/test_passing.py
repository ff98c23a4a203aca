"""A clock that is moved notes the hours that it passes as if it had stopped at each; and it stops where a spike may have to be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from tests.domains.billing.stage import DESK, MESSAGES, plan
from tests.domains.operations.lives import TESTER, Life, begun
from trunkline.domains.marketplace import actions as marketplace
from trunkline.domains.marketplace import queries as catalogue
from trunkline.domains.marketplace.model import Aggregation, AggregationKind
from trunkline.domains.marketplace.model.offers.shapes import each, metered
from trunkline.domains.usage import actions as usage
from trunkline.domains.usage.model import UsageEventInput
from trunkline.domains.usage.model.alerts import AlertKind, Measure, NewAlert, Spike
from trunkline.domains.usage.model.snapshots import HOUR, hours_worth_noting
from trunkline.domains.usage.store import usage_snapshot, usage_snapshot_hour
from trunkline.infra.config import Config
from trunkline.infra.queue import Jobs, Worker

_messages = metered(MESSAGES, "messages", "Messages", EUR=each("0.10"))
_level = replace(_messages, aggregation=Aggregation(AggregationKind.weighted_sum))
SHOP = replace(DESK, plans=(plan("sum", _messages), plan("level", _level)))
SPIKE = Spike(Decimal(2), Decimal(5), 7)
# The first periods, which begin with the company, end on 28 February: within the hours that are compared.
COMPARED_FROM, COMPARED_TO = datetime(2026, 2, 26, 21, 0, tzinfo=UTC), datetime(2026, 2, 28, 12, 0, tzinfo=UTC)


async def _use(life: Life, quantity: str, name: str) -> None:
    async with life.program.scope(TESTER, company_id=life.company_id) as scope:
        told = UsageEventInput("messages", name, scope.now, "test", Decimal(quantity))
        assert (await usage.record_events(scope, [told])).accepted == 1


async def _subscribe(life: Life, slug: str) -> None:
    """On a plan of the shop, and watched for spikes."""
    async with life.program.scope(TESTER) as scope:
        await marketplace.install_catalogue(scope, [SHOP])
        module = await catalogue.module_by_slug(scope, "desk")
        chosen = await catalogue.plan_by_slug(scope, module.id, slug)
    alert = NewAlert(
        name="Sudden",
        meter="messages",
        measure=Measure.quantity,
        limit=None,
        thresholds=(),
        spike=SPIKE,
        kind=AlertKind.spike,
    )
    async with life.program.scope(TESTER, company_id=life.company_id) as scope:
        await marketplace.start_subscription(scope, chosen.id)
        await usage.set_alert(scope, alert)
    await Worker(life.program).run_until_idle()


def _stopping(life: Life) -> Life:
    """The same company, whose clock stops at every hour and notes nothing in between."""
    known = life.program.jobs.by_kind.values()
    jobs = Jobs(replace(one, alarm=None, passing=None) if one.kind == "usage.take_snapshots" else one for one in known)
    return replace(life, program=replace(life.program, jobs=jobs))


async def _noted(life: Life) -> tuple[list[datetime], list[tuple[Any, ...]]]:
    """The hours of which there are snapshots, and these."""
    names = ("taken_at", "meter", "period_start", "events", "quantity_e6", "amount_e4")
    columns = [usage_snapshot.c[name] for name in names]
    async with life.program.scope(TESTER, company_id=life.company_id, write=False) as scope:
        rows = await scope.tx.execute(select(*columns).where(scope.of_company(usage_snapshot)).order_by(*columns))
        hours = select(usage_snapshot_hour.c.taken_at).where(scope.of_company(usage_snapshot_hour))
        taken = (await scope.tx.execute(hours.order_by(usage_snapshot_hour.c.taken_at))).scalars()
        return list(taken), [tuple(row) for row in rows]


@pytest.mark.timeout(300)
@pytest.mark.parametrize("slug", ["sum", "level"])
async def test_passing_hours_is_stopping_at_each(config: Config, tmp_path: Path, slug: str) -> None:
    found = []
    for stops in (True, False):
        async with begun(config, tmp_path / str(stops), own_clock=True, card="") as life:
            await _subscribe(life, slug)
            await _use(life, "8", "first")
            await life.advance(COMPARED_FROM)
            await _use(life, "30", "second")
            await (_stopping(life) if stops else life).advance(COMPARED_TO)
            spikes = [one for one in await life.told() if one[0] == "usage.spiked"]
            found.append((*await _noted(life), spikes))
    stopped, passed = found
    assert passed == stopped
    hours, _, spikes = passed
    assert hours[-39:] == [COMPARED_TO - n * HOUR for n in range(38, -1, -1)]
    assert spikes[0][1] == "2026-02-26T22:00:00+00:00", "an hour in which usage came is told of when it ends"


def test_a_long_way_leaves_what_will_be_kept() -> None:
    start, until = datetime(2026, 1, 1, 0, 30, tzinfo=UTC), datetime(2026, 3, 1, 10, 0, tzinfo=UTC)
    hours = hours_worth_noting(start, until, until, start)
    kept_from = until - timedelta(days=35)
    assert hours[0] == datetime(2026, 1, 1, 1, tzinfo=UTC)
    assert hours[-1] == until
    assert len(hours) == len(set(hours))
    assert [one for one in hours if one > kept_from] == [kept_from + n * HOUR for n in range(1, 35 * 24 + 1)]
    between = [one for one in hours if start + timedelta(days=2) < one < kept_from]
    assert {one.hour for one in between} == {23}
    assert len(between) == 22
    assert hours_worth_noting(until, until + timedelta(minutes=59), until, start) == []
