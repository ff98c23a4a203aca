"""Questions about API keys."""

from __future__ import annotations

from sqlalchemy import select

from trunkline.domains.access import store
from trunkline.domains.access.model import ApiKey
from trunkline.infra.scope import Scope
from trunkline.kernel.page import Page, PageRequest, page_of

_key = store.api_key


async def api_keys(scope: Scope, request: PageRequest) -> Page[ApiKey]:
    """The company's keys, newest first, the revoked ones too; without a company all of them."""
    chosen = select(_key).where(scope.of_company(_key))
    if request.position is not None:
        chosen = chosen.where(_key.c.id < request.position[0])
    rows = (await scope.tx.execute(chosen.order_by(_key.c.id.desc()).limit(request.limit + 1))).all()
    return page_of([store.key_of(row) for row in rows], request, lambda key: (str(key.id),))
