"""What a careless or hostile sender may send: it is refused by itself, and breaks nothing for anybody else."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from tests.clients import client_as
from tests.domains.usage.conftest import NOW, Shop, event
from tests.domains.usage.test_corrections import RIGHTS, correct, told, totals
from trunkline.domains.usage import store
from trunkline.domains.usage.model.events import PROPERTIES_DEPTH_MAX
from trunkline.domains.usage.rules.acceptable import is_deep, shallow
from trunkline.infra.program import Program


def nested(depth: int, *, in_lists: bool = False) -> Any:
    """An object that holds objects, or lists, so deep, itself included."""
    inner: Any = []
    for _ in range(depth - 2):
        inner = [inner] if in_lists else {"a": inner}
    return {"a": inner}


@pytest.mark.parametrize("in_lists", [False, True])
async def test_properties_have_a_depth(program: Program, shop: Shop, in_lists: bool) -> None:
    fits, too_deep = (nested(PROPERTIES_DEPTH_MAX + more, in_lists=in_lists) for more in (0, 1))
    at = {"meter": "sms", "used_at": NOW.isoformat()}
    async with client_as(program, *RIGHTS, company_id=shop.company_id) as sender:
        sent = [at | {"event_id": "fits", "properties": fits}, at | {"event_id": "deep", "properties": too_deep}]
        answer = (await sender.post("/usage/events", json={"events": sent})).json()
    assert (answer["accepted"], answer["rejected"]) == (1, 1)
    assert [(one["event_id"], one["code"]) for one in answer["problems"]] == [("deep", "properties_too_deep")]
    corrected = await correct(
        program, shop, {"event_id": "fits", "properties": too_deep}, {"event_id": "fits", "properties": fits | {"b": 1}}
    )
    assert (corrected["corrected"], [one["code"] for one in corrected["problems"]]) == (1, ["properties_too_deep"])


@pytest.mark.parametrize("depth", [33, 400, 800, 5_000])
async def test_what_was_taken_before_properties_had_a_depth_is_listed(program: Program, shop: Shop, depth: int) -> None:
    await told(program, shop, event(1, quantity=Decimal(3)))
    await correct(program, shop, {"event_id": "evt-1", "quantity": "2"})
    text = '{"a":' * depth + "1" + "}" * depth
    async with program.database.write(shop.company_id) as connection:
        await connection.execute(update(store.usage_correction).values(properties=text))
    async with client_as(program, *RIGHTS, company_id=shop.company_id) as people:
        answer = await people.get("/usage/corrections")
    assert answer.status_code == 200, answer.text
    (listed,) = answer.json()["items"]
    assert len(listed["properties"]) == 1
    assert not is_deep(listed["properties"], PROPERTIES_DEPTH_MAX)


def test_what_lies_deeper_is_told_as_text() -> None:
    assert shallow({"a": {"b": [1, {"c": 2}]}, "d": 4}, 2) == {"a": {"b": '[1,{"c":2}]'}, "d": 4}
    assert shallow({"a": [{"b": 1}]}, 3) == {"a": [{"b": 1}]}


@pytest.mark.parametrize("path", ["/usage/corrections", "/usage/events", "/calls"])
@pytest.mark.parametrize(
    "opening", ['{"a":', '{"events":[{"properties":{"a":', '{"corrections":[{"properties":{"a":', "["]
)
async def test_a_body_without_bottom_is_refused(program: Program, shop: Shop, path: str, opening: str) -> None:
    async with client_as(program, *RIGHTS) as operator:
        body = opening + '{"a":' * 50_000
        answer = await operator.post(path, params={"company": shop.company_id}, content=body)
    assert answer.status_code == 422, answer.text


@pytest.mark.parametrize("values", [{"quantity": "7"}, {"used_at": NOW.isoformat()}, {"properties": {"a": 1}}])
async def test_an_old_correction_does_not_revive_what_is_void(
    program: Program, shop: Shop, values: dict[str, Any]
) -> None:
    await told(program, shop, event(1, quantity=Decimal(100)), event(2, quantity=Decimal(5)))
    old = {"event_id": "evt-1", "quantity": "50"}
    await correct(program, shop, old)
    await correct(program, shop, {"event_id": "evt-1", "void": True})
    late = await correct(program, shop, old, {"event_id": "evt-1"} | values)
    assert (late["corrected"], [one["code"] for one in late["problems"]]) == (0, ["voided", "voided"])
    assert (await totals(program, shop))["sms"].quantity == 5
    again = await correct(program, shop, {"event_id": "evt-1", "void": False} | values)
    assert again["corrected"] == 1
    assert (await totals(program, shop))["sms"].quantity == 5 + Decimal(values.get("quantity", 50))
