"""Who is connected."""

from __future__ import annotations

from trunkline.domains.operations import store
from trunkline.domains.operations.model import Presence
from trunkline.domains.operations.store.presence import ws_session
from trunkline.infra.scope import Scope


async def who_is_present(scope: Scope) -> list[Presence]:
    """The open sockets of the company, or of all, longest open first."""
    return await store.present(scope.tx, scope.of_company(ws_session), scope.machine_now)
