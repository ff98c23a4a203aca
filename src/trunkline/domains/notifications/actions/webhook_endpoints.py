"""Endpoints: made, changed, tested and removed by people, or through an API key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from trunkline.domains.access import queries as access
from trunkline.domains.notifications import queries, store
from trunkline.domains.notifications.actions.webhook_deliveries import add_delivery, at_home
from trunkline.domains.notifications.actions.webhook_secrets import give_secret
from trunkline.domains.notifications.events import (
    WebhookEndpointChanged,
    WebhookEndpointCreated,
    WebhookEndpointDeleted,
    WebhookEndpointTested,
    WebhookSecretRotated,
)
from trunkline.domains.notifications.model import (
    DESCRIPTION_LENGTH_MAX,
    ENDPOINTS_MAX,
    SECRETS_OVERLAP,
    Delivery,
    DisabledBecause,
    Endpoint,
    MadeEndpoint,
)
from trunkline.domains.notifications.ports import WebhookSender
from trunkline.domains.notifications.rules import check_kinds, check_url, host_of
from trunkline.infra.scope import ActorKind, Scope
from trunkline.kernel.errors import Conflict, FieldProblem, Forbidden, Invalid, NotFound
from trunkline.kernel.ids import UserId, WebhookEndpointId


class TooManyEndpoints(Conflict):
    """There are as many as there may be."""

    code = "too_many_endpoints"
    title = "There are too many webhook endpoints"


@dataclass(frozen=True, slots=True, kw_only=True)
class EndpointWish:
    """What is asked of an endpoint. None: as it is."""

    url: str | None = None
    description: str | None = None
    kinds: Sequence[str] | None = None
    enabled: bool | None = None


async def create_endpoint(scope: Scope, url: str, kinds: Sequence[str], description: str = "") -> MadeEndpoint:
    """An endpoint of the scope's company, or without one of the operator's platform; of each there are 16 at most.

    Raises `Invalid`, `Forbidden`, `TooManyEndpoints`.
    """
    user_id, narrowed_to = await _answerable(scope)
    if await store.hold_endpoints(scope) >= ENDPOINTS_MAX:
        raise TooManyEndpoints(f"There are {ENDPOINTS_MAX} endpoints: change or delete one of them.")
    made = Endpoint(
        id=scope.new_id(WebhookEndpointId),
        company_id=scope.company_id,
        user_id=user_id,
        narrowed_to=narrowed_to,
        url=_checked_url(scope, url),
        description=_checked_description(description),
        kinds=check_kinds(kinds, queries.DELIVERABLE),
        enabled=True,
        disabled_because=None,
        failing_since=None,
        created_at=scope.now,
    )
    await store.insert_endpoint(scope, made)
    secret = await give_secret(scope, made)
    host = host_of(made.url)
    scope.announce(WebhookEndpointCreated(company_id=made.company_id, subject=made.id, host=host, kinds=made.kinds))
    return MadeEndpoint(made, secret)


async def change_endpoint(scope: Scope, endpoint_id: WebhookEndpointId, wish: EndpointWish) -> Endpoint:
    """Whoever changes where it leads or what it hears, or has it hear again, answers for it from then on: nobody may listen with
    another's permissions.

    Raises `NotFound`, also for another company's endpoint, `Invalid` and `Forbidden`.
    """
    before = await _locked(scope, endpoint_id)
    after = _wished(scope, before, wish)
    changed = tuple(name for name in ("url", "description", "kinds", "enabled") if _differs(before, after, name))
    if not changed:
        return before
    if {"url", "kinds"} & set(changed) or ("enabled" in changed and after.enabled):
        user_id, narrowed_to = await _answerable(scope)
        after = replace(after, user_id=user_id, narrowed_to=narrowed_to)
    await store.update_endpoint(scope, after)
    scope.announce(
        WebhookEndpointChanged(
            company_id=after.company_id,
            subject=after.id,
            host=host_of(after.url),
            changed=changed,
            kinds=after.kinds,
            enabled=after.enabled,
        )
    )
    return after


async def delete_endpoint(scope: Scope, endpoint_id: WebhookEndpointId) -> None:
    """With its deliveries; what is under way ends. Raises `NotFound`, also for another company's endpoint."""
    found = await _locked(scope, endpoint_id)
    await store.delete_endpoint(scope, endpoint_id)
    scope.announce(WebhookEndpointDeleted(company_id=found.company_id, subject=found.id, host=host_of(found.url)))


async def rotate_secret(scope: Scope, endpoint_id: WebhookEndpointId) -> MadeEndpoint:
    """A new secret; those before sign beside it for 24 hours. Raises `NotFound`, also for another company's endpoint, and `Forbidden`.

    Whoever is shown the secret answers for the endpoint from then on: with it one could speak in its name.
    """
    user_id, narrowed_to = await _answerable(scope)
    found = replace(await _locked(scope, endpoint_id), user_id=user_id, narrowed_to=narrowed_to)
    await store.update_endpoint(scope, found)
    until = scope.machine_now + SECRETS_OVERLAP
    await store.end_secrets(scope, found.id, until)
    secret = await give_secret(scope, found)
    scope.announce(
        WebhookSecretRotated(
            company_id=found.company_id, subject=found.id, host=host_of(found.url), previous_until=until
        )
    )
    return MadeEndpoint(found, secret)


async def test_endpoint(scope: Scope, endpoint_id: WebhookEndpointId) -> Delivery:
    """A fact that is delivered to this endpoint alone. Raises `NotFound`, and `Conflict` where it is disabled."""
    found = await _locked(scope, endpoint_id)
    if not found.enabled:
        raise Conflict("The endpoint is disabled: enable it first.")
    here = await at_home(scope, found)
    tested = WebhookEndpointTested(company_id=found.company_id, subject=found.id, host=host_of(found.url))
    here.announce(tested)
    told = here.announced[-1]
    delivery = await add_delivery(here, found, told.id, tested.kind, found.id, tested.audience, told.at)
    assert delivery is not None, "the fact is new"
    return delivery


async def _answerable(scope: Scope) -> tuple[UserId, frozenset[str] | None]:
    """Who answers for what the caller makes, and the key that holds it narrower."""
    if scope.actor.kind is ActorKind.user:
        return UserId(scope.actor.id), None
    owner = await access.owner_of_key(scope, scope.actor.id) if scope.actor.kind is ActorKind.api_key else None
    if owner is None:
        raise Forbidden(
            "An endpoint is made by a person, or with a key of the company: somebody answers for what it hears."
        )
    return owner, frozenset(scope.permissions)


async def _locked(scope: Scope, endpoint_id: WebhookEndpointId) -> Endpoint:
    found = await store.lock_endpoint(scope, endpoint_id)
    if found is None:
        raise NotFound(f"There is no webhook endpoint {endpoint_id}.")
    return found


def _wished(scope: Scope, before: Endpoint, wish: EndpointWish) -> Endpoint:
    after = before
    if wish.url is not None:
        after = replace(after, url=_checked_url(scope, wish.url))
    if wish.description is not None:
        after = replace(after, description=_checked_description(wish.description))
    if wish.kinds is not None:
        after = replace(after, kinds=check_kinds(wish.kinds, queries.DELIVERABLE))
    if wish.enabled is None or wish.enabled is before.enabled:
        return after
    # Whoever enables it again gives it new days to fail.
    because = None if wish.enabled else DisabledBecause.asked
    return replace(after, enabled=wish.enabled, disabled_because=because, failing_since=None)


def _differs(before: Endpoint, after: Endpoint, name: str) -> bool:
    return bool(getattr(before, name) != getattr(after, name))


def _checked_url(scope: Scope, url: str) -> str:
    return check_url(url, to_loopback=scope.port(WebhookSender).reaches_loopback)


def _checked_description(text: str) -> str:
    plain = text.strip()
    if len(plain) > DESCRIPTION_LENGTH_MAX or not all(one.isprintable() for one in plain):
        detail = f"A description is one line of at most {DESCRIPTION_LENGTH_MAX} characters."
        raise Invalid(detail, fields=[FieldProblem("/description", detail)])
    return plain
