"""`POST /calls/ingest/{format}`: both doors, on every database."""

from __future__ import annotations

import hmac
import json
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx2
import pytest
from sqlalchemy import select

from tests.clients import client_as
from tests.domains.usage.conftest import NOW, Shop
from tests.factories import make_company
from trunkline.domains.usage import store
from trunkline.domains.usage.model import BATCH_MAX
from trunkline.infra.call_secrets import CallSecret
from trunkline.infra.config import Config
from trunkline.infra.program import Program
from trunkline.infra.scope import system_actor
from trunkline.kernel.ids import CompanyId

SECRETS = {
    "freeswitch": "password-of-cred-0001",
    "livekit": "api-secret-of-livekit-1",
    "retell": "key_of_retell_00000001",
    "twilio": "auth-token-of-twilio-01",
    "vapi": "secret-of-vapi-00000001",
}
STARTED = NOW - timedelta(minutes=10)
START_MS = int(STARTED.timestamp()) * 1_000
CALL_SID = "CA" + "0" * 31 + "1"


@pytest.fixture
async def shop_with_secrets(program: Program, shop: Shop) -> Program:
    """The program of the shop, to which a secret for each format was given; other companies have none."""
    secrets = tuple(CallSecret(name, shop.company_id, secret) for name, secret in SECRETS.items())
    return replace(program, config=replace(program.config, call_secrets=secrets))


@pytest.fixture
async def vendor(shop_with_secrets: Program) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody without any permission, as a vendor is."""
    async with client_as(shop_with_secrets) as client:
        yield client


@pytest.fixture
async def sender(program: Program, shop: Shop) -> AsyncIterator[httpx2.AsyncClient]:
    """An API key of the shop, where no secret was set."""
    async with client_as(program, "usage.write", company_id=shop.company_id) as client:
        yield client


def retell(event: str = "call_ended", **changed: Any) -> bytes:
    call = {
        "call_id": "retell-1",
        "call_status": "ended",
        "direction": "inbound",
        "from_number": "+4940123",
        "to_number": "+4940999",
        "agent_name": "ada",
        "start_timestamp": START_MS,
        "end_timestamp": START_MS + 61_000,
        "duration_ms": 61_000,
        "disconnection_reason": "user_hangup",
    }
    return json.dumps({"event": event, "call": call | changed}).encode()


def livekit(**changed: Any) -> bytes:
    participant = {
        "sid": "PA_1",
        "kind": "SIP",
        "joinedAt": str(START_MS // 1_000),
        "disconnectReason": "CLIENT_INITIATED",
        "attributes": {
            "sip.callID": "SCL_1",
            "sip.ruleID": "SDR_1",
            "sip.phoneNumber": "+4940123",
            "sip.trunkPhoneNumber": "+4940999",
        },
    }
    event = {"event": "participant_left", "id": "EV_1", "createdAt": str(START_MS // 1_000 + 61)}
    return json.dumps(event | {"participant": participant} | changed).encode()


def vapi(**changed: Any) -> bytes:
    message = {
        "type": "end-of-call-report",
        "endedReason": "customer-ended-call",
        "startedAt": STARTED.isoformat(),
        "endedAt": (STARTED + timedelta(seconds=61)).isoformat(),
        "call": {"id": "vapi-1", "type": "inboundPhoneCall"},
        "customer": {"number": "+4940123"},
        "phoneNumber": {"number": "+4940999"},
    }
    return json.dumps({"message": message | changed}).encode()


def twilio(**changed: str) -> bytes:
    fields = {
        "CallSid": CALL_SID,
        "CallStatus": "completed",
        "CallDuration": "61",
        "Direction": "inbound",
        "From": "+4940123",
        "To": "+4940999",
        "Timestamp": format_datetime(STARTED + timedelta(seconds=61)),
        "SequenceNumber": "3",
    }
    return urlencode(fields | changed).encode()


def freeswitch(**changed: Any) -> bytes:
    second = START_MS // 1_000
    variables = {
        "uuid": "fs-1",
        "direction": "inbound",
        "start_epoch": str(second),
        "answer_epoch": str(second),
        "end_epoch": str(second + 61),
        "duration": "61",
        "billsec": "61",
        "hangup_cause": "NORMAL_CLEARING",
    }
    return json.dumps({"variables": variables | changed, "callflow": []}).encode()


BODIES = {"freeswitch": freeswitch, "livekit": livekit, "retell": retell, "twilio": twilio, "vapi": vapi}
IDS = {"freeswitch": "fs-1", "livekit": "SCL_1", "retell": "retell-1", "twilio": CALL_SID, "vapi": "vapi-1"}


def signed(name: str, body: bytes, url: str, *, secret: str | None = None) -> dict[str, str]:
    """The headers with which the vendor would send `body` now."""
    key = (secret or SECRETS[name]).encode()
    if name == "freeswitch":
        return {"Authorization": f"Basic {b64encode(b'switch:' + key).decode()}", "Content-Type": "application/json"}
    if name == "vapi":
        return {"X-Vapi-Secret": key.decode()}
    if name == "retell":
        stamp = str(int(NOW.timestamp() * 1_000))
        return {"X-Retell-Signature": f"v={stamp},d={hmac.digest(key, body + stamp.encode(), 'sha256').hex()}"}
    if name == "twilio":
        fields = "".join(sorted(part.replace("=", "", 1) for part in _decoded(body)))
        signature = b64encode(hmac.digest(key, (url + fields).encode(), "sha1")).decode()
        return {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    claims = {"exp": int(NOW.timestamp()) + 300, "sha256": b64encode(sha256(body).digest()).decode()}
    token = ".".join(
        b64encode(json.dumps(one).encode(), b"-_").decode().rstrip("=") for one in ({"alg": "HS256"}, claims)
    )
    signature = b64encode(hmac.digest(key, token.encode(), "sha256"), b"-_").decode().rstrip("=")
    return {"Authorization": f"{token}.{signature}", "Content-Type": "application/webhook+json"}


def _decoded(body: bytes) -> list[str]:
    return [f"{name}={value}" for name, value in parse_qsl(body.decode())]


def door(name: str, company_id: CompanyId) -> str:
    return f"/calls/ingest/{name}/{company_id}"


def public(program: Program, path: str) -> str:
    return f"{program.config.public_url}/api/v1{path}"


def counts(**changed: Any) -> dict[str, Any]:
    return {"accepted": 0, "duplicate": 0, "ignored": 0, "rejected": 0, "problems": [], "passed_over": []} | changed


async def kept(program: Program) -> list[Any]:
    """What is there of everybody's calls: whose, from where, under which id, for how much."""
    c = store.call_record.c
    chosen = select(c.company_id, c.source, c.external_id, c.billable_seconds, c.amount_e4).order_by(c.external_id)
    async with program.database.read() as connection:
        return [tuple(row) for row in await connection.execute(chosen)]


@pytest.mark.parametrize("name", BODIES)
async def test_a_signed_delivery_is_a_rated_call_and_four_of_them_are_one(
    vendor: httpx2.AsyncClient, shop_with_secrets: Program, shop: Shop, name: str
) -> None:
    path, body = door(name, shop.company_id), BODIES[name]()
    headers = signed(name, body, public(shop_with_secrets, path))
    answers = [await vendor.post(path, content=body, headers=headers) for _ in range(4)]
    assert [one.status_code for one in answers] == [200] * 4, answers[0].text
    assert [one.json() for one in answers] == [counts(accepted=1), *[counts(duplicate=1)] * 3]
    # A cent for connecting, a minute at 0.10, and 6 seconds at a tenth of it.
    assert await kept(shop_with_secrets) == [(shop.company_id, name, IDS[name], 61, 1_200)]


@pytest.mark.parametrize("name", BODIES)
async def test_a_signature_of_another_body_secret_or_company_is_refused(
    vendor: httpx2.AsyncClient, shop_with_secrets: Program, shop: Shop, name: str
) -> None:
    async with shop_with_secrets.scope(system_actor("test")) as scope:
        theirs = (await make_company(scope, slug="harbor")).id
    path, body = door(name, shop.company_id), BODIES[name]()
    url = public(shop_with_secrets, path)
    right = signed(name, body, url)
    refused = [
        await vendor.post(path, content=body, headers={"Content-Type": "application/json"}),
        await vendor.post(path, content=body, headers=signed(name, body, url, secret="the secret of somebody else")),
    ]
    for nobody in (theirs, CompanyId("com_" + "0" * 26)):
        shut = await vendor.post(door(name, nobody), content=body, headers=right)
        assert (shut.status_code, shut.json()["code"]) == (404, "not_found")
    if name not in {"vapi", "freeswitch"}:  # those two show a secret and sign nothing
        refused.append(await vendor.post(path, content=body + b" ", headers=right))
    assert [(one.status_code, one.json()["code"]) for one in refused] == [(401, "signature_refused")] * len(refused)
    assert len({one.json()["detail"] for one in refused}) == 1, "a stranger learns nothing from the reason"
    assert await kept(shop_with_secrets) == []


async def test_a_companys_own_secret_does_not_open_another_companys_door(program: Program, shop: Shop) -> None:
    async with program.scope(system_actor("test")) as scope:
        theirs = (await make_company(scope, slug="harbor")).id
    secrets = (
        CallSecret("retell", shop.company_id, "key_of_the_shop_1"),
        CallSecret("retell", theirs, "key_of_harbor_001"),
    )
    both = replace(program, config=replace(program.config, call_secrets=secrets))
    body = retell()
    async with client_as(both) as client:
        mine = signed("retell", body, "", secret="key_of_the_shop_1")
        assert (await client.post(door("retell", theirs), content=body, headers=mine)).status_code == 401
        assert await kept(both) == []
        done = await client.post(door("retell", shop.company_id), content=body, headers=mine)
        assert done.json() == counts(accepted=1)
    assert [row[0] for row in await kept(both)] == [shop.company_id]


async def test_the_same_call_of_two_companies_is_two_calls(program: Program, shop: Shop) -> None:
    async with program.scope(system_actor("test")) as scope:
        theirs = (await make_company(scope, slug="harbor")).id
    for company_id in (shop.company_id, theirs):
        async with client_as(program, "usage.write", company_id=company_id) as client:
            answer = await client.post("/calls/ingest/retell?meter=calls", content=retell())
            assert answer.json() == counts(accepted=1)
    assert sorted(row[0] for row in await kept(program)) == sorted([shop.company_id, theirs])


async def test_an_api_key_cannot_name_another_company(sender: httpx2.AsyncClient, program: Program) -> None:
    async with program.scope(system_actor("test")) as scope:
        theirs = (await make_company(scope, slug="harbor")).id
    for body in (retell(), retell("call_started")):
        answer = await sender.post(f"/calls/ingest/retell?company={theirs}", content=body)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert await kept(program) == []


async def test_an_api_key_opens_without_a_signature_only_where_no_secret_was_set(
    sender: httpx2.AsyncClient, shop_with_secrets: Program, shop: Shop
) -> None:
    body = vapi()
    assert (await sender.post("/calls/ingest/vapi", content=body)).json() == counts(accepted=1)
    async with client_as(shop_with_secrets, "usage.write", company_id=shop.company_id) as client:
        bare = await client.post("/calls/ingest/vapi", content=body)
        assert (bare.status_code, bare.json()["code"]) == (401, "signature_refused")
        both = await client.post("/calls/ingest/vapi", content=body, headers=signed("vapi", body, ""))
        assert both.json() == counts(duplicate=1)


async def test_without_the_permission_nothing_is_kept(program: Program, shop: Shop) -> None:
    async with client_as(program, "usage.read", company_id=shop.company_id) as client:
        assert (await client.post("/calls/ingest/vapi", content=vapi())).status_code == 403
    assert await kept(program) == []


@pytest.mark.parametrize(
    ("name", "body", "about", "detail"),
    [
        ("twilio", twilio(CallStatus="ringing"), CALL_SID, "the call is ringing: it has not ended."),
        ("twilio", twilio(Direction="outbound-dial"), CALL_SID, "a leg of another call (outbound-dial)."),
        ("retell", retell("call_started"), "retell-1", "the event 'call_started' is not the end of a call."),
        ("retell", retell(call_status="ongoing"), "retell-1", "the call is ongoing: it has not ended."),
        ("livekit", livekit(event="room_finished"), "SCL_1", "the event 'room_finished' is not the end of a telephone's stay."),
        ("vapi", vapi(type="status-update"), "vapi-1", "the message 'status-update' is not the end of a call."),
        ("freeswitch", freeswitch(originating_leg_uuid="fs-0"), "fs-1", "a B leg of fs-0: its A leg is the call."),
    ],
)  # fmt: skip
async def test_what_has_not_ended_is_ignored_and_says_so(
    sender: httpx2.AsyncClient, program: Program, name: str, body: bytes, about: str, detail: str
) -> None:
    passed_over = [{"index": 0, "external_id": about, "detail": detail}]
    for headers in ({}, {"Idempotency-Key": "once"}, {"Idempotency-Key": "once"}):
        answer = await sender.post(f"/calls/ingest/{name}", content=body, headers=headers)
        assert (answer.status_code, answer.json()) == (200, counts(ignored=1, passed_over=passed_over))
    assert await kept(program) == []


async def test_a_call_that_rings_first_is_counted_when_it_has_ended(
    sender: httpx2.AsyncClient, program: Program
) -> None:
    found = [
        (await sender.post("/calls/ingest/twilio", content=twilio(CallStatus=status))).json()
        for status in ("initiated", "ringing", "in-progress", "completed", "completed")
    ]
    assert [(one["accepted"], one["duplicate"], one["ignored"]) for one in found] == [
        *[(0, 0, 1)] * 3,
        (1, 0, 0),
        (0, 1, 0),
    ]
    assert [row[1:4] for row in await kept(program)] == [("twilio", CALL_SID, 61)]


async def test_retells_analysis_is_the_same_call_told_once_more(sender: httpx2.AsyncClient, program: Program) -> None:
    assert (await sender.post("/calls/ingest/retell", content=retell())).json() == counts(accepted=1)
    analyzed = retell("call_analyzed", call_analysis={"call_summary": "…"})
    assert (await sender.post("/calls/ingest/retell", content=analyzed)).json() == counts(duplicate=1)
    assert len(await kept(program)) == 1


async def test_a_page_is_sorted_item_by_item(sender: httpx2.AsyncClient, program: Program) -> None:
    def item(number: int, **changed: str) -> dict[str, str]:
        given = {"sid": f"CA{number}", "status": "completed", "direction": "inbound", "duration": "61"}
        given |= {"start_time": format_datetime(STARTED), "end_time": format_datetime(STARTED + timedelta(seconds=61))}
        return given | changed

    far = {"start_time": format_datetime(NOW.replace(year=2030)), "end_time": format_datetime(NOW.replace(year=2031))}
    page = {"calls": [item(1), item(2, status="queued"), item(3, duration="62"), item(1), item(4, **far), item(5)]}
    answer = await sender.post("/calls/ingest/twilio", json=page)
    assert answer.json() == counts(
        accepted=2,
        duplicate=1,
        ignored=1,
        rejected=2,
        passed_over=[{"index": 1, "external_id": "CA2", "detail": "the call is queued: it has not ended."}],
        problems=[
            {
                "index": 2,
                "event_id": None,
                "code": "no_call",
                "detail": "it is answered at 2026-03-02T11:49:59+00:00, before it starts or after it ends.",
            },
            {
                "index": 4,
                "event_id": "CA4",
                "code": "invalid_time",
                "detail": "started_at lies more than 366 days ahead.",
            },
        ],
    )
    assert [row[2] for row in await kept(program)] == ["CA1", "CA5"]


@pytest.mark.parametrize("name", BODIES)
@pytest.mark.parametrize("body", [b"{", b"\xff\xfe", b"[1]", b'"\\ud800"', b"a=1", b"<!DOCTYPE a><a/>", b"[" * 5_000])
async def test_what_is_no_call_is_rejected_with_a_reason(
    sender: httpx2.AsyncClient, program: Program, name: str, body: bytes
) -> None:
    answer = await sender.post(f"/calls/ingest/{name}", content=body)
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["accepted"], told["rejected"], [one["code"] for one in told["problems"]]) == (0, 1, ["no_call"])
    assert await kept(program) == []


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"", 422), (b" \n", 422), (b"\x1f\x8b\x08", 422), (b"[" + b"1," * BATCH_MAX + b"1]", 413), (b" " * (8 << 20) + b"{}", 413)],
    ids=["empty", "blank", "compressed", "many", "large"],
)  # fmt: skip
async def test_what_cannot_be_looked_at_is_refused_as_a_whole(
    sender: httpx2.AsyncClient, body: bytes, status: int
) -> None:
    answer = await sender.post("/calls/ingest/retell", content=body)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


async def test_the_meter_is_named_when_there_is_not_one_only(program: Program, shop: Shop) -> None:
    async with program.scope(system_actor("test")) as scope:
        theirs = (await make_company(scope, slug="harbor")).id
    async with client_as(program, "usage.write", company_id=theirs) as client:
        refused = await client.post("/calls/ingest/retell", content=retell())
        assert refused.status_code == 422
        assert refused.json()["detail"].startswith("Name with ?meter= what the calls count on: nothing rates calls yet")
        assert await kept(program) == []
        named = await client.post("/calls/ingest/retell?meter=calls", content=retell())
        assert named.json() == counts(accepted=1)
    assert [row[1:] for row in await kept(program)] == [("retell", "retell-1", 61, 0)]


async def test_a_door_of_a_company_that_is_not_there(program: Program, config: Config, shop: Shop) -> None:
    """A secret may outlive its company."""
    gone = CompanyId("com_" + "0" * 26)
    secrets = (CallSecret("vapi", gone, SECRETS["vapi"]),)
    async with client_as(replace(program, config=replace(config, call_secrets=secrets))) as client:
        answer = await client.post(door("vapi", gone), content=vapi(), headers=signed("vapi", vapi(), ""))
    assert (answer.status_code, await kept(program)) == (404, [])
