"""What every route owes: its permission, its limits, one transaction, the caller's own company."""

from __future__ import annotations

from datetime import timedelta

import httpx2
import pytest

from tests.infra.web.conftest import COMPANY_A, COMPANY_B, effects
from trunkline.infra.program import Program
from trunkline.infra.web import Router
from trunkline.infra.web.router import ANONYMOUS, WRITES
from trunkline.kernel.clock import ManualClock

BODY = {"word": "hello"}


def test_a_route_without_a_permission_cannot_be_declared() -> None:
    router = Router("test")
    with pytest.raises(TypeError, match="permission"):
        router.get("/open")  # type: ignore[call-arg]


async def test_the_permission_is_required_and_nothing_happens_without_it(
    web: httpx2.AsyncClient, program: Program
) -> None:
    refused = await web.post("/words", json=BODY, headers={"X-Caller": "reader"})
    assert (refused.status_code, refused.json()["permission"]) == (403, "words.write")
    assert (await web.post("/words", json=BODY, headers={"X-Caller": ""})).status_code == 401
    assert await effects(program) == 0
    assert (await web.get("/words", headers={"X-Caller": "reader"})).status_code == 200


@pytest.mark.parametrize("token", [None, "", "d" * 64, "c" * 63, "ü"])
async def test_a_browser_must_show_its_csrf_token(web: httpx2.AsyncClient, program: Program, token: str | None) -> None:
    shown = {} if token is None else {b"x-csrf-token": token.encode("latin-1")}
    refused = await web.post("/words", json=BODY, headers={b"x-caller": b"browser"} | shown)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert await effects(program) == 0
    good = await web.post("/words", json=BODY, headers={"X-Caller": "browser", "X-CSRF-Token": "c" * 64})
    assert good.status_code == 201


async def test_reading_needs_no_csrf_token(web: httpx2.AsyncClient) -> None:
    assert (await web.get("/words", headers={"X-Caller": "browser"})).status_code == 200


@pytest.mark.parametrize("body", [b'{"word": "hello"}'])
@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
async def test_a_body_that_a_foreign_page_could_send_unasked_is_no_json(
    web: httpx2.AsyncClient, program: Program, body: bytes, kind: str
) -> None:
    assert (await web.post("/public", content=body, headers={"Content-Type": kind})).status_code == 422
    assert await effects(program) == 0


async def test_a_company_named_in_the_address_is_ones_own_or_does_not_exist(web: httpx2.AsyncClient) -> None:
    assert (await web.get(f"/me?company={COMPANY_A}")).json()["company"] == COMPANY_A
    foreign = await web.get(f"/me?company={COMPANY_B}")
    assert (foreign.status_code, foreign.json()["code"]) == (404, "not_found")
    assert (await web.get("/me?company=usr_01h455vb4pex5vsknk084sn02q")).status_code == 422
    operator = {"X-Caller": "operator"}
    assert (await web.get("/me", headers=operator)).json()["company"] is None
    assert (await web.get(f"/me?company={COMPANY_B}", headers=operator)).status_code == 404  # nobody made it


async def test_a_stranger_is_in_no_company(web: httpx2.AsyncClient) -> None:
    assert (await web.get("/public")).json() == {"id": 0, "word": "somebody", "company": None}
    assert (await web.get(f"/public?company={COMPANY_A}")).status_code == 404


async def test_the_limit_is_told_on_answers_and_on_refusals(web: httpx2.AsyncClient, clock: ManualClock) -> None:
    reader = {"X-Caller": "reader"}
    refusals = [await web.post("/words", json=BODY, headers=reader) for _ in range(WRITES.size + 1)]
    assert [answer.status_code for answer in refusals] == [403] * WRITES.size + [429]
    assert refusals[0].headers["ratelimit-policy"] == f'"default";q={WRITES.count};w={WRITES.per_seconds}'
    assert refusals[0].headers["ratelimit"] == f'"default";r={WRITES.size - 1};t=1'
    assert refusals[-1].headers["ratelimit"] == '"default";r=0;t=20'
    assert (refusals[-1].json()["code"], refusals[-1].headers["retry-after"]) == ("rate_limited", "1")
    assert (await web.get("/words", headers=reader)).status_code == 200
    clock.advance(timedelta(seconds=1))
    assert (await web.post("/words", json=BODY, headers=reader)).status_code == 403


async def test_a_route_with_its_own_limit_has_its_own_bucket(web: httpx2.AsyncClient) -> None:
    """Before, a hundred ordinary writes made the ingest of the same key wait for a quarter of a minute."""
    for _ in range(WRITES.size):
        await web.post("/refused", json=BODY)
    assert (await web.post("/words", json=BODY)).status_code == 429
    assert (await web.post("/ingest", json=BODY)).status_code == 200


async def test_guessing_keys_is_not_free(web: httpx2.AsyncClient) -> None:
    answers = [await web.get("/words", headers={"X-Caller": f"guess {n}"}) for n in range(ANONYMOUS.size + 1)]
    assert [answer.status_code for answer in answers] == [401] * ANONYMOUS.size + [429]
    assert answers[0].headers["www-authenticate"] == "Bearer"
    assert (await web.get("/words")).status_code == 200
