"""Taking facts to those who listen from outside."""

from __future__ import annotations

from datetime import datetime, timedelta

from trunkline.domains.notifications import actions, queries
from trunkline.domains.notifications.ports import WebhookSender
from trunkline.infra.queue import JobRow, RetryPolicy, Run, job
from trunkline.infra.scope import Scope
from trunkline.kernel.ids import FactId, WebhookDeliveryId, WebhookEndpointId

# A receiver that lets everybody wait must not keep the worker from what else is due.
LAST = -10
# For what is our own fault; how often a receiver is tried stands in the delivery.
CRASHES = RetryPolicy(attempts_max=20, first=timedelta(seconds=2), most=timedelta(minutes=10))


@job("notifications.address_webhooks", on=queries.DELIVERABLE.values(), wanted=queries.somebody_wants)
async def address_webhooks(run: Run) -> None:
    """Make a delivery for each webhook endpoint that hears the fact; asked for where an endpoint has chosen its kind."""
    await actions.address_fact(run.begin, run.company_id, FactId.parse(str(run.payload["id"])))


async def _given_up(scope: Scope, row: JobRow) -> None:
    await actions.give_up(scope, WebhookDeliveryId(str(row.payload["subject"])), _turn(row.payload["turn"]))


@job(actions.SEND_JOB, retry=CRASHES, priority=LAST, given_up=_given_up)
async def send_webhook(run: Run) -> None:
    """POST a delivery to its endpoint, and note when it is tried again."""
    delivery_id, turn = WebhookDeliveryId.parse(run.subject), _turn(run.payload["turn"])
    await actions.send_delivery(run.begin, run.port(WebhookSender), run.company_id, delivery_id, turn)


@job(actions.REPLAY_JOB)
async def replay_webhooks(run: Run) -> None:
    """Deliver to an endpoint what it should have heard since a moment."""
    since, until = (datetime.fromisoformat(str(run.payload[name])) for name in ("since", "until"))
    again, endpoint_id = bool(run.payload["delivered"]), WebhookEndpointId.parse(run.subject)
    await actions.replay_facts(run.begin, run.company_id, endpoint_id, since, until, delivered=again)


def _turn(value: object) -> int:
    assert isinstance(value, int), "each job of a delivery says whose turn it is"
    return value
