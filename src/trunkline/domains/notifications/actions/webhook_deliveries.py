"""Deliveries: one for each endpoint that hears a fact, and again when somebody asks for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from trunkline.domains.notifications import queries, store
from trunkline.domains.notifications.events import WebhookDeliveryReplayed, WebhookEndpointReplayed
from trunkline.domains.notifications.model import Delivery, DeliveryState, Endpoint
from trunkline.domains.notifications.rules import host_of, wants
from trunkline.infra import journal
from trunkline.infra.queue import open_in_lanes
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.errors import Conflict, FieldProblem, Invalid, NotFound
from trunkline.kernel.ids import CompanyId, FactId, JobId, WebhookDeliveryId, WebhookEndpointId

SEND_JOB = "notifications.send_webhook"
REPLAY_JOB = "notifications.replay_webhooks"
REPLAY_PAGE = 100
REPLAY_MAX = timedelta(days=90)
# Of one company, or of the platform, at once; of an endpoint one.
REPLAYS_MAX = 4


class TooManyReplays(Conflict):
    """As many replays are under way as there may be."""

    code = "too_many_replays"
    title = "There are too many replays at once"


async def address_fact(begin: Begin, company_id: CompanyId | None, fact_id: FactId) -> None:
    """Make a delivery for each endpoint that hears the fact. Done again it makes none."""
    async with begin(None, write=False) as scope:
        fact = await journal.read_fact(scope.tx, fact_id)
        hearers = [] if fact is None else await queries.hearers(scope, fact)
    if fact is None or not hearers:
        return
    async with begin(company_id) as scope:
        for one in hearers:
            # Held, so that it is not deleted meanwhile.
            if await store.lock_endpoint(scope, one.id) is not None:
                await add_delivery(scope, one, fact.id, fact.kind, fact.subject, fact.audience, fact.at)


async def add_delivery(
    scope: Scope, endpoint: Endpoint, fact_id: FactId, kind: str, subject: str, audience: str, happened_at: datetime
) -> Delivery | None:
    """A delivery that is sent at once; None where the endpoint has one of this fact."""
    made = Delivery(
        id=scope.new_id(WebhookDeliveryId),
        company_id=endpoint.company_id,
        endpoint_id=endpoint.id,
        fact_id=fact_id,
        kind=kind,
        subject=subject,
        audience=audience,
        happened_at=happened_at,
        state=DeliveryState.waiting,
        tries=0,
        attempts=0,
        turn=1,
        next_attempt_at=scope.machine_now,
        created_at=scope.now,
        delivered_at=None,
    )
    if not await store.insert_delivery(scope, made):
        return None
    await ask_to_send(scope, made)
    return made


async def ask_to_send(scope: Scope, delivery: Delivery) -> None:
    """A job for the delivery's turn; an earlier job that is still waiting finds that it is not its turn any more.

    A receiver lives in real time, whatever clock the company has: so does what is tried there again.
    """
    job = scope.program.jobs.by_kind[SEND_JOB]
    key = f"{SEND_JOB}:{delivery.id}#{delivery.turn}"
    payload: dict[str, object] = {"subject": delivery.id, "turn": delivery.turn}
    when = {"run_at": delivery.next_attempt_at, "by_machine": True}
    await scope.enqueue(job, payload, unique_key=key, lane=str(delivery.endpoint_id), **when)


async def replay_delivery(scope: Scope, delivery_id: WebhookDeliveryId) -> Delivery:
    """Send it again now, with the same webhook-id, whatever became of it.

    Raises `NotFound`, also for another company's delivery, and `Conflict` where the endpoint is disabled.
    """
    await queries.delivery(scope, delivery_id)
    found = await store.lock_delivery(scope, delivery_id)
    if found is None:
        raise NotFound(f"There is no webhook delivery {delivery_id}.")
    endpoint = await queries.endpoint(scope, found.endpoint_id)
    _require_enabled(endpoint)
    here = await at_home(scope, endpoint)
    again = await _send_again(here, found)
    here.announce(
        WebhookDeliveryReplayed(
            company_id=found.company_id, subject=found.id, endpoint_id=endpoint.id, about=found.kind
        )
    )
    return again


async def replay_since(scope: Scope, endpoint_id: WebhookEndpointId, since: datetime, *, delivered: bool) -> JobId:
    """Have everything delivered that the endpoint should have heard since then and has not; with `delivered`, all of it.

    Raises `NotFound`, `Conflict` where it is disabled, `TooManyReplays`, and `Invalid` for a moment that lies ahead or more than 90 days
    back.
    """
    endpoint = await queries.endpoint(scope, endpoint_id)
    _require_enabled(endpoint)
    here = await at_home(scope, endpoint)
    await _require_turn(here, endpoint_id)
    if not here.now - REPLAY_MAX <= since <= here.now:
        detail = f"since must be a moment of the last {REPLAY_MAX.days} days."
        raise Invalid(detail, fields=[FieldProblem("/since", detail)])
    here.announce(
        WebhookEndpointReplayed(
            company_id=endpoint.company_id,
            subject=endpoint.id,
            host=host_of(endpoint.url),
            since=since,
            delivered=delivered,
        )
    )
    job = scope.program.jobs.by_kind[REPLAY_JOB]
    payload: dict[str, object] = {"subject": endpoint_id, "since": since.isoformat(), "delivered": delivered}
    return await here.enqueue(job, payload | {"until": here.now.isoformat()}, lane=str(endpoint_id))


async def _require_turn(scope: Scope, endpoint_id: WebhookEndpointId) -> None:
    """Each replay is as many deliveries as there were facts. Whoever asks in the same moment waits here until we have asked."""
    await store.hold_endpoints(scope)
    under_way = await open_in_lanes(scope, scope.program.jobs.by_kind[REPLAY_JOB])
    if str(endpoint_id) in under_way:
        raise TooManyReplays(
            "What this endpoint should have heard is being sent again already: wait until that is done."
        )
    if len(under_way) >= REPLAYS_MAX:
        raise TooManyReplays(f"{len(under_way)} endpoints are being replayed to already, {REPLAYS_MAX} at most: wait.")


async def replay_facts(
    begin: Begin,
    company_id: CompanyId | None,
    endpoint_id: WebhookEndpointId,
    since: datetime,
    until: datetime,
    *,
    delivered: bool,
) -> None:
    """Page by page, each in a transaction of its own. Facts after `until` are delivered in the usual way."""
    after = 0
    while True:
        async with begin(None, write=False) as scope:
            stream = journal.stream_of(company_id)
            page = await journal.read_since(scope.tx, stream, since, after, REPLAY_PAGE)
            endpoint = await _standing(scope, endpoint_id)
            held = frozenset() if endpoint is None else (await queries.permissions_of(scope, [endpoint]))[endpoint.id]
        if not page or endpoint is None:
            return
        async with begin(company_id) as scope:
            if await store.lock_endpoint(scope, endpoint_id) is None:
                return
            for fact in page:
                heard = fact.kind in queries.DELIVERABLE and wants(endpoint.kinds, fact.kind)
                if heard and fact.audience in held and fact.at <= until:
                    await _replay_fact(scope, endpoint, fact, delivered)
        after = page[-1].seq


async def at_home(scope: Scope, endpoint: Endpoint) -> Scope:
    """This transaction as one of the endpoint's company: what comes later is done for it, by its clock."""
    return scope if endpoint.company_id is None else await scope.within(endpoint.company_id)


async def give_up(scope: Scope, delivery_id: WebhookDeliveryId, turn: int) -> None:
    """Nobody will do the job of this turn any more: whoever looks sees that the delivery does not wait for anything."""
    found = await store.lock_delivery(scope, delivery_id)
    if found is not None and found.state is DeliveryState.waiting and found.turn == turn:
        await store.update_delivery(scope, found.id, state=DeliveryState.failed, next_attempt_at=None)


async def _replay_fact(scope: Scope, endpoint: Endpoint, fact: journal.Entry, delivered: bool) -> None:
    if await add_delivery(scope, endpoint, fact.id, fact.kind, fact.subject, fact.audience, fact.at) is not None:
        return
    known = await store.lock_delivery_of(scope, endpoint.id, fact.id)
    assert known is not None, "the endpoint has a delivery of this fact"
    if delivered or known.state is not DeliveryState.delivered:
        await _send_again(scope, known)


async def _send_again(scope: Scope, found: Delivery) -> Delivery:
    again = replace(
        found,
        state=DeliveryState.waiting,
        tries=0,
        turn=found.turn + 1,
        next_attempt_at=scope.machine_now,
        delivered_at=None,
    )
    names = ("state", "tries", "turn", "next_attempt_at", "delivered_at")
    await store.update_delivery(scope, found.id, **{name: getattr(again, name) for name in names})
    await ask_to_send(scope, again)
    return again


async def _standing(scope: Scope, endpoint_id: WebhookEndpointId) -> Endpoint | None:
    try:
        found = await queries.endpoint(scope, endpoint_id)
    except NotFound:
        return None
    return found if found.enabled else None


def _require_enabled(endpoint: Endpoint) -> None:
    if not endpoint.enabled:
        raise Conflict("The endpoint is disabled: enable it first.")
