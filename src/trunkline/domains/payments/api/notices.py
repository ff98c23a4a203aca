"""Providers' notices: the door they come in by, and the operator's look at them."""

from collections.abc import Sequence
from typing import Annotated

import structlog
from fastapi import Path, Query
from starlette.requests import Request

from trunkline.domains.access.model import Permission
from trunkline.domains.payments import actions, queries
from trunkline.domains.payments.api.router import router
from trunkline.domains.payments.api.shapes import NoticeAnswerOut, NoticeDetailsOut, NoticeOut
from trunkline.domains.payments.model import NoticeState
from trunkline.domains.payments.ports import FormNotices, NoticeSource, PaymentProviders, ReceivedNotice
from trunkline.infra.ratelimit import Limit
from trunkline.infra.scope import system_actor
from trunkline.infra.web import PUBLIC, PageOut, Paging, ReadScope, WriteScope, described, program_of
from trunkline.kernel.errors import Forbidden, Invalid, NotFound
from trunkline.kernel.ids import NoticeId, PaymentId

log = structlog.get_logger("trunkline.payments")

# A provider catches up from few addresses after an outage, and a turned away notice comes again: this is against floods only.
NOTICES = Limit(count=60_000, per_seconds=60, burst=6_000)
# Each of these is sent back to the provider to be confirmed, whoever it is from.
FORMS = Limit(count=300, per_seconds=60, burst=60)
# The largest event of a provider is a fraction of this.
BYTES_MAX = 1_000_000


@router.post(
    "/webhooks/{provider}",
    permission=PUBLIC,
    limit=NOTICES,
    responses=described(
        (403, "Not signed by this provider, or too long ago"),
        (404, "This provider is not connected"),
        (413, "Too large"),
    ),
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}},
)
async def receive_notice(request: Request, provider: Annotated[str, Path(max_length=40)]) -> NoticeAnswerOut:
    """A payment provider tells of an event. Verified over the raw bytes, kept once, answered; the work is done later."""
    program = program_of(request)
    source = _source(program.port(PaymentProviders), provider)
    headers = {name.lower(): value for name, value in request.headers.items()}
    try:
        received = await source.verify_notice(await _body(request), headers, program.clock.now())
    except Forbidden as refused:
        # Why is for the operator: a stranger learns no more than that it was refused.
        log.info("notice_refused", provider=provider, reason=refused.detail)
        raise Forbidden("The notice is not signed by this provider; the server's log says more.") from None
    return await _keep(request, provider, [received])


@router.post(
    "/webhooks/{provider}/ipn",
    permission=PUBLIC,
    limit=FORMS,
    responses=described(
        (403, "The provider did not send this"),
        (404, "This provider is not connected, or has no such notices"),
        (413, "Too large"),
    ),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}},
        }
    },
)
async def receive_ipn(request: Request, provider: Annotated[str, Path(max_length=40)]) -> NoticeAnswerOut:
    """A form without a signature (PayPal's IPN): its exact bytes are sent back to be confirmed, then kept like any notice."""
    program = program_of(request)
    source = _form_source(program.port(PaymentProviders), provider)
    try:
        received = await source.verify_ipn(await _body(request), program.clock.now())
    except Forbidden as refused:
        log.info("notice_refused", provider=provider, reason=refused.detail)
        raise Forbidden("The provider did not send this; the server's log says more.") from None
    return await _keep(request, provider, received)


async def _body(request: Request) -> bytes:
    body = await request.body()
    if len(body) > BYTES_MAX:
        raise Invalid(f"A notice has at most {BYTES_MAX:,} bytes; this has {len(body):,}.")
    return body


async def _keep(request: Request, provider: str, received: Sequence[ReceivedNotice]) -> NoticeAnswerOut:
    """In one transaction: a delivery of several is kept as a whole."""
    actor, request_id = system_actor(f"webhooks.{provider}"), request.state.request_id
    async with program_of(request).scope(actor, request_id=request_id) as scope:
        kept = [await actions.keep_notice(scope, one) for one in received]
    return NoticeAnswerOut(received=True, duplicate=not any(one.is_new for one in kept))


@router.get("/payment-notices", permission=Permission.notices_read)
async def list_payment_notices(
    scope: ReadScope,
    paging: Paging,
    provider: str | None = None,
    state: NoticeState | None = None,
    payment: Annotated[
        PaymentId | None, Query(description="Only those about this payment, its refunds and its disputes.")
    ] = None,
) -> PageOut[NoticeOut]:
    """What payment providers told, the newest first."""
    page = await queries.notices(scope, paging.request, provider=provider, state=state, payment_id=payment)
    return paging.out(page.map(NoticeOut.of))


@router.get("/payment-notices/{notice_id}", permission=Permission.notices_read)
async def show_payment_notice(scope: ReadScope, notice_id: NoticeId) -> NoticeDetailsOut:
    """A notice with what was sent and what came of it."""
    return NoticeDetailsOut.of(await queries.notice(scope, notice_id))


@router.post("/payment-notices/{notice_id}/replay", permission=Permission.notices_manage, status_code=202)
async def replay_payment_notice(scope: WriteScope, notice_id: NoticeId) -> NoticeOut:
    """Handle a notice once more. Harmless: what is true is fetched from the provider."""
    return NoticeOut.of(await actions.replay_notice(scope, notice_id))


def _source(providers: PaymentProviders, name: str) -> NoticeSource:
    if name in providers.names and isinstance(source := providers.of(name), NoticeSource):
        return source
    raise NotFound(f"No payment provider {name!r} that sends notices is connected here.")


def _form_source(providers: PaymentProviders, name: str) -> FormNotices:
    if name in providers.names and isinstance(source := providers.of(name), FormNotices):
        return source
    raise NotFound(f"No payment provider {name!r} that sends forms is connected here.")
