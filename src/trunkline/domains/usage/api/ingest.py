"""`POST /usage/events` and `POST /calls`: the data plane.

Events may come one by one or by the thousand. One by one they share commits with others that are under way; a batch has its own.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Raw, Struct
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from trunkline.domains.access.model import Permission
from trunkline.domains.usage import actions
from trunkline.domains.usage.api.decoding import ItemDecoder, Sent, decode, list_within
from trunkline.domains.usage.api.router import router
from trunkline.domains.usage.model import (
    BATCH_MAX,
    CALL_SECONDS_MAX,
    EVENT_ID_MAX,
    EXTERNAL_ID_MAX,
    NAME_MAX,
    PARTY_MAX,
    CallRecordInput,
    Direction,
    Disposition,
    IngestResult,
    UsageEventInput,
)
from trunkline.infra.scope import Scope
from trunkline.infra.web import DATA_PLANE, CompanyParameter, identity_of, writing, written
from trunkline.kernel.ids import CompanyId


class ProblemOut(BaseModel):
    """Why one item was refused. `index` is its place in the batch, counted from 0."""

    index: int
    event_id: str | None
    code: str
    detail: str


class IngestOut(BaseModel):
    """What became of the items: counted, known already, or refused. Nothing that was refused stopped the others."""

    accepted: int
    duplicate: int
    rejected: int
    problems: list[ProblemOut]


class CallIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A call. Times RFC 3339; lengths in whole seconds; `external_id` is the sender's identity of it, for ever."""

    external_id: str
    started_at: Annotated[datetime, Meta(tz=True)]
    ended_at: Annotated[datetime, Meta(tz=True)]
    duration_seconds: int
    billable_seconds: int
    disposition: Disposition
    answered_at: Annotated[datetime, Meta(tz=True)] | None = None
    direction: Direction = Direction.unknown
    caller: str = ""
    callee: str = ""
    agent: str = ""

    def call(self) -> CallRecordInput:
        return CallRecordInput(**{name: getattr(self, name) for name in self.__struct_fields__})


class CallsIn(Struct, frozen=True, forbid_unknown_fields=True):
    """Up to 1,000 calls of one source, counted on one meter."""

    calls: Raw
    meter: str
    source: str = "api"


_EVENTS = ItemDecoder(UsageEventInput)
_CALLS = ItemDecoder(CallIn)
_CALLS_BODY = msgspec.json.Decoder(CallsIn)


def body_of(*kinds: dict[str, Any]) -> dict[str, Any]:
    """The request body for the API's description; the body itself never passes through pydantic."""
    schema = kinds[0] if len(kinds) == 1 else {"oneOf": list(kinds)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def batch_schema(name: str, item: dict[str, Any], **others: Any) -> dict[str, Any]:
    items = {"type": "array", "minItems": 0, "maxItems": BATCH_MAX, "items": item}
    required = [name, *(other for other, schema in others.items() if "default" not in schema)]
    properties = {name: items, **others}
    return {"type": "object", "required": required, "additionalProperties": False, "properties": properties}


_NAME = {"type": "string", "minLength": 1, "maxLength": NAME_MAX}
_TIME = {"type": "string", "format": "date-time"}
_SECONDS = {"type": "integer", "minimum": 0, "maximum": CALL_SECONDS_MAX}
_PARTY = {"type": "string", "maxLength": PARTY_MAX, "default": ""}
EVENT_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["meter", "event_id", "used_at"],
    "additionalProperties": False,
    "properties": {
        "meter": _NAME,
        "event_id": {"type": "string", "minLength": 1, "maxLength": EVENT_ID_MAX},
        "used_at": _TIME,
        "source": _NAME | {"default": "api"},
        "quantity": {"type": "string", "default": "1", "description": "Exact, with at most six decimals."},
        "properties": {"type": ["object", "null"]},
    },
}
CALL_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["external_id", "started_at", "ended_at", "duration_seconds", "billable_seconds", "disposition"],
    "additionalProperties": False,
    "properties": {
        "external_id": {"type": "string", "minLength": 1, "maxLength": EXTERNAL_ID_MAX},
        "started_at": _TIME,
        "answered_at": _TIME | {"type": ["string", "null"]},
        "ended_at": _TIME,
        "duration_seconds": _SECONDS,
        "billable_seconds": _SECONDS,
        "disposition": {"enum": [one.value for one in Disposition]},
        "direction": {"enum": [one.value for one in Direction], "default": "unknown"},
        "caller": _PARTY,
        "callee": _PARTY,
        "agent": _PARTY,
    },
}


@router.post(
    "/usage/events",
    permission=Permission.usage_write,
    limit=DATA_PLANE,
    response_model=IngestOut,
    openapi_extra=body_of(EVENT_SCHEMA, batch_schema("events", EVENT_SCHEMA)),
)
async def record_usage(request: Request, company: CompanyParameter = None) -> Response:
    """Count usage: one event, or up to 1,000 as `{"events": […]}`. An event is counted once for ever, by (source, event_id)."""
    body = await request.body()
    events = list_within(body)
    if events is not None or "idempotency-key" in request.headers:
        sent = _EVENTS.single(body) if events is None else _EVENTS.batch(events)
        return await written(request, company, lambda scope: _record_events(scope, sent))
    alone = _EVENTS.single(body)
    if not alone.items:
        return _answer(alone.result(IngestResult(0, (), ())))
    return _answer(alone.result(await _record_together(request, company, alone.items[0])))


@router.post(
    "/calls",
    permission=Permission.usage_write,
    limit=DATA_PLANE,
    response_model=IngestOut,
    openapi_extra=body_of(batch_schema("calls", CALL_SCHEMA, meter=_NAME, source=_NAME | {"default": "api"})),
)
async def record_calls(request: Request, company: CompanyParameter = None) -> Response:
    """Keep up to 1,000 calls, rated as they arrive. A call is kept once for ever, by (source, external_id)."""
    body = decode(_CALLS_BODY, await request.body())
    sent = _CALLS.batch(body.calls)

    async def record(scope: Scope) -> Response:
        calls = [item.call() for item in sent.items]
        return _answer(sent.result(await actions.record_calls(scope, body.source, body.meter, calls)))

    return await written(request, company, record)


async def _record_events(scope: Scope, sent: Sent[UsageEventInput]) -> Response:
    return _answer(sent.result(await actions.record_events(scope, sent.items)))


async def _record_together(request: Request, company: CompanyId | None, event: UsageEventInput) -> IngestResult:
    """One event, in the next transaction of its sender."""

    async def record(events: list[UsageEventInput]) -> IngestResult:
        async with writing(request, company) as scope:
            return await actions.record_events(scope, events)

    identity = await identity_of(request)
    sender = f"{identity.company_id or company}:{identity.actor.id}"
    return await _gathering(request).record(sender, event, record)


def _gathering(request: Request) -> actions.Gathering:
    """One for the whole application: requests can only share what they can both see."""
    state = request.app.state
    found: actions.Gathering | None = getattr(state, "usage_gathering", None)
    if found is None:
        found = state.usage_gathering = actions.Gathering()
    return found


def _answer(result: IngestResult) -> Response:
    content = {
        "accepted": result.accepted,
        "duplicate": result.duplicate,
        "rejected": result.rejected,
        "problems": [asdict(one) for one in result.problems],
    }
    return Response(msgspec.json.encode(content), media_type="application/json")
