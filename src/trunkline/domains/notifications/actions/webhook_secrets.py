"""Secrets of endpoints: made here, told once, and kept so that deliveries can be signed with them."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from trunkline.domains.notifications import store
from trunkline.domains.notifications.model import Endpoint
from trunkline.domains.notifications.rules import SECRET_BYTES, secret_text
from trunkline.infra.scope import Scope
from trunkline.infra.sealing import opened, sealed
from trunkline.kernel.ids import WebhookEndpointId

_PURPOSE = "webhook secrets"


async def give_secret(scope: Scope, endpoint: Endpoint) -> str:
    """A new secret for an endpoint that is new, or locked. What is returned is kept nowhere in this form."""
    key = secrets.token_bytes(SECRET_BYTES)
    await store.insert_secret(scope, endpoint, sealed(scope.program.config.secret_key, _PURPOSE, endpoint.id, key))
    return secret_text(key)


def opened_secrets(secret_key: bytes, endpoint_id: WebhookEndpointId, kept: Sequence[bytes]) -> list[bytes]:
    """Those that the installation's present secret key opens."""
    found = (opened(secret_key, _PURPOSE, endpoint_id, one) for one in kept)
    return [one for one in found if one is not None]
