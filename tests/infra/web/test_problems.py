"""Failures: one form, a stable code, the request's id, and nothing of our insides."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx2
import pytest

from tests.infra.web.conftest import effects
from trunkline.entrypoints.http.middleware import BODY_BYTES_MAX
from trunkline.infra.program import Program

BODY = {"word": "hello"}


async def test_a_problem_has_the_form_of_rfc_9457(web: httpx2.AsyncClient, program: Program) -> None:
    answer = await web.post("/refused", json=BODY)
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json() == {
        "type": "urn:trunkline:problem:conflict",
        "title": "The present state does not allow this",
        "status": 409,
        "detail": "It cannot be.",
        "code": "conflict",
        "request_id": answer.headers["x-request-id"],
        "why": "test",
    }
    assert await effects(program) == 0


@pytest.mark.parametrize("path", ["/broken", "/broken-sql"])
async def test_an_unexpected_failure_tells_nothing_and_changes_nothing(
    web: httpx2.AsyncClient, program: Program, path: str
) -> None:
    answer = await web.post(path, json=BODY)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    for secret in ("hunter2", "/srv", "Traceback", "RuntimeError", "INSERT", "test_effect", ".py"):
        assert secret not in answer.text
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert await effects(program) == 0


async def test_each_wrong_field_is_pointed_at(web: httpx2.AsyncClient) -> None:
    answer = await web.post("/words", json={"word": 7})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"] == [{"pointer": "/word", "detail": "Input should be a valid string"}]
    wrong_query = (await web.get("/words/x?limit=0")).json()["errors"]
    assert [one["pointer"] for one in wrong_query] == ["path:word_id"]


@pytest.mark.parametrize("body", [b"", b"{", b'{"word": "\\ud800"}', b"[" * 100_000, b"\xff", b'{"word": 1e999999}'])
async def test_a_malformed_body_is_the_callers_fault(web: httpx2.AsyncClient, program: Program, body: bytes) -> None:
    answer = await web.post("/words", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in {400, 422}
    assert answer.headers["content-type"] == "application/problem+json"
    assert await effects(program) == 0


async def test_text_that_a_database_cannot_hold_is_the_callers_fault(web: httpx2.AsyncClient, program: Program) -> None:
    answer = await web.post("/words", json={"word": "nul \x00 byte"})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert await effects(program) == 0
    assert (await web.post("/words", json={"word": "\\u0000 \\ud800 as typed"})).status_code == 201
    assert (await web.post("/words", content=b'{"word": "\\ud83d\\ude00"}')).status_code == 422  # not declared as JSON
    emoji = await web.post(
        "/words", content=b'{"word": "\\ud83d\\ude00"}', headers={"Content-Type": "application/json"}
    )
    assert emoji.json()["word"] == "😀"


async def test_unknown_routes_and_methods(web: httpx2.AsyncClient) -> None:
    assert (await web.get("/nowhere")).json()["code"] == "no_such_route"
    answer = await web.delete("/me")
    assert (answer.status_code, answer.json()["code"], answer.headers["allow"]) == (405, "method_not_allowed", "GET")


@pytest.mark.parametrize("declared", [True, False])
async def test_a_body_over_the_limit_is_refused_before_it_is_kept(
    web: httpx2.AsyncClient, program: Program, declared: bool
) -> None:
    """Sent in chunks it used to be told as a body that could not be parsed."""
    read = 0

    async def chunks() -> AsyncIterator[bytes]:
        nonlocal read
        for _ in range(BODY_BYTES_MAX // 1_000_000 + 5):
            read += 1
            yield b"x" * 1_000_000

    headers = {"Content-Type": "application/json"}
    if declared:
        headers["Content-Length"] = str(BODY_BYTES_MAX + 1)
    answer = await web.post("/words", content=chunks(), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert answer.json()["request_id"] == answer.headers["x-request-id"]
    assert await effects(program) == 0


async def test_the_callers_request_id_is_kept_if_it_is_one(web: httpx2.AsyncClient) -> None:
    kept = await web.get("/nowhere", headers={"X-Request-Id": "trace-12345678"})
    assert kept.headers["x-request-id"] == kept.json()["request_id"] == "trace-12345678"
    for wrong in ("short", "x" * 61, "new\tline-12345", 'quote"12345678', "<script>12345"):
        made = (await web.get("/nowhere", headers={"X-Request-Id": wrong})).headers["x-request-id"]
        assert made.startswith("req_")
        assert len(made) == 30


async def test_every_answer_protects_the_browser(web: httpx2.AsyncClient) -> None:
    for path in ("/words", "/nowhere"):
        headers = (await web.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
