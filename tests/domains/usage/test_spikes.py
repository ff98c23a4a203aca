"""Spikes: an hour beside the same hour of the days before, told once, and never when too little is known."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.clients import client_as
from tests.conftest import NOON
from tests.domains.billing.stage import TEST, Stage, stage, utc
from trunkline.domains.usage import actions
from trunkline.domains.usage.model.alerts import Measure, PercentOf, Spike, UsageAlert
from trunkline.domains.usage.model.snapshots import Hours, UsageSnapshot
from trunkline.domains.usage.rules.spiking import hours_needed, increase_e6, spike
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import CompanyId, PriceId, SubscriptionId, UsageAlertId
from trunkline.kernel.money import Currency

UNTIL = datetime(2026, 3, 20, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def alert(factor: str = "3", minimum: str = "1", days: int = 14, measure: Measure = Measure.quantity) -> UsageAlert:
    return UsageAlert(
        id=UsageAlertId("ual_1"),
        company_id=CompanyId("com_1"),
        name="Sudden",
        meter="messages",
        measure=measure,
        limit=None,
        thresholds=(),
        percent_of=PercentOf.limit,
        spike=Spike(Decimal(factor), Decimal(minimum), days),
        created_at=UNTIL,
    )


def snapshot(at: datetime, quantity: int, period: datetime = UNTIL - 19 * DAY, events: int = 0) -> UsageSnapshot:
    return UsageSnapshot(
        company_id=CompanyId("com_1"),
        taken_at=at,
        subscription_id=SubscriptionId("sub_1"),
        price_id=PriceId("pri_1"),
        period_start=period,
        meter="messages",
        events=events,
        calls=0,
        quantity_e6=quantity * 1_000_000,
        billed_seconds=0,
        amount_e4=0,
        currency=Currency.of("EUR"),
    )


def hours(observed: int | None, before: Sequence[int | None]) -> Hours:
    """The hour brought `observed`, the same hour of yesterday `before[0]`, and so on; None: nothing is known."""
    found: dict[datetime, list[UsageSnapshot]] = {}
    for day, increase in enumerate([observed, *before]):
        if increase is not None:
            end = UNTIL - day * DAY
            start_value = 10_000 - day * 100
            found[end - HOUR] = [snapshot(end - HOUR, start_value)]
            found[end] = [snapshot(end, start_value + increase)]
    return Hours(frozenset(found), found)


def test_three_times_the_mean_is_a_spike() -> None:
    found = spike(alert(), hours(30, [10, 10, 10]), UNTIL)
    assert found is not None
    shown = (found.hour, found.observed, found.baseline, found.multiple, found.days)
    assert shown == (UNTIL - HOUR, Decimal(30), Decimal(10), Decimal(3), 3)
    assert spike(alert(), hours(29, [10, 10, 10]), UNTIL) is None


def test_what_is_shown_is_rounded_and_what_is_compared_is_not() -> None:
    found = spike(alert("2"), hours(7, [3, 3, 4]), UNTIL)
    assert found is not None
    assert (found.baseline, found.multiple) == (Decimal("3.333333"), Decimal("2.1"))


def test_less_than_the_minimum_is_never_a_spike() -> None:
    assert spike(alert(minimum="31"), hours(30, [1, 1, 1]), UNTIL) is None
    assert spike(alert(minimum="30"), hours(30, [1, 1, 1]), UNTIL) is not None


def test_something_after_nothing_is_a_spike_without_a_multiple() -> None:
    found = spike(alert(minimum="5"), hours(5, [0, 0, 0]), UNTIL)
    assert found is not None
    assert (found.baseline, found.multiple) == (Decimal(0), None)


def test_fewer_than_three_days_are_no_mean() -> None:
    assert spike(alert(), hours(1_000, [1, 1]), UNTIL) is None
    assert spike(alert(), hours(1_000, [1, None, 1, None]), UNTIL) is None
    assert spike(alert(), hours(1_000, [1, None, 1, None, 1]), UNTIL) is not None


def test_an_hour_of_which_a_snapshot_is_missing_is_unknown() -> None:
    assert spike(alert(), hours(None, [1, 1, 1]), UNTIL) is None


def test_days_that_are_not_looked_back_at_do_not_count() -> None:
    assert spike(alert(days=3), hours(30, [10, 10, 10, 1_000]), UNTIL) is not None
    assert spike(alert(days=4), hours(30, [10, 10, 10, 1_000]), UNTIL) is None


def test_a_new_period_begins_at_nothing_and_an_old_one_brings_nothing_more() -> None:
    taken = {
        UNTIL - HOUR: [snapshot(UNTIL - HOUR, 500)],
        UNTIL: [snapshot(UNTIL, 503), snapshot(UNTIL, 4, period=UNTIL - HOUR)],
    }
    assert increase_e6(Measure.quantity, Hours(frozenset(taken), taken), UNTIL) == 7_000_000


def test_a_total_that_fell_brought_nothing() -> None:
    taken = {UNTIL - HOUR: [snapshot(UNTIL - HOUR, 500, events=7)], UNTIL: [snapshot(UNTIL, 400, events=9)]}
    found = Hours(frozenset(taken), taken)
    assert increase_e6(Measure.quantity, found, UNTIL) == 0
    assert increase_e6(Measure.events, found, UNTIL) == 2_000_000


@given(
    st.integers(0, 200),
    st.lists(st.none() | st.integers(0, 50), max_size=20),
    st.fractions(Fraction(3, 2), 10).map(lambda f: str(round(float(f), 3))),
    st.integers(1, 100),
)
def test_a_spike_is_what_its_definition_says(
    observed: int, before: list[int | None], factor: str, minimum: int
) -> None:
    found = spike(alert(factor, str(minimum)), hours(observed, before), UNTIL)
    known = [one for one in before[:14] if one is not None]
    expected = len(known) >= 3 and observed >= minimum and observed * len(known) >= Fraction(factor) * sum(known)
    assert (found is not None) == expected


def test_what_is_read_is_two_hours_of_each_day() -> None:
    assert len(hours_needed(alert(days=14), UNTIL)) == 30
    assert min(hours_needed(alert(days=34), UNTIL)) > UNTIL - timedelta(days=35)


@pytest.fixture
async def nordlicht(program: Program) -> Stage:
    return await stage(program, "each")


@pytest.fixture
async def client(program: Program, nordlicht: Stage) -> AsyncIterator[httpx2.AsyncClient]:
    rights = ("usage.read", "alerts.manage", "activity.read")
    async with client_as(program, *rights, company_id=nordlicht.company_id) as client:
        yield client


SUDDEN = {
    "name": "Sudden",
    "meter": "messages",
    "kind": "spike",
    "spike": {"factor": "3", "minimum": "20", "days": 5},
}


async def spikes(client: httpx2.AsyncClient) -> list[dict[str, Any]]:
    items = (await client.get("/activity?limit=100")).json()["items"]
    return [one["payload"] for one in items if one["kind"] == "usage.spiked"]


async def hour_of(program: Program, company: Stage, clock: ManualClock, end: datetime, quantity: str) -> None:
    """The snapshots around the hour that ends at `end`, in which `quantity` was used."""
    clock.move_to(end - HOUR)
    await actions.take_snapshots(program.begin_as(TEST))
    await company.use(quantity, end - HOUR)
    clock.move_to(end)
    await actions.take_snapshots(program.begin_as(TEST))


async def test_a_spike_is_told_once_per_hour(
    program: Program, nordlicht: Stage, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    made = await client.post("/usage/alerts", json=SUDDEN)
    assert made.status_code == 201, made.text
    assert made.json()["spike"] == {"factor": "3", "minimum": "20", "days": 5}
    await nordlicht.use("1", NOON - HOUR)  # before anything was used nothing is noted
    first = utc("2026-03-03 12:00")
    for day, quantity in enumerate(("10", "12", "14", "12")):
        await hour_of(program, nordlicht, clock, first + day * DAY, quantity)
    assert await spikes(client) == []
    end = first + 4 * DAY
    await hour_of(program, nordlicht, clock, end, "36")
    await actions.take_snapshots(program.begin_as(TEST))
    (told,) = await spikes(client)
    expected = {"observed": "36", "baseline": "12", "multiple": "3", "days": 4, "hour": "2026-03-07T11:00:00Z"}
    assert {name: told[name] for name in expected} == expected
    await hour_of(program, nordlicht, clock, end + 2 * HOUR, "500")
    assert len(await spikes(client)) == 1, "this hour of the days before is not known"
    assert (await client.delete(f"/usage/alerts/{made.json()['id']}")).status_code == 204


async def test_a_spike_of_somebody_else_is_not_heard(
    program: Program, nordlicht: Stage, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    other = await stage(program, "each", company="other")
    await client.post("/usage/alerts", json=SUDDEN)
    first = utc("2026-03-03 12:00")
    for day, quantity in enumerate(("1", "1", "1", "500")):
        await hour_of(program, other, clock, first + day * DAY, quantity)
    assert await spikes(client) == []
