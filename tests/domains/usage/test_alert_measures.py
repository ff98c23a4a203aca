"""Alerts watch what the price makes of a meter, not what was told; percentages may be of what the price includes."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from sqlalchemy import event as sql_event

from tests.clients import client_as
from tests.domains.usage.conftest import NOW, TEST, event
from tests.domains.usage.metering import Place, place
from tests.factories import make_company, make_module, make_plan, make_subscription
from trunkline.domains.marketplace.model import Adjustments
from trunkline.domains.marketplace.model.offers.shapes import MeterOffer, each, metered
from trunkline.domains.usage import actions, queries
from trunkline.domains.usage.model import UsageEventInput
from trunkline.domains.usage.model.alerts import UsageAlert
from trunkline.domains.usage.store import usage_alert_crossing
from trunkline.infra.program import Program
from trunkline.kernel.clock import ManualClock
from trunkline.kernel.ids import UsageAlertId

RIGHTS = ("usage.read", "alerts.manage", "activity.read")
SINCE = NOW - timedelta(days=100)


@pytest.fixture
async def here(program: Program) -> Place:
    found = await place(program)
    await found.subscribe(SINCE)
    return found


@pytest.fixture
async def client(program: Program, here: Place) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, *RIGHTS, company_id=here.company_id) as client:
        yield client


def used(number: int, meter: str, quantity: str = "1", **properties: Any) -> UsageEventInput:
    return event(number, meter=meter, quantity=Decimal(quantity), properties=properties)


async def watched(client: httpx2.AsyncClient, meter: str, *bounds: str, measure: str = "quantity") -> None:
    thresholds = [{"value": bound} for bound in bounds]
    body = {"name": meter, "meter": meter, "measure": measure, "thresholds": thresholds}
    assert (await client.post("/usage/alerts", json=body)).status_code == 201


async def told(program: Program, client: httpx2.AsyncClient) -> list[tuple[str, str, str]]:
    """What a look finds: (meter, threshold, value), the oldest first."""
    await actions.check_alerts(program.begin_as(TEST))
    items = (await client.get("/activity?limit=100")).json()["items"]
    found = [one["payload"] for one in items if one["kind"] == "usage.threshold_crossed"]
    return [(one["meter"], one["threshold"], one["value"]) for one in reversed(found)]


async def current(client: httpx2.AsyncClient) -> str | None:
    (shown,) = (await client.get("/usage/alerts")).json()["items"]
    value: str | None = shown["current"]
    return value


@pytest.mark.parametrize(
    ("meter", "expected"),
    [("count", "3"), ("count_eu", "2"), ("bytes", "17"), ("max", "9"), ("latest", "2"), ("regions", "2")],
)
async def test_what_the_aggregation_measures_is_watched(
    here: Place, client: httpx2.AsyncClient, meter: str, expected: str
) -> None:
    await watched(client, meter, "1000")
    # Event 1 was used last: a minute before now, the others two and three.
    await here.send(
        used(1, meter, "2", region="eu", bytes=5),
        used(2, meter, "9", region="us", bytes=7),
        used(3, meter, "4", region="eu", bytes=5),
    )
    assert await current(client) == expected


async def test_a_maximum_crosses_its_bound_and_a_sum_of_it_does_not(
    program: Program, here: Place, client: httpx2.AsyncClient
) -> None:
    await watched(client, "max", "10")
    await here.send(used(1, "max", "6"), used(2, "max", "7"))
    assert await told(program, client) == []
    await here.send(used(3, "max", "10"))
    assert await told(program, client) == [("max", "10", "10")]


async def test_what_a_filter_leaves_out_is_no_usage_but_an_event(
    program: Program, here: Place, client: httpx2.AsyncClient
) -> None:
    await watched(client, "sum_eu", "5")
    await watched(client, "sum_eu", "2", measure="events")
    await here.send(used(1, "sum_eu", "100", region="us", kind="a"), used(2, "sum_eu", "4", region="eu", kind="a"))
    assert await told(program, client) == [("sum_eu", "2", "2")]


async def test_a_level_is_watched_as_it_stands_now_also_when_nothing_has_changed_it_in_the_period(
    program: Program, here: Place, client: httpx2.AsyncClient, clock: ManualClock
) -> None:
    await watched(client, "level", "5", "8")
    await here.send(used(1, "level", "10"), used(2, "level", "-4"))
    assert await told(program, client) == [("level", "5", "6")]
    await here.send(used(3, "level", "-5"))
    assert (await current(client), len(await told(program, client))) == ("1", 1)
    await here.send(used(4, "level", "6"))
    clock.advance(timedelta(days=40))
    assert await current(client) == "7"
    assert (await told(program, client))[1:] == [("level", "5", "7")]


async def test_a_level_that_is_to_change_later_has_not_changed(here: Place, client: httpx2.AsyncClient) -> None:
    await watched(client, "level", "100")
    later = event(2, meter="level", quantity=Decimal(50), used_at=NOW + timedelta(days=2), properties={})
    await here.send(used(1, "level", "3"), later)
    assert await current(client) == "3"


async def test_a_level_below_zero_reads_zero(here: Place, client: httpx2.AsyncClient) -> None:
    await watched(client, "level", "5")
    await here.send(used(1, "level", "-3"))
    assert await current(client) == "0"


async def test_percentages_may_be_of_the_units_that_the_price_includes(program: Program) -> None:
    texts = MeterOffer("texts", "Texts", "message", "sum")
    priced = metered(texts, "texts", "Texts", EUR=each("0.01"))
    included = replace(priced, adjustments=Adjustments(included_units=Decimal(200)))
    async with program.scope(TEST) as scope:
        company = await make_company(scope)
        module = await make_module(scope, "texting", make_plan("all-in", included))
    async with client_as(program, *RIGHTS, company_id=company.id) as client:
        body: dict[str, Any] = {"name": "Included", "meter": "texts", "percent_of": "included"}
        made = await client.post("/usage/alerts", json=body | {"thresholds": [{"percent": "80"}, {"percent": "100"}]})
        assert [one["bound"] for one in made.json()["thresholds"]] == [None, None]
        async with program.scope(TEST, company_id=company.id) as scope:
            await make_subscription(scope, module.plans[0])
        async with program.scope(TEST, company_id=company.id) as scope:
            await actions.record_events(scope, [used(1, "texts", "159")])
        assert await told(program, client) == []
        async with program.scope(TEST, company_id=company.id) as scope:
            await actions.record_events(scope, [used(2, "texts", "1")])
        assert await told(program, client) == [("texts", "80 % of 200 included", "160")]
        (shown,) = (await client.get("/usage/alerts")).json()["items"]
        assert [(one["bound"], one["is_crossed"]) for one in shown["thresholds"]] == [("160", True), ("200", False)]


async def test_a_price_that_includes_nothing_is_never_reached_in_percent(
    program: Program, here: Place, client: httpx2.AsyncClient
) -> None:
    body = {"name": "n", "meter": "bytes", "percent_of": "included", "thresholds": [{"percent": "1"}]}
    assert (await client.post("/usage/alerts", json=body)).status_code == 201
    await here.send(used(1, "bytes", bytes=1_000_000))
    assert await told(program, client) == []


async def test_crossings_of_former_periods_are_not_read(
    program: Program, here: Place, client: httpx2.AsyncClient
) -> None:
    await watched(client, "bytes", "1")
    await here.send(used(1, "bytes", bytes=5))
    assert len(await told(program, client)) == 1
    alert: UsageAlert
    async with program.scope(TEST, company_id=here.company_id) as scope:
        (alert,) = await queries.usage_alerts(scope)
        rows = [
            {
                "alert_id": UsageAlertId(alert.id),
                "period_start": NOW - timedelta(days=500 + number),
                "position": 0,
                "company_id": here.company_id,
                "value_e6": 1,
                "crossed_at": NOW,
            }
            for number in range(5)
        ]
        await scope.tx.execute(usage_alert_crossing.insert(), rows)
    async with program.scope(TEST, write=False) as scope:
        fetched: list[str] = []
        sql_event.listen(
            program.database.engine.sync_engine,
            "before_cursor_execute",
            lambda _c, _u, statement, *_: fetched.append(statement),
        )
        (reading,) = await queries.alert_readings(scope)
    assert reading.crossed == {0}
    (crossings,) = [one for one in fetched if "usage_alert_crossing" in one]
    assert "period_start IN" in crossings


@pytest.mark.parametrize("meter", ["größe", " calls", "calls ", "a\nb", "x" * 61, ""])
async def test_a_meter_that_cannot_be_one_is_refused(client: httpx2.AsyncClient, meter: str) -> None:
    body = {"name": "n", "meter": meter, "thresholds": [{"value": "1"}]}
    refused = await client.post("/usage/alerts", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/meter")
    assert (await client.get("/usage/alerts")).json()["items"] == []


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"percent_of": "included", "limit": "5"}, "/limit"),
        ({"percent_of": "included", "measure": "calls"}, "/percent_of"),
        ({"spike": {"factor": "2", "minimum": "1"}}, "/spike"),
        ({"kind": "spike"}, "/thresholds"),
        ({"kind": "spike", "thresholds": []}, "/spike"),
        ({"kind": "spike", "thresholds": [], "limit": "1", "spike": {"factor": "2", "minimum": "1"}}, "/limit"),
        ({"kind": "spike", "thresholds": [], "spike": {"factor": "1", "minimum": "1"}}, "/spike/factor"),
        ({"kind": "spike", "thresholds": [], "spike": {"factor": "2", "minimum": "0"}}, "/spike/minimum"),
        ({"kind": "spike", "thresholds": [], "spike": {"factor": "2", "minimum": "1", "days": 35}}, "/spike/days"),
        ({"kind": "spike", "thresholds": [], "spike": {"factor": "x", "minimum": "1"}}, "/spike/factor"),
    ],
)
async def test_what_does_not_go_together_names_its_field(
    client: httpx2.AsyncClient, wrong: dict[str, Any], pointer: str
) -> None:
    body = {"name": "n", "meter": "bytes", "thresholds": [{"percent": "50"}], "limit": None} | wrong
    refused = await client.post("/usage/alerts", json=body)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer), refused.text
