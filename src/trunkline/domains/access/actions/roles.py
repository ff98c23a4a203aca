"""Roles: put into the database what the code says they are."""

from __future__ import annotations

from trunkline.domains.access import queries, store
from trunkline.infra.scope import Scope


async def install_roles(scope: Scope) -> None:
    """Write permissions and roles; may be repeated. Whoever has a role that changed is looked up anew in every process."""
    changed = await store.write_catalogue(scope)
    if changed:
        await store.raise_permission_version(scope, await queries.holders_of(scope, changed))
        scope.wake_topics.add("access:")
