"""Sending one delivery: write down that it is tried (commit), POST with no transaction open, write down the answer (commit).

A crash may take the last step. Then the job runs again and the receiver hears the fact twice, with the same webhook-id.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from trunkline.domains.notifications import queries, store
from trunkline.domains.notifications.actions.webhook_deliveries import ask_to_send
from trunkline.domains.notifications.actions.webhook_secrets import opened_secrets
from trunkline.domains.notifications.events import WebhookEndpointDisabled
from trunkline.domains.notifications.model import Answer, Delivery, DeliveryState, DisabledBecause, Endpoint
from trunkline.domains.notifications.ports import ATTEMPT_SECONDS_MAX, WebhookSender
from trunkline.domains.notifications.queries import Sendable
from trunkline.domains.notifications.rules import body_of, headers_of, host_of, reason_to_disable, wait_after
from trunkline.infra.scope import Begin, Scope
from trunkline.kernel.ids import CompanyId, WebhookDeliveryId

_MESSAGES = {
    DisabledBecause.gone: "The receiver answered 410 Gone.",
    DisabledBecause.failing: "Nothing could be delivered there for five days.",
}
_LOST_SECRET = "The secret cannot be read under the installation's present secret key: rotate it."  # noqa: S105


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt that is written down and not yet made."""

    delivery: Delivery
    started_at: datetime
    keys: list[bytes]


async def send_delivery(
    begin: Begin, sender: WebhookSender, company_id: CompanyId | None, delivery_id: WebhookDeliveryId, turn: int
) -> None:
    """One attempt, if it is still this turn's."""
    async with begin(None, write=False) as scope:
        found = await queries.sendable(scope, delivery_id)
    if found is None:
        return
    async with begin(company_id) as scope:
        begun = await _begin_attempt(scope, found, turn)
    if begun is None:
        return
    answer = await _post(sender, found, begun)
    async with begin(company_id) as scope:
        await _write_answer(scope, begun, answer)


async def _begin_attempt(scope: Scope, found: Sendable, turn: int) -> Begun | None:
    """None when somebody else's turn has come, or when it is not to be sent any more, which is then written down."""
    delivery = await store.lock_delivery(scope, found.delivery.id)
    if delivery is None or delivery.state is not DeliveryState.waiting or delivery.turn != turn:
        return None
    if not found.endpoint.enabled or not found.may_hear:
        await store.update_delivery(scope, delivery.id, state=DeliveryState.withheld, next_attempt_at=None)
        return None
    number = delivery.attempts + 1
    await store.update_delivery(scope, delivery.id, attempts=number)
    await store.insert_attempt(scope, delivery, number)
    keys = opened_secrets(scope.program.config.secret_key, found.endpoint.id, found.sealed_secrets)
    return Begun(replace(delivery, attempts=number), scope.machine_now, keys)


async def _post(sender: WebhookSender, found: Sendable, begun: Begun) -> Answer:
    if not begun.keys:
        return Answer(None, _LOST_SECRET)
    body = body_of(queries.told(found.fact))
    headers = headers_of(begun.keys, found.fact.id, begun.started_at, body)
    try:
        async with asyncio.timeout(ATTEMPT_SECONDS_MAX):
            return await sender.post(found.endpoint.url, headers, body)
    except TimeoutError:
        return Answer(None, f"No whole answer came within {ATTEMPT_SECONDS_MAX} seconds.")


async def _write_answer(scope: Scope, begun: Begun, answer: Answer) -> None:
    """The endpoint is locked before the delivery, as everywhere."""
    endpoint = await store.lock_endpoint(scope, begun.delivery.endpoint_id)
    delivery = await store.lock_delivery(scope, begun.delivery.id)
    if endpoint is None or delivery is None:
        return
    await store.write_answer(scope, delivery.id, begun.delivery.attempts, answer, begun.started_at)
    if answer.delivered:
        done = {"state": DeliveryState.delivered, "delivered_at": scope.machine_now, "next_attempt_at": None}
        await store.update_delivery(scope, delivery.id, tries=delivery.tries + 1, **done)
        await store.note_success(scope, endpoint.id)
        return
    await _blame(scope, endpoint, answer)
    # Somebody may have asked for it again meanwhile: then the new turn decides what comes next.
    if delivery.turn == begun.delivery.turn and delivery.state is DeliveryState.waiting:
        await _try_later(scope, delivery, answer)


async def _blame(scope: Scope, endpoint: Endpoint, answer: Answer) -> None:
    """Note that the endpoint fails; disable it when it is gone, or has failed for long enough."""
    if not endpoint.enabled:
        return
    reason = reason_to_disable(endpoint, answer, scope.machine_now)
    if reason is None:
        if endpoint.failing_since is None:
            await store.update_endpoint(scope, replace(endpoint, failing_since=scope.machine_now))
        return
    await store.update_endpoint(scope, replace(endpoint, enabled=False, disabled_because=reason))
    scope.announce(
        WebhookEndpointDisabled(
            company_id=endpoint.company_id,
            subject=endpoint.id,
            host=host_of(endpoint.url),
            because=reason,
            message=_MESSAGES[reason],
        )
    )


async def _try_later(scope: Scope, delivery: Delivery, answer: Answer) -> None:
    tries = delivery.tries + 1
    wait: timedelta | None = None if answer.gone else wait_after(tries, scope.program.entropy)
    if wait is None:
        await store.update_delivery(scope, delivery.id, tries=tries, state=DeliveryState.failed, next_attempt_at=None)
        return
    again = replace(delivery, tries=tries, turn=delivery.turn + 1, next_attempt_at=scope.machine_now + wait)
    await store.update_delivery(scope, delivery.id, tries=tries, turn=again.turn, next_attempt_at=again.next_attempt_at)
    await ask_to_send(scope, again)
