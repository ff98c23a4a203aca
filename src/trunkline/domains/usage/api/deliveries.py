"""`POST /calls/ingest/{format}`: call records as their vendor sends them.

There are two doors for each format. The first is opened by an API key, like `POST /calls`; where a secret was set for the company, the
vendor's signature must hold as well. The second is for vendors that cannot send an API key: it names the company, and only the signature
under that company's own secret opens it (decision 8).
"""

from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
import structlog
from fastapi import Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from trunkline.domains.access.model import Permission
from trunkline.domains.usage import actions
from trunkline.domains.usage.api.ingest import ProblemOut
from trunkline.domains.usage.api.router import router
from trunkline.domains.usage.model import DeliveryReadings, DeliveryResult, SignatureRefused
from trunkline.domains.usage.ports import CallFormat, CallFormats, Delivery
from trunkline.infra.ratelimit import Limit
from trunkline.infra.scope import Scope, system_actor
from trunkline.infra.web import (
    DATA_PLANE,
    PUBLIC,
    CompanyParameter,
    described,
    identity_of,
    program_of,
    reading,
    written,
)
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId

log = structlog.get_logger("trunkline.calls")

# A vendor delivers from few addresses, and a call has a handful of deliveries.
DELIVERIES = Limit(count=6_000, per_seconds=60, burst=600)

Meter = Annotated[
    str | None,
    Query(
        min_length=1,
        max_length=60,
        description="What the calls count on; may be left out when only one meter of the company is for calls.",
    ),
]


class IgnoredOut(BaseModel):
    """Why one record was passed over. `index` is its place in the delivery, counted from 0."""

    index: int
    external_id: str | None
    detail: str


class DeliveryOut(BaseModel):
    """What became of the records. What has not ended, or is a leg of another call, is ignored: there is nothing to send again."""

    accepted: int
    duplicate: int
    ignored: int
    rejected: int
    problems: list[ProblemOut]
    passed_over: list[IgnoredOut]


@dataclass(frozen=True, slots=True)
class _Offer:
    """A format: how it is called, and in which forms its vendor sends it."""

    name: str
    vendor: str
    forms: tuple[str, ...]


_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
OFFERS = (
    _Offer("freeswitch", "FreeSWITCH (mod_json_cdr, mod_xml_cdr)", (_JSON, _FORM, "text/xml")),
    _Offer("livekit", "LiveKit (webhook)", (_JSON, "application/webhook+json")),
    _Offer("retell", "Retell (webhook)", (_JSON,)),
    _Offer("twilio", "Twilio (call resources, status callbacks)", (_JSON, _FORM)),
    _Offer("vapi", "Vapi (server messages)", (_JSON,)),
)


def _body_of(offer: _Offer) -> dict[str, Any]:
    """The body never passes through pydantic: a signature is over its bytes."""
    schemas = {form: {"schema": {"type": "string" if form == "text/xml" else "object"}} for form in offer.forms}
    return {"requestBody": {"required": True, "content": schemas}}


def _add_keyed_route(offer: _Offer) -> None:
    @router.post(
        f"/calls/ingest/{offer.name}",
        permission=Permission.usage_write,
        limit=DATA_PLANE,
        response_model=DeliveryOut,
        openapi_extra=_body_of(offer),
        name=f"ingest_{offer.name}",
        summary=f"Calls As {offer.vendor} Tells Them",
    )
    async def ingest(request: Request, meter: Meter = None, company: CompanyParameter = None) -> Response:
        """Keep the calls of a delivery, once for ever. Where a secret was set for the company, the signature must hold as well."""
        delivery, reader = await _delivery(request), _format(request, offer.name)
        company_id = (await identity_of(request)).company_id or company
        secret = None if company_id is None else program_of(request).config.call_secret(offer.name, company_id)
        if secret is not None:
            _require_signature(request, reader, delivery, secret)
        read = actions.read_delivery(reader, delivery.body)
        if not read.calls and "idempotency-key" not in request.headers:
            async with reading(request, company) as scope:
                return await _recorded(scope, offer.name, meter, read)
        return await written(request, company, lambda scope: _recorded(scope, offer.name, meter, read))


def _add_signed_route(offer: _Offer) -> None:
    @router.post(
        f"/calls/ingest/{offer.name}/{{company_id}}",
        permission=PUBLIC,
        limit=DELIVERIES,
        response_model=DeliveryOut,
        openapi_extra=_body_of(offer),
        responses=described(
            (401, "Not signed with this company's secret"),
            (404, "No such company, or no secret is set for it"),
            (413, "Too large"),
        ),
        name=f"ingest_signed_{offer.name}",
        summary=f"Calls As {offer.vendor} Tells Them, Signed",
    )
    async def ingest_signed(request: Request, company_id: CompanyId, meter: Meter = None) -> Response:
        """The same without an API key: only the signature under this company's own secret opens this door."""
        secret = program_of(request).config.call_secret(offer.name, company_id)
        if secret is None:
            raise NotFound(f"No secret for {offer.name} is set for a company {company_id}.")
        delivery, reader = await _delivery(request), _format(request, offer.name)
        _require_signature(request, reader, delivery, secret)
        read = actions.read_delivery(reader, delivery.body)
        async with program_of(request).scope(
            system_actor(f"calls.{offer.name}"),
            company_id=company_id,
            permissions=frozenset({Permission.usage_write}),
            request_id=request.state.request_id,
            write=bool(read.calls),
        ) as scope:
            if not await scope.program.company_known(scope.tx, company_id):
                raise NotFound(f"There is no company {company_id}.")
            return await _recorded(scope, offer.name, meter, read)


for _offer in OFFERS:
    _add_keyed_route(_offer)
    _add_signed_route(_offer)


async def _delivery(request: Request) -> Delivery:
    """The request in raw bytes, under the address that the vendor was given."""
    path = request.scope.get("raw_path") or request.url.path.encode()
    query = request.scope.get("query_string", b"")
    url = program_of(request).config.public_url + (path.partition(b"?")[0] + (b"?" + query if query else b"")).decode(
        "latin-1"
    )
    return Delivery(url, {name.lower(): value for name, value in request.headers.items()}, await request.body())


def _format(request: Request, name: str) -> CallFormat:
    return program_of(request).port(CallFormats).named(name)


def _require_signature(request: Request, reader: CallFormat, delivery: Delivery, secret: str) -> None:
    """Why it was refused is for the operator: a stranger learns no more than that it was."""
    refusal = reader.refusal(delivery, secret, program_of(request).clock.now())
    if refusal is not None:
        log.info("delivery_refused", reason=refusal)
        raise SignatureRefused("The delivery is not signed with this company's secret; the server's log says more.")


async def _recorded(scope: Scope, source: str, meter: str | None, read: DeliveryReadings) -> Response:
    result = await actions.record_delivery(scope, source, meter, read)
    return Response(msgspec.json.encode(_told(result)), media_type="application/json")


def _told(result: DeliveryResult) -> dict[str, Any]:
    return {
        "accepted": result.accepted,
        "duplicate": result.duplicate,
        "ignored": len(result.ignored),
        "rejected": len(result.problems),
        "problems": result.problems,
        "passed_over": [
            {"index": one.line_number - 1, "external_id": one.about or None, "detail": f"{one.reason}."}
            for one in result.ignored
        ],
    }
