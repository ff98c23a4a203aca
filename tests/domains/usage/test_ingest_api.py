"""The data plane over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import event as sql_event
from sqlalchemy import func, select

from tests.clients import client_as
from tests.domains.usage.conftest import NOW, Shop
from trunkline.domains.usage import store
from trunkline.infra import journal
from trunkline.infra.program import Program


@pytest.fixture
async def sender(program: Program, shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_as(program, "usage.write", company_id=shop.company_id) as client:
        yield client


def sms(number: int = 1, **changed: Any) -> dict[str, Any]:
    return {"meter": "sms", "event_id": f"evt-{number}", "used_at": "2026-03-02T11:00:00Z"} | changed


def answered(number: int = 1, **changed: Any) -> dict[str, Any]:
    return {
        "external_id": f"call-{number}",
        "started_at": "2026-03-02T12:00:00+01:00",
        "answered_at": "2026-03-02T11:00:05Z",
        "ended_at": "2026-03-02T11:01:06Z",
        "duration_seconds": 66,
        "billable_seconds": 61,
        "disposition": "answered",
    } | changed


def counts(accepted: int = 0, duplicate: int = 0, problems: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {
        "accepted": accepted,
        "duplicate": duplicate,
        "rejected": len(problems),
        "problems": list(problems),
    }


async def rows(program: Program) -> int:
    async with program.database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(store.usage_event))).scalar_one()


async def test_one_event_is_counted_once(sender: httpx2.AsyncClient, program: Program) -> None:
    first = await sender.post("/usage/events", json=sms(quantity="2.5", properties={"to": "+49"}))
    again = await sender.post("/usage/events", json=sms())
    assert (first.status_code, first.json()) == (200, counts(accepted=1))
    assert (again.status_code, again.json()) == (200, counts(duplicate=1))
    async with program.database.read() as connection:
        (row,) = (await connection.execute(select(store.usage_event))).all()
    assert (row.quantity_e6, row.source, row.properties) == (2_500_000, "api", '{"to":"+49"}')


async def test_a_batch_of_a_thousand(sender: httpx2.AsyncClient, program: Program) -> None:
    body = {"events": [sms(n) for n in range(1000)]}
    assert (await sender.post("/usage/events", json=body)).json() == counts(accepted=1000)
    assert (await sender.post("/usage/events", json=body)).json() == counts(duplicate=1000)
    assert await rows(program) == 1000


async def test_bad_items_are_named_by_their_place_and_the_rest_counts(
    sender: httpx2.AsyncClient, program: Program
) -> None:
    items: list[Any] = [
        sms(0),
        sms(1, quantiy="2"),
        {"meter": "sms", "event_id": "evt-2"},
        sms(3, used_at="2026-03-02T11:00:00"),
        sms(4, quantity="-1"),
        "rubbish",
        sms(6, quantity="sNaN"),
        sms(0),
        sms(8, quantity=3),
    ]
    found = (await sender.post("/usage/events", json={"events": items})).json()
    assert (found["accepted"], found["duplicate"], found["rejected"]) == (2, 1, 6)
    assert found["problems"] == [
        {"index": 1, "event_id": "evt-1", "code": "malformed", "detail": "Object contains unknown field `quantiy`"},
        {"index": 2, "event_id": "evt-2", "code": "malformed", "detail": "Object missing required field `used_at`"},
        {
            "index": 3,
            "event_id": "evt-3",
            "code": "malformed",
            "detail": "Expected `datetime` with a timezone component - at `$.used_at`",
        },
        {"index": 4, "event_id": "evt-4", "code": "invalid_quantity", "detail": "quantity -1 is outside 0 … 10000000."},
        {"index": 5, "event_id": None, "code": "malformed", "detail": "Expected `object`, got `str`"},
        {"index": 6, "event_id": "evt-6", "code": "invalid_quantity", "detail": "quantity Decimal('sNaN') is not a finite number."},
    ]  # fmt: skip
    assert await rows(program) == 2


async def test_a_bad_single_event_is_answered_like_a_batch_of_one(sender: httpx2.AsyncClient, program: Program) -> None:
    found = await sender.post("/usage/events", json=sms(quantity="1.0000001"))
    problem = {"index": 0, "event_id": "evt-1", "code": "invalid_quantity"}
    detail = {"detail": "quantity 1.0000001 has more than 6 decimals."}
    assert (found.status_code, found.json()) == (200, counts(problems=(problem | detail,)))
    assert await rows(program) == 0


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "invalid"),
        (b"{", 422, "invalid"),
        (b"[]", 422, "invalid"),
        (b'{"events": 1}', 422, "invalid"),
        (b'{"events": [], "source": "x"}', 422, "invalid"),
        (b'{"events": [' + b",".join([b"{}"] * 1001) + b"]}", 413, "too_large"),
    ],
)
async def test_a_body_that_is_neither_is_a_problem(
    sender: httpx2.AsyncClient, body: bytes, status: int, code: str
) -> None:
    found = await sender.post("/usage/events", content=body)
    assert (found.status_code, found.json()["code"]) == (status, code)


async def test_an_empty_batch_is_nothing(sender: httpx2.AsyncClient) -> None:
    assert (await sender.post("/usage/events", json={"events": []})).json() == counts()


async def test_without_the_permission_nothing_is_counted(program: Program, shop: Shop) -> None:
    async with client_as(program, "usage.read", company_id=shop.company_id) as reader:
        assert (await reader.post("/usage/events", json=sms())).status_code == 403
        assert (await reader.post("/calls", json={"meter": "calls", "calls": [answered()]})).status_code == 403
    assert await rows(program) == 0


async def test_the_operator_names_the_company_and_a_foreign_one_does_not_exist(
    sender: httpx2.AsyncClient, program: Program, shop: Shop
) -> None:
    foreign = "com_01h455vb4pex5vsknk084sn02q"
    assert (await sender.post(f"/usage/events?company={foreign}", json=sms())).status_code == 404
    async with client_as(program, "usage.write") as operator:
        assert (await operator.post("/usage/events", json=sms())).status_code == 422
        assert (await operator.post(f"/usage/events?company={foreign}", json=sms())).status_code == 404
        assert (await operator.post(f"/usage/events?company={shop.company_id}", json=sms())).json() == counts(
            accepted=1
        )
    assert await rows(program) == 1


async def test_an_idempotency_key_repeats_the_answer(sender: httpx2.AsyncClient, program: Program) -> None:
    key = {"Idempotency-Key": "batch-7"}
    for body in ({"events": [sms(1), sms(2)]}, sms(3)):
        key = {"Idempotency-Key": f"{key['Idempotency-Key']}+"}
        first = await sender.post("/usage/events", json=body, headers=key)
        again = await sender.post("/usage/events", json=body, headers=key)
        assert first.json() == again.json()
        assert again.headers["Idempotent-Replayed"] == "true"
    assert (await sender.post("/usage/events", json=sms(4), headers=key)).status_code == 422
    assert await rows(program) == 3


async def test_single_events_at_once_share_commits(sender: httpx2.AsyncClient, program: Program, shop: Shop) -> None:
    commits = 0

    def count(_connection: Any) -> None:
        nonlocal commits
        commits += 1

    sql_event.listen(program.database.engine.sync_engine, "commit", count)
    answers = await asyncio.gather(*(sender.post("/usage/events", json=sms(n % 150)) for n in range(200)))
    sql_event.remove(program.database.engine.sync_engine, "commit", count)
    assert sum(answer.json()["accepted"] for answer in answers) == 150
    assert sum(answer.json()["duplicate"] for answer in answers) == 50
    assert await rows(program) == 150
    assert commits <= 20
    async with program.database.read() as connection:
        facts = await journal.read_range(connection, f"company:{shop.company_id}", 0, 100)
    told = [fact.payload["accepted"] for fact in facts if fact.kind == "usage.recorded"]
    assert len(told) <= commits
    assert sum(told) == 150  # type: ignore[arg-type]


async def test_a_bad_event_among_shared_ones_is_its_senders_problem_alone(
    sender: httpx2.AsyncClient, program: Program
) -> None:
    bodies = [sms(n, quantity="-1" if n == 3 else "1") for n in range(6)]
    answers = await asyncio.gather(*(sender.post("/usage/events", json=body) for body in bodies))
    assert [answer.json()["accepted"] for answer in answers] == [1, 1, 1, 0, 1, 1]
    assert [answer.json()["rejected"] for answer in answers] == [0, 0, 0, 1, 0, 0]


async def test_calls_are_kept_and_rated(sender: httpx2.AsyncClient, program: Program) -> None:
    body = {"meter": "calls", "source": "pbx", "calls": [answered(1), answered(2, billable_seconds=67), answered(1)]}
    found = (await sender.post("/calls", json=body)).json()
    assert (found["accepted"], found["duplicate"], found["rejected"]) == (1, 1, 1)
    assert found["problems"] == [
        {
            "index": 1,
            "event_id": "call-2",
            "code": "impossible_length",
            "detail": "0 ≤ billable_seconds ≤ duration_seconds ≤ one year must hold.",
        }
    ]
    async with program.database.read() as connection:
        (row,) = (await connection.execute(select(store.call_record))).all()
    assert (row.external_id, row.source, row.amount_e4, row.currency) == ("call-1", "pbx", 1200, "EUR")
    assert (row.started_at, row.direction) == (NOW - timedelta(hours=1), "unknown")


async def test_calls_need_a_meter(sender: httpx2.AsyncClient) -> None:
    found = await sender.post("/calls", json={"calls": [answered()]})
    assert (found.status_code, found.json()["code"]) == (422, "invalid")
    assert "missing required field `meter`" in found.json()["detail"]
