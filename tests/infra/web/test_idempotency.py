"""The same key and body give the same answer and one effect; everything else with that key is refused."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import httpx2
import pytest
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from tests.conftest import second_program
from tests.infra.web.conftest import CALLERS, Gate, effects
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.infra.web import idempotency
from trunkline.kernel.clock import ManualClock

KEY = {"Idempotency-Key": "order-4711"}
BODY = {"word": "hello"}


async def test_a_repeated_request_gets_the_same_answer_and_has_one_effect(
    web: httpx2.AsyncClient, program: Program
) -> None:
    first = await web.post("/words", json=BODY, headers=KEY)
    again = await web.post("/words", json=BODY, headers=KEY)
    assert (first.status_code, first.json()["id"]) == (201, 1)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["content-type"] == first.headers["content-type"]
    assert again.headers["idempotent-replayed"] == "true"
    assert "idempotent-replayed" not in first.headers
    assert await effects(program) == 1


async def test_without_a_key_each_request_counts(web: httpx2.AsyncClient, program: Program) -> None:
    for _ in range(2):
        await web.post("/words", json=BODY)
    assert await effects(program) == 2


@pytest.mark.parametrize(
    ("path", "body"), [("/words", {"word": "other"}), ("/other-words", BODY), ("/words?company=com_" + "0" * 26, BODY)]
)
async def test_the_key_belongs_to_one_request(
    web: httpx2.AsyncClient, program: Program, path: str, body: dict[str, str]
) -> None:
    caller = {"X-Caller": "operator"}
    await web.post("/words", json=BODY, headers=KEY | caller)
    other = await web.post(path, json=body, headers=KEY | caller)
    expected = (404, "not_found") if "company" in path else (422, "idempotency_key_reused")
    assert (other.status_code, other.json()["code"]) == expected
    assert await effects(program) == 1


async def test_two_callers_may_use_the_same_key(web: httpx2.AsyncClient, program: Program) -> None:
    answers = [await web.post("/words", json=BODY, headers=KEY | {"X-Caller": who}) for who in ("ann", "amy", "bob")]
    assert [answer.json()["id"] for answer in answers] == [1, 2, 3]
    assert await effects(program) == 3


async def test_strangers_do_not_share_keys(web: httpx2.AsyncClient, program: Program) -> None:
    answers = [await web.post("/public", json=BODY, headers=KEY | {"X-Caller": ""}) for _ in range(2)]
    assert [answer.json()["id"] for answer in answers] == [1, 2]


async def test_while_the_first_is_running_the_second_is_told_so(
    web: httpx2.AsyncClient, program: Program, gate: Gate
) -> None:
    running = asyncio.create_task(web.post("/slow", json=BODY, headers=KEY))
    await asyncio.wait_for(gate.entered.wait(), 5)
    second = await web.post("/slow", json=BODY, headers=KEY)
    gate.leave.set()
    first = await running
    assert (second.status_code, second.json()["code"]) == (409, "idempotency_still_running")
    assert first.status_code == 200
    assert (await web.post("/slow", json=BODY, headers=KEY)).content == first.content
    assert await effects(program) == 1


async def test_of_many_at_once_one_has_the_effect(web: httpx2.AsyncClient, program: Program) -> None:
    answers = await asyncio.gather(*(web.post("/words", json=BODY, headers=KEY) for _ in range(12)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    assert await effects(program) == 1


@pytest.mark.parametrize("path", ["/refused", "/broken", "/broken-sql"])
async def test_a_failed_request_leaves_neither_effect_nor_key(
    web: httpx2.AsyncClient, program: Program, path: str
) -> None:
    for _ in range(2):
        failed = await web.post(path, json=BODY, headers=KEY)
        assert failed.status_code in {409, 500}
        assert "idempotent-replayed" not in failed.headers
    assert await effects(program) == 0
    assert (await web.post("/words", json=BODY, headers=KEY)).status_code == 201


async def test_a_malformed_body_leaves_the_key_free(web: httpx2.AsyncClient, program: Program) -> None:
    assert (await web.post("/words", json={"wrong": 1}, headers=KEY)).status_code == 422
    assert (await web.post("/words", json=BODY, headers=KEY)).status_code == 201


async def test_an_upload_can_be_repeated(web: httpx2.AsyncClient, program: Program) -> None:
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhello\r\n--x--\r\n'
    headers = KEY | {"Content-Type": "multipart/form-data; boundary=x"}
    answers = [await web.post("/upload", content=body, headers=headers) for _ in range(2)]
    assert [answer.json() for answer in answers] == [
        {"id": 1, "word": "hello", "company": answers[0].json()["company"]}
    ] * 2
    assert await effects(program) == 1


async def test_an_empty_answer_is_repeated_as_empty(web: httpx2.AsyncClient, program: Program) -> None:
    answers = [await web.post("/nothing", headers=KEY) for _ in range(2)]
    assert [(answer.status_code, answer.content) for answer in answers] == [(204, b"")] * 2
    assert await effects(program) == 1


async def test_a_stream_is_not_done_twice_and_says_so(web: httpx2.AsyncClient, program: Program) -> None:
    assert (await web.post("/stream", headers=KEY)).content == b"ab"
    again = await web.post("/stream", headers=KEY)
    assert (again.status_code, again.json()["code"]) == (409, "idempotency_answer_lost")
    assert await effects(program) == 1


@pytest.mark.parametrize("key", [b"", b"k" * 201, b"tab\tbed", b"\xfcnicode"])
async def test_a_key_is_short_printable_ascii(web: httpx2.AsyncClient, program: Program, key: bytes) -> None:
    refused = await web.post("/words", json=BODY, headers=[(b"Idempotency-Key", key), (b"X-Caller", b"ann")])
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert await effects(program) == 0


async def test_what_is_kept_of_an_answer_cannot_be_read_from_the_database(
    web: httpx2.AsyncClient, program: Program
) -> None:
    await web.post("/words", json={"word": "told once"}, headers=KEY)
    async with program.database.read() as connection:
        row = (await connection.execute(select(idempotency.idempotency_key))).one()
    assert b"told once" not in row.body
    assert len(row.body) > len(b"told once")


async def test_keys_are_forgotten_after_two_days(web: httpx2.AsyncClient, program: Program, clock: ManualClock) -> None:
    await web.post("/words", json=BODY, headers=KEY)
    for wait, forgotten in ((idempotency.KEPT, 0), (timedelta(seconds=1), 1)):
        clock.advance(wait)
        async with program.scope(system_actor("test")) as scope:
            assert await idempotency.forget_old(scope) == forgotten
    assert (await web.post("/words", json=BODY, headers=KEY)).json()["id"] == 2


async def test_another_process_is_told_that_the_first_is_running(
    program: Program, config: Config, clock: ManualClock, tmp_path: Path
) -> None:
    """SQLite has one writer: there the second process waits for the first instead."""
    if program.database.dialect == "sqlite":
        pytest.skip("one writer at a time")
    ann = CALLERS["ann"]
    async with second_program(config, clock, tmp_path / "second") as elsewhere:
        async with program.scope(ann.actor) as first:
            await idempotency.begin(first, _request(), ann)
            with pytest.raises(idempotency.StillRunning):
                async with elsewhere.scope(ann.actor) as second:
                    await idempotency.begin(second, _request(), ann)
            await idempotency.remember(first, _request(), ann, Response("done", 200))
        with pytest.raises(idempotency.Replay) as replay:
            async with elsewhere.scope(ann.actor) as second:
                await idempotency.begin(second, _request(), ann)
    assert replay.value.response.body == b"done"


async def test_the_short_wait_for_the_key_does_not_shorten_the_work(program: Program) -> None:
    if program.database.dialect == "sqlite":
        pytest.skip("has no such setting")
    ask = "SHOW lock_timeout" if program.database.dialect == "postgresql" else "SELECT @@innodb_lock_wait_timeout"
    async with program.scope(CALLERS["ann"].actor) as scope:
        before = (await scope.tx.exec_driver_sql(ask)).scalar_one()
        await idempotency.begin(scope, _request(), CALLERS["ann"])
        assert (await scope.tx.exec_driver_sql(ask)).scalar_one() == before


def _request() -> Request:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"{}", "more_body": False}

    headers = [(b"idempotency-key", b"order-4711")]
    asked = {"type": "http", "method": "POST", "path": "/words", "query_string": b"", "headers": headers}
    return Request(asked, receive)
