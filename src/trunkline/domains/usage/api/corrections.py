"""Correcting what was told wrongly. Only the operator's people may: whoever voids usage changes what is owed for it."""

from dataclasses import asdict
from typing import Annotated, Any

import msgspec
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from trunkline.domains.access.model import Permission
from trunkline.domains.usage import actions, queries
from trunkline.domains.usage.api.decoding import ItemDecoder, Sent, list_within
from trunkline.domains.usage.api.ingest import EVENT_SCHEMA, ProblemOut, batch_schema, body_of
from trunkline.domains.usage.api.router import router
from trunkline.domains.usage.api.shapes import Instant
from trunkline.domains.usage.model import (
    CALL_SECONDS_MAX,
    REASON_MAX,
    Cause,
    Correction,
    EventCorrection,
    UsageForm,
)
from trunkline.domains.usage.rules.acceptable import shallow
from trunkline.infra.scope import Scope
from trunkline.infra.web import CompanyParameter, DecimalString, PageOut, Paging, ReadScope, written
from trunkline.kernel.ids import PriceId

Reason = Annotated[str, Field(max_length=REASON_MAX, examples=["Counted twice by the exchange"])]


class CorrectionsOut(BaseModel):
    """What became of the corrections: made, changing nothing because the event stands so already, or refused, each by itself."""

    corrected: int
    unchanged: int
    rejected: int
    problems: list[ProblemOut]


class CorrectionOut(BaseModel):
    """A correction of an event (`form` events) or a call. It `stands` until a later one of the same takes its place.

    `quantity` and `properties` are of events, `amount` is what a call is rated at since, or null where nothing rates it by itself.
    `cause` is `told`: it was told wrongly; `price`: its price was corrected; `subscription`: it was rated only after its correction.
    """

    form: UsageForm
    source: str
    event_id: Annotated[str, Field(description="The source's identity of the event or call.")]
    sequence: int
    stands: bool
    cause: Cause
    is_void: bool
    meter: str
    used_at: Instant
    quantity: DecimalString
    properties: dict[str, Any] | None
    billable_seconds: int
    billed_seconds: int
    amount: str | None
    currency: str | None
    price_id: PriceId | None
    reason: str
    by: str
    recorded_at: Instant

    @staticmethod
    def of(one: Correction) -> "CorrectionOut":
        same = set(CorrectionOut.model_fields) - {"event_id", "by", "amount", "properties"}
        shown: dict[str, Any] = {name: getattr(one, name) for name in same}
        amount = None if one.currency is None else str(one.amount)
        properties = None if one.properties is None else shallow(one.properties)
        return CorrectionOut(**shown, event_id=one.identity, by=one.actor_name, amount=amount, properties=properties)


class CallCorrectionIn(BaseModel):
    """The length that the call should have had, or `void`: true.

    `void`: false lets a voided call count again; a new length alone is refused while it is void.
    """

    model_config = ConfigDict(extra="forbid")

    billable_seconds: Annotated[int | None, Field(ge=0, le=CALL_SECONDS_MAX)] = None
    void: bool | None = None
    reason: Reason


_CORRECTIONS = ItemDecoder(EventCorrection)
_OF_EVENT = EVENT_SCHEMA["properties"]
CORRECTION_SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["event_id", "reason"],
    "additionalProperties": False,
    "properties": {
        "source": _OF_EVENT["source"],
        "event_id": _OF_EVENT["event_id"],
        "quantity": {
            "type": ["string", "null"],
            "description": "Exact, with at most six decimals; left out: as it stands.",
        },
        "properties": {"type": ["object", "null"], "description": "All of them; left out: as they stand."},
        "used_at": {"type": ["string", "null"], "format": "date-time", "description": "Left out: as it stands."},
        "void": {
            "type": ["boolean", "null"],
            "description": "true: it counts for nothing. false: it counts again, which new values of what is void need.",
        },
        "reason": {"type": "string", "minLength": 1, "maxLength": REASON_MAX},
    },
}


@router.post(
    "/usage/corrections",
    permission=Permission.usage_correct,
    response_model=CorrectionsOut,
    openapi_extra=body_of(CORRECTION_SCHEMA, batch_schema("corrections", CORRECTION_SCHEMA)),
)
async def correct_usage(request: Request, company: CompanyParameter = None) -> Response:
    """Correct an event, or up to 1,000 as `{"corrections": […]}`. What was told stays; the next bill run books the difference."""
    body = await request.body()
    items = list_within(body, "corrections")
    sent = _CORRECTIONS.single(body) if items is None else _CORRECTIONS.batch(items)
    return await written(request, company, lambda scope: _correct(scope, sent))


@router.get("/usage/corrections", permission=Permission.usage_read)
async def list_corrections(
    scope: ReadScope,
    page: Paging,
    form: UsageForm | None = None,
    source: Annotated[str | None, Query(description="Together with event_id: of one event or call.")] = None,
    event_id: str | None = None,
    cause: Cause | None = None,
) -> PageOut[CorrectionOut]:
    """What was corrected, newest first."""
    wanted = queries.CorrectionFilter(form=form, source=source, identity=event_id, cause=cause)
    found = await queries.corrections(scope, page.request, wanted)
    return page.out(found.map(CorrectionOut.of))


async def _correct(scope: Scope, sent: Sent[EventCorrection]) -> Response:
    result = await actions.correct_events(scope, sent.items)
    problems = sent.all_problems(result.problems)
    content = {
        "corrected": result.corrected,
        "unchanged": len(result.unchanged),
        "rejected": len(problems),
        "problems": [asdict(one) for one in problems],
    }
    return Response(msgspec.json.encode(content), media_type="application/json")
