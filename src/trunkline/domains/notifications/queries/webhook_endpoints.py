"""Questions about endpoints, and who hears a fact."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, or_, select

from trunkline.domains.access import queries as access
from trunkline.domains.access.rules import compiled_permissions
from trunkline.domains.notifications import store
from trunkline.domains.notifications.model import Endpoint
from trunkline.domains.notifications.rules import wants
from trunkline.infra.journal import Entry
from trunkline.infra.scope import Scope
from trunkline.kernel.errors import NotFound
from trunkline.kernel.ids import CompanyId, WebhookEndpointId
from trunkline.kernel.page import Page, PageRequest, page_of

_endpoint, _secret = store.webhook_endpoint, store.webhook_secret


async def endpoints(scope: Scope, request: PageRequest) -> Page[Endpoint]:
    """The company's endpoints, newest first; without a company all of them, the operator's own among them."""
    chosen = select(_endpoint).where(scope.of_company(_endpoint))
    if request.position is not None:
        chosen = chosen.where(_endpoint.c.id < request.position[0])
    rows = (await scope.tx.execute(chosen.order_by(_endpoint.c.id.desc()).limit(request.limit + 1))).all()
    return page_of([store.endpoint_of(row) for row in rows], request, lambda one: (str(one.id),))


async def endpoint(scope: Scope, endpoint_id: WebhookEndpointId) -> Endpoint:
    """Raises `NotFound`, also for another company's endpoint."""
    mine = (_endpoint.c.id == endpoint_id) & scope.of_company(_endpoint)
    row = (await scope.tx.execute(select(_endpoint).where(mine))).one_or_none()
    if row is None:
        raise NotFound(f"There is no webhook endpoint {endpoint_id}.")
    return store.endpoint_of(row)


async def somebody_wants(scope: Scope, entry: Entry) -> bool:
    """Whether an endpoint of the fact's stream has chosen its kind. One statement per stream, however many facts a transaction has."""
    noted = scope.noted.setdefault(("webhook kinds", entry.company_id), [])
    if not noted:
        chosen = select(_endpoint.c.kinds).where(_of_stream(entry.company_id), _endpoint.c.enabled.is_(True))
        noted.append((await scope.tx.execute(chosen)).scalars().all())
    return any(wants(kinds, entry.kind) for kinds in noted[0])


async def hearers(scope: Scope, entry: Entry) -> Sequence[Endpoint]:
    """The endpoints to which the fact is to be delivered: those of its stream that have chosen it and may hear it.

    Asked across companies: whoever answers for an endpoint may be one of the operator's staff.
    """
    chosen = select(_endpoint).where(_of_stream(entry.company_id), _endpoint.c.enabled.is_(True))
    rows = await scope.tx.execute(chosen.order_by(_endpoint.c.id))
    found = [one for one in map(store.endpoint_of, rows) if wants(one.kinds, entry.kind)]
    held = await permissions_of(scope, found)
    return [one for one in found if entry.audience in held[one.id]]


async def permissions_of(scope: Scope, endpoints: Collection[Endpoint]) -> dict[WebhookEndpointId, frozenset[str]]:
    """What each endpoint may hear at this moment: what whoever answers for it holds, within the company, and within the key's list."""
    granted = await access.permissions_of_active(scope, [one.user_id for one in endpoints]) if endpoints else {}
    return {one.id: _held(one, granted) for one in endpoints}


async def secrets_of(scope: Scope, endpoint_id: WebhookEndpointId) -> Sequence[bytes]:
    """The sealed secrets that sign now, newest first."""
    good = or_(_secret.c.expires_at.is_(None), _secret.c.expires_at > scope.machine_now)
    chosen = select(_secret.c.sealed).where(_secret.c.endpoint_id == endpoint_id, good)
    return (await scope.tx.execute(chosen.order_by(_secret.c.number.desc()))).scalars().all()


def _held(endpoint: Endpoint, granted: access.Granted) -> frozenset[str]:
    held = compiled_permissions(granted.get(endpoint.user_id, frozenset()), endpoint.company_id)
    return held if endpoint.narrowed_to is None else held & endpoint.narrowed_to


def _of_stream(company_id: CompanyId | None) -> ColumnElement[bool]:
    column = _endpoint.c.company_id
    return column.is_(None) if company_id is None else column == company_id
